"""The gradebook: what is known here, what others write, and where that comes to."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from catalogue.actions.make_client import make_client
from catalogue.actions.record_attendance import record_attendance
from catalogue.facts import FactKind
from catalogue.queries.lms import facts
from lms_bridge.oauth.scopes import GRADEBOOK, GRADEBOOK_DELETE, GRADEBOOK_PUT, SCOPES
from lms_bridge.oauth.tokens import sign
from lms_bridge.oneroster.addresses import GRADEBOOK as ROOT
from lms_bridge.oneroster.addresses import RESOURCES
from lms_bridge.oneroster.gradebook import gradebook
from lms_bridge.oneroster.model import LINE_ITEM, SCORE_SCALE
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.oneroster.asked import OneRoster

pytestmark = pytest.mark.asyncio(loop_scope="module")


def a_result(**more: Any) -> dict[str, Any]:
    """Write a result of Indonesia's official in the line item of the template."""
    return {
        "result": {
            "lineItem": {"sourcedId": "written"},
            "student": {"sourcedId": "IDN-0002"},
            "scoreStatus": "fully graded",
            "score": 80,
            "scoreDate": "2015-09-10T10:00:00Z",
            **more,
        }
    }


async def test_attendance_is_a_result(oneroster: OneRoster) -> None:
    seat = "IDN-0002.INDUCTION"
    await in_thread(
        lambda: record_attendance(SYSTEM, "INDUCTION-2", date(2015, 9, 7), {seat: True}, "kolibri")
    )
    answer = await oneroster.get(f"{ROOT}/results/attendance-{seat}")
    found = answer.body["result"]
    assert (found["textScore"], found["scoreStatus"]) == ("attended", "fully graded")
    assert found["lineItem"]["sourcedId"] == "attendance-INDUCTION-2"
    of_student = await oneroster.get(f"{ROOT}/classes/INDUCTION-2/students/IDN-0002/results")
    assert f"attendance-{seat}" in of_student.ids


async def test_what_is_written_is_read_back_and_is_a_fact(oneroster: OneRoster) -> None:
    assert (await oneroster.send("PUT", "/results/r-1", a_result())).status == 201
    assert (await oneroster.send("PUT", "/results/r-1", a_result(score=91.5))).status == 200
    answer = await oneroster.get(f"{ROOT}/classes/INDUCTION-2/lineItems/written/results")
    (found,) = [each for each in answer.body["results"] if each["sourcedId"] == "r-1"]
    assert (found["score"], found["scoreDate"]) == (91.5, "2015-09-10")
    assert found["student"]["href"].endswith("/rostering/v1p2/users/IDN-0002")
    told = [
        (fact.lms, fact.item, fact.told)
        for fact in await in_thread(facts, SYSTEM, "small")
        if fact.kind == FactKind.GRADE and fact.person == "IDN-0002"
    ]
    assert ("Directory", "Test", "80") in told
    assert ("Directory", "Test", "91.5") in told


async def test_numbers_are_compared_and_sorted_as_numbers(oneroster: OneRoster) -> None:
    for score in (9, 10, 100):
        await oneroster.send("PUT", f"/results/r-{score}", a_result(score=score))
    high = await oneroster.get(f"{ROOT}/results", filter="score>='10'", sort="score")
    assert high.ids == ["r-10", "r-100"]
    bad = await oneroster.get(f"{ROOT}/results", filter="score>='many'")
    assert (bad.status, bad.minor) == (400, "invalid_filter_field")


class Unread(dict[str, Any]):
    """Classes of which one may be asked for, but not all."""

    def values(self) -> Any:
        raise AssertionError("all of them were read for one")


async def test_one_record_is_found_without_making_all(oneroster: OneRoster) -> None:
    """Where there are thousands of runs, a result written reads its line item alone."""
    book = await in_thread(gradebook, SYSTEM, "")
    classes = Unread(book.roster.frame.classes)
    known = replace(
        book, roster=replace(book.roster, frame=replace(book.roster.frame, classes=classes))
    )

    for kind in (LINE_ITEM, SCORE_SCALE):
        id = "completion-INDUCTION-2"
        found = await in_thread(known.record, kind.one, id)
        assert found == book.held(kind)[id]
        assert await in_thread(known.is_ours, kind, id)
        assert not await in_thread(known.is_ours, kind, "completion-none")


async def test_what_was_deleted_is_listed_where_it_is_asked_for(oneroster: OneRoster) -> None:
    assert (await oneroster.send("DELETE", "/results/written")).status == 204
    assert (await oneroster.send("DELETE", "/results/written")).status == 404
    assert (await oneroster.get(f"{ROOT}/results/written")).status == 404
    assert "written" not in (await oneroster.get(f"{ROOT}/results")).ids
    gone = await oneroster.get(f"{ROOT}/results", filter="status='tobedeleted'")
    assert gone.ids == ["written"]


async def test_new_records_get_ids_of_ours(oneroster: OneRoster) -> None:
    item = {
        "sourcedId": "theirs",
        "title": "Essay",
        "assignDate": "2015-09-07T00:00:00Z",
        "dueDate": "2015-09-08T00:00:00+07:00",
        "school": {"sourcedId": "venue-JCLEC-A"},
        "category": {"sourcedId": "training"},
    }
    answer = await oneroster.send(
        "POST", "/classes/INDUCTION-2/lineItems", {"lineItems": [item, item]}
    )
    assert answer.status == 201
    pairs = answer.body["sourcedIdPairs"]
    assert [pair["suppliedSourcedId"] for pair in pairs] == ["theirs", "theirs"]
    kept = await oneroster.get(f"{ROOT}/lineItems/{pairs[0]['allocatedSourcedId']}")
    assert kept.body["lineItem"]["dueDate"] == "2015-09-07T17:00:00.000Z"


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/results/r", a_result(score="80"), 422),
        ("/results/r", a_result(shoeSize=44), 422),
        ("/results/r", a_result(scoreStatus="good"), 422),
        ("/results/r", a_result(student={"sourcedId": "IDN-0001"}), 422),
        ("/results/r", a_result(lineItem={"sourcedId": "x"}), 422),
        ("/results/r", a_result(sourcedId="another"), 422),
        ("/results/r", a_result(scoreDate="yesterday"), 422),
        ("/results/r", [], 422),
        ("/categories/training", {"category": {"title": "Mine"}}, 403),
    ],
)
async def test_what_cannot_be_kept_is_told(
    path: str, body: Any, status: int, oneroster: OneRoster
) -> None:
    answer = await oneroster.send("PUT", path, body)
    assert (answer.status, answer.body["imsx_codeMajor"]) == (status, "failure")


async def test_nobody_writes_over_another_systems_records(oneroster: OneRoster) -> None:
    bridge = oneroster.bridge
    id, _ = await in_thread(lambda: make_client(SYSTEM, "Other", SCOPES))
    token = sign(bridge.parts.settings, id, [GRADEBOOK_PUT, GRADEBOOK_DELETE])
    headers = {"Authorization": f"Bearer {token}"}
    body = {"category": {"title": "Mine"}}
    for method in ("PUT", "DELETE"):
        response = await bridge.ask(
            None, method, f"{ROOT}/categories/written", json=body, headers=headers
        )
        assert response.status == 403
    assert (await oneroster.send("PUT", "/results/r", a_result(), [GRADEBOOK])).status == 403


async def test_materials_are_resources_of_their_course(oneroster: OneRoster) -> None:
    for path in ("courses/INDUCTION", "classes/INDUCTION-2", "users/IDN-0002"):
        assert (await oneroster.get(f"{RESOURCES}/{path}/resources")).ids == ["material-m1"]
