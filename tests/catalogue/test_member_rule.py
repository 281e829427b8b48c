"""Who is seen, table by table, where ids lie before and after one's own: a border on each side."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from catalogue import audit, sight
from catalogue.attendance import Attendance, Completion, DropOut, LessonCompletion
from catalogue.courses import Participant
from catalogue.db import changing, reading
from catalogue.fields import now
from catalogue.life import State
from catalogue.messages import Message, MessageState
from catalogue.nominations import Nomination
from catalogue.people import Unavailability
from catalogue.programmes import Programme
from catalogue.proposals import Proposal
from catalogue.runs import Assignment, AssignmentState, Run
from catalogue.scenarios import Scenario
from catalogue.viewer import Viewer
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    SYSTEM,
    TODAY,
    a_course,
    a_member,
    a_nomination,
    a_published_plan,
    a_run,
    a_solved_scenario,
    a_trainer,
    a_world,
    agency_officer,
    an_agency,
    an_official,
    as_official,
    as_trainer,
    focal_point,
    machine,
    planned,
)

SITS_IN = {
    "AUS-001": "induction-1",
    "IDN-001": "induction-0",
    "IDN-002": "induction-1",
    "IDN-003": "induction-2",
    "IDN-101": "induction-1",  # of an agency before
    "IDN-201": "induction-1",  # and of one after
    "MYS-001": "induction-1",
}
"""Officials, and in which run each sits; all runs of one course, taught by one trainer each."""

TEACHES = {"amy": "induction-0", "ana": "induction-1", "bob": "induction-2"}
OF = {"amy": "AUS", "ana": "IDN", "bob": "MYS"}

ALL = set(SITS_IN)
INDONESIA = {id for id in ALL if id.startswith("IDN")}
IN_INDUCTION_1 = {id for id, run in SITS_IN.items() if run == "induction-1"}

MACHINE_OF_INDONESIA = replace(machine(), member="IDN")
FROM_AN_LMS = replace(COORDINATOR, only_member="IDN")

VIEWERS: dict[str, tuple[Viewer, set[str], set[str]]] = {
    "coordinator": (COORDINATOR, ALL, ALL),
    "focal point": (focal_point("IDN"), INDONESIA, INDONESIA),
    "officer": (agency_officer("IDN-IMM"), *[{"IDN-001", "IDN-002", "IDN-003"}] * 2),
    "official": (as_official("IDN-002"), {"IDN-002"}, {"IDN-002"}),
    "trainer": (as_trainer("ana"), set(), IN_INDUCTION_1),
    "machine": (machine(), set(), ALL),
    "machine of a member": (MACHINE_OF_INDONESIA, set(), INDONESIA),
    "from the LMS of a member": (FROM_AN_LMS, INDONESIA, INDONESIA),
    "trainer, from there": (
        replace(as_trainer("ana"), only_member="IDN"),
        set(),
        IN_INDUCTION_1 & INDONESIA,
    ),
    "focal point, from there": (
        replace(focal_point("IDN"), only_member="IDN"),
        INDONESIA,
        INDONESIA,
    ),
    "focal point, from another's": (replace(focal_point("IDN"), only_member="MYS"), set(), set()),
    "overseer": (OVERSEER, set(), set()),
    "nobody": (Viewer("nobody", frozenset()), set(), set()),
}
"""Each viewer, whose records they see, and whose seats."""

BY_RECORD: dict[str, Callable[[Any], str]] = {
    "officials": lambda row: row.id,
    "nominations": lambda row: row.official_id,
    "completions": lambda row: row.official_id,
    "version_seats": lambda row: row.official_id,
}
BY_SEAT: dict[str, Callable[[Any], str]] = {
    "seats": lambda row: row.official_id,
    "drop_outs": lambda row: row.nomination.official_id,
    "attendances": lambda row: row.nomination.official_id,
    "lesson_completions": lambda row: row.nomination.official_id,
}


@pytest.fixture
def version(database: str) -> str:
    """Make the world; gives the published version."""
    a_world(officials=0)
    a_member("AUS")
    for agency in ("AUS-IMM", "IDN-AAA"):
        an_agency(agency, agency[:3])
    for run in ("induction-0", "induction-2"):
        a_run(run)
    for trainer in ("amy", "bob"):
        a_trainer(trainer, OF[trainer])
    for id in SITS_IN:
        member, number = id.split("-")
        agency = {"101": "IDN-AAA", "201": "IDN-POL"}.get(number, f"{member}-IMM")
        an_official(int(number), agency)
    seats = {id: a_nomination(id) for id in SITS_IN}
    plan = [
        planned(run, seats=[seats[id] for id in ALL if SITS_IN[id] == run], trainers=[trainer])
        for trainer, run in TEACHES.items()
    ]
    made = a_published_plan(*plan)
    _fill(seats)
    return made


@changing
def _fill(seats: dict[str, str]) -> None:
    """Give everybody a row of each kind."""
    for id, seat in seats.items():
        at = {"source": "test", "recorded_at": now()}
        Nomination.update(state=State.ATTENDED).where(Nomination.id == seat).execute()
        Attendance.create(nomination=seat, day=TODAY, present=True, **at)
        LessonCompletion.create(nomination=seat, lesson="law", completed_at=now(), source="test")
        ended = {"completed_on": TODAY, "decided_at": now(), "source": "test"}
        Completion.create(official=id, course="induction", **ended)
        DropOut.create(id=f"of {seat}", nomination=seat, source="test", reported_at=now())
        Proposal.create(id=f"of {seat}", run=SITS_IN[id], nomination=seat)
    for person in (*seats, *TEACHES, "machine", "coordinator", "overseer"):
        Unavailability.create(person=person, start=TODAY, end=TODAY)
        lines: dict[str, Any] = {"lines": [], "made_at": now(), "state": MessageState.KEPT}
        Message.create(person=person, programme="rso", **lines)


def seen(viewer: Viewer, table: str, name: Callable[[Any], str]) -> set[str]:
    """Whom they see in a table."""
    return reading(lambda: {name(row) for row in getattr(sight, table)(viewer)})()


def test_people_are_seen_as_the_rule_says_and_nobody_beside_them(version: str) -> None:
    for who in VIEWERS:
        _sees_whom_the_rule_says(who)


def _sees_whom_the_rule_says(who: str) -> None:
    viewer, records, seats = VIEWERS[who]
    known = records | ({viewer.person} & {*ALL, *TEACHES, "machine", "coordinator", "overseer"})
    if who == "coordinator":
        known |= {*TEACHES, "machine", "overseer"}
    for table, name in BY_RECORD.items():
        assert seen(viewer, table, name) == records, (who, table)
    for table, name in BY_SEAT.items():
        assert seen(viewer, table, name) == seats, (who, table)
    if records == INDONESIA:
        known |= {"ana"}
    assert seen(viewer, "unavailabilities", lambda row: str(row.person_id)) == known, who
    people = seen(viewer, "people", lambda row: str(row.id))
    assert people & ALL == records, who


def test_figures_and_messages_are_of_those_who_may_be_counted_or_read(version: str) -> None:
    for who in VIEWERS:
        _counts_and_reads_what_the_rule_says(who)


def _counts_and_reads_what_the_rule_says(who: str) -> None:
    viewer, records, _ = VIEWERS[who]
    counted = seen(viewer, "counted", lambda row: str(row.official_id))
    assert counted == (ALL if who == "overseer" else records), who
    duties = seen(viewer, "counted_duties", lambda row: str(row.trainer_id))
    may_count = viewer.sees_all or who == "overseer"
    assert duties == (set(TEACHES) if may_count else set()), who
    told = seen(viewer, "messages", lambda row: str(row.person_id))
    if who == "coordinator":
        assert told == {*ALL, *TEACHES, "machine", "coordinator", "overseer"}
    elif viewer.only_member:
        theirs = {id for id in (*ALL, *TEACHES) if OF.get(id, id[:3]) == viewer.only_member}
        assert told == (theirs if viewer.sees_all else theirs & {viewer.person}), who
    else:
        assert told == {viewer.person} - {"nobody", "IDN-fp", "IDN-IMM-ao"}, who
    proposed = seen(viewer, "proposals", lambda row: str(row.nomination.official_id))
    assert proposed == (ALL if viewer.sees_all else set()), who


def test_trainers_and_their_duties(version: str) -> None:
    everybody = {"amy", "ana", "bob"}
    for viewer, known in (
        (COORDINATOR, everybody),
        (focal_point("IDN"), {"ana"}),
        (as_trainer("ana"), {"ana"}),
        (machine(), everybody),
        (as_official("IDN-002"), set[str]()),
        (OVERSEER, set[str]()),
    ):
        assert seen(viewer, "trainers", lambda row: str(row.id)) == known, viewer
        assert seen(viewer, "assignments", lambda row: str(row.trainer_id)) == known, viewer
        assert seen(viewer, "version_trainers", lambda row: str(row.trainer_id)) == known, viewer


def test_a_machine_knows_no_trainer_who_was_released_or_teaches_what_is_restricted(
    version: str,
) -> None:
    _release("amy")
    a_course("secret", restricted=True)
    a_run("secret-1", "secret")
    a_trainer("eva", "IDN")
    _ask("eva", "secret-1")
    assert seen(machine(), "trainers", lambda row: str(row.id)) == {"ana", "bob"}
    former = reading(lambda: {row.trainer_id for row in sight.former_duties(machine(), ["other"])})
    assert former() == {"amy", "ana", "bob"}
    assert reading(lambda: list(sight.former_duties(machine(), [version])))() == []
    assert reading(lambda: list(sight.former_duties(focal_point(), ["other"])))() == []


@changing
def _release(trainer: str) -> None:
    state = AssignmentState.RELEASED
    Assignment.update(state=state).where(Assignment.trainer == trainer).execute()


@changing
def _ask(trainer: str, run: str) -> None:
    Assignment.create(trainer=trainer, run=run, block="all")


def test_who_teaches_a_run_is_who_stands_for_it(version: str) -> None:
    taught = reading(lambda viewer: [run for run in TEACHES.values() if sight.teaches(viewer, run)])
    assert taught(as_trainer("ana")) == ["induction-1"]
    assert taught(as_official("ana")) == []
    assert taught(COORDINATOR) == []
    _release("ana")
    assert taught(as_trainer("ana")) == []
    stood_in = reading(
        lambda viewer: [run for run in TEACHES.values() if sight.stands_in(viewer, run)]
    )
    assert stood_in(COORDINATOR) == ["induction-1"]
    assert stood_in(SYSTEM) == ["induction-1"]
    assert stood_in(as_trainer("ana")) == []


def test_restricted_courses_are_known_to_those_in_them(version: str) -> None:
    for (trainer, member), official in zip(
        OF.items(), ("IDN-001", "IDN-002", "MYS-001"), strict=True
    ):
        course = f"for-{member}"
        a_course(course, restricted=True)
        a_run(f"{course}-1", course)
        a_nomination(official, course, State.ACCEPTED)
        a_nomination("IDN-003", course, State.ENDORSED)
        _ask(trainer, f"{course}-1")
        _take_part(course, member)
    published = set(TEACHES.values())
    for viewer, known in (
        (COORDINATOR, {"for-AUS", "for-IDN", "for-MYS"}),
        (focal_point("IDN"), {"for-IDN"}),
        (agency_officer("IDN-IMM"), {"for-IDN"}),
        (as_trainer("ana"), {"for-IDN"}),
        (as_official("IDN-002"), {"for-IDN"}),
        (as_official("IDN-003"), set[str]()),
        (as_trainer("eva"), set[str]()),
        (machine(), set[str]()),
        (OVERSEER, set[str]()),
    ):
        assert seen(viewer, "courses", lambda row: str(row.id)) == known | {"induction"}, viewer
        runs = published | ({f"{each}-1" for each in known} if viewer.sees_all else set())
        assert seen(viewer, "runs", lambda row: str(row.id)) == runs, viewer


@changing
def _take_part(course: str, member: str) -> None:
    Participant.create(course=course, member=member)


def _programme(row: Any) -> str:
    return str(row.programme_id)


def _of_nomination(row: Any) -> str:
    return _programme(row.nomination)


def test_who_comes_from_an_lms_knows_one_programme(version: str) -> None:
    a_solved_scenario(name="Another")
    for programme in ("aaa", "zzz"):
        _another(programme)
    of_all, of_one = COORDINATOR, replace(COORDINATOR, only_programme="rso")
    for table in ("nominations", "runs", "scenarios", "seats", "counted"):
        assert seen(of_all, table, _programme) == {"aaa", "rso", "zzz"}, table
        assert seen(of_one, table, _programme) == {"rso"}, table
    for table in ("drop_outs", "proposals"):
        assert seen(of_all, table, _of_nomination) == {"aaa", "rso", "zzz"}, table
        assert seen(of_one, table, _of_nomination) == {"rso"}, table
    assert seen(focal_point(), "scenarios", lambda row: str(row.id)) == set()


@changing
def _another(programme: str) -> None:
    """Begin a programme with a run in which IDN-002 sits."""
    dates = {"start": date(2015, 1, 1), "end": date(2017, 12, 31), "planning_date": TODAY}
    Programme.create(id=programme, name=programme, **dates)
    course = a_course(f"of-{programme}")
    run = Run.create(id=f"{programme}-1", programme=programme, course=course)
    values = {"official": "IDN-002", "course": course, "state": State.ACCEPTED, "rank": 1}
    seat = Nomination.create(id=f"in {programme}", programme=programme, run=run, **values)
    DropOut.create(id=f"of {seat.id}", nomination=seat, source="test", reported_at=now())
    Proposal.create(id=f"of {seat.id}", run=run, nomination=seat)
    Scenario.create(id=f"{programme}-s1", programme=programme, name="Plan", made_at=now())


def test_a_focal_point_reads_the_trail_of_its_own_people(version: str) -> None:
    for official in ("AUS-001", "IDN-002", "MYS-001"):
        _note(official)

    def members(viewer: Viewer) -> set[str]:
        lines = reading(lambda: [row.thing for row in sight.trail(viewer).distinct()])()
        return {thing for thing in lines if thing in ALL}

    assert members(focal_point("IDN")) == {"IDN-002"}
    assert members(COORDINATOR) == {"AUS-001", "IDN-002", "MYS-001"}
    for viewer in (agency_officer(), as_official("IDN-002"), machine(), OVERSEER):
        assert members(viewer) == set()


@changing
def _note(official: str) -> None:
    audit.record(SYSTEM, "noted", "official", official, member=official[:3])


def test_seats_stand_in_the_runs_of_their_version(version: str) -> None:
    standing = reading(
        lambda version: {seat.official_id for seat in sight.standing_seats(SYSTEM, [version])}
    )
    assert (standing(version), standing("other")) == (ALL, set())
