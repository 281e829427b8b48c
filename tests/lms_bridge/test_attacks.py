"""Ways in that are not: forged forms, secrets that are not one's own, others' people, more fields."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from catalogue.actions.make_link import make_link
from catalogue.actions.make_token import make_token
from catalogue.actions.revoke_token import revoke_token
from catalogue.actions.sign_in import sign_in
from catalogue.actions.sign_out import sign_out
from catalogue.signed_in import viewer_by_session
from lms_bridge.auth import CSRF_HEADER, csrf_token
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import FOREIGN, Bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")

OFFICIALS = "/api/v1/officials"
NEW = {"agency": "IDN-IMM", "city": "jakarta", "family_name": "New"}


async def a_session(person: str, **more: Any) -> str:
    return await in_thread(lambda: sign_in(make_link(SYSTEM, person), **more))


async def asked(bridge: Bridge, session: str | None, **headers: str) -> tuple[int, str]:
    """Try to register somebody with a cookie."""
    cookie = {"Cookie": f"session={session}"} if session else {}
    response = await bridge.ask(None, "POST", OFFICIALS, json=NEW, headers=cookie | headers)
    return response.status, (await response.json()).get("reason", "")


async def test_form_of_this_site_is_taken(bridge: Bridge) -> None:
    session = await a_session("IDN-focal")
    assert await asked(bridge, session, **{CSRF_HEADER: csrf_token(session)}) == (201, "")


async def test_form_of_another_site_is_refused(bridge: Bridge) -> None:
    session, other = await a_session("IDN-focal"), await a_session("IDN-focal")
    assert await asked(bridge, session) == (403, "FORGED")
    assert await asked(bridge, session, **{CSRF_HEADER: "x" * 64}) == (403, "FORGED")
    assert await asked(bridge, session, **{CSRF_HEADER: csrf_token(other)}) == (403, "FORGED")
    cookie = {"Cookie": f"session={session}"}
    form = await bridge.ask(None, "POST", OFFICIALS, data=NEW, headers=cookie)
    assert form.status == 403


async def test_without_a_cookie_a_forms_token_is_worth_nothing(bridge: Bridge) -> None:
    session = await a_session("IDN-focal")
    token = {CSRF_HEADER: csrf_token(session)}
    assert await asked(bridge, None, **token) == (401, "NOT_SIGNED_IN")


async def test_session_is_over_after_its_time_and_after_signing_out(bridge: Bridge) -> None:
    late = await a_session("IDN-focal", lifetime=timedelta(seconds=-1))
    left = await a_session("IDN-focal")
    await in_thread(lambda: sign_out(viewer_by_session(left), left))
    for session in (late, left, "made up"):
        token = {CSRF_HEADER: csrf_token(session)}
        assert await asked(bridge, session, **token) == (401, "NOT_SIGNED_IN")


async def test_token_is_good_only_while_it_is(bridge: Bridge) -> None:
    _, late = await in_thread(make_token, SYSTEM, "IDN-focal", "late", timedelta(seconds=-1))
    id, revoked = await in_thread(make_token, SYSTEM, "IDN-focal", "revoked")
    await in_thread(revoke_token, SYSTEM, id)
    for secret in (late, revoked, id, "", "made up"):
        bearer = {"Authorization": f"Bearer {secret}"}
        response = await bridge.ask(None, "GET", OFFICIALS, headers=bearer)
        assert (response.status, response.headers["WWW-Authenticate"]) == (
            401,
            'Bearer realm="lokakarya"',
        )


async def test_bad_token_is_not_helped_by_a_good_cookie(bridge: Bridge) -> None:
    session = await a_session("IDN-focal")
    headers = {"Authorization": "Bearer made-up", "Cookie": f"session={session}"}
    assert (await bridge.ask(None, "GET", OFFICIALS, headers=headers)).status == 401


async def test_nobody_revokes_anothers_token(bridge: Bridge) -> None:
    path = f"/api/v1/tokens/{bridge.template.tokens[FOREIGN]}"
    assert (await bridge.ask("IDN-focal", "DELETE", path)).status == 404
    assert (await bridge.ask(FOREIGN, "GET", "/api/v1/me")).status == 200


async def test_fields_that_are_not_asked_for_change_nothing(bridge: Bridge) -> None:
    for more in (
        {"member": "MYS"},
        {"id": "IDN-1"},
        {"person": "admin"},
        {"roles": ["coordinator"]},
    ):
        response = await bridge.ask("IDN-focal", "POST", OFFICIALS, json=NEW | more)
        problem = await response.json()
        assert (response.status, problem["faults"][0]["where"]["column"]) == (400, *more)


async def test_filters_do_not_widen_what_is_seen(bridge: Bridge) -> None:
    for query in ("member=MYS", "agency=MYS-IMM", "text=MYS"):
        listed = await (await bridge.ask("IDN-focal", "GET", f"{OFFICIALS}?{query}")).json()
        assert (listed["items"], listed["total"]) == ([], 0)


async def test_page_token_of_another_shows_no_more(bridge: Bridge) -> None:
    path = f"{OFFICIALS}?page_size=1"
    theirs = await (await bridge.ask("coordinator", "GET", path)).json()
    mine = await bridge.ask("IDN-focal", "GET", f"{path}&page_token={theirs['next_page_token']}")
    assert {line["member"] for line in (await mine.json())["items"]} <= {"IDN"}


async def test_answers_carry_what_keeps_browsers_from_being_used(bridge: Bridge) -> None:
    response = await bridge.ask("IDN-focal", "GET", OFFICIALS)
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
