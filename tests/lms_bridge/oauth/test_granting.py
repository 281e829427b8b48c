"""Tokens for programs of others, asked for as they do."""

from __future__ import annotations

import base64
import json
import secrets
import time
from typing import Any

import pytest
from aiohttp import ClientResponse, FormData, encode_basic_auth
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet, OctKey

from catalogue.actions.make_client import make_client
from catalogue.actions.revoke_client import revoke_client
from catalogue.actions.rotate_client import rotate_client
from catalogue.errors import NotSignedIn
from lms_bridge.oauth.errors import InvalidClient
from lms_bridge.oauth.granting import ASSERTION, TOKEN_PATH, client_of
from lms_bridge.oauth.routes import METADATA_PATH
from lms_bridge.oauth.scopes import DEMOGRAPHICS, ROSTER, SCOPES
from lms_bridge.oauth.tokens import FILE, LIFETIME_SECONDS, read, sign
from lms_bridge.oneroster.addresses import ROSTERING as ROOT
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import Bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")

KEY = ECKey.generate_key("P-256", {"kid": "one"})


async def asked(bridge: Bridge, auth: str = "", **form: str) -> ClientResponse:
    """Ask for a token."""
    given = {"grant_type": "client_credentials"} | form
    data = {name: value for name, value in given.items() if value}
    headers = {"Authorization": auth} if auth else {}
    return await bridge.ask(None, "POST", TOKEN_PATH, data=data, headers=headers)


async def refusal(response: ClientResponse) -> tuple[int, str]:
    """Read why there was no token."""
    return response.status, (await response.json())["error"]


async def opens(bridge: Bridge, token: str) -> int:
    """Say with which status a token is met."""
    headers = {"Authorization": f"Bearer {token}"}
    return (await bridge.ask(None, "GET", f"{ROOT}/orgs", headers=headers)).status


async def test_a_secret_gets_a_token_that_opens_doors(bridge: Bridge) -> None:
    response = await asked(bridge, encode_basic_auth(*bridge.template.client), scope=ROSTER)
    given = await response.json()
    assert (given["token_type"], given["expires_in"], given["scope"]) == (
        "Bearer",
        LIFETIME_SECONDS,
        ROSTER,
    )
    assert response.headers["Cache-Control"] == "no-store"
    assert await opens(bridge, given["access_token"]) == 200


async def test_no_more_is_given_than_is_allowed(bridge: Bridge) -> None:
    client = await in_thread(make_client, SYSTEM, "Rosters", [ROSTER])
    both = await asked(bridge, encode_basic_auth(*client), scope=f"{ROSTER} {DEMOGRAPHICS}")
    assert (await both.json())["scope"] == ROSTER
    usual = await asked(bridge, encode_basic_auth(*client))
    assert (await usual.json())["scope"] == ROSTER
    other = await asked(bridge, encode_basic_auth(*client), scope=DEMOGRAPHICS)
    assert await refusal(other) == (400, "invalid_scope")


async def test_who_does_not_show_who_it_is_gets_nothing(bridge: Bridge) -> None:
    id, secret = bridge.template.client
    for auth in (
        "",
        encode_basic_auth(id, "wrong"),
        encode_basic_auth("nobody", secret),
        encode_basic_auth(id, ""),
    ):
        response = await asked(bridge, auth)
        assert await refusal(response) == (401, "invalid_client")
        assert response.headers["WWW-Authenticate"].startswith("Basic")
    body = await asked(bridge, client_id=id, client_secret=secret)
    assert await refusal(body) == (401, "invalid_client")


async def test_what_is_no_request_for_a_token_is_told(bridge: Bridge) -> None:
    auth = encode_basic_auth(*bridge.template.client)
    assert await refusal(await asked(bridge, auth, grant_type="password")) == (
        400,
        "unsupported_grant_type",
    )
    assert await refusal(await asked(bridge, auth, grant_type="")) == (400, "invalid_request")
    twice = await asked(bridge, auth, client_secret=bridge.template.client[1])
    assert await refusal(twice) == (400, "invalid_request")
    odd = FormData([('a"\\b', "1"), ('a"\\b', "2")])
    named = await bridge.ask(None, "POST", TOKEN_PATH, data=odd)
    assert (await named.json())["error_description"] == "a''b stands there twice"  # RFC 6749, 5.2
    assert await refusal(await asked(bridge, auth, client_id="x")) == (401, "invalid_client")
    got = await bridge.ask(None, "GET", TOKEN_PATH)
    assert (got.status, got.headers["Allow"]) == (405, "POST")
    response = await bridge.ask(None, "POST", TOKEN_PATH, json={})
    assert await refusal(response) == (400, "invalid_request")


async def test_revoked_clients_and_old_secrets_are_let_in_no_longer(bridge: Bridge) -> None:
    client = await in_thread(make_client, SYSTEM, "Rosters", [ROSTER])
    token = (await (await asked(bridge, encode_basic_auth(*client))).json())["access_token"]
    fresh = await in_thread(rotate_client, SYSTEM, client[0])
    assert (await asked(bridge, encode_basic_auth(*client))).status == 401
    assert (await asked(bridge, encode_basic_auth(client[0], fresh))).status == 200
    await in_thread(revoke_client, SYSTEM, client[0])
    assert (await asked(bridge, encode_basic_auth(client[0], fresh))).status == 401
    assert await opens(bridge, token) == 401


def claims(bridge: Bridge, client: str, **other: Any) -> dict[str, Any]:
    """Say what an assertion says."""
    url = bridge.parts.settings.url + TOKEN_PATH
    usual = {
        "iss": client,
        "sub": client,
        "aud": url,
        "exp": int(time.time()) + 60,
        "jti": secrets.token_hex(8),
    }
    return {name: value for name, value in (usual | other).items() if value is not None}


async def with_assertion(
    bridge: Bridge, said: dict[str, Any], key: Any = KEY, algorithm: str = "ES256", **more: str
) -> ClientResponse:
    """Ask for a token with a signed assertion."""
    signed = jwt.encode({"alg": algorithm, "kid": "one"}, said, key)
    return await asked(bridge, client_assertion_type=ASSERTION, client_assertion=signed, **more)


def signed_head() -> str:
    """Write the first part of an assertion."""
    return jwt.encode({"alg": "ES256", "kid": "one"}, {}, KEY).partition(".")[0]


async def test_an_assertion_gets_a_token_once(bridge: Bridge) -> None:
    keys = dict(KeySet([KEY]).as_dict(private=False))
    id, _ = await in_thread(lambda: make_client(SYSTEM, "Signs", SCOPES, public_keys=keys))
    said = claims(bridge, id)
    both = await with_assertion(bridge, said, client_secret="too")
    assert await refusal(both) == (400, "invalid_request")
    first = await with_assertion(bridge, said)
    assert first.status == 200
    assert await opens(bridge, (await first.json())["access_token"]) == 200
    assert await refusal(await with_assertion(bridge, said)) == (401, "invalid_client")


async def test_assertions_of_others_or_for_others_are_refused(bridge: Bridge) -> None:
    keys = dict(KeySet([KEY]).as_dict(private=False))
    id, secret = await in_thread(lambda: make_client(SYSTEM, "Signs", SCOPES, public_keys=keys))
    wrong: list[dict[str, Any]] = [
        {"aud": "https://elsewhere.example"},
        {"exp": int(time.time()) - 60},
        {"exp": int(time.time()) + 7200},
        {"exp": None},
        {"exp": "soon"},
        {"jti": None},
        {"jti": 7},
        {"iss": "another"},
        {"sub": "another"},
        {"sub": bridge.template.client[0], "iss": bridge.template.client[0]},
    ]
    for other in wrong:
        response = await with_assertion(bridge, claims(bridge, id, **other))
        assert await refusal(response) == (401, "invalid_client"), other
    stranger = ECKey.generate_key("P-256", {"kid": "one"})
    response = await with_assertion(bridge, claims(bridge, id), stranger)
    assert response.status == 401
    by_secret = OctKey.import_key(secret)
    response = await with_assertion(bridge, claims(bridge, id), by_secret, "HS256")
    assert response.status == 401
    deep = base64.urlsafe_b64encode(b"[" * 5000).decode().rstrip("=")
    for text in ("x", "x.y.z", "🙂", f"{signed_head()}.{deep}.x"):
        response = await asked(bridge, client_assertion_type=ASSERTION, client_assertion=text)
        assert response.status == 401


@pytest.mark.parametrize("sub", [["a"], {"id": "a"}, 7, True, "\x00"], ids=repr)
async def test_an_assertion_of_nobody_who_can_be_is_refused(bridge: Bridge, sub: object) -> None:
    signed = jwt.encode({"alg": "ES256"}, claims(bridge, "a", sub=sub), KEY)
    form = {"client_assertion_type": ASSERTION, "client_assertion": signed}
    with pytest.raises(InvalidClient):
        await in_thread(lambda: client_of(bridge.parts.settings, "", form))


async def test_tokens_of_others_open_nothing(bridge: Bridge) -> None:
    settings = bridge.parts.settings
    id = bridge.template.client[0]
    good = sign(settings, id, SCOPES)
    head, body, signature = good.split(".")
    assert await opens(bridge, good) == 200
    now = int(time.time())
    claims = {"iss": settings.url, "aud": settings.url, "sub": id, "scope": ROSTER, "exp": now + 60}
    forged = jwt.encode({"alg": "HS256", "typ": "at+jwt"}, claims, OctKey.generate_key(256))
    for token in (forged, f"{head}.{body}.", f"{head}.{body[:-2]}xx.{signature}", f".{body}."):
        assert await opens(bridge, token) == 401


async def test_token_of_a_clock_that_is_a_little_ahead_opens(bridge: Bridge) -> None:
    settings = bridge.parts.settings
    own = sign(settings, bridge.template.client[0], SCOPES)
    key = OctKey.import_key(json.loads((settings.data / FILE).read_text()))

    def ahead(seconds: int) -> str:
        claims = jwt.decode(own, key).claims
        later = {name: claims[name] + seconds for name in ("iat", "exp")}
        return jwt.encode({"alg": "HS256", "typ": "at+jwt"}, claims | later, key)

    assert read(settings, ahead(20)).client == bridge.template.client[0]
    with pytest.raises(NotSignedIn):
        read(settings, ahead(3600))


async def test_the_key_is_for_its_owner_alone(bridge: Bridge) -> None:
    sign(bridge.parts.settings, "x", [])
    file = bridge.parts.settings.data / FILE
    assert file.stat().st_mode & 0o777 == 0o600


async def test_clients_read_beforehand_what_there_is(bridge: Bridge) -> None:
    found = await (await bridge.ask(None, "GET", METADATA_PATH)).json()
    assert found["issuer"] == bridge.parts.settings.url
    assert found["token_endpoint"].endswith(TOKEN_PATH)
    assert set(found["scopes_supported"]) == set(SCOPES)
    assert "private_key_jwt" in found["token_endpoint_auth_methods_supported"]
