"""Courses in editions: a published run keeps the one it was published with."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.actions.accept import accept
from catalogue.actions.decide_completions import decide_completions
from catalogue.actions.record_attendance import record_attendance
from catalogue.actions.renew_edition import renew_edition
from catalogue.actions.set_agenda import set_agenda
from catalogue.courses import Course
from catalogue.db import changing
from catalogue.errors import Forbidden, Refused, WrongState
from catalogue.places import City
from catalogue.queries.agenda import agenda
from catalogue.queries.editions import editions
from catalogue.sessions import SessionEntry
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    SYSTEM,
    a_nomination,
    a_published_plan,
    a_run,
    a_world,
    as_trainer,
    audited,
    focal_point,
    planned,
    told,
)

ONE, TWO = "IDN-001.induction", "IDN-002.induction"
START = date(2015, 9, 7)
LAW = SessionEntry(1, "09:00", "10:30", "Law", "all")
VISIT = SessionEntry(2, "13:00", "17:00", "Visit")


@pytest.fixture
def world(database: str) -> None:
    a_world()
    for official in ("IDN-001", "IDN-002"):
        a_nomination(official)
    set_agenda(COORDINATOR, "induction", [VISIT, LAW])
    a_published_plan(planned(seats=[ONE, TWO]))


@changing
def change(**values: object) -> None:
    Course.update(**values).execute()


def titles(run: str = "induction-1") -> list[str]:
    return [session.title for session in agenda(focal_point(), run)]


@pytest.mark.usefixtures("world")
def test_the_agenda_is_in_the_venues_local_time() -> None:
    first, second = agenda(as_trainer("ana"), "induction-1")
    assert (first.title, first.block, first.time_zone) == ("Law", "all", "Asia/Jakarta")
    assert first.begins.isoformat() == "2015-09-07T09:00:00+07:00"
    assert second.ends.isoformat() == "2015-09-08T17:00:00+07:00"
    assert audited()[0] == ("course.agenda_set", "induction")

    @changing
    def move_to_fiji() -> None:
        City.update(time_zone="Pacific/Fiji").execute()

    move_to_fiji()
    assert agenda(OVERSEER, "induction-1")[0].begins.isoformat() == "2015-09-07T09:00:00+12:00"


@pytest.mark.usefixtures("world")
def test_a_run_keeps_the_agenda_that_it_was_published_with() -> None:
    set_agenda(COORDINATOR, "induction", [LAW])
    a_run("induction-2")
    assert agenda(COORDINATOR, "induction-2") == ()
    assert titles() == ["Law", "Visit"]
    second = planned("induction-2", date(2015, 10, 5))
    a_published_plan(planned(seats=[ONE, TWO]), second)
    assert (titles(), titles("induction-2")) == (["Law", "Visit"], ["Law"])
    newest, oldest = editions(OVERSEER, "induction")
    assert [(e.number, e.runs) for e in (newest, oldest)] == [
        (2, ("induction-2",)),
        (1, ("induction-1",)),
    ]

    a_published_plan(second)
    a_published_plan(planned(seats=[ONE, TWO]), second)
    assert titles() == ["Law"]


@pytest.mark.usefixtures("world")
def test_the_rule_of_completion_does_not_change_under_those_who_attend() -> None:
    change(attendance_percent=100, lessons=("Law",))
    for seat in (ONE, TWO):
        accept(focal_point(), seat)
    for day in range(4):
        record_attendance(SYSTEM, "induction-1", date(2015, 9, 7 + day), {ONE: True}, "lms")
    assert decide_completions(SYSTEM, "induction-1", "lms") == {ONE: True}


@pytest.mark.usefixtures("world")
def test_a_coordinator_brings_a_run_to_the_newest_edition() -> None:
    set_agenda(COORDINATOR, "induction", [LAW])
    a_run("induction-2")
    renew_edition(COORDINATOR, "induction-1")
    assert titles() == ["Law"]
    assert audited()[-1] == ("run.renewed", "induction-1")
    assert told()[-1] == "run.renewed"
    with pytest.raises(WrongState):
        renew_edition(COORDINATOR, "induction-2")
    with pytest.raises(Forbidden):
        renew_edition(focal_point(), "induction-1")


@pytest.mark.usefixtures("world")
def test_publishing_again_makes_no_edition_of_a_course_that_stayed() -> None:
    a_published_plan(planned(seats=[ONE]))
    (only,) = editions(COORDINATOR, "induction")
    assert (only.number, only.document["attendance_percent"]) == (1, 80)


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize(
    ("session", "column", "code"),
    [
        (SessionEntry(6, "09:00", "10:00", "Law"), "day", "OUT_OF_RANGE"),
        (SessionEntry(1, "9:00", "10:00", "Law"), "begins", "NOT_A_TIME"),
        (SessionEntry(1, "09:00", "24:00", "Law"), "ends", "NOT_A_TIME"),
        (SessionEntry(1, "09:00", "09:00", "Law"), "ends", "BEFORE_START"),
        (SessionEntry(1, "09:00", "10:00", " "), "title", "MISSING"),
        (SessionEntry(1, "09:00", "10:00", "Law", "other"), "block", "UNKNOWN"),
    ],
)
def test_a_session_that_cannot_be_is_refused(session: SessionEntry, column: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        set_agenda(COORDINATOR, "induction", [session])
    assert [(f.where.column, f.code) for f in refused.value.faults] == [(column, code)]
    assert titles() == ["Law", "Visit"]


@pytest.mark.usefixtures("world")
def test_agendas_are_set_by_those_who_run_the_programme() -> None:
    with pytest.raises(Forbidden):
        set_agenda(focal_point(), "induction", [])
