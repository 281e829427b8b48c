"""A token is asked for: who asks shows who it is, and gets no more than it may.

A client shows who it is by its secret, as HTTP Basic has it, or by a signed assertion (RFC 7523).
"""

from __future__ import annotations

import base64
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import unquote_plus

from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from catalogue.actions.use_assertion import use_assertion
from catalogue.errors import NotSignedIn
from catalogue.foreign_json import read_json
from catalogue.signed_in import Machine, machine_by_id, machine_by_secret
from lms_bridge.oauth.errors import InvalidClient, OauthRefused
from lms_bridge.oauth.tokens import LEEWAY_SECONDS
from lms_bridge.settings import Settings

TOKEN_PATH: Final = "/oauth2/token"  # noqa: S105 - an address
ASSERTION: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
"""With which a client may sign."""

LONGEST_SECONDS: Final = 600
"""For how long an assertion may be good."""


def client_of(settings: Settings, authorization: str, form: Mapping[str, str]) -> Machine:
    """Find which client asks. Raises InvalidClient, OauthRefused."""
    kind, _, given = authorization.partition(" ")
    has_assertion = bool(form.get("client_assertion_type") or form.get("client_assertion"))
    ways = (authorization, has_assertion, form.get("client_secret"))
    if sum(map(bool, ways)) > 1:  # RFC 6749, section 2.3
        raise OauthRefused("invalid_request", "show who you are in one way, not in two")
    if has_assertion:
        return _by_assertion(settings, form)
    if kind.lower() != "basic":
        raise InvalidClient("send the client's id and secret by HTTP Basic, or an assertion")
    try:
        words = base64.b64decode(given.strip(), validate=True).decode()
    except ValueError as error:  # no Base64 (binascii.Error), or no text
        raise InvalidClient("what was sent by HTTP Basic cannot be read") from error
    id, _, secret = words.partition(":")
    if form.get("client_id", unquote_plus(id)) != unquote_plus(id):
        raise InvalidClient("client_id is another than the one that was sent by HTTP Basic")
    try:
        return machine_by_secret(unquote_plus(id), unquote_plus(secret))
    except NotSignedIn as error:
        raise InvalidClient from error


def _by_assertion(settings: Settings, form: Mapping[str, str]) -> Machine:
    if form.get("client_assertion_type") != ASSERTION:
        raise OauthRefused("invalid_request", f"client_assertion_type must be {ASSERTION}")
    signed = form.get("client_assertion", "")
    refused = InvalidClient("the assertion is not signed with a key of this client, or not for us")
    try:
        client = read_json(jws.extract_compact(signed.encode()).payload)["sub"]
        if not isinstance(client, str):
            raise refused
        machine = machine_by_id(client)
        keys = KeySet.import_key_set(machine.public_keys)  # type: ignore[arg-type]
        claims = jwt.decode(signed, keys, algorithms=ALGORITHMS).claims
        _check(settings, claims, client)
        if form.get("client_id", client) != client:
            raise refused
        use_assertion(client, claims["jti"], datetime.fromtimestamp(claims["exp"], UTC))
    except (JoseError, NotSignedIn, KeyError, TypeError, ValueError) as error:
        raise refused from error
    return machine


def _check(settings: Settings, claims: dict[str, Any], client: str) -> None:
    """Hold the claims against RFC 7523, section 3. Raises JoseError, ValueError."""
    ours = [settings.url, settings.url + TOKEN_PATH]
    jwt.JWTClaimsRegistry(
        leeway=LEEWAY_SECONDS,
        iss={"essential": True, "value": client},
        sub={"essential": True, "value": client},
        aud={"essential": True, "values": ours},
        exp={"essential": True},
        jti={"essential": True},
    ).validate(claims)
    if not isinstance(claims["jti"], str) or claims["exp"] > time.time() + LONGEST_SECONDS:
        raise ValueError(f"an assertion is good for {LONGEST_SECONDS} seconds at most")


def granted(machine: Machine, form: Mapping[str, str]) -> frozenset[str]:
    """Give the scopes that are asked for and allowed; all that are allowed where none is named.

    Raises OauthRefused.
    """
    grant = form.get("grant_type", "")
    if not grant:
        raise OauthRefused("invalid_request", "say grant_type=client_credentials")
    if grant != "client_credentials":
        raise OauthRefused("unsupported_grant_type", "only client_credentials are taken here")
    asked = frozenset(form.get("scope", "").split()) or machine.scopes
    allowed = asked & machine.scopes
    if not allowed:
        raise OauthRefused(
            "invalid_scope", f"this client may ask for: {' '.join(sorted(machine.scopes))}"
        )
    return allowed
