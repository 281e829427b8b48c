"""Our keys: what we sign for LMSes, and the public halves with which they check it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from joserfc import jwt
from joserfc.jwk import RSAKey

from catalogue.actions.lti_keys import keep_first_lti_key, keep_next_lti_key
from catalogue.queries.lti import lti_keys
from catalogue.viewer import Viewer

ALGORITHM: Final = "RS256"
_BITS: Final = 2048


def signed(claims: Mapping[str, Any]) -> str:
    """Sign claims with the newest key that may; the first call makes the first key."""
    key = RSAKey.import_key(json.loads(_signing()))
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": key.kid}
    return jwt.encode(header, dict(claims), key, algorithms=[ALGORITHM])


def public_keys() -> dict[str, Any]:
    """Give the public half of every key, as a JWK set."""
    _signing()
    keys = [RSAKey.import_key(json.loads(jwk)) for jwk, _ in lti_keys()]
    return {"keys": [key.as_dict(private=False) for key in keys]}


def rotate(viewer: Viewer, *, at_once: bool = False) -> None:
    """Make the next key. Raises Forbidden."""
    keep_next_lti_key(viewer, *_fresh(), at_once=at_once)


def _signing() -> str:
    keys = lti_keys()
    if not keys:
        keep_first_lti_key(*_fresh())
        keys = lti_keys()
    return next((jwk for jwk, may_sign in keys if may_sign), keys[-1][0])


def _fresh() -> tuple[str, str]:
    key = RSAKey.generate_key(_BITS, {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
    return key.kid or "", json.dumps(key.as_dict(private=True))
