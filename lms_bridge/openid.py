"""Signing in with the word of an OpenID provider: the code flow with PKCE, as OpenID Connect Core.

State, nonce and verifier of an attempt are all derived from one secret in a cookie of the browser
that began it: nothing is kept here meanwhile, whichever bridge it comes back to, and no other
browser can finish it. The provider is asked within the fence, which the operator opened for it by
naming it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote_plus, urlencode, urlsplit

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from catalogue.actions.sign_in_by_login import Shown
from catalogue.foreign_json import read_json
from lms_bridge.errors import ProviderUnreachable, SignInRefused
from lms_bridge.fence import Fence
from lms_bridge.settings import Settings

BACK_PATH: Final = "/openid/back"
ATTEMPT_SECONDS: Final = 600
"""How long somebody may take to sign in at the provider."""

ALGORITHMS: Final = (
    "RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA",
)  # fmt: skip
"""With which a provider may sign; never with a secret that we hold, never not at all."""

_SCOPES: Final = "openid email profile"
_KNOWN_SECONDS: Final = 3600
_LEEWAY_SECONDS: Final = 30
_BASIC, _POST = "client_secret_basic", "client_secret_post"


@dataclass(frozen=True, slots=True)
class Attempt:
    """Somebody's attempt to sign in, as their browser alone knows it."""

    secret: str

    @classmethod
    def fresh(cls) -> Attempt:
        """Begin one."""
        return cls(secrets.token_urlsafe(32))

    def derived(self, what: str) -> str:
        """Give what follows from the secret and does not tell it: `state`, `nonce`, `verifier`."""
        return _text(hmac.digest(self.secret.encode(), what.encode(), hashlib.sha256))


class Provider:
    """An OpenID provider, as its own document describes it."""

    def __init__(self, settings: Settings) -> None:
        self._issuer = settings.openid_issuer.rstrip("/")
        self._client, self._secret = settings.openid_client, settings.openid_secret
        self._person_claim = settings.openid_person
        self._back = settings.url + BACK_PATH
        self._fence = Fence(settings.own_hosts | {urlsplit(self._issuer).hostname or ""})
        self._known: dict[str, tuple[float, dict[str, Any]]] = {}

    async def address(self, attempt: Attempt) -> str:
        """Give where somebody goes to sign in. Raises ProviderUnreachable."""
        document = await self._document()
        challenge = hashlib.sha256(attempt.derived("verifier").encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._client,
            "redirect_uri": self._back,
            "scope": _SCOPES,
            "state": attempt.derived("state"),
            "nonce": attempt.derived("nonce"),
            "code_challenge": _text(challenge),
            "code_challenge_method": "S256",
        }
        there = str(document["authorization_endpoint"])
        return f"{there}{'&' if '?' in there else '?'}{urlencode(asked)}"

    async def shown(self, attempt: Attempt, came: Mapping[str, str]) -> Shown:
        """Read whom the provider sends back. Raises SignInRefused and ProviderUnreachable."""
        state = came.get("state", "").encode(errors="replace")
        if not hmac.compare_digest(state, attempt.derived("state").encode()):
            raise SignInRefused("this did not begin in this browser, or too long ago; begin anew")
        document = await self._document()
        if came.get("iss", self._issuer).rstrip("/") != self._issuer:  # RFC 9207
            raise SignInRefused("another provider answers than was asked")
        if "code" not in came:
            raise SignInRefused(f"the provider let nobody in: {came.get('error', 'no code')[:80]}")
        tokens = await self._redeemed(document, came["code"], attempt)
        claims = await self._claims(document, str(tokens.get("id_token", "")), attempt)
        wanted = self._person_claim or "email"
        if wanted not in claims and "userinfo_endpoint" in document:
            claims |= await self._user(document, tokens, claims["sub"])
        return self._of(claims)

    def _of(self, claims: Mapping[str, Any]) -> Shown:
        if self._person_claim:
            person = str(claims.get(self._person_claim, ""))
            return Shown(self._issuer, claims["sub"], person=person)
        is_verified = claims.get("email_verified") is True
        return Shown(
            self._issuer, claims["sub"], email=str(claims.get("email", "")) if is_verified else ""
        )

    async def _redeemed(
        self, document: Mapping[str, Any], code: str, attempt: Attempt
    ) -> dict[str, Any]:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._back,
            "code_verifier": attempt.derived("verifier"),
            "client_id": self._client,
        }
        headers = {}
        methods = document.get("token_endpoint_auth_methods_supported", [_BASIC])
        if self._secret and (_BASIC in methods or _POST not in methods):
            words = f"{quote_plus(self._client)}:{quote_plus(self._secret)}"
            headers["Authorization"] = f"Basic {base64.b64encode(words.encode()).decode()}"
        elif self._secret:
            form["client_secret"] = self._secret
        try:
            answer = await self._fence.post(str(document["token_endpoint"]), form, headers)
        except OSError as error:
            raise ProviderUnreachable(f"the provider gives no token: {error}") from error
        if not answer.is_ok:
            raise SignInRefused(f"the provider gives no token for this code ({answer.status})")
        return _object(answer.body)

    async def _claims(
        self, document: Mapping[str, Any], token: str, attempt: Attempt
    ) -> dict[str, Any]:
        """Read an ID token as section 3.1.3.7 of OpenID Connect Core has it."""
        wanted = jwt.JWTClaimsRegistry(
            leeway=_LEEWAY_SECONDS,
            iss={"essential": True, "value": document["issuer"]},
            aud={"essential": True, "value": self._client},
            sub={"essential": True},
            exp={"essential": True},
            iat={"essential": True},
            nonce={"essential": True, "value": attempt.derived("nonce")},
        )
        try:
            claims = await self._signed(document, token)
            wanted.validate(claims)
        except (JoseError, ValueError, TypeError) as error:
            raise SignInRefused("the provider's token is not good, or not for us") from error
        several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
        if claims.get("azp", "" if several else self._client) != self._client:
            raise SignInRefused("the provider's token is for another client")
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise SignInRefused("the provider's token names nobody")
        return claims

    async def _signed(self, document: Mapping[str, Any], token: str) -> dict[str, Any]:
        """Verify a token; a key that is not known may be new, and is asked for once."""
        address = str(document["jwks_uri"])
        for is_last in (False, True):
            keys = _usable(await self._read(address, is_fresh=is_last))
            try:
                return dict(jwt.decode(token, keys, algorithms=ALGORITHMS).claims)
            except (JoseError, ValueError):
                if is_last:
                    raise
        raise AssertionError  # the last attempt returns or raises

    async def _user(
        self, document: Mapping[str, Any], tokens: Mapping[str, Any], subject: str
    ) -> dict[str, Any]:
        bearer = {"Authorization": f"Bearer {tokens.get('access_token', '')}"}
        try:
            answer = await self._fence.get(str(document["userinfo_endpoint"]), bearer)
        except OSError as error:
            raise ProviderUnreachable(f"the provider tells nothing of them: {error}") from error
        known = _object(answer.body) if answer.is_ok else {}
        return known if known.get("sub") == subject else {}

    async def _document(self) -> dict[str, Any]:
        document = await self._read(f"{self._issuer}/.well-known/openid-configuration")
        needed = {"authorization_endpoint", "token_endpoint", "jwks_uri"}
        if str(document.get("issuer", "")).rstrip("/") != self._issuer or needed - set(document):
            raise ProviderUnreachable(f"{self._issuer} does not describe itself as it should")
        return document

    async def _read(self, address: str, *, is_fresh: bool = False) -> dict[str, Any]:
        known = self._known.get(address)
        if known and not is_fresh and known[0] > time.monotonic():
            return known[1]
        try:
            answer = await self._fence.get(address)
        except OSError as error:
            raise ProviderUnreachable(f"{address}: {error}") from error
        if not answer.is_ok:
            raise ProviderUnreachable(f"{address} answers {answer.status}")
        read = _object(answer.body)
        self._known[address] = time.monotonic() + _KNOWN_SECONDS, read
        return read


def _usable(document: Mapping[str, Any]) -> KeySet:
    """Read a JWK set without what is of no kind known here, as section 5 of RFC 7517 has it."""
    found = []
    listed = document.get("keys")
    for key in listed if isinstance(listed, list) else []:
        with suppress(JoseError, ValueError, TypeError, KeyError):
            found += KeySet.import_key_set({"keys": [key]}).keys
    return KeySet(found)


def _object(body: bytes) -> dict[str, Any]:
    try:
        read = read_json(body)
    except ValueError:
        read = None
    if not isinstance(read, dict):
        raise ProviderUnreachable("the provider answers with something else than a JSON object")
    return read


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).decode().rstrip("=")
