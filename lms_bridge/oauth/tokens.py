"""Access tokens: signed, short-lived, read by nobody but the bridge that signed them (RFC 9068).

The key is made at the first start and kept in the data folder, readable by its owner alone. Bridges
that share a database share tokens where they share that file.
"""

from __future__ import annotations

import json
import secrets
import time
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import OctKey

from catalogue.errors import NotSignedIn
from lms_bridge.own_files import kept
from lms_bridge.settings import Settings

LIFETIME_SECONDS: Final = 1800
"""How long a token is good."""

LEEWAY_SECONDS: Final = 30
"""How far the clocks of those who sign and those who read may lie apart, or be set back."""

FILE: Final = "oauth-key.json"

_ALGORITHM: Final = "HS256"
_TYPE: Final = "at+jwt"


@dataclass(frozen=True, slots=True)
class Token:
    """What a token says: which client has it, and for which scopes."""

    client: str
    scopes: frozenset[str]


def sign(settings: Settings, client: str, scopes: Collection[str]) -> str:
    """Make a token."""
    now = int(time.time())
    claims = {
        "iss": settings.url,
        "aud": settings.url,
        "sub": client,
        "client_id": client,
        "scope": " ".join(sorted(scopes)),
        "iat": now,
        "exp": now + LIFETIME_SECONDS,
        "jti": secrets.token_hex(8),
    }
    header = {"alg": _ALGORITHM, "typ": _TYPE}
    return jwt.encode(header, claims, _key(settings.data), algorithms=[_ALGORITHM])


def read(settings: Settings, token: str) -> Token:
    """Read a token that was signed here and is not over. Raises NotSignedIn."""
    wanted = jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": settings.url},
        aud={"essential": True, "value": settings.url},
        sub={"essential": True},
        scope={"essential": True},
        exp={"essential": True},
    )
    try:
        found = jwt.decode(token, _key(settings.data), algorithms=[_ALGORITHM])
        wanted.validate(found.claims)
    except (JoseError, ValueError) as error:
        raise NotSignedIn from error
    if found.header.get("typ") != _TYPE:
        raise NotSignedIn
    return Token(found.claims["sub"], frozenset(found.claims["scope"].split()))


@cache
def _key(data: Path) -> OctKey:
    text = kept(data / FILE, lambda: json.dumps(OctKey.generate_key(256).as_dict(private=True)))
    return OctKey.import_key(json.loads(text))
