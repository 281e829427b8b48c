"""What is not a good launch: each is refused with the page that says so, and no message is logged."""

from __future__ import annotations

import re
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import ClientResponse, web

from catalogue.actions.lti_platforms import register_platform, retire_platform
from catalogue.queries.lti import lti_platforms
from lms_bridge.lti import claims as names
from lms_bridge.lti.errors import Refusal
from lms_bridge.lti.fetching import MOST_BYTES
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import Bridge
from tests.lms_bridge.lti.strict import (
    CLIENT,
    KEY,
    MEMBERSHIP,
    OTHER_KEY,
    OURS,
    SMALL_KEY,
    TARGET,
    Strict,
    begin,
    come_back,
    login,
    nobodys,
    register,
    signed,
    unsigned,
    with_a_secret,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

MISSING = object()
RETURN = "https://lms.example.org/return"
DEEP = {names.MESSAGE_TYPE: names.DEEP_LINKING_REQUEST}

# A time is told from when the message is signed.
CLAIMS: dict[str, tuple[dict[str, Any], Refusal]] = {
    "another issuer": ({"iss": "https://evil.example"}, Refusal.ISSUER),
    "no issuer": ({"iss": MISSING}, Refusal.ISSUER),
    "another audience": ({"aud": "12345"}, Refusal.AUDIENCE),
    "several audiences without us": ({"aud": ["a", "b"], "azp": CLIENT}, Refusal.AUDIENCE),
    "several audiences without azp": ({"aud": [CLIENT, "b"]}, Refusal.AUDIENCE),
    "no audience": ({"aud": MISSING}, Refusal.AUDIENCE),
    "another authorised party": ({"azp": "b"}, Refusal.AUDIENCE),
    "expired": ({"iat": timedelta(seconds=-900), "exp": timedelta(seconds=-600)}, Refusal.TIME),
    "no expiry": ({"exp": MISSING}, Refusal.TIME),
    "expiry in words": ({"exp": "tomorrow"}, Refusal.TIME),
    "from the future": (
        {"iat": timedelta(seconds=900), "exp": timedelta(seconds=960)},
        Refusal.TIME,
    ),
    "not before the future": ({"nbf": timedelta(seconds=900)}, Refusal.TIME),
    "no time of issue": ({"iat": MISSING}, Refusal.TIME),
    "good for ever": ({"exp": timedelta(seconds=10**9)}, Refusal.TIME),
    "no nonce": ({"nonce": MISSING}, Refusal.NONCE),
    "another nonce": ({"nonce": nobodys()}, Refusal.NONCE),
    "another deployment": ({names.DEPLOYMENT: "2"}, Refusal.DEPLOYMENT),
    "no deployment": ({names.DEPLOYMENT: MISSING}, Refusal.CLAIM),
    "a deployment that is no text": ({names.DEPLOYMENT: ["deployment-1"]}, Refusal.CLAIM),
    "LTI 1.1": ({names.VERSION: "1.1"}, Refusal.VERSION),
    "no version": ({names.VERSION: MISSING}, Refusal.VERSION),
    "another message": ({names.MESSAGE_TYPE: "LtiSubmissionReviewRequest"}, Refusal.MESSAGE),
    "no message type": ({names.MESSAGE_TYPE: MISSING}, Refusal.CLAIM),
    "a foreign target": ({names.TARGET: "https://evil.example/lti/launch"}, Refusal.FOREIGN_TARGET),
    "another target of ours": ({names.TARGET: f"{OURS}/users"}, Refusal.FOREIGN_TARGET),
    "no target": ({names.TARGET: MISSING}, Refusal.FOREIGN_TARGET),
    "no subject": ({"sub": MISSING}, Refusal.CLAIM),
    "an empty subject": ({"sub": ""}, Refusal.CLAIM),
    "no roles": ({names.ROLES: MISSING}, Refusal.CLAIM),
    "roles that are no list": ({names.ROLES: "Learner"}, Refusal.CLAIM),
    "no resource link": ({names.RESOURCE_LINK: MISSING}, Refusal.CLAIM),
    "a resource link without an id": ({names.RESOURCE_LINK: {"title": "x"}}, Refusal.CLAIM),
    "custom that is no object": ({names.CUSTOM: ["person"]}, Refusal.CLAIM),
    "a deep link to nowhere": (DEEP, Refusal.CLAIM),
    "a deep link for files": (
        DEEP | {names.DEEP_LINKING: {"deep_link_return_url": RETURN, "accept_types": ["file"]}},
        Refusal.MESSAGE,
    ),
    "a deep link back into a script": (
        DEEP
        | {
            names.DEEP_LINKING: {
                "deep_link_return_url": "javascript:alert(1)",
                "accept_types": ["ltiResourceLink"],
            }
        },
        Refusal.CLAIM,
    ),
    "an expiry that is no number": ({"exp": float("nan")}, Refusal.TIME),
    "a subject that no database keeps": ({"sub": "a\0b"}, Refusal.CLAIM),
    "a custom field that a teacher wrote": (
        {names.CUSTOM: {"person": "coordinator"}, names.LIS: {"person_sourcedid": ""}},
        Refusal.NOBODY,
    ),
    "a teacher's word against the LMS's": (
        {names.CUSTOM: {"person": "IDN-0001"}, names.LIS: {"person_sourcedid": "coordinator"}},
        Refusal.NO_ROLE,
    ),
    "nobody's key": ({names.CUSTOM: {"person": "IDN-9999"}}, Refusal.NOBODY),
    "no key": ({names.CUSTOM: {}}, Refusal.NOBODY),
    "a role that opens nothing": ({names.ROLES: [f"{MEMBERSHIP}Unknown"]}, Refusal.NO_ROLE),
}


def _deep_in_brackets() -> str:
    return urlsafe_b64encode(b"[" * 30_000).decode().rstrip("=")


TOKENS: dict[str, tuple[Callable[[dict[str, Any]], str], Refusal]] = {
    "not signed": (unsigned, Refusal.ALGORITHM),
    "signed with the public key as a secret": (
        with_a_secret,
        Refusal.ALGORITHM,
    ),
    "another algorithm": (lambda claims: signed(claims, alg="RS512"), Refusal.ALGORITHM),
    "another key of the same name": (lambda claims: signed(claims, OTHER_KEY), Refusal.SIGNATURE),
    "an unknown key": (lambda claims: signed(claims, kid="two"), Refusal.UNKNOWN_KEY),
    "no name of a key": (lambda claims: signed(claims, kid=""), Refusal.UNKNOWN_KEY),
    "changed afterwards": (
        lambda claims: ".".join(
            [signed(claims).split(".")[0], unsigned(claims | {"sub": "2"}).split(".")[1], "x" * 342]
        ),
        Refusal.SIGNATURE,
    ),
    "brackets without end": (
        lambda claims: ".".join([_deep_in_brackets(), *signed(claims).split(".")[1:]]),
        Refusal.NOT_A_TOKEN,
    ),
    "words": (lambda claims: "Dear all", Refusal.NOT_A_TOKEN),
    "too long": (lambda claims: signed(claims | {"x": "x" * 70_000}), Refusal.NOT_A_TOKEN),
}

KEYS: dict[str, tuple[Any, Refusal]] = {
    "a page of HTML": (web.Response(text="<br>Warning"), Refusal.KEYS),
    "an error": (web.Response(status=500, text="{}"), Refusal.KEYS),
    "more than anybody reads": ({"keys": [], "x": "x" * MOST_BYTES}, Refusal.KEYS),
    "brackets without end": (web.Response(text="[" * 100_000), Refusal.KEYS),
    "too many": ({"keys": [KEY.as_dict(private=False)] * 101}, Refusal.KEYS),
    "no list": ({"keys": {}}, Refusal.KEYS),
    "a rotated key": (
        {"keys": [OTHER_KEY.as_dict(private=False) | {"kid": "2"}]},
        Refusal.UNKNOWN_KEY,
    ),
    "a key that is too small": (
        {"keys": [SMALL_KEY]},
        Refusal.UNKNOWN_KEY,
    ),
    "a secret": ({"keys": [{"kty": "oct", "kid": "one", "k": "c2VjcmV0"}]}, Refusal.UNKNOWN_KEY),
}

PRIVATE = ("http://10.0.0.1/jwks", "https://169.254.169.254/latest", "https://[::1]/", "file:///k")

LOGINS: dict[str, tuple[dict[str, str], Refusal]] = {
    "an unknown LMS": ({"iss": "https://evil.example"}, Refusal.UNKNOWN_LMS),
    "an unknown client": ({"client_id": "2"}, Refusal.UNKNOWN_LMS),
    "no login hint": ({"login_hint": ""}, Refusal.INCOMPLETE),
    "a login hint without end": ({"login_hint": "x" * 5000}, Refusal.INCOMPLETE),
    "no target": ({"target_link_uri": ""}, Refusal.INCOMPLETE),
    "a foreign target": (
        {"target_link_uri": "https://evil.example/lti/launch"},
        Refusal.FOREIGN_TARGET,
    ),
    "a target that looks like ours": (
        {"target_link_uri": "http://127.0.0.1:8080@evil.example/lti/launch"},
        Refusal.FOREIGN_TARGET,
    ),
    "a target without a scheme": ({"target_link_uri": "//evil.example"}, Refusal.FOREIGN_TARGET),
    "a target with a broken host": ({"target_link_uri": "http://[/"}, Refusal.FOREIGN_TARGET),
}


async def reason_of(response: ClientResponse, caplog: Any, token: str = "x.y") -> str:
    """Read why a page says no; nobody is signed in, and the message is told nowhere."""
    text = await response.text()
    if "session=" in "".join(response.headers.getall("Set-Cookie", [])):
        return "signed in"
    if token in text or token in caplog.text:
        return "told"
    found = re.search(r"LTI_[A-Z_]+", text)
    return found[0] if found and response.status == 403 else f"{response.status} {text}"


async def refused(
    response: ClientResponse, refusal: Refusal, caplog: Any, token: str = "x.y"
) -> None:
    assert await reason_of(response, caplog, token) == refusal


def told(value: Any) -> Any:
    return int(time.time() + value.total_seconds()) if isinstance(value, timedelta) else value


async def test_messages_are_refused(bridge: Bridge, strict: Strict, caplog: Any) -> None:
    found = {}
    for name, (changes, _) in CLAIMS.items():
        begun = await begin(bridge, strict)
        claims = strict.claims(begun.nonce) | changes
        token = signed(
            {name: told(value) for name, value in claims.items() if value is not MISSING}
        )
        found[name] = await reason_of(await come_back(bridge, begun, token), caplog, token)
    assert found == {name: refusal for name, (_, refusal) in CLAIMS.items()}


async def test_tokens_are_refused(bridge: Bridge, strict: Strict, caplog: Any) -> None:
    found = {}
    for name, (make, _) in TOKENS.items():
        begun = await begin(bridge, strict)
        token = make(strict.claims(begun.nonce))
        found[name] = await reason_of(await come_back(bridge, begun, token), caplog, token)
    assert found == {name: refusal for name, (_, refusal) in TOKENS.items()}


async def test_keys_are_refused(bridge: Bridge, strict: Strict, caplog: Any) -> None:
    found = {}
    for number, (name, (keys, _)) in enumerate(KEYS.items()):
        strict.keys, client = keys, f"keys-{number}"
        await register(strict, client_id=client, jwks_uri=f"{strict.url}/jwks?{number}")
        begun = await begin(bridge, strict, client_id=client)
        token = signed(strict.claims(begun.nonce, aud=client))
        found[name] = await reason_of(await come_back(bridge, begun, token), caplog, token)
    assert found == {name: refusal for name, (_, refusal) in KEYS.items()}


async def test_keys_of_private_addresses_are_not_fetched(
    bridge: Bridge, strict: Strict, caplog: Any
) -> None:
    for address in PRIVATE:
        await register(strict, client_id=address, jwks_uri=address)
        begun = await begin(bridge, strict, client_id=address)
        token = signed(strict.claims(begun.nonce, aud=address))
        await refused(await come_back(bridge, begun, token), Refusal.KEYS, caplog, token)


async def test_logins_are_refused(bridge: Bridge, strict: Strict, caplog: Any) -> None:
    found = {
        name: await reason_of(await login(bridge, strict, **changes), caplog)
        for name, (changes, _) in LOGINS.items()
    }
    assert found == {name: refusal for name, (_, refusal) in LOGINS.items()}


async def test_state_is_good_once(bridge: Bridge, strict: Strict, caplog: Any) -> None:
    begun = await begin(bridge, strict)
    token = signed(strict.claims(begun.nonce))
    assert (await come_back(bridge, begun, token)).status == 303
    await refused(await come_back(bridge, begun, token), Refusal.STATE, caplog, token)


async def test_nonce_is_good_once(bridge: Bridge, strict: Strict, caplog: Any) -> None:
    first, second = await begin(bridge, strict), await begin(bridge, strict)
    token = signed(strict.claims(first.nonce))
    assert (await come_back(bridge, first, token)).status == 303
    await refused(await come_back(bridge, second, token), Refusal.NONCE, caplog, token)


async def test_states_that_nobody_gave_are_refused(
    bridge: Bridge, strict: Strict, caplog: Any
) -> None:
    begun = await begin(bridge, strict)
    token = signed(strict.claims(begun.nonce))
    await refused(
        await come_back(bridge, begun, token, state=nobodys()), Refusal.STATE, caplog, token
    )
    await refused(
        await come_back(bridge, begun, token, state=""), Refusal.INCOMPLETE, caplog, token
    )


async def test_launch_comes_back_in_the_browser_where_it_began(
    bridge: Bridge, strict: Strict, caplog: Any
) -> None:
    other = await begin(bridge, strict)
    for cookies in ({}, other.cookies):
        begun = await begin(bridge, strict)
        token = signed(strict.claims(begun.nonce))
        response = await come_back(bridge, begun, token, cookies=cookies)
        await refused(response, Refusal.OTHER_BROWSER, caplog, token)
        again = await come_back(bridge, begun, token)
        await refused(again, Refusal.STATE, caplog, token)  # whoever had it has spoiled it


async def test_what_the_lms_says_went_wrong_is_told(
    bridge: Bridge, strict: Strict, caplog: Any
) -> None:
    begun = await begin(bridge, strict)
    response = await come_back(bridge, begun, "", error="login_required")
    await refused(response, Refusal.LMS_SAID_NO, caplog)
    assert "login_required" in await response.text()


async def test_lms_that_waits_or_is_retired_shows_nothing(
    bridge: Bridge, strict: Strict, caplog: Any
) -> None:
    await in_thread(register_platform, SYSTEM, strict.wish(client_id="new"))
    await refused(await login(bridge, strict, client_id="new"), Refusal.PENDING, caplog)
    await refused(await login(bridge, strict, client_id=""), Refusal.AMBIGUOUS_LMS, caplog)
    begun = await begin(bridge, strict)
    arrived = await come_back(bridge, begun, signed(strict.claims(begun.nonce)))
    session = {"Cookie": arrived.headers["Set-Cookie"].partition(";")[0]}
    mine = arrived.headers["Location"]
    assert (await bridge.ask(None, "GET", mine, headers=session)).status == 200
    (known,) = [p for p in lti_platforms(SYSTEM) if p.client_id == CLIENT]
    await in_thread(retire_platform, SYSTEM, known.id)
    assert (await bridge.ask(None, "GET", mine, headers=session)).status == 401
    await refused(await login(bridge, strict), Refusal.RETIRED, caplog)


async def test_what_stands_there_twice_is_refused(
    bridge: Bridge, strict: Strict, caplog: Any
) -> None:
    twice = f"/lti/login?iss={strict.url}&iss=https://evil.example&login_hint=1&target_link_uri={TARGET}"
    await refused(await bridge.ask(None, "GET", twice), Refusal.INCOMPLETE, caplog)


async def test_keys_that_nobody_knows_do_not_make_us_fetch_without_end(
    bridge: Bridge, strict: Strict
) -> None:
    for number in range(12):
        begun = await begin(bridge, strict)
        await come_back(bridge, begun, signed(strict.claims(begun.nonce), kid=f"k{number}"))
    assert strict.asked.count("jwks") == 6
