"""What people change by hand in a Moodle: what is told of it, what is set again, what is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lms_bridge.connectors.moodle import connect
from lms_bridge.sync.errors import Refused
from lms_bridge.sync.made import Made
from lms_bridge.sync.reconcile import Report, synchronise
from lms_bridge.sync.shown import Changed, Gone
from lms_bridge.sync.state import Class, Desired, Person
from lms_bridge.sync.words import words
from tests.lms_bridge.connectors.moodle.conftest import PATIENT
from tests.lms_bridge.connectors.moodle.double import Double
from tests.lms_bridge.connectors.moodle.held import a_user
from tests.lms_bridge.sync.builders import learner

DAYS = {"start": date(2015, 8, 3), "end": date(2015, 8, 7)}
RUN = Class("R", "Induction", "Five days", "Asia/Jakarta", **DAYS, place="JCLEC", digest="one")
PEOPLE = tuple(
    Person(f"P{n}", f"Person {n}", f"p{n}", "Person", str(n), f"p{n}@example.org", member="IDN")
    for n in range(8)
)
PLAN = Desired((RUN,), PEOPLE, frozenset(learner("R", p.key) for p in PEOPLE))


async def look(
    double: Double, made: Made | None = None, plan: Desired = PLAN
) -> tuple[Report, Made]:
    """Synchronise as a bridge does it: anew each time."""
    kept = [made or Made()]

    async def save(new: Made) -> None:
        kept.append(new)

    async with connect(double.url, double.token, patience=PATIENT) as lms:
        report = await synchronise(lms, plan, kept[-1], save)
    return report, kept[-1]


def done(report: Report) -> list[str]:
    assert [words(o) for o in report.outcomes if o.failure] == []
    return sorted({o.change.code for o in report.outcomes})


def row(double: Double, table: str, **of: Any) -> dict[str, Any]:
    (found,) = double.held.find(table, **of)
    return found


async def in_step(double: Double, made: Made) -> None:
    report, _ = await look(double, made)
    assert (report.before.changes, report.before.changed, report.after.gone) == ((), (), ())


async def test_a_group_that_somebody_deleted_is_made_once(double: Double) -> None:
    _, made = await look(double)
    double.held.delete("group", idnumber="R")
    double.held.rows["group_member"].clear()

    report, made = await look(double, made)

    assert done(report) == ["JOIN_GROUP"]
    assert row(double, "group", idnumber="R")["name"] == "R"
    assert len(double.held.rows["group_member"]) == len(PEOPLE)
    await in_step(double, made)


async def test_a_cohort_that_somebody_deleted_is_made_once(double: Double) -> None:
    _, made = await look(double)
    double.held.delete("cohort", idnumber="lokakarya-IDN")
    double.held.rows["cohort_member"].clear()

    report, made = await look(double, made)

    assert done(report) == ["JOIN_COHORT"]
    assert row(double, "cohort", idnumber="lokakarya-IDN")["name"] == "IDN"
    assert len(double.held.rows["cohort_member"]) == len(PEOPLE)
    await in_step(double, made)


@pytest.mark.parametrize("theirs", ["", "HR-4711"])
async def test_an_account_whose_key_somebody_changed_gets_it_again(
    double: Double, theirs: str
) -> None:
    _, made = await look(double)
    account = row(double, "user", idnumber="P3")
    account["idnumber"] = theirs

    report, made = await look(double, made)

    assert report.before.changed == (Changed("account_made_by_us.key", "P3", "P3", theirs),)
    assert done(report) == ["RENAME_PERSON"]
    assert row(double, "user", idnumber="P3")["id"] == account["id"]
    await in_step(double, made)


@pytest.mark.parametrize("theirs", ["", "HR-4711"])
async def test_a_course_that_somebody_moved_and_whose_key_they_changed_gets_it_again(
    double: Double, theirs: str
) -> None:
    _, made = await look(double)
    course = row(double, "course", idnumber="R")
    course |= {"idnumber": theirs, "categoryid": 1}

    report, made = await look(double, made)

    assert report.before.changed == (Changed("class.key", "R", "R", theirs),)
    assert done(report) == ["RENAME_CLASS"]
    assert row(double, "course", idnumber="R")["id"] == course["id"]
    await in_step(double, made)


async def test_an_event_that_somebody_named_otherwise_is_named_again(double: Double) -> None:
    _, made = await look(double)
    row(double, "event")["name"] = "Party"

    report, made = await look(double, made)

    assert report.before.changed == (Changed("class.place", "R", "JCLEC", "Party: JCLEC"),)
    assert done(report) == ["DESCRIBE_CLASS"]
    assert row(double, "event")["name"] == "Induction"
    await in_step(double, made)


async def test_an_event_bears_the_title_that_its_run_has_now(double: Double) -> None:
    _, made = await look(double)
    plan = replace(PLAN, classes=(replace(RUN, title="Advanced", digest="two"),))

    report, made = await look(double, made, plan)

    assert report.before.changed == ()
    assert row(double, "event")["name"] == "Advanced"
    report, _ = await look(double, made, plan)
    assert report.before.changes == ()


async def test_a_template_that_is_deleted_meanwhile_is_named(double: Double) -> None:
    names = {"fullname": "T", "shortname": "T", "idnumber": "template-c", "categoryid": 1}
    double.held.insert("course", names | {"visible": 1, "summary": "", "manual": True})
    runs = [replace(RUN, key=f"R{n}", course="c") for n in range(2)]
    async with connect(double.url, double.token, patience=PATIENT) as lms:
        await lms.create_class(runs[0])
        double.held.delete("course", idnumber="template-c")

        with pytest.raises(Refused, match="template-c was deleted meanwhile: make it again"):
            await lms.create_class(runs[1])

    async with connect(double.url, double.token, patience=PATIENT) as lms:
        assert await lms.create_class(runs[1])


EDITING_TEACHER = 3


async def test_a_learner_who_is_made_an_editing_teacher_is_told_to_be_in_another_role(
    double: Double,
) -> None:
    _, made = await look(double)
    account = row(double, "user", idnumber="P3")
    row(double, "role_assignment", userid=account["id"])["roleid"] = EDITING_TEACHER

    report, _ = await look(double, made)

    assert [words(each) for each in report.after.gone] == [
        words(Gone(learner("R", "P3"), "Person 3", "Induction", beside=True))
    ]
    assert report.after.by_hand == ()


async def test_a_stranger_who_is_made_an_editing_teacher_is_told_and_left(double: Double) -> None:
    _, made = await look(double)
    double.held.insert("user", a_user(99, "eve"))
    there = {"courseid": row(double, "course", idnumber="R")["id"], "userid": 99}
    double.held.insert("enrolment", there | {"enrol": "manual", "status": 0})
    double.held.insert("role_assignment", there | {"roleid": EDITING_TEACHER})

    report, made = await look(double, made)

    assert report.before.changes == ()
    assert [words(each) for each in report.after.by_hand] == [
        "eve eve is in “Induction” (R) there in another role than ours: left alone."
    ]
