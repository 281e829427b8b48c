"""What happens in runs: trainers note who is there; drop-outs are reported and decided."""

from __future__ import annotations

import pytest

from tests.lms_bridge.api.rest import Rest

pytestmark = pytest.mark.asyncio(loop_scope="module")

RUN = "/programmes/small/runs/INDUCTION-2"
SEAT = "IDN-0002.INDUCTION"


async def it_is(rest: Rest, day: str) -> None:
    change = {"planning_date": day}
    done = await rest.ask("coordinator", "PATCH", "/programmes/small", json=change)
    assert done.status == 200
    await rest.bridge.at_rest()


async def test_trainer_notes_attendance_of_their_run(rest: Rest) -> None:
    await it_is(rest, "2015-09-07")
    body = {"day": "2015-09-07", "present": {SEAT: True}}
    noted = await rest.post("T-1", f"{RUN}:record-attendance", body)
    assert noted.body == {"noted": [SEAT], "completed": {}}
    again = await rest.post("T-1", f"{RUN}:record-attendance", body)
    assert again.body == {"noted": [], "completed": {}}
    learners = (await rest.get("IDN-focal", f"{RUN}/learners")).body["items"]
    assert [(n["nomination"], n["state"], n["present"]) for n in learners] == [
        (SEAT, "attended", ["2015-09-07"])
    ]


async def test_who_missed_too_many_days_of_a_run_that_is_over_did_not_complete(rest: Rest) -> None:
    await it_is(rest, "2015-09-11")
    for day in range(7, 10):
        body = {"day": f"2015-09-{day:02}", "present": {SEAT: day == 7}}
        noted = await rest.post("T-1", f"{RUN}:record-attendance", body)
        assert noted.body["completed"] == ({SEAT: False} if day == 9 else {})
    learners = (await rest.get("T-1", f"{RUN}/learners")).body["items"]
    assert {n["nomination"]: n["state"] for n in learners}[SEAT] == "not_completed"


async def test_attendance_on_a_day_outside_the_run_is_refused(rest: Rest) -> None:
    body = {"day": "2015-09-12", "present": {SEAT: True}}
    answer = await rest.post("T-1", f"{RUN}:record-attendance", body)
    assert (answer.status, answer.body["faults"][0]["allowed"]) == (
        422,
        ["2015-09-07 to 2015-09-11"],
    )


async def test_trainer_refuses_a_run_and_marks_absence(rest: Rest) -> None:
    refused = await rest.post(
        "T-1", "/trainers/T-1/assignments/INDUCTION-2:answer", {"accepted": False, "reason": "ill"}
    )
    work = {(a["run"], a["state"], a["reason"]) for a in refused.body["assignments"]}
    assert ("INDUCTION-2", "refused", "ill") in work
    days = {"start": "2015-09-01", "end": "2015-08-31"}
    backwards = await rest.post("T-1", "/trainers/T-1:mark-unavailable", days)
    assert (backwards.status, backwards.faults) == (422, [(None, "end", "BEFORE_START")])


async def test_reported_drop_out_is_confirmed_by_the_focal_point(rest: Rest) -> None:
    listed = (await rest.get("IDN-focal", "/programmes/small/drop-outs?state=reported")).body
    (line,) = listed["items"]
    path = f"/programmes/small/drop-outs/{line['id']}"
    seen = (await rest.get("IDN-focal", path)).headers["ETag"]
    confirmed = await rest.post("IDN-focal", f"{path}:confirm", headers={"If-Match": seen})
    assert confirmed.body["state"] == "confirmed"
    assert (await rest.get("IDN-focal", f"/nominations/{SEAT}")).body["state"] == "withdrawn"
    again = await rest.post("IDN-focal", f"{path}:dismiss")
    assert (again.status, again.reason) == (409, "WRONG_STATE")


async def test_trainer_reports_a_drop_out_once(rest: Rest) -> None:
    nomination = "MYS-0001.INDUCTION.2"
    path = f"/nominations/{nomination}:report-drop-out"
    report = await rest.post("T-1", path, {"note": "went home"})
    assert report.body["drop_out"] == rest.bridge.template.drop_outs[nomination]


async def test_roster_of_a_program_has_seated_people_only(rest: Rest) -> None:
    roster = (await rest.get("machine", "/programmes/small/roster")).body["items"]
    seats = {run["run"]: {o["nomination"] for o in run["officials"]} for run in roster}
    assert seats == {
        "INDUCTION-1": {"IDN-0001.INDUCTION"},
        "INDUCTION-2": {SEAT, "MYS-0001.INDUCTION.2"},
    }
