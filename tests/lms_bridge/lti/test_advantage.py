"""What an LMS and we do together: launches by role, registration, deep links, rosters, scores."""

from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import KeySet
from yarl import URL

from catalogue.access import Session
from catalogue.actions.lti_platforms import set_lti_roles, tie_platform
from catalogue.actions.make_feed import make_feed
from catalogue.actions.record_attendance import record_attendance
from catalogue.db import changing, reading
from catalogue.feeds import FeedKind
from catalogue.nominations import Nomination
from catalogue.people import Person
from catalogue.queries.lti import lti_accounts, lti_placements, lti_platforms, told_scores
from catalogue.signed_in import viewer_of
from catalogue.viewer import Role
from lms_bridge.lease import sole_writer
from lms_bridge.lti import claims as names
from lms_bridge.lti.desk import Desk
from lms_bridge.lti.errors import Refusal
from lms_bridge.lti.keys import public_keys, rotate
from lms_bridge.lti.round import go_round, link_all, tell_all
from lms_bridge.sync.errors import Taken
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import FOREIGN, FOREIGN_SEAT, OWN_SEAT, PEOPLE, Bridge
from tests.lms_bridge.lti.strict import (
    CLIENT,
    DEPLOYMENT,
    KEY,
    MEMBERSHIP,
    OTHER_KEY,
    OURS,
    TARGET,
    Strict,
    begin,
    come_back,
    login,
    register,
    signed,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")

SMALL = "/programmes/small"
OWN, EVIL = {"Origin": OURS}, {"Origin": "https://evil.example"}
FRAMED = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "cross-site"}


def cookie_of(response: Any) -> dict[str, str]:
    """Give what a browser sends back."""
    return {"Cookie": response.headers["Set-Cookie"].partition(";")[0]}


async def launched(bridge: Bridge, strict: Strict, **values: Any) -> Any:
    begun = await begin(bridge, strict, client_id=values.get("aud", CLIENT))
    return await come_back(bridge, begun, signed(strict.claims(begun.nonce, **values)))


def as_somebody(person: str, role: str = "Instructor", course: str = "c") -> dict[str, Any]:
    return {
        "sub": f"{person}-{role}",
        names.ROLES: [MEMBERSHIP + role],
        names.CUSTOM: {"person": person, "course": course},
    }


def platform(client: str = CLIENT) -> Any:
    (found,) = [each for each in lti_platforms(SYSTEM) if each.client_id == client]
    return found


async def test_launch_lands_on_the_page_of_the_role(bridge: Bridge, strict: Strict) -> None:
    expected = {
        Role.COORDINATOR: f"{SMALL}/plan",
        Role.OVERSEER: f"{SMALL}/report",
        Role.FOCAL_POINT: f"{SMALL}/nominations",
        Role.AGENCY_OFFICER: f"{SMALL}/nominations",
        Role.TRAINER: f"{SMALL}/my-assignments",
        Role.OFFICIAL: f"{SMALL}/my-courses",
    }
    for role, page in expected.items():
        response = await launched(bridge, strict, **as_somebody(PEOPLE[role]))
        assert (role, response.headers["Location"]) == (role, page)
        shown = await bridge.ask(None, "GET", page, headers=cookie_of(response))
        assert (role, shown.status) == (role, 200)
        policy = shown.headers["Content-Security-Policy"]
        assert policy.endswith(f"frame-ancestors {strict.url}")
    ours = as_somebody("lokakarya-T-1")  # the ID number of an account that the bridge made
    response = await launched(bridge, strict, **ours)
    assert response.headers["Location"] == f"{SMALL}/my-assignments"
    usual = await bridge.ask(PEOPLE[Role.COORDINATOR], "GET", f"{SMALL}/plan")
    assert usual.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")
    trainer = as_somebody("T-1", course="INDUCTION-2")
    response = await launched(bridge, strict, **trainer)
    assert response.headers["Location"] == f"{SMALL}/runs/INDUCTION-2/attendance"


async def test_launch_makes_nobody_more_than_they_are(bridge: Bridge, strict: Strict) -> None:
    for person, role, page, status in (
        ("IDN-0001", "Administrator", "/users", 403),  # an official stays one
        ("coordinator", "Instructor", "/users", 200),
        ("admin", "Administrator", "/lti/platforms", 403),  # nobody is an administrator there
    ):
        response = await launched(bridge, strict, **as_somebody(person, role))
        if response.status == 303:
            response = await bridge.ask(None, "GET", page, headers=cookie_of(response))
        assert (person, response.status) == (person, status)
    who = cookie_of(await launched(bridge, strict, **as_somebody("coordinator")))
    page = await (await bridge.ask(None, "GET", "/users", headers=who)).text()
    (csrf,) = set(re.findall(r'name="csrf" value="([^"]+)"', page))
    for path in ("/users/link", "/users/token"):  # nothing that lasts longer than the launch
        form = {"person": "coordinator", "name": "x", "csrf": csrf}
        assert (await bridge.ask(None, "POST", path, data=form, headers=who)).status == 403
    response = await launched(bridge, strict, **as_somebody("coordinator", "Learner"))
    assert Refusal.NO_ROLE in await response.text()
    set_lti_roles(SYSTEM, f"{MEMBERSHIP}Learner", [Role.COORDINATOR])
    response = await launched(bridge, strict, **as_somebody("coordinator", "Learner"))
    assert response.status == 303


async def test_lms_shows_the_programme_that_it_is_tied_to_alone(
    bridge: Bridge, strict: Strict
) -> None:
    days = {"start": "2001-01-01", "end": "2001-12-31", "planning_date": "2001-01-01"}
    other = {"code": "other", "name": "Other", **days}
    made = await bridge.ask("coordinator", "POST", "/api/v1/programmes", json=other)
    scenario = (await made.json())["work_in_progress"]
    who = cookie_of(await launched(bridge, strict, **as_somebody("coordinator")))
    paths = {
        "/programmes/other/plan": 404,
        "/api/v1/programmes/other/runs": 404,
        "/api/v1/nominations?programme=other": 404,
        f"/api/v1/scenarios/{scenario}": 404,
        "/programmes/small/plan": 200,
    }
    for path, status in paths.items():
        within = await bridge.ask(None, "GET", path, headers=who)
        outside = await bridge.ask("coordinator", "GET", path)
        assert (path, within.status, outside.status) == (path, status, 200)
    known = await (await bridge.ask(None, "GET", "/api/v1/programmes", headers=who)).json()
    assert [each["id"] for each in known["items"]] == ["small"]
    page = await (await bridge.ask(None, "GET", "/courses", headers=who)).text()
    (csrf,) = set(re.findall(r'name="csrf" value="([^"]+)"', page))
    asked = {**who, "X-CSRF-Token": csrf}
    another = {**other, "code": "third"}
    refused = await bridge.ask(None, "POST", "/api/v1/programmes", json=another, headers=asked)
    assert refused.status == 403


async def test_lms_of_a_member_shows_that_member_alone(bridge: Bridge, strict: Strict) -> None:
    await register(strict, client_id="idn", member="IDN")
    foreign = await launched(bridge, strict, aud="idn", **as_somebody(FOREIGN))
    assert Refusal.OTHER_MEMBER in await foreign.text()
    trainer = as_somebody("T-1", course="INDUCTION-2")
    strict.members = [
        {"user_id": "a", "lis_person_sourcedid": "IDN-0002"},
        {"user_id": "b", "lis_person_sourcedid": "MYS-0001"},
    ]
    await in_thread(tie_platform, SYSTEM, platform().id, "small")
    record_attendance(
        SYSTEM,
        "INDUCTION-2",
        await _start(bridge),
        dict.fromkeys([OWN_SEAT, FOREIGN_SEAT], True),
        "x",
    )
    seen = {}
    for client in (CLIENT, "idn"):
        response = await launched(bridge, strict, aud=client, **trainer)
        sheet = await bridge.ask(
            None, "GET", response.headers["Location"], headers=cookie_of(response)
        )
        text = await sheet.text()
        seen[client] = {name for name in ("Lestari", "Rahman") if name in text}
    assert seen == {CLIENT: {"Lestari", "Rahman"}, "idn": {"Lestari"}}
    desk = bridge.parts.desk
    await link_all(desk, platform("idn"))
    await tell_all(desk, platform("idn"))
    (told,) = strict.scores.values()
    assert [score["userId"] for score in told] == ["a"]  # whomever else that LMS names


async def test_account_is_known_by_an_address_after_it_was_confirmed(
    bridge: Bridge, strict: Strict
) -> None:
    changing(
        lambda: Person.update(email="siti@example.org").where(Person.id == "IDN-0001").execute()
    )()
    said = {"email": "Siti@Example.org", names.CUSTOM: {}, "sub": "by-mail"}
    unverified = await launched(bridge, strict, email_verified=False, **said)
    assert Refusal.NOBODY in await unverified.text()
    asked = await launched(bridge, strict, **said)
    text = await asked.text()
    assert "Is this you?" in text
    assert "Set-Cookie" not in asked.headers
    (secret,) = re.findall(r'name="launch" value="([^"]+)"', text)
    form = {"launch": secret}
    elsewhere = await bridge.ask(None, "POST", "/lti/confirm", data=form, headers=EVIL)
    assert Refusal.OTHER_BROWSER in await elsewhere.text()  # nobody becomes whom others are
    confirmed = await bridge.ask(None, "POST", "/lti/confirm", data=form, headers=OWN)
    assert confirmed.status == 303
    again = await bridge.ask(None, "POST", "/lti/confirm", data=form, headers=OWN)
    assert Refusal.OVER in await again.text()
    assert (await launched(bridge, strict, **said)).status == 303  # known from now on
    assert lti_accounts(SYSTEM, platform().id) == {"by-mail": "IDN-0001"}

    corrected = said | {names.CUSTOM: {"person": "IDN-0002"}}  # our key counts for more
    assert (await launched(bridge, strict, **corrected)).status == 303
    assert lti_accounts(SYSTEM, platform().id) == {"by-mail": "IDN-0002"}

    feeds = [make_feed(viewer_of("IDN-0002"), FeedKind.OFFICIAL, "IDN-0002")[1] for _ in range(2)]
    forget = f"/lti/platforms/{platform().id}/accounts"
    forgotten = await bridge.ask("admin", "POST", forget, data={"person": "IDN-0002"})
    assert forgotten.status == 303
    assert lti_accounts(SYSTEM, platform().id) == {}
    begun = Session.select().where(Session.person == "IDN-0002", Session.platform != "")
    assert all(reading(lambda: [each.revoked_at for each in begun])())
    for secret in feeds:  # what was subscribed to as them since is nowhere, too
        assert (await bridge.ask(None, "GET", f"/calendar/{secret}.ics")).status == 404
    assert "Is this you?" in await (await launched(bridge, strict, **said)).text()

    changing(
        lambda: Person.update(email="siti@example.org").where(Person.id == "IDN-0002").execute()
    )()
    twice = await launched(bridge, strict, **said | {"sub": "other"})
    assert Refusal.SEVERAL in await twice.text()


async def test_frame_that_keeps_no_cookie_gives_a_window(bridge: Bridge, strict: Strict) -> None:
    begun = await begin(bridge, strict)
    response = await bridge.ask(
        None,
        "POST",
        "/lti/launch",
        data={"state": begun.state, "id_token": signed(strict.claims(begun.nonce))},
        headers=FRAMED | {"Cookie": "; ".join(f"{k}={v}" for k, v in begun.cookies.items())},
    )
    assert response.headers["Set-Cookie"].endswith("Secure; SameSite=None; Partitioned")
    arrived = response.headers["Location"]
    offered = await bridge.ask(None, "GET", arrived)
    assert "Open in a new window" in await offered.text()
    form = {"launch": arrived.rpartition("/")[2]}
    elsewhere = await bridge.ask(None, "POST", "/lti/window", data=form, headers=EVIL)
    assert Refusal.OTHER_BROWSER in await elsewhere.text()
    opened = await bridge.ask(None, "POST", "/lti/window", data=form, headers=OWN)
    assert opened.headers["Location"] == f"{SMALL}/my-courses"
    again = await bridge.ask(None, "POST", "/lti/window", data=form, headers=OWN)
    assert Refusal.OVER in await again.text()


@pytest.mark.parametrize("path", ["/", f"{SMALL}/my-courses"])
async def test_who_signed_out_or_stayed_too_long_reads_so_in_the_frame(
    bridge: Bridge, path: str
) -> None:
    clicked = {"Sec-Fetch-Dest": "iframe", "Sec-Fetch-Site": "same-origin"}
    within = await bridge.ask(None, "GET", path, headers=clicked)
    assert within.status == 401
    text = await within.text()
    assert "Open the link in your course again" in text
    assert not re.search("Back</a>|To the first page", text)  # from there they would be here again
    assert within.headers["Content-Security-Policy"].endswith("frame-ancestors *")
    alone = await bridge.ask(None, "GET", path)
    assert alone.headers["Content-Security-Policy"].endswith("frame-ancestors 'none'")


async def test_browser_is_known_by_what_the_lms_keeps_where_cookies_are_not(
    bridge: Bridge, strict: Strict
) -> None:
    response = await login(bridge, strict, lti_storage_target="_parent", lti_message_hint="a hint")
    text = await response.text()
    kept = dict(re.findall(r'data-(\w+)="([^"]*)"', text))
    assert (kept["storage"], kept["origin"]) == ("_parent", strict.url)
    asked = parse_qs(urlsplit(kept["address"].replace("&amp;", "&")).query)
    assert asked["lti_message_hint"] == ["a hint"]
    form = {
        "state": asked["state"][0],
        "id_token": signed(strict.claims(asked["nonce"][0])),
    }
    page = await bridge.ask(None, "POST", "/lti/launch", data=form)
    assert 'data-lti="back"' in await page.text()
    own = form | {"browser": kept["value"], "is_framed": "yes"}
    elsewhere = await bridge.ask(None, "POST", "/lti/launch", data=own, headers=EVIL)
    assert 'data-lti="back"' in await elsewhere.text()  # what another site says does not count
    arrived = await bridge.ask(None, "POST", "/lti/launch", data=own, headers=OWN)
    assert arrived.headers["Location"].startswith("/lti/arrived/")
    assert arrived.headers["Set-Cookie"].endswith("Partitioned")


async def test_rotated_keys_are_fetched_and_ours_are_published_first(
    bridge: Bridge, strict: Strict
) -> None:
    assert (await launched(bridge, strict)).status == 303
    new = OTHER_KEY.as_dict(private=False) | {"kid": "two"}
    strict.keys = {"keys": [new]}
    begun = await begin(bridge, strict)
    token = signed(strict.claims(begun.nonce), OTHER_KEY, kid="two")
    assert (await come_back(bridge, begun, token)).status == 303
    strict.keys = {"keys": [KEY.as_dict(private=False)]}

    (first,) = (await in_thread(public_keys))["keys"]
    await in_thread(rotate, SYSTEM)
    response = await bridge.ask(None, "GET", "/lti/jwks.json")
    published = await response.json()
    assert len(published["keys"]) == 2
    assert all("d" not in key for key in published["keys"])
    tokens = Desk(bridge.parts.settings).tokens
    await tokens.ask(platform(), [names.NAMES_SCOPE], "GET", f"{strict.url}/members", accept="*/*")
    assert first["kid"] in {key["kid"] for key in published["keys"]}


async def test_lms_registers_by_one_address(bridge: Bridge, strict: Strict) -> None:
    config = f"{strict.url}/config"
    page = await bridge.ask(None, "GET", "/lti/register", params={"openid_configuration": config})
    assert (page.status, strict.registered) == (200, [])  # opening an address changes nothing
    form = {"openid_configuration": config, "registration_token": "once"}
    done = await bridge.ask(None, "POST", "/lti/register", data=form)
    assert "waits for an administrator" in await done.text()
    (told,) = strict.registered
    assert told["token_endpoint_auth_method"] == "private_key_jwt"
    icon = await bridge.ask(None, "GET", URL(told["logo_uri"]).path)
    assert icon.headers["Cross-Origin-Resource-Policy"] == "cross-origin"  # shown by the LMS
    assert told["scope"].split() == list(names.SCOPES)
    assert {m["type"] for m in told[names.TOOL]["messages"]} == {
        names.RESOURCE_REQUEST,
        names.DEEP_LINKING_REQUEST,
    }
    made = platform("dynamic")
    assert (made.state, made.deployments) == ("pending", ("7",))

    update = await bridge.ask(
        None, "POST", "/lti/register", data=form | {"registration_token": "update"}
    )
    assert "was registered before" in await update.text()
    assert platform("dynamic") == made
    strict.registered.pop()

    again = await bridge.ask(None, "POST", "/lti/register", data=form)
    assert "used before" in await again.text()
    for wrong in (
        {"issuer": "https://evil.example"},
        {"jwks_uri": "http://10.0.0.1/"},
        {"token_endpoint": "http://169.254.169.254/"},
        {"registration_endpoint": "https://evil.example/register"},
        {"authorization_endpoint": 7},
        {"id_token_signing_alg_values_supported": ["HS256"]},
    ):
        strict.config = wrong
        bad = await bridge.ask(
            None, "POST", "/lti/register", data=form | {"registration_token": str(wrong)}
        )
        assert (wrong, Refusal.REGISTRATION in await bad.text()) == (wrong, True)
    assert len(strict.registered) == 1
    private = {"openid_configuration": "http://10.0.0.1/config"}
    fenced = await bridge.ask(None, "POST", "/lti/register", data=private)
    assert Refusal.REGISTRATION in await fenced.text()


async def test_run_is_chosen_and_placed(bridge: Bridge, strict: Strict) -> None:
    settings = {
        "deep_link_return_url": f"{strict.url}/return",
        "accept_types": ["ltiResourceLink"],
        "data": "kept",
    }
    deep = {names.MESSAGE_TYPE: names.DEEP_LINKING_REQUEST, names.DEEP_LINKING: settings}
    response = await launched(bridge, strict, **as_somebody("T-1") | deep)
    choosing, who = response.headers["Location"], cookie_of(response)
    page = await bridge.ask(None, "GET", choosing, headers=who)
    (csrf,) = set(re.findall(r'name="csrf" value="([^"]+)"', await page.text()))
    form = {"run": "INDUCTION-2", "item": "attendance", "csrf": csrf}
    stranger = await bridge.ask("IDN-focal", "POST", choosing, data=form)
    assert stranger.status == 404
    sent = await bridge.ask(None, "POST", choosing, data=form, headers=who)
    policy = sent.headers["Content-Security-Policy"]
    assert f"form-action 'self' {strict.url};" in policy
    (token,) = re.findall(r'name="JWT" value="([^"]+)"', await sent.text())
    ours = KeySet.import_key_set(await in_thread(public_keys))  # type: ignore[arg-type]
    claims = jwt.decode(token, ours, algorithms=["RS256"]).claims
    assert (claims["iss"], claims["aud"]) == (CLIENT, strict.url)
    assert claims[names.DEEP_LINKING_DATA] == "kept"
    assert claims[names.DEPLOYMENT] == DEPLOYMENT
    (item,) = claims[names.CONTENT_ITEMS]
    custom = item["custom"]
    assert (item["url"], custom["run"], custom["mark"]) == (TARGET, "INDUCTION-2", "attendance")
    assert (item["lineItem"]["tag"], item["lineItem"]["resourceId"]) == (
        "attendance",
        "INDUCTION-2",
    )
    again = await bridge.ask(None, "POST", choosing, data=form, headers=who)
    assert again.status == 404


async def test_copied_link_is_of_the_run_that_it_was_copied_from(
    bridge: Bridge, strict: Strict
) -> None:
    await launched(bridge, strict)
    copied = {names.RESOURCE_LINK: {"id": "copy"}, names.CONTEXT: {"id": "course-2"}}
    custom = {"person": "IDN-0001", "link_history": "older,link-1"}
    await launched(bridge, strict, **copied, **{names.CUSTOM: custom})
    assert [p.run for p in lti_placements(platform().id)] == ["INDUCTION-2", "INDUCTION-2"]
    copied = {names.RESOURCE_LINK: {"id": "again"}, names.CONTEXT: {"id": "course-3"}}
    custom = {"person": "IDN-0001", "context_history": "older,course-2"}  # all that Moodle tells
    await launched(bridge, strict, **copied, **{names.CUSTOM: custom})
    assert [p.run for p in lti_placements(platform().id)] == 3 * ["INDUCTION-2"]


async def test_roster_links_accounts_and_makes_no_seat(bridge: Bridge, strict: Strict) -> None:
    await launched(bridge, strict)
    desk = bridge.parts.desk
    seats = changing(lambda: sorted((n.id, str(n.state)) for n in Nomination.select()))
    before = seats()
    strict.members = [
        {"user_id": "a", "lis_person_sourcedid": "IDN-0002", "status": "Active"},
        {"user_id": "b", "lis_person_sourcedid": "lokakarya-MYS-0001"},  # as we make accounts
        {"user_id": "c", "lis_person_sourcedid": "T-1", "status": "Inactive"},
        {"user_id": "d", "lis_person_sourcedid": "nobody here"},
    ]
    strict.next_page = lambda page: "" if page else f"{strict.url}/members?from=2"
    assert (await link_all(desk, platform())).taken == 2
    found = lti_accounts(SYSTEM, platform().id)
    assert found == {"user-1": "IDN-0001", "a": "IDN-0002", "b": "MYS-0001"}
    assert seats() == before
    assert strict.asked.count("token") == 1  # one token for both pages
    strict.next_page = lambda page: f"{strict.url}/members?from=0"
    assert "circles" in (await link_all(desk, platform())).refused[0]
    strict.next_page = lambda page: "https://evil.example/members"
    assert "another host" in (await link_all(desk, platform())).refused[0]


async def test_attendance_is_told_once_and_each_time_later(bridge: Bridge, strict: Strict) -> None:
    await launched(bridge, strict, **as_somebody("IDN-0002", "Learner", "INDUCTION-2"))
    desk = bridge.parts.desk
    start = await _start(bridge)
    seat = "IDN-0002.INDUCTION"
    record_attendance(SYSTEM, "INDUCTION-2", start, {seat: True}, "test")
    assert (await tell_all(desk, platform())).taken == 1
    assert (await tell_all(desk, platform())).taken == 0  # nothing is new
    record_attendance(SYSTEM, "INDUCTION-2", start, {seat: False}, "test")
    assert (await tell_all(desk, platform())).taken == 1
    (told,) = strict.scores.values()
    assert told[0]["timestamp"] < told[1]["timestamp"]
    assert (told[0]["scoreGiven"], told[1]["scoreGiven"]) == (20, 0)
    assert [item["tag"] for item in strict.line_items] == ["attendance"]

    told.append(told[1] | {"timestamp": "2099-01-01T00:00:00.000Z"})  # somebody marked it there
    record_attendance(SYSTEM, "INDUCTION-2", start, {seat: True}, "test")
    outcome = await tell_all(desk, platform())
    assert outcome.refused == ("attendance: the LMS has a later score",)
    (placement,) = lti_placements(platform().id)
    assert [each.said for each in told_scores(placement.id)] == ["the LMS has a later score"]


async def test_one_of_two_bridges_goes_round(bridge: Bridge, strict: Strict) -> None:
    await launched(bridge, strict, **as_somebody("IDN-0002", "Learner", "INDUCTION-2"))
    start = await _start(bridge)
    record_attendance(SYSTEM, "INDUCTION-2", start, {"IDN-0002.INDUCTION": True}, "test")
    one = bridge.parts.desk
    two = Desk(replace(bridge.parts.settings, executor="two"))

    went = await asyncio.gather(*(go_round(desk, 3600) for desk in (one, two)))
    assert sorted(went) == [False, True]
    assert [len(told) for told in strict.scores.values()] == [1]
    first, other = (one, two) if went[0] else (two, one)
    assert (await go_round(other, 3600), await go_round(first, 3600)) == (False, True)

    async with sole_writer(SYSTEM, f"lti {platform().id}", first.holder):
        with pytest.raises(Taken):
            await tell_all(other, platform())


async def _start(bridge: Bridge) -> date:
    response = await bridge.ask("coordinator", "GET", "/api/v1/programmes/small/runs/INDUCTION-2")
    return date.fromisoformat((await response.json())["start"])


async def test_page_of_html_instead_of_a_token_is_understood(
    bridge: Bridge, strict: Strict
) -> None:
    await launched(bridge, strict)
    strict.token_page = "<html>404</html>"
    outcome = await link_all(Desk(bridge.parts.settings), platform())
    assert "/token answered 404" in outcome.refused[0]


async def test_canvas_gets_one_json(bridge: Bridge) -> None:
    told = await (await bridge.ask(None, "GET", "/lti/config.json")).json()
    assert told["oidc_initiation_url"] == f"{OURS}/lti/login"
    assert told["extensions"][0]["platform"] == "canvas.instructure.com"


async def test_administrator_registers_by_form_and_by_json(bridge: Bridge, strict: Strict) -> None:
    wish = {name: getattr(strict.wish(), name) for name in strict.wish().__slots__}
    by_form = wish | {"client_id": "form", "deployments": "1 2"}
    made = await bridge.ask("admin", "POST", "/lti/platforms", data=by_form)
    assert made.status == 303
    assert platform("form").deployments == ("1", "2")
    fenced = await bridge.ask(
        "admin", "POST", "/lti/platforms", data=wish | {"jwks_uri": "http://10.0.0.1/"}
    )
    assert fenced.status == 422


async def test_course_that_is_gone_and_a_score_that_was_not_taken_keep_us_from_no_other(
    bridge: Bridge, strict: Strict
) -> None:
    gone = {names.NAMES: {"context_memberships_url": f"{strict.url}/gone"}}
    gone |= {names.GRADES: {"lineitems": f"{strict.url}/gone"}, names.CONTEXT: {"id": "gone"}}
    who = as_somebody("IDN-0002", "Learner", "INDUCTION-2")
    await launched(bridge, strict, **who | gone)
    await launched(bridge, strict, **who)
    desk = bridge.parts.desk
    record_attendance(SYSTEM, "INDUCTION-2", await _start(bridge), {OWN_SEAT: True}, "test")
    linked = await link_all(desk, platform())
    assert [said.rpartition("/")[2] for said in linked.refused] == ["gone answered 404"]
    strict.score_page = 503
    first = await tell_all(desk, platform())
    assert "attendance: the LMS answered 503" in first.refused
    strict.score_page = 0
    assert (await tell_all(desk, platform())).taken == 1


async def test_run_placed_twice_in_a_course_is_told_once_to_each_line_item(
    bridge: Bridge, strict: Strict
) -> None:
    desk = bridge.parts.desk
    record_attendance(SYSTEM, "INDUCTION-2", await _start(bridge), {OWN_SEAT: True}, "test")
    item = {"tag": "attendance", "resourceId": "INDUCTION-2"}
    strict.line_items = [item | {"id": f"{strict.url}/items/{number}?t=1"} for number in (0, 1)]

    async def open_link(link: str, mark: str) -> None:
        custom = {"person": "IDN-0002", "run": "INDUCTION-2", "mark": mark}
        there = {names.RESOURCE_LINK: {"id": link}, names.CUSTOM: custom}
        await launched(bridge, strict, **there, sub="learner")

    await open_link("two", "nothing")
    assert (await tell_all(desk, platform())).taken == 0  # as whoever placed it wished
    await open_link("one", "attendance")
    assert (await tell_all(desk, platform())).taken == 2
    await open_link("two", "nothing")  # whichever is opened last
    assert (await tell_all(desk, platform())).taken == 0
    assert {name: len(told) for name, told in strict.scores.items()} == {"0": 1, "1": 1}
