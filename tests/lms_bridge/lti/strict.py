"""An LMS of our own that is strict with us, and says whatever a test wants it to say."""

from __future__ import annotations

import hmac
import json
import secrets
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestServer
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from catalogue.actions.lti_platforms import PlatformWish, register_platform, tie_platform
from lms_bridge.lti import claims as names
from lms_bridge.lti.keys import public_keys
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import Bridge

OURS = "http://127.0.0.1:8080"
TARGET = f"{OURS}/lti/launch"
CLIENT, DEPLOYMENT = "client-1", "deployment-1"
MEMBERSHIP = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
KEY = RSAKey.generate_key(2048, {"kid": "one"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "one"})
SMALL_KEY = {"kty": "RSA", "kid": "one", "e": "AQAB", "n": "u" * 171}
FORM = "application/x-www-form-urlencoded"


@dataclass
class Strict:
    """The LMS: what it publishes, and what it was told."""

    url: str = ""
    keys: Any = field(default_factory=lambda: {"keys": [KEY.as_dict(private=False)]})
    config: dict[str, Any] = field(default_factory=dict)
    members: list[dict[str, Any]] = field(default_factory=list)
    next_page: Callable[[int], str] = field(default=lambda page: "")
    line_items: list[dict[str, Any]] = field(default_factory=list)
    scores: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    assertions: list[dict[str, Any]] = field(default_factory=list)
    registered: list[dict[str, Any]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    clients: set[str] = field(default_factory=set)
    token_page: str = ""
    score_page: int = 0

    async def _jwks(self, request: web.Request) -> web.Response:
        self.asked.append("jwks")
        if isinstance(self.keys, web.Response):
            return web.Response(
                status=self.keys.status, text=self.keys.text, content_type="text/html"
            )
        return web.json_response(self.keys)

    async def _config(self, request: web.Request) -> web.Response:
        usual = {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "registration_endpoint": f"{self.url}/register",
            "id_token_signing_alg_values_supported": ["RS256"],
        }
        return web.json_response(usual | self.config)

    async def _register(self, request: web.Request) -> web.Response:
        self.registered.append(await request.json())
        given = {"client_id": "dynamic", names.TOOL: {"deployment_id": "7"}}
        return web.json_response(given)

    async def _token(self, request: web.Request) -> web.Response:
        """Give a token as RFC 7523 wants it asked for, once for each assertion."""
        self.asked.append("token")
        if self.token_page:
            return web.Response(status=404, text=self.token_page, content_type="text/html")
        form = await request.post()
        ours = KeySet.import_key_set(await self._our_keys())
        claims = jwt.decode(str(form["client_assertion"]), ours, algorithms=["RS256"]).claims
        assert claims["iss"] == claims["sub"]
        assert claims["iss"] in self.clients
        assert claims["aud"] == f"{self.url}/token"
        assert claims["exp"] - claims["iat"] <= 300
        assert claims["jti"] not in {each["jti"] for each in self.assertions}
        self.assertions.append(claims)
        return web.json_response(
            {"access_token": f"token {form['scope']}", "token_type": "Bearer", "expires_in": 3600}
        )

    async def _our_keys(self) -> Any:
        return await in_thread(public_keys)

    def _require(self, request: web.Request, scope: str) -> None:
        assert request.headers["Authorization"] == f"Bearer token {scope}"

    async def _members(self, request: web.Request) -> web.Response:
        self._require(request, names.NAMES_SCOPE)
        page = int(request.query.get("from", "0"))
        self.asked.append(f"members {page}")
        there = self.next_page(page)
        headers = {"Link": f'<{there}>; rel="next"'} if there else {}
        listed = {"id": self.url, "context": {"id": "c"}, "members": self.members[page : page + 2]}
        return web.json_response(listed, headers=headers)

    async def _line_items(self, request: web.Request) -> web.Response:
        self._require(request, names.LINE_ITEM_SCOPE)
        if request.method == "POST":
            assert request.content_type == "application/vnd.ims.lis.v2.lineitem+json"
            made = await request.json() | {"id": f"{self.url}/items/{len(self.line_items)}?t=1"}
            self.line_items.append(made)
            return web.json_response(made, status=201)
        wanted = {"tag": request.query["tag"], "resourceId": request.query["resource_id"]}
        return web.json_response([i for i in self.line_items if wanted.items() <= i.items()])

    async def _score(self, request: web.Request) -> web.Response:
        self._require(request, names.SCORE_SCOPE)
        assert request.query["t"] == "1"  # the line item's own query is kept
        if self.score_page:
            return web.Response(status=self.score_page, text="<html>", content_type="text/html")
        told = self.scores.setdefault(request.match_info["item"], [])
        score = await request.json()
        before = [s["timestamp"] for s in told if s["userId"] == score["userId"]]
        if before and score["timestamp"] <= max(before):
            return web.Response(status=409)
        told.append(score)
        return web.Response(status=200)

    async def _results(self, request: web.Request) -> web.Response:
        self._require(request, names.RESULT_SCOPE)
        latest = {s["userId"]: s for s in self.scores.get(request.match_info["item"], ())}
        return web.json_response(
            [
                {"userId": user, "resultScore": s["scoreGiven"], "resultMaximum": s["scoreMaximum"]}
                for user, s in latest.items()
            ]
        )

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Strict]:
        """Serve it."""
        app = web.Application()
        app.router.add_get("/jwks", self._jwks)
        app.router.add_get("/config", self._config)
        app.router.add_post("/register", self._register)
        app.router.add_post("/token", self._token)
        app.router.add_get("/members", self._members)
        app.router.add_route("*", "/line-items", self._line_items)
        app.router.add_post("/items/{item}/scores", self._score)
        app.router.add_get("/items/{item}/results", self._results)
        async with TestServer(app) as server:
            self.url = str(server.make_url("")).rstrip("/")
            yield self

    def wish(self, **values: str) -> PlatformWish:
        """What it says of itself."""
        usual = {
            "issuer": self.url,
            "client_id": CLIENT,
            "name": "Strict",
            "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
        }
        return PlatformWish(**usual | values)

    def claims(self, nonce: str, **values: Any) -> dict[str, Any]:
        """What it says in a good launch."""
        moment = int(time.time())
        return {
            "iss": self.url,
            "aud": CLIENT,
            "sub": "user-1",
            "iat": moment,
            "exp": moment + 60,
            "nonce": nonce,
            names.DEPLOYMENT: DEPLOYMENT,
            names.VERSION: "1.3.0",
            names.MESSAGE_TYPE: names.RESOURCE_REQUEST,
            names.TARGET: TARGET,
            names.ROLES: [f"{MEMBERSHIP}Learner"],
            names.RESOURCE_LINK: {"id": "link-1"},
            names.CONTEXT: {"id": "course-1"},
            names.CUSTOM: {"person": "IDN-0001", "course": "INDUCTION-2"},
            names.GRADES: {"lineitems": f"{self.url}/line-items"},
            names.NAMES: {"context_memberships_url": f"{self.url}/members"},
        } | values


async def register(strict: Strict, *, member: str | None = None, **values: str) -> str:
    """Let an administrator have registered the LMS, and tied it to the programme."""
    wish = strict.wish(**values)
    strict.clients.add(wish.client_id)
    id = await in_thread(register_platform, SYSTEM, wish, [DEPLOYMENT])
    await in_thread(tie_platform, SYSTEM, id, "small", member=member, trusts_email=True)
    return id


@dataclass
class Begun:
    """A launch that has begun: what the LMS is given, and what the browser keeps."""

    state: str
    nonce: str
    cookies: dict[str, str]


async def begin(bridge: Bridge, strict: Strict, **values: str) -> Begun:
    """Begin a launch in a browser."""
    response = await login(bridge, strict, **values)
    assert response.status == 302, await response.text()
    asked = parse_qs(urlsplit(response.headers["Location"]).query)
    (cookie,) = response.headers.getall("Set-Cookie")
    name, _, value = cookie.partition(";")[0].partition("=")
    return Begun(asked["state"][0], asked["nonce"][0], {name: value})


async def login(bridge: Bridge, strict: Strict, **values: str) -> ClientResponse:
    """Ask to begin a launch."""
    usual = {"iss": strict.url, "login_hint": "1", "target_link_uri": TARGET, "client_id": CLIENT}
    sent = {name: value for name, value in (usual | values).items() if value}
    return await bridge.ask(None, "GET", "/lti/login", params=sent)


async def come_back(
    bridge: Bridge,
    begun: Begun,
    token: str,
    *,
    cookies: Mapping[str, str] | None = None,
    **more: str,
) -> ClientResponse:
    """Come back from the LMS with a message."""
    kept = begun.cookies if cookies is None else cookies
    form = {"state": begun.state, "id_token": token} | more
    headers = (
        {"Cookie": "; ".join(f"{name}={value}" for name, value in kept.items())} if kept else {}
    )
    sent = {name: value for name, value in form.items() if value}
    return await bridge.ask(None, "POST", "/lti/launch", data=sent, headers=headers)


def signed(claims: Mapping[str, Any], key: RSAKey = KEY, alg: str = "RS256", **header: Any) -> str:
    """Sign a message."""
    return jwt.encode({"alg": alg, "kid": "one", **header}, dict(claims), key, algorithms=[alg])


def unsigned(claims: Mapping[str, Any]) -> str:
    """Write a message that is not signed."""
    return f"{_coded({'alg': 'none', 'kid': 'one'})}.{_coded(claims)}."


def with_a_secret(claims: Mapping[str, Any]) -> str:
    """Sign a message with our public key as if it were a secret, as `alg` HS256 would have it."""
    text = f"{_coded({'alg': 'HS256', 'kid': 'one'})}.{_coded(claims)}"
    return f"{text}.{_letters(hmac.digest(KEY.as_pem(private=False), text.encode(), 'sha256'))}"


def _coded(part: Mapping[str, Any]) -> str:
    return _letters(json.dumps(part).encode())


def _letters(data: bytes) -> str:
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def nobodys() -> str:
    """Give a secret that nobody has."""
    return secrets.token_urlsafe(32)
