"""What is read about what was published: versions, differences, the trail, what an LMS holds."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.actions.accept import accept
from catalogue.actions.decide_drop_out import decide_drop_out
from catalogue.actions.record_attendance import record_attendance
from catalogue.actions.report_drop_out import report_drop_out
from catalogue.actions.withdraw import withdraw
from catalogue.db import changing
from catalogue.difference import DateMoved, RunAdded, SeatGained, SeatLost, TrainersSwapped
from catalogue.errors import Forbidden, NotFound
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.queries.desired import desired
from catalogue.queries.differences import between_versions, to_scenario
from catalogue.queries.trail import trail
from catalogue.queries.versions import versions
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    SYSTEM,
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_solved_scenario,
    a_trainer,
    a_world,
    an_official,
    as_trainer,
    focal_point,
    machine,
    planned,
)

ONE, TWO, THREE = (f"IDN-00{n}.induction" for n in (1, 2, 3))
FOREIGN = "MYS-001.induction"


@pytest.fixture
def world(database: str) -> None:
    a_world()
    an_official(1, "MYS-IMM")
    for official in ("IDN-001", "IDN-002", "IDN-003", "MYS-001"):
        a_nomination(official)


@pytest.mark.usefixtures("world")
def test_the_history_of_versions() -> None:
    a_published_plan(planned(seats=[ONE, FOREIGN]), note="First")
    a_published_plan(planned(seats=[ONE]), note="Second")
    for viewer in (COORDINATOR, OVERSEER, focal_point()):
        found = versions(viewer, "rso")
        assert [(line.number, line.note, line.runs, line.seats) for line in found] == [
            (2, "Second", 1, 1),
            (1, "First", 1, 2),
        ]
    assert found[0].score == {
        "required_unheld": 0,
        "unseated": 0,
        "member_shortfall": 0,
        "host_shortfall": 0,
        "cost": 1000,
        "changes": 0,
    }


@pytest.mark.usefixtures("world")
def test_a_newer_nomination_takes_no_seat_from_the_one_that_was_absent() -> None:
    a_run("induction-2")
    first = planned(seats=[ONE])
    a_published_plan(first)
    _set_state(ONE, State.ABSENT)
    again = a_nomination("IDN-001")
    second = planned("induction-2", date(2015, 10, 5), seats=[again])
    scenario = a_solved_scenario(planned(), second, name="Again")

    found = to_scenario(COORDINATOR, scenario)
    assert [told.changes for told in found.people if told.nomination] == [
        (SeatGained(again, "induction-2"),)
    ]

    a_published_plan(planned(), second)
    found = between_versions(COORDINATOR, "rso-v1", "rso-v2")
    assert [told.nomination for told in found.people if told.nomination] == [again]


@pytest.mark.usefixtures("world")
def test_who_is_told_of_two_seats_is_one_reader() -> None:
    a_run("exercise-1", a_course("exercise"))
    other = a_nomination("IDN-001", "exercise")
    a_published_plan()
    second = planned("exercise-1", date(2015, 10, 5), seats=[other])
    scenario = a_solved_scenario(planned(seats=[ONE]), second, name="Twice")
    found = to_scenario(COORDINATOR, scenario)
    people = [told.person for told in found.people]
    assert (people.count("IDN-001"), found.readers) == (2, len(set(people)))


@changing
def _set_state(nomination: str, state: State) -> None:
    Nomination.update(state=state).where(Nomination.id == nomination).execute()


@pytest.mark.usefixtures("world")
def test_the_difference_between_versions_by_run_and_by_person() -> None:
    a_trainer("ben", "MYS")
    a_published_plan(planned(seats=[ONE, TWO]))
    moved = date(2015, 9, 14)
    a_published_plan(planned(start=moved, seats=[ONE, FOREIGN], trainers=["ben"]))
    date_moved = DateMoved("induction-1", date(2015, 9, 7), moved)
    swapped = TrainersSwapped("induction-1", "all", ("ana",), ("ben",))
    lost, gained = SeatLost(TWO, "induction-1"), SeatGained(FOREIGN, "induction-1")
    found = between_versions(COORDINATOR, "rso-v1", "rso-v2")
    (run,) = found.runs
    assert (run.run, run.course_title) == ("induction-1", "Course induction")
    assert run.changes == (date_moved, swapped, lost, gained)
    assert [(told.person, told.state, told.changes) for told in found.people] == [
        ("IDN-001", State.OFFERED, (date_moved,)),
        ("MYS-001", State.OFFERED, (gained,)),
        ("IDN-002", State.WAITLISTED, (lost,)),
        ("ana", None, (swapped,)),
        ("ben", None, (swapped,)),
    ]
    own = between_versions(focal_point("MYS"), "rso-v1", "rso-v2")
    assert [told.person for told in own.people] == ["MYS-001", "ben"]
    assert gained in own.runs[0].changes
    assert lost not in own.runs[0].changes
    with pytest.raises(Forbidden):
        between_versions(machine(), "rso-v1", "rso-v2")
    with pytest.raises(NotFound):
        between_versions(COORDINATOR, "rso-v1", "rso-v3")


@pytest.mark.usefixtures("world")
def test_the_first_version_differs_from_nothing() -> None:
    a_published_plan(planned(seats=[ONE]))
    found = between_versions(COORDINATOR, None, "rso-v1")
    assert [type(change) for change in found.runs[0].changes] == [RunAdded, SeatGained]


@pytest.mark.usefixtures("world")
def test_a_scenario_differs_from_the_plan_as_it_stands_today() -> None:
    a_published_plan(planned(seats=[ONE, TWO]))
    withdraw(focal_point(), TWO)
    scenario = a_solved_scenario(planned(seats=[ONE, THREE]), name="Repair")
    found = to_scenario(COORDINATOR, scenario)
    assert found.runs[0].changes == (SeatGained(THREE, "induction-1"),)
    with pytest.raises(Forbidden):
        to_scenario(focal_point(), scenario)


@pytest.mark.usefixtures("world")
def test_everything_has_its_trail() -> None:
    a_published_plan(planned(seats=[ONE]))
    accept(focal_point(), ONE)
    found = trail(COORDINATOR, "nomination", ONE).items
    assert [(line.verb, line.person, line.change) for line in found] == [
        ("nomination.accepted", "IDN-fp", "nomination.accepted"),
        ("plan.published", "coordinator", "offered induction-1"),
    ]
    assert found[0].detail == {"source": "offered", "to": "accepted"}
    assert trail(focal_point("MYS"), "nomination", ONE).items == ()
    own = trail(focal_point("MYS")).items
    assert [(line.verb, line.thing) for line in own] == [("plan.published", FOREIGN)]
    for viewer in (OVERSEER, as_trainer("ana"), machine()):
        with pytest.raises(Forbidden):
            trail(viewer)


@pytest.mark.usefixtures("world")
def test_what_an_lms_should_hold() -> None:
    a_published_plan(planned(seats=[ONE, TWO, FOREIGN]))
    accept(focal_point(), ONE)
    for viewer in (SYSTEM, machine()):
        (run,) = desired(viewer, "rso")
        assert (run.run, run.title, run.language) == ("induction-1", "Course induction", "en")
        assert (run.start, run.end) == (date(2015, 9, 7), date(2015, 9, 11))
        assert (run.venue_name, run.city, run.time_zone) == (
            "Venue hall",
            "Jakarta",
            "Asia/Jakarta",
        )
        assert [person.person for person in run.trainers] == ["ana"]
        assert [(person.nomination, person.state) for person in run.officials] == [
            (ONE, State.ACCEPTED),
            (TWO, State.OFFERED),
            (FOREIGN, State.OFFERED),
        ]
    for viewer in (focal_point(), OVERSEER, as_trainer("ana")):
        with pytest.raises(Forbidden):
            desired(viewer, "rso")


@pytest.mark.usefixtures("world")
def test_who_is_gone_belongs_to_no_run() -> None:
    a_published_plan(planned(seats=[ONE, TWO, FOREIGN]))
    withdraw(focal_point(), TWO)
    accept(focal_point(), ONE)
    record_attendance(SYSTEM, "induction-1", date(2015, 9, 7), {ONE: True}, "kolibri")
    decide_drop_out(COORDINATOR, report_drop_out(SYSTEM, ONE, "kolibri"), confirmed=True)
    (run,) = desired(SYSTEM, "rso")
    assert [person.nomination for person in run.officials] == [FOREIGN]
