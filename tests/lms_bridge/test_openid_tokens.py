"""What a provider's ID token must say, tried on one that lies as nobody's real one would."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from catalogue.actions.sign_in_by_login import Shown
from lms_bridge.errors import ProviderUnreachable, SignInRefused
from lms_bridge.openid import Attempt, Provider
from lms_bridge.settings import Settings

OURS = RSAKey.generate_key(2048, {"kid": "ours"})
NEXT = ECKey.generate_key("P-256", {"kid": "next"})
SECRET = "the secret that the provider and the bridge share"
ATTEMPT = Attempt("one browser's secret")


@dataclass
class Lying:
    """A provider that signs whatever it is told to."""

    issuer: str = ""
    key: Any = field(default_factory=lambda: OURS)
    algorithm: str = "RS256"
    header: dict[str, Any] = field(default_factory=lambda: {"kid": "ours"})
    told: dict[str, Any] = field(default_factory=dict)
    keys: list[dict[str, Any]] = field(default_factory=lambda: [OURS.as_dict(private=False)])

    def claims(self) -> dict[str, Any]:
        """Give good claims, changed as told; None takes one away."""
        now = int(time.time())
        good = {"iss": self.issuer, "aud": "bridge", "sub": "ratna", "iat": now, "exp": now + 60}
        good |= {"email": "ratna@example.org", "email_verified": True}
        claims = good | {"nonce": ATTEMPT.derived("nonce")} | self.told
        return {name: value for name, value in claims.items() if value is not None}

    async def describe(self, request: web.Request) -> web.Response:
        ends = {
            "authorization_endpoint": "/auth",
            "token_endpoint": "/token",
            "jwks_uri": "/jwks",
        }
        document = {name: self.issuer + path for name, path in ends.items()}
        return web.json_response(document | {"issuer": self.issuer})

    async def show_keys(self, request: web.Request) -> web.Response:
        return web.json_response({"keys": self.keys})

    async def give_token(self, request: web.Request) -> web.Response:
        header = {"alg": self.algorithm} | self.header
        token = jwt.encode(header, self.claims(), self.key, algorithms=[self.algorithm])
        return web.json_response({"id_token": token, "access_token": "x", "token_type": "Bearer"})


@asynccontextmanager
async def a_provider(lying: Lying) -> AsyncIterator[Provider]:
    app = web.Application()
    app.router.add_get("/.well-known/openid-configuration", lying.describe)
    app.router.add_get("/jwks", lying.show_keys)
    app.router.add_post("/token", lying.give_token)
    async with TestServer(app) as server:
        lying.issuer = str(server.make_url("")).rstrip("/")
        yield Provider(
            Settings(openid_issuer=lying.issuer, openid_client="bridge", openid_secret=SECRET)
        )


async def shown(provider: Provider) -> Shown:
    return await provider.shown(ATTEMPT, {"state": ATTEMPT.derived("state"), "code": "any"})


HOUR = 3600
NOW = int(time.time())


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"aud": ["bridge"]},
        {"aud": ["bridge", "another"], "azp": "bridge"},
        {"azp": "bridge"},
    ],
)
async def test_a_token_that_is_for_us_is_believed(told: dict[str, Any]) -> None:
    lying = Lying(told=told)
    async with a_provider(lying) as provider:
        assert await shown(provider) == Shown(lying.issuer, "ratna", email="ratna@example.org")


@pytest.mark.parametrize(
    "told",
    [
        {"iss": "https://evil.example.org"},
        {"iss": None},
        {"aud": "another"},
        {"aud": None},
        {"aud": []},
        {"aud": ["bridge", "another"]},
        {"azp": "another"},
        {"nonce": "another"},
        {"nonce": None},
        {"exp": NOW - HOUR},
        {"exp": None},
        {"iat": NOW + HOUR},
        {"iat": None},
        {"nbf": NOW + HOUR},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"aud": {"bridge": 1}},
    ],
    ids=str,
)
async def test_a_token_that_says_anything_else_is_refused(told: dict[str, Any]) -> None:
    async with a_provider(Lying(told=told)) as provider:
        with pytest.raises(SignInRefused):
            await shown(provider)


@pytest.mark.parametrize(
    ("key", "algorithm", "header"),
    [
        (RSAKey.generate_key(2048), "RS256", {"kid": "ours"}),
        (RSAKey.generate_key(2048), "RS256", {}),
        (OctKey.import_key(SECRET), "HS256", {}),
        (OctKey.import_key(str(OURS.as_dict(private=False)["n"])), "HS256", {"kid": "ours"}),
        (OctKey.import_key(SECRET), "none", {"kid": "ours"}),
        (NEXT, "ES256", {"kid": "next"}),
    ],
    ids=["another key", "a key without a name", "our secret", "its key as a secret", "none", "new"],
)
async def test_a_token_that_the_provider_did_not_sign_is_refused(
    key: Any, algorithm: str, header: dict[str, Any]
) -> None:
    async with a_provider(Lying(key=key, algorithm=algorithm, header=header)) as provider:
        with pytest.raises(SignInRefused):
            await shown(provider)


async def test_a_key_that_is_new_since_is_asked_for() -> None:
    lying = Lying()
    async with a_provider(lying) as provider:
        await shown(provider)
        lying.key, lying.algorithm, lying.header = NEXT, "ES256", {"kid": "next"}
        lying.keys = [NEXT.as_dict(private=False)]
        assert (await shown(provider)).subject == "ratna"


async def test_keys_of_kinds_that_are_not_known_are_no_hindrance() -> None:
    """As RFC 7517, section 5 has it: a provider may have others beside those that sign for us."""
    odd = [{"kty": "AKP", "kid": "of the future"}, {"kid": "of none"}, {"kty": "RSA", "n": "?"}]
    lying = Lying()
    lying.keys = [*odd, *lying.keys]
    async with a_provider(lying) as provider:
        assert (await shown(provider)).subject == "ratna"


@pytest.mark.parametrize("keys", [None, "x", {}, [], ["x"], [None]], ids=str)
async def test_keys_that_are_none_are_told_of(keys: Any) -> None:
    async with a_provider(Lying(keys=keys)) as provider:
        with pytest.raises((SignInRefused, ProviderUnreachable)):
            await shown(provider)


@pytest.mark.parametrize("state", ["", "another", "\u00e9", "\udcff"])
async def test_a_state_of_another_attempt_is_refused(state: str) -> None:
    async with a_provider(Lying()) as provider:
        with pytest.raises(SignInRefused):
            await provider.shown(ATTEMPT, {"state": state, "code": "any"})
