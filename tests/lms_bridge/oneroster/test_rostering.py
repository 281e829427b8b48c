"""Rostering: what is published, page by page, to whom it is for."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogue import audit
from catalogue.actions.decide_drop_out import decide_drop_out
from catalogue.actions.make_client import make_client
from catalogue.db import changing
from catalogue.people import Official
from lms_bridge.oauth.scopes import DEMOGRAPHICS, ROSTER, ROSTER_CORE, SCOPES
from lms_bridge.oauth.tokens import sign
from lms_bridge.oneroster.addresses import GRADEBOOK
from lms_bridge.oneroster.addresses import ROSTERING as ROOT
from lms_bridge.oneroster.endpoints import ENDPOINTS, Endpoint
from lms_bridge.oneroster.filtering import written
from lms_bridge.oneroster.services import SERVICES
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.bridge import OWN_SEAT
from tests.lms_bridge.oneroster.asked import DOCUMENT, OneRoster

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_a_run_is_a_class_at_its_venue_in_the_term_of_its_programme(
    oneroster: OneRoster,
) -> None:
    answer = await oneroster.get("/classes/INDUCTION-2")
    found = answer.body["class"]
    assert (found["title"], found["status"], found["classType"]) == (
        "Induction for border officials",
        "active",
        "scheduled",
    )
    assert found["school"]["sourcedId"] == "venue-JCLEC-A"
    assert [term["sourcedId"] for term in found["terms"]] == ["small-term"]
    assert found["metadata"]["startDate"] == "2015-09-07"
    assert found["course"]["href"].endswith(f"{ROOT}/courses/INDUCTION")


async def test_only_who_sits_in_a_run_leaves_the_house(oneroster: OneRoster) -> None:
    students = set((await oneroster.get("/students", limit="1000")).ids)
    users = set((await oneroster.get("/users", limit="1000")).ids)
    teachers = set((await oneroster.get("/teachers")).ids)
    assert {"IDN-0002", "MYS-0001"} <= students
    assert teachers == {"T-1", "IOM-0001"}
    assert users == students | teachers
    for id in ("IDN-focal", "admin", "machine"):
        assert (await oneroster.get(f"/users/{id}")).status == 404


async def test_who_has_dropped_out_is_gone_at_once(oneroster: OneRoster) -> None:
    seat = f"/enrollments/seat-{OWN_SEAT}"
    assert (await oneroster.get(seat)).status == 200
    report = oneroster.bridge.template.drop_outs[OWN_SEAT]
    await in_thread(lambda: decide_drop_out(SYSTEM, report, confirmed=True))
    assert (await oneroster.get(seat)).status == 404


async def test_who_has_left_since_is_told_to_who_asks_what_has_changed(
    oneroster: OneRoster,
) -> None:
    everybody = await oneroster.get("/enrollments", limit="1000")
    newest = max(each["dateLastModified"] for each in everybody.body["enrollments"])
    report = oneroster.bridge.template.drop_outs[OWN_SEAT]
    await in_thread(lambda: decide_drop_out(SYSTEM, report, confirmed=True))
    since = f"dateLastModified>'{newest}'"
    changed = await oneroster.get("/enrollments", filter=since)
    (gone,) = [each for each in changed.body["enrollments"] if each["status"] == "tobedeleted"]
    assert gone["sourcedId"] == f"seat-{OWN_SEAT}"
    assert gone["dateLastModified"] > newest
    assert changed.ids == [f"seat-{OWN_SEAT}"]
    users = await oneroster.get("/users", filter=f"{since} AND status='tobedeleted'")
    (user,) = users.body["users"]
    assert (user["sourcedId"], user["familyName"]) == (gone["user"]["sourcedId"], "")
    assert (await oneroster.get(f"/users/{user['sourcedId']}")).status == 404
    assert user["sourcedId"] not in (await oneroster.get("/users", limit="1000")).ids


@changing
def put_official_in_agency(id: str, agency: str) -> None:
    official = Official.get_by_id(id)
    official.agency = agency
    official.save()
    audit.record(SYSTEM, "official.changed", "official", id)


async def test_who_is_at_another_agency_has_changed(oneroster: OneRoster) -> None:
    since = f"dateLastModified>='{written(datetime.now(UTC))}'"
    await in_thread(put_official_in_agency, "IDN-0002", "IDN-IMM")
    (user,) = (await oneroster.get("/users", filter=since)).body["users"]
    assert user == (await oneroster.get("/users/IDN-0002")).body["user"]
    assert user["primaryOrg"]["sourcedId"] == "agency-IDN-IMM"


@pytest.mark.parametrize("path", ["/users", "/enrollments", "/students", f"{GRADEBOOK}/results"])
@pytest.mark.parametrize(
    "query",
    [
        {"sort": "sourcedId", "orderBy": "desc"},
        {"sort": "metadata.x"},
        {"filter": "sourcedId>'S'"},
        {"filter": "status='active' AND sourcedId!='x'"},
        {"filter": "sourcedId='IDN-0002' OR dateLastModified>'2000-01-01'"},
    ],
)
async def test_pages_that_the_database_makes_hold_what_one_large_page_does(
    path: str, query: dict[str, str], oneroster: OneRoster
) -> None:
    whole = await oneroster.get(path, limit="1000", **query)
    plain = await oneroster.get(path, limit="1000")
    found: list[str] = []
    for offset in range(0, len(whole.ids) + 7, 7):
        found += (await oneroster.get(path, limit="7", offset=str(offset), **query)).ids
    assert found == whole.ids
    assert whole.headers["X-Total-Count"] == str(len(found))
    if "sort" in query:
        assert sorted(found) == sorted(plain.ids)


async def test_a_client_of_a_member_sees_no_seat_of_another(oneroster: OneRoster) -> None:
    bridge = oneroster.bridge
    id, _ = await in_thread(lambda: make_client(SYSTEM, "Theirs", SCOPES, member="IDN"))
    token = sign(bridge.parts.settings, id, SCOPES)
    headers = {"Authorization": f"Bearer {token}"}
    response = await bridge.ask(None, "GET", f"{ROOT}/students?limit=1000", headers=headers)
    found = [user["sourcedId"] for user in (await response.json())["users"]]
    assert found
    assert all(user.startswith("IDN-") for user in found)


async def test_pages_lead_to_one_another(oneroster: OneRoster) -> None:
    everything = await oneroster.get("/orgs", limit="1000")
    total = len(everything.ids)
    found: list[str] = []
    answer = await oneroster.get("/orgs", limit="2", filter="status='active'")
    found += answer.ids
    assert set(answer.links) == {"first", "last", "next"}
    while "next" in answer.links:
        answer = await oneroster.get(answer.links["next"])
        assert answer.headers["X-Total-Count"] == str(total)
        found += answer.ids
    assert set(answer.links) == {"first", "last", "prev"}
    assert found == everything.ids


async def test_records_come_in_the_order_that_is_asked_for(oneroster: OneRoster) -> None:
    up = await oneroster.get("/orgs", sort="name", limit="1000")
    down = await oneroster.get("/orgs", sort="name", orderBy="desc", limit="1000")
    names = [org["name"] for org in up.body["orgs"]]
    assert names == sorted(names)
    assert [org["name"] for org in down.body["orgs"]] == names[::-1]
    for day in ("beginDate", "endDate"):
        for order in ("asc", "desc"):
            found = await oneroster.get("/enrollments", sort=day, orderBy=order, limit="1000")
            days = [each[day] for each in found.body["enrollments"]]
            assert days == sorted(days, reverse=order == "desc")


async def test_records_have_the_fields_that_are_asked_for(oneroster: OneRoster) -> None:
    many = await oneroster.get("/users", fields="sourcedId,familyName")
    assert {tuple(user) for user in many.body["users"]} == {("sourcedId", "familyName")}
    one = await oneroster.get("/users/T-1", fields="email")
    assert set(one.body["user"]) <= {"email"}


async def test_filters_reach_into_roles_and_references(oneroster: OneRoster) -> None:
    teaching = await oneroster.get("/users", filter="roles.role='teacher'")
    assert teaching.ids == ["IOM-0001", "T-1"]
    there = await oneroster.get(
        "/enrollments", filter="class.sourcedId='INDUCTION-2' AND role='student'"
    )
    assert "seat-IDN-0002.INDUCTION" in there.ids
    for text in ("role='teacher'", "primary!='false'", "role='teacher' OR role='proctor'"):
        found = await oneroster.get("/enrollments", filter=text, limit="1000")
        assert {each["role"] for each in found.body["enrollments"]} == {"teacher"}
    gone = await oneroster.get("/enrollments", filter="role='proctor' OR status!='active'")
    known = await oneroster.get("/enrollments", filter="status!='active'")
    assert gone.body == known.body
    later = await oneroster.get("/users", filter="dateLastModified>'2999-01-01'")
    assert later.ids == []
    assert later.headers["X-Total-Count"] == "0"


@pytest.mark.parametrize(
    ("query", "status", "minor"),
    [
        ({"filter": "familyName=Susanti"}, 400, "invalid_filter_field"),
        ({"filter": "shoeSize='44'"}, 400, "invalid_filter_field"),
        ({"filter": "a='1' AND b='2' AND c='3'"}, 400, "invalid_filter_field"),
        ({"filter": "dateLastModified>'yesterday'"}, 400, "invalid_filter_field"),
        ({"fields": "sourcedId,shoeSize"}, 400, "invalid_selection_field"),
        ({"sort": "shoeSize"}, 400, "invaliddata"),
        ({"orderBy": "up"}, 422, "invaliddata"),
        ({"limit": "0"}, 422, "invaliddata"),
        ({"offset": "-1"}, 422, "invaliddata"),
        ({"limit": "9" * 400}, 422, "invaliddata"),
    ],
)
async def test_what_cannot_be_meant_is_told(
    query: dict[str, str], status: int, minor: str, oneroster: OneRoster
) -> None:
    answer = await oneroster.get("/users", **query)
    assert (answer.status, answer.minor) == (status, minor)
    assert answer.body["imsx_codeMajor"] == "failure"


async def test_what_is_not_there_is_unknown(oneroster: OneRoster) -> None:
    for path in ("/users/x", "/classes/x/students", "/schools/member-IDN", "/terms/small", "/x"):
        answer = await oneroster.get(path)
        assert (answer.status, answer.minor) == (404, "unknownobject"), path


async def test_nobody_gets_in_without_a_token(oneroster: OneRoster) -> None:
    for headers in ({}, {"Authorization": "Bearer x.y.z"}, {"Authorization": "Basic eDp5"}):
        response = await oneroster.bridge.ask(None, "GET", f"{ROOT}/users", headers=headers)
        assert response.status == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert (await response.json())["imsx_severity"] == "error"


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=lambda endpoint: endpoint.operation)
async def test_a_token_opens_what_its_scope_is_for(
    endpoint: Endpoint, oneroster: OneRoster
) -> None:
    names = ("id", "class", "course", "school", "term", "user")
    path = endpoint.path.format_map(dict.fromkeys(names, "x"))
    opened = {
        scope
        for scope in (ROSTER, ROSTER_CORE, DEMOGRAPHICS)
        if (await oneroster.get(path, [scope])).status != 403
    }
    assert opened == endpoint.scopes


@pytest.mark.parametrize("name", SERVICES[0].names)
async def test_the_service_tells_what_it_has(name: str, oneroster: OneRoster) -> None:
    response = await oneroster.bridge.ask(None, "GET", f"{ROOT}/discovery/{name}")
    found = await response.json()
    assert set(found["paths"]) == set(DOCUMENT["paths"])
    assert len(found["paths"]) == 41
