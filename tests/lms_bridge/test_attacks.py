"""Ways in that are not: forged forms, secrets that are not one's own, others' people, more fields."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import timedelta
from typing import Any, get_type_hints

import pytest
from aiohttp import encode_basic_auth
from pydantic import BaseModel

from catalogue.access import UserRole
from catalogue.actions.erase_person import erase_person
from catalogue.actions.make_link import make_link
from catalogue.actions.make_token import make_token
from catalogue.actions.revoke_token import revoke_token
from catalogue.actions.sign_in import sign_in
from catalogue.actions.sign_out import sign_out
from catalogue.db import changing
from catalogue.signed_in import viewer_by_session
from lms_bridge.api.operation import Operation
from lms_bridge.app import DOORS
from lms_bridge.auth import CSRF_HEADER, csrf_token
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import FOREIGN, Bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")

OFFICIALS = "/api/v1/officials"
ASKED = ("official", "sign_in_link", "session", "bearer_token", "client")
"""Tables of which secrets and names are asked; the durable work asks others meanwhile."""
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


async def test_bodies_take_no_field_that_they_do_not_name() -> None:
    """Every model of every operation, and every model within it."""
    bodies = [
        kind
        for door in DOORS
        if isinstance(door.spec, Operation)
        for kind in get_type_hints(door.spec.act).values()
        if isinstance(kind, type) and issubclass(kind, BaseModel)
    ]
    assert len(bodies) > 20
    for body in bodies:
        schema = body.model_json_schema()
        for each in (schema, *schema.get("$defs", {}).values()):
            if each.get("type") == "object" and "properties" in each:
                assert each["additionalProperties"] is False, (body, each)


async def test_link_of_another_site_signs_nobody_in(bridge: Bridge) -> None:
    """A page of others cannot let a reader act as somebody else unawares."""
    secret = await in_thread(make_link, SYSTEM, "IDN-focal")
    for headers in (
        {"Origin": "https://evil.example.org"},
        {"Origin": "null"},
        {"Origin": "file://"},
        {"Sec-Fetch-Site": "cross-site"},
    ):
        sent = await bridge.ask(None, "POST", f"/sign-in/{secret}", headers=headers)
        assert (sent.status, "Set-Cookie" in sent.headers) == (403, False)
    own = {"Origin": str(bridge.client.make_url("/").origin()), "Sec-Fetch-Site": "same-origin"}
    sent = await bridge.ask(None, "POST", f"/sign-in/{secret}", headers=own)
    assert (sent.status, sent.headers["Location"]) == (303, "/")
    bridge.client.session.cookie_jar.clear()
    again = await bridge.ask(None, "POST", f"/sign-in/{secret}", headers=own)
    assert again.status == 401


async def test_forged_forwarding_headers_change_no_address(bridge: Bridge) -> None:
    """Links that are sent to people lead to where the operator says, not to where a client says."""
    forged = {
        "X-Forwarded-Host": "evil.example.org",
        "X-Forwarded-Proto": "https",
        "Forwarded": "host=evil.example.org",
        "Host": "evil.example.org",
    }
    page = await bridge.ask(
        "coordinator", "POST", "/users/link", data={"person": "IDN-focal"}, headers=forged
    )
    assert "evil.example.org" not in await page.text()
    home = await bridge.ask("coordinator", "GET", "/", headers=forged)
    assert "evil.example.org" not in await home.text() + str(home.headers)


async def test_sessions_end_with_their_person(bridge: Bridge) -> None:
    """Whoever loses a role has lost it at once, in every session; whoever is erased is nobody."""
    session = await a_session("IDN-focal")
    cookie = {"Cookie": f"session={session}"}
    assert (await bridge.ask(None, "GET", OFFICIALS, headers=cookie)).status == 200
    await in_thread(_take_roles, "IDN-focal")
    assert (await bridge.ask(None, "GET", OFFICIALS, headers=cookie)).status == 403
    await in_thread(erase_person, SYSTEM, "IDN-focal")
    assert (await bridge.ask(None, "GET", OFFICIALS, headers=cookie)).status == 401


FORM = '--x\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nid\r\n--x--\r\n'


@pytest.mark.parametrize(
    ("path", "kind", "body"),
    [
        (OFFICIALS, "application/json", json.dumps(NEW)),
        (
            "/api/v1/programmes/any/tables/nominations:import",
            "multipart/form-data; boundary=x",
            FORM,
        ),
    ],
    ids=["json", "form"],
)
async def test_a_role_taken_away_while_a_request_still_comes_is_gone(
    bridge: Bridge, path: str, kind: str, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A body may come by drops for hours; who asks is looked up before it, and after it again."""
    caplog.set_level("DEBUG", "peewee")
    head = (
        f"POST {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\nContent-Type: {kind}\r\n"
        f"Authorization: Bearer {bridge.template.secrets['IDN-focal']}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    address = bridge.client.make_url("/")
    reader, writer = await asyncio.open_connection(address.host, address.port)
    writer.write((head + body[:9]).encode())
    while "user_role" not in caplog.text:
        await asyncio.sleep(0.01)
    await in_thread(_take_roles, "IDN-focal")
    writer.write(body[9:].encode())
    assert (await reader.readline()).split()[1] == b"403"
    writer.close()


@changing
def _take_roles(person: str) -> None:
    UserRole.delete().where(UserRole.person == person).execute()


async def test_nobody_learns_what_exists_from_the_work_that_is_done(
    bridge: Bridge, caplog: pytest.LogCaptureFixture
) -> None:
    """What is hidden and what is not there get the same answer after the same statements."""
    used, secret = await in_thread(make_link, SYSTEM, "IDN-focal"), bridge.template.client[0]
    await in_thread(sign_in, used)
    id, revoked = await in_thread(make_token, SYSTEM, "IDN-focal", "revoked")
    await in_thread(revoke_token, SYSTEM, id)
    caplog.set_level("DEBUG", "peewee")

    async def done(person: str | None, path: str, **more: Any) -> tuple[int, str, int]:
        caplog.clear()
        method = "POST" if "data" in more else "GET"
        answer = await bridge.ask(person, method, path, **more)
        said = (await answer.text()).replace(path, "").replace(path.rpartition("/")[2], "")
        told = [record.getMessage() for record in caplog.records if record.name == "peewee"]
        statements = [each for each in told if any(f'"{name}"' in each for name in ASKED)]
        return answer.status, re.sub("[0-9a-f]{64}", "", said), len(statements)

    def bearer(secret: str) -> dict[str, Any]:
        return {"headers": {"Authorization": f"Bearer {secret}"}}

    def client(id: str) -> dict[str, Any]:
        form = {"grant_type": "client_credentials"}
        return {"data": form, "headers": {"Authorization": encode_basic_auth(id, "x")}}

    for one, other in (
        (
            await done("IDN-focal", f"{OFFICIALS}/MYS-0001"),
            await done("IDN-focal", f"{OFFICIALS}/NONE-0001"),
        ),
        (await done(None, f"/sign-in/{used}"), await done(None, "/sign-in/made-up")),
        (
            await done(None, "/api/v1/me", **bearer(revoked)),
            await done(None, "/api/v1/me", **bearer("made-up")),
        ),
        (
            await done(None, "/oauth2/token", **client(secret)),
            await done(None, "/oauth2/token", **client("nobody")),
        ),
    ):
        assert one[2] > 0
        assert one == other


async def test_answers_carry_what_keeps_browsers_from_being_used(bridge: Bridge) -> None:
    response = await bridge.ask("IDN-focal", "GET", OFFICIALS)
    assert response.headers["Server"] == "Lokakarya"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in response.headers["Content-Security-Policy"]
