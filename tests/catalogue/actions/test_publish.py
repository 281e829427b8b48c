"""Publishing: the version, the nominations, the trainers, and what stops it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest

from catalogue.actions.accept import accept
from catalogue.actions.answer_assignment import answer_assignment
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.endorse import endorse
from catalogue.actions.promote import promote
from catalogue.actions.publish import Published, publish
from catalogue.actions.start_scenario import start_scenario
from catalogue.actions.withdraw import withdraw
from catalogue.audit import revision
from catalogue.courses import Course
from catalogue.db import changing, reading
from catalogue.errors import Forbidden, NotFound, Outdated, Refused, WrongState
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.plan import Plan
from catalogue.programmes import Programme
from catalogue.published import plan_of, standing_plan
from catalogue.runs import Assignment, AssignmentState, Run
from catalogue.scenarios import Scenario
from catalogue.versions import Version
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    SYSTEM,
    TODAY,
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_solved_scenario,
    a_trainer,
    a_world,
    as_trainer,
    audited,
    focal_point,
    forget_word,
    planned,
    solve,
    state_of,
    stored,
    told,
)

ONE, TWO, THREE = (f"IDN-00{n}.induction" for n in (1, 2, 3))


@pytest.fixture
def world(database: str) -> None:
    a_world()
    for number in (1, 2, 3):
        a_nomination(f"IDN-00{number}")
    a_run("induction-2")


@reading
def assignments() -> dict[tuple[str, str], AssignmentState]:
    return {(row.run_id, row.trainer_id): row.state for row in Assignment.select()}


@reading
def version_plan(id: str) -> Plan:
    return plan_of(SYSTEM, Version.get_by_id(id))


@reading
def standing() -> Plan:
    return standing_plan(SYSTEM, "rso")


@pytest.mark.usefixtures("world")
def test_publishing_makes_an_immutable_version_and_moves_nominations() -> None:
    plan = planned(seats=[ONE, TWO])
    scenario = a_solved_scenario(plan)
    forget_word()
    published = publish(COORDINATOR, "rso", " A note ")
    assert published == Published("rso-v1", 1, offered=(ONE, TWO), moved=(), waitlisted=(THREE,))
    version = stored(Version, "rso-v1")
    assert (version.number, version.note, version.published_by_id) == (1, "A note", "coordinator")
    assert (version.planning_date, version.scenario) == (date(2015, 5, 6), scenario)
    assert (version.bound, version.floor, version.problem_digest) == (1000, 0, "digest")
    assert version_plan("rso-v1") == (plan,)
    assert standing() == (plan,)
    assert {id: state_of(id) for id in (ONE, TWO, THREE)} == {
        ONE: State.OFFERED,
        TWO: State.OFFERED,
        THREE: State.WAITLISTED,
    }
    assert stored(Nomination, ONE).run_id == "induction-1"
    assert stored(Nomination, ONE).answer_by == date(2015, 7, 27)
    assert assignments() == {("induction-1", "ana"): AssignmentState.ASKED}
    assert audited() == [("plan.published", "rso-v1")]
    assert told() == ["plan.published"]


@pytest.mark.usefixtures("world")
def test_of_four_who_publish_at_once_one_does_and_the_others_are_told_why() -> None:
    a_solved_scenario(planned(seats=[ONE, TWO]))
    forget_word()
    together = Barrier(4)

    def try_to_publish(note: str) -> tuple[str, str | None]:
        together.wait()
        try:
            return "published", publish(COORDINATOR, "rso", note).version
        except Outdated as error:
            return "outdated by", error.newer_version

    with ThreadPoolExecutor(4) as users:
        came = sorted(users.map(try_to_publish, "abcd"))
    assert came == [*[("outdated by", "rso-v1")] * 3, ("published", "rso-v1")]
    assert [version.id for version in reading(lambda: list(Version.select()))()] == ["rso-v1"]
    assert audited() == [("plan.published", "rso-v1")]


@pytest.mark.usefixtures("world")
def test_a_repair_moves_what_it_must() -> None:
    a_published_plan(planned(seats=[ONE, TWO]))
    accept(focal_point(), ONE)
    a_trainer("ben")
    answer_assignment(as_trainer("ana"), "ana", "induction-1", accepted=True)
    repair = planned("induction-2", date(2015, 10, 5), seats=[ONE, THREE], trainers=["ben"])
    in_first = planned(seats=[])
    a_published_plan(in_first, repair)
    assert {id: state_of(id) for id in (ONE, TWO, THREE)} == {
        ONE: State.ACCEPTED,
        TWO: State.WAITLISTED,
        THREE: State.OFFERED,
    }
    assert stored(Nomination, ONE).run_id == "induction-2"
    assert stored(Nomination, TWO).run_id is None
    assert assignments() == {
        ("induction-1", "ana"): AssignmentState.ACCEPTED,
        ("induction-2", "ben"): AssignmentState.ASKED,
    }
    assert [run.seats for run in version_plan("rso-v1")] == [(ONE, TWO)]


@pytest.mark.usefixtures("world")
def test_an_accepted_nomination_waits_when_a_repair_takes_its_seat() -> None:
    a_published_plan(planned(seats=[ONE]))
    accept(focal_point(), ONE)
    a_published_plan(planned(seats=[TWO]))
    assert (state_of(ONE), stored(Nomination, ONE).run_id) == (State.WAITLISTED, None)
    assert state_of(TWO) == State.OFFERED


@pytest.mark.usefixtures("world")
def test_a_moved_date_gives_new_time_to_answer_and_asks_trainers_again() -> None:
    a_published_plan(planned(seats=[ONE]))
    answer_assignment(as_trainer("ana"), "ana", "induction-1", accepted=True)
    a_published_plan(planned(start=date(2015, 11, 2), seats=[ONE]))
    assert stored(Nomination, ONE).answer_by == date(2015, 9, 21)
    assert assignments() == {("induction-1", "ana"): AssignmentState.ASKED}


@pytest.mark.usefixtures("world")
def test_trainers_of_a_cancelled_run_are_released() -> None:
    a_published_plan(planned(seats=[ONE]))
    a_published_plan()
    assert assignments() == {("induction-1", "ana"): AssignmentState.RELEASED}
    a_published_plan(planned(seats=[ONE]))
    assert assignments() == {("induction-1", "ana"): AssignmentState.ASKED}


@pytest.mark.parametrize(
    ("start", "by"),
    [
        (date(2015, 6, 18), date(2015, 5, 13)),  # six weeks before would be gone by
        (date(2015, 5, 11), date(2015, 5, 10)),  # not even a week is left
        (date(2015, 6, 24), date(2015, 5, 13)),
        (date(2015, 6, 25), date(2015, 5, 14)),
    ],
)
@pytest.mark.usefixtures("world")
def test_there_is_time_to_answer_however_soon_the_run_starts(start: date, by: date) -> None:
    a_published_plan(planned(start=start, seats=[ONE]))
    assert stored(Nomination, ONE).answer_by == by


@pytest.mark.usefixtures("world")
def test_only_those_who_run_the_programme_publish() -> None:
    a_solved_scenario(planned())
    for viewer in (focal_point(), OVERSEER, as_trainer("ana")):
        with pytest.raises(Forbidden):
            publish(viewer, "rso")


@pytest.mark.usefixtures("world")
def test_what_is_not_solved_is_not_published() -> None:
    with pytest.raises(NotFound):
        publish(COORDINATOR, "rso")
    scenario = draft_scenario(COORDINATOR, "rso", "Empty")
    with pytest.raises(WrongState, match=f'"{scenario}" is draft and cannot become published'):
        publish(COORDINATOR, "rso")


@pytest.mark.usefixtures("world")
def test_a_plan_from_before_the_newest_version_is_outdated() -> None:
    a_published_plan(planned(seats=[ONE]))
    solve("rso-s1", (planned(seats=[ONE]),))
    publish(COORDINATOR, "rso")
    with pytest.raises(Outdated) as outdated:
        publish(COORDINATOR, "rso")
    assert (outdated.value.newer_version, outdated.value.nominations) == ("rso-v2", ())


@pytest.mark.usefixtures("world")
def test_a_plan_that_seats_somebody_who_withdrew_is_outdated() -> None:
    a_solved_scenario(planned(seats=[ONE, TWO]))
    withdraw(focal_point(), ONE)
    with pytest.raises(Outdated, match=f'nomination "{ONE}" moved since'):
        publish(COORDINATOR, "rso")
    assert state_of(TWO) == State.ENDORSED


@pytest.mark.usefixtures("world")
def test_a_plan_that_does_not_know_a_seat_given_since_is_outdated() -> None:
    a_published_plan(planned(seats=[ONE]))
    solve("rso-s1", (planned(seats=[ONE]),))
    promote(COORDINATOR, TWO, "induction-1")
    with pytest.raises(Outdated) as outdated:
        publish(COORDINATOR, "rso")
    assert (outdated.value.newer_version, outdated.value.nominations) == (None, (TWO,))


@pytest.mark.usefixtures("world")
def test_a_plan_that_takes_a_seat_from_somebody_who_attended_is_outdated() -> None:
    a_published_plan(planned(seats=[ONE]))

    @changing
    def attend() -> None:
        Nomination.update(state=State.ATTENDED).where(Nomination.id == ONE).execute()

    attend()
    solve("rso-s1", (planned(seats=[TWO]),))
    with pytest.raises(Outdated, match=ONE):
        publish(COORDINATOR, "rso")


@pytest.mark.usefixtures("world")
def test_a_nomination_endorsed_since_simply_waits() -> None:
    late = a_nomination("IDN-001", a_second_course(), State.SUBMITTED)
    a_solved_scenario(planned(seats=[ONE]))
    endorse(focal_point(), late, 1)
    assert late in publish(COORDINATOR, "rso").waitlisted


@changing
def a_second_course() -> str:
    Course.create(id="briefing", title="Briefing", days=1, min_seats=1, max_seats=5)
    return "briefing"


@pytest.mark.usefixtures("world")
def test_a_nomination_cannot_have_two_seats() -> None:
    a_solved_scenario(planned(seats=[ONE, TWO, ONE]))
    with pytest.raises(Refused, match=f'seat: "{ONE}" is there twice'):
        publish(COORDINATOR, "rso")


@pytest.mark.usefixtures("world")
def test_a_plan_names_what_is_there() -> None:
    a_solved_scenario(planned("induction-9", venue="hal", trainers=["anna"]))
    with pytest.raises(Refused) as refused:
        publish(COORDINATOR, "rso")
    assert [str(fault) for fault in refused.value.faults] == [
        'run: there is no "induction-9" here; use one of: induction-2, induction-1',
        'venue: there is no "hal" here; use one of: hall',
        'trainer: there is no "anna" here; use one of: ana',
    ]


@pytest.mark.usefixtures("world")
def test_what_another_programme_has_published_is_not_booked_again() -> None:
    a_published_plan(planned(seats=[ONE]))
    other = a_second_programme()
    scenario = draft_scenario(COORDINATOR, other, "Plan")
    for held in (
        planned("other-1", date(2015, 9, 11), "hall", trainers=[]),
        planned("other-1", date(2015, 9, 11), "academy", trainers=["ana"]),
        planned("other-1", date(2015, 9, 11), "academy", ["IDN-001.other"], trainers=[]),
    ):
        solve(scenario, (held,))
        with pytest.raises(Outdated) as outdated:
            publish(COORDINATOR, other)
        assert outdated.value.runs == ("induction-1",)
    solve(scenario, (planned("other-1", date(2015, 9, 14), "hall", ["IDN-001.other"]),))
    assert publish(COORDINATOR, other).offered == ("IDN-001.other",)


@changing
def a_second_programme() -> str:
    dates = {"start": date(2015, 1, 1), "end": date(2017, 12, 31), "planning_date": TODAY}
    Programme.create(id="other", name="Another", **dates)
    a_course("other")
    Run.create(id="other-1", programme="other", course="other")
    a_nomination("IDN-001", "other")
    Nomination.update(programme="other").where(Nomination.course == "other").execute()
    return "other"


@pytest.mark.usefixtures("world")
def test_a_plan_is_based_on_the_version_that_its_problem_knew() -> None:
    a_published_plan(planned(seats=[ONE]))
    scenario = draft_scenario(COORDINATOR, "rso", "Late")
    known = reading(revision)()
    solve("rso-s1", (planned(start=date(2015, 9, 14), seats=[ONE]),))
    publish(COORDINATOR, "rso")
    start_scenario(
        SYSTEM,
        scenario,
        problem="{}",
        problem_digest="late",
        objective="TOTAL",
        limits={},
        revision=known,
    )
    assert stored(Scenario, scenario).based_on_id == "rso-v1"
