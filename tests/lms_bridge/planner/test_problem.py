"""The catalogue's programme as a problem: each line of the table of translations."""

from __future__ import annotations

import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from planning.v1 import problem_pb2, schedule_pb2

from catalogue.actions.answer_assignment import answer_assignment
from catalogue.actions.mark_unavailable import mark_unavailable
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.courses import Block, Course
from catalogue.db import changing
from catalogue.exchange.load import load
from catalogue.life import PRIORITY_OF_RANK, State, priority_of
from catalogue.people import Person, TrainerSkill
from catalogue.places import Closure, Holiday
from catalogue.queries.planning import planning_input
from catalogue.runs import PinnedTrainer, Run
from lms_bridge.errors import NotPlannable
from lms_bridge.planner.answer import plan_of
from lms_bridge.planner.problem import Posed, pose, posed_of, schedule_message
from lms_bridge.serving import SAMPLE
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    TODAY,
    a_nomination,
    a_published_plan,
    a_run,
    a_world,
    planned,
)

ROOT = Path(__file__).parents[3]


@pytest.fixture
def world(catalogue: str) -> None:
    a_world()


def posed(programme: str = "rso") -> Posed:
    return pose(planning_input(SYSTEM, programme))


def only(rows: object, id: str) -> object:
    (found,) = [row for row in rows if row.id == id]  # type: ignore[attr-defined]
    return found


def days(intervals: object) -> list[tuple[str, str]]:
    return [(i.start, i.end) for i in intervals]  # type: ignore[attr-defined]


def test_the_planning_date_freezes_what_has_begun(world: None) -> None:
    assert posed().message.horizon == problem_pb2.Horizon(
        start="2015-01-01", end="2017-12-31", frozen_until="2015-05-06"
    )
    set_planning_date(SYSTEM, "rso", date(2015, 6, 1))
    assert posed().message.horizon.frozen_until == "2015-06-01"


def test_without_a_published_plan_there_is_no_baseline(world: None) -> None:
    assert not posed().message.HasField("baseline")


def test_the_published_plan_with_the_seats_of_today_is_the_baseline(world: None) -> None:
    first, second = a_nomination("IDN-001"), a_nomination("IDN-002")
    a_published_plan(planned(seats=(first,)))

    assert plan_of(posed().message.baseline) == (planned(seats=(first,)),)

    a_nomination("IDN-003", state=State.ACCEPTED, course="induction")
    seated = {seat for run in posed().message.baseline.runs for seat in run.seats}
    assert first in seated
    assert second not in seated


def test_closures_and_holidays_of_the_country_close_a_venue(world: None) -> None:
    @changing
    def close() -> None:
        renovation = date(2015, 8, 3), date(2015, 8, 14)
        Closure.create(venue="hall", start=renovation[0], end=renovation[1], reason="renovation")
        Holiday.create(
            country="IDN", start=date(2015, 8, 17), end=date(2015, 8, 17), name="Independence"
        )

    close()
    venues = posed().message.venues
    assert days(only(venues, "hall").closed) == [  # type: ignore[attr-defined]
        ("2015-08-03", "2015-08-14"),
        ("2015-08-17", "2015-08-17"),
    ]
    assert days(only(venues, "academy").closed) == []  # type: ignore[attr-defined]


def test_leave_and_illness_make_unavailable(world: None) -> None:
    mark_unavailable(COORDINATOR, "ana", date(2015, 9, 1), date(2015, 9, 4), "illness")
    (ana,) = posed().message.trainers
    assert days(ana.unavailable) == [("2015-09-01", "2015-09-04")]


def test_a_refused_assignment_makes_unavailable_on_the_days_of_that_run(world: None) -> None:
    a_published_plan(planned(start=date(2015, 9, 7)))
    answer_assignment(COORDINATOR, "ana", "induction-1", accepted=False, reason="court")
    (ana,) = posed().message.trainers
    assert days(ana.unavailable) == [("2015-09-07", "2015-09-11")]


@changing
def _needs_skill(latest: date | None, expires_on: date | None) -> None:
    Block.update(skill="teaching", level=1).execute()
    Run.update(latest=latest).execute()
    TrainerSkill.update(expires_on=expires_on).execute()


@pytest.mark.parametrize(
    ("latest", "expires_on", "is_there"),
    [
        (date(2015, 9, 30), None, True),
        (date(2015, 9, 30), date(2015, 9, 30), True),
        (date(2015, 9, 30), date(2015, 9, 29), False),
        (None, date(2017, 12, 31), True),
        (None, date(2017, 12, 30), False),
    ],
)
def test_a_skill_that_expires_before_a_run_that_needs_it_is_left_out(
    world: None, latest: date | None, expires_on: date | None, is_there: bool
) -> None:
    _needs_skill(latest, expires_on)
    (ana,) = posed().message.trainers
    assert [s.skill for s in ana.skills] == ["teaching"] * is_there


def test_a_skill_that_no_run_needs_never_expires(world: None) -> None:
    changing(lambda: TrainerSkill.update(expires_on=date(2015, 6, 1)).execute())()
    (ana,) = posed().message.trainers
    assert [(s.skill, s.level) for s in ana.skills] == [("teaching", 2)]


def test_the_kind_of_an_agency_is_what_audiences_name(world: None) -> None:
    a_nomination("IDN-001")
    changing(lambda: Course.update(audience=("immigration",)).execute())()
    message = posed().message
    assert [o.agency for o in message.officials] == ["immigration"]
    assert [list(c.audience) for c in message.courses] == [["immigration"]]


@pytest.mark.parametrize(("rank", "priority"), [*PRIORITY_OF_RANK.items(), (5, 1), (40, 1)])
def test_a_rank_is_a_priority(world: None, rank: int, priority: int) -> None:
    a_nomination("IDN-001", rank=rank, priority=priority_of(rank))
    assert [n.priority for n in posed().message.nominations] == [priority]


@pytest.mark.parametrize(
    ("state", "pinned"),
    [
        (State.OFFERED, ""),
        (State.ACCEPTED, ""),
        (State.ATTENDED, "induction-1"),
        (State.ABSENT, "induction-1"),
        (State.COMPLETED, "induction-1"),
        (State.NOT_COMPLETED, "induction-1"),
    ],
)
def test_who_was_there_or_absent_is_pinned_to_that_run(
    world: None, state: State, pinned: str
) -> None:
    a_nomination("IDN-001", state=state)
    assert [n.pinned_run for n in posed().message.nominations] == [pinned]


def test_a_pinned_nomination_keeps_its_pin(world: None) -> None:
    a_nomination("IDN-001", pinned_run="induction-1")
    assert [n.pinned_run for n in posed().message.nominations] == ["induction-1"]


@pytest.mark.parametrize("state", sorted(set(State) - {State.ENDORSED}))
def test_only_endorsed_and_planned_nominations_enter(world: None, state: State) -> None:
    a_nomination("IDN-001", state=state)
    a_nomination("IDN-002")
    enters = state in {
        *(State.OFFERED, State.ACCEPTED, State.WAITLISTED, State.ATTENDED),
        *(State.ABSENT, State.COMPLETED, State.NOT_COMPLETED),
    }
    assert len(posed().message.nominations) == 1 + enters


@changing
def _homeless(person: str) -> None:
    Person.update(city=None).where(Person.id == person).execute()


def test_who_has_no_city_is_left_out_with_their_nominations(world: None) -> None:
    a_nomination("IDN-001")
    a_nomination("IDN-002")
    _homeless("IDN-001")
    message = posed().message
    assert [o.id for o in message.officials] == ["IDN-002"]
    assert [n.official for n in message.nominations] == ["IDN-002"]

    _homeless("ana")
    assert list(posed().message.trainers) == []


def test_a_pin_to_a_trainer_without_a_city_is_told(world: None) -> None:
    @changing
    def pin() -> None:
        PinnedTrainer.create(run="induction-1", block="all", trainer="ana")

    pin()
    (run,) = posed().message.runs
    assert list(run.pinned.trainers) == [schedule_pb2.BlockTrainer(block="all", trainer="ana")]
    _homeless("ana")
    with pytest.raises(NotPlannable, match='run "induction-1" is pinned to trainer "ana"'):
        posed()


def test_what_is_not_pinned_says_nothing_of_pins(world: None) -> None:
    assert [r.HasField("pinned") for r in posed().message.runs] == [False]
    a_run("induction-2", pinned_held=False)
    pins = {r.id: r.pinned for r in posed().message.runs if r.HasField("pinned")}
    assert pins == {"induction-2": problem_pb2.Pinned(held=False)}


def test_a_problem_that_is_posed_twice_is_the_same(world: None) -> None:
    a_nomination("IDN-001")
    assert posed() == posed()
    assert posed_of(posed().text) == posed()
    before = posed().digest
    a_nomination("IDN-002")
    assert posed().digest != before


def test_a_plan_comes_back_as_it_went(world: None) -> None:
    plan = (
        planned(seats=("a", "b"), trainers=("ana", "ben")),
        planned("induction-2", start=TODAY + timedelta(days=9), trainers=()),
    )
    assert plan_of(schedule_message(plan)) == plan


def test_the_sample_is_posed_and_its_standing_plan_is_valid(catalogue: str, tmp_path: Path) -> None:
    programme = load(SYSTEM, SAMPLE).programme
    given = planning_input(SYSTEM, programme)
    first = pose(given)
    assert pose(given).digest == first.digest == posed_of(first.text).digest
    problem, plan = tmp_path / "problem.json", tmp_path / "plan.json"
    problem.write_text(first.text)
    plan.write_text(_text(schedule_message(given.standing)))

    done = subprocess.run(
        [sys.executable, "-m", "scheduler", "check", problem, plan],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("valid, total ")


def _text(schedule: schedule_pb2.Schedule) -> str:
    from google.protobuf import json_format  # noqa: PLC0415

    return json_format.MessageToJson(schedule, preserving_proto_field_name=True)
