"""A scenario from draft to work in progress."""

from __future__ import annotations

from datetime import date

import pytest
from peewee import IntegrityError

from catalogue.actions.adopt import adopt
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.finish_scenario import Result, fail_scenario, finish_scenario
from catalogue.actions.keep_improvement import keep_improvement
from catalogue.actions.pin_run import pin_run
from catalogue.actions.publish import publish
from catalogue.actions.start_scenario import start_scenario
from catalogue.actions.withdraw import withdraw
from catalogue.db import changing, reading
from catalogue.errors import Forbidden, NotFound, Outdated, Refused, WrongState
from catalogue.plan import BlockTrainer, Conflict, LeftOut, Reason, Score
from catalogue.queries.outdated import Newest, newest, outdated
from catalogue.queries.scenarios import scenario, scenarios
from catalogue.runs import PinnedTrainer, Pins, Run
from catalogue.scenarios import Scenario, ScenarioState
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_nomination,
    a_published_plan,
    a_solved_scenario,
    a_world,
    audited,
    focal_point,
    planned,
    solve,
    stored,
    told,
)


def start(id: str, digest: str = "digest") -> None:
    start_scenario(
        SYSTEM,
        id,
        problem="{}",
        problem_digest=digest,
        objective="TOTAL",
        limits={"gap": 0.01},
        revision=0,
    )


@reading
def in_progress() -> list[str]:
    return [row.id for row in Scenario.select().where(Scenario.work_in_progress)]


def test_the_first_scenario_is_the_work_in_progress(database: str) -> None:
    a_world()
    assert draft_scenario(COORDINATOR, "rso", "One") == "rso-s1"
    assert draft_scenario(COORDINATOR, "rso", "Two") == "rso-s2"
    assert in_progress() == ["rso-s1"]
    adopt(COORDINATOR, "rso-s2")
    assert in_progress() == ["rso-s2"]
    assert audited()[-1] == ("scenario.adopted", "rso-s2")


def test_the_database_allows_one_work_in_progress(database: str) -> None:
    a_world()
    draft_scenario(COORDINATOR, "rso", "One")
    with pytest.raises(IntegrityError):
        changing(
            lambda: Scenario.create(id="x", programme="rso", name="x", work_in_progress=True)
        )()


def test_a_scenario_is_solved(database: str) -> None:
    a_world()
    id = draft_scenario(COORDINATOR, "rso", "One")
    start(id)
    first, better = planned(), planned(start=date(2015, 9, 14))
    keep_improvement(SYSTEM, id, (first,), Score(cost=3000), None)
    assert scenario(COORDINATOR, id).plan == (first,)
    keep_improvement(SYSTEM, id, (better,), Score(cost=2000), 500)
    result = Result(
        "FEASIBLE",
        (better,),
        Score(cost=2000, unseated=5),
        bound=1500,
        floor=10,
        seed=7,
        unheld=(LeftOut("induction-2", (Reason("NO_TRAINERS", block="all"),)),),
        unseated=(LeftOut("IDN-001.induction", (Reason("FULL", cut_off_priority=3),)),),
        conflict=(Conflict("H1", "PIN_HELD", run="induction-1"),),
    )
    finish_scenario(SYSTEM, id, result)
    record = scenario(COORDINATOR, id)
    assert (record.line.state, record.line.outcome) == (ScenarioState.SOLVED, "FEASIBLE")
    assert (record.plan, record.score, record.seed) == (result.plan, result.score, 7)
    assert record.score.total == 2005
    assert (record.line.bound, record.line.floor) == (1500, 10)
    assert (record.unheld, record.unseated, record.conflict) == (
        result.unheld,
        result.unseated,
        result.conflict,
    )
    assert (record.problem, record.problem_digest, record.limits) == ("{}", "digest", {"gap": 0.01})
    assert [verb for verb, _ in audited()] == [
        "scenario.drafted",
        "scenario.started",
        "scenario.improved",
        "scenario.improved",
        "scenario.solved",
    ]
    assert told() == ["scenario.started", "scenario.solved"]


def test_starting_again_with_the_same_problem_changes_nothing(database: str) -> None:
    a_world()
    id = draft_scenario(COORDINATOR, "rso", "One")
    start(id)
    keep_improvement(SYSTEM, id, (planned(),), Score(), None)
    start(id)
    assert scenario(COORDINATOR, id).plan == (planned(),)
    with pytest.raises(WrongState):
        start(id, "another")


def test_starting_after_a_result_forgets_it(database: str) -> None:
    a_world()
    id = a_solved_scenario(planned())
    start(id, "another")
    record = scenario(COORDINATOR, id)
    assert (record.line.state, record.plan, record.score) == (ScenarioState.SOLVING, None, None)


def test_a_failed_scenario_keeps_its_best_plan(database: str) -> None:
    a_world()
    id = draft_scenario(COORDINATOR, "rso", "One")
    start(id)
    keep_improvement(SYSTEM, id, (planned(),), Score(), None)
    fail_scenario(SYSTEM, id, "SOLVER_MEMORY")
    record = scenario(COORDINATOR, id)
    assert (record.line.state, record.line.failure) == (ScenarioState.FAILED, "SOLVER_MEMORY")
    assert record.plan == (planned(),)
    assert told() == ["scenario.started", "scenario.failed"]


def test_results_are_taken_only_while_it_is_solved(database: str) -> None:
    a_world()
    id = draft_scenario(COORDINATOR, "rso", "One")
    result = Result("UNKNOWN", None, None, None, None, 0)
    for act in (
        lambda: keep_improvement(SYSTEM, id, (), Score(), None),
        lambda: finish_scenario(SYSTEM, id, result),
        lambda: fail_scenario(SYSTEM, id, "x"),
    ):
        with pytest.raises(WrongState):
            act()


def test_scenarios_are_for_those_who_run_the_programme(database: str) -> None:
    a_world()
    id = a_solved_scenario(planned())
    for act in (
        lambda viewer: draft_scenario(viewer, "rso", "x"),
        lambda viewer: adopt(viewer, id),
        lambda viewer: scenarios(viewer, "rso"),
        lambda viewer: scenario(viewer, id),
        lambda viewer: pin_run(viewer, "induction-1", Pins()),
    ):
        with pytest.raises(Forbidden):
            act(focal_point())
    with pytest.raises(NotFound):
        adopt(COORDINATOR, "rso-s9")


def test_a_scenario_remembers_the_version_that_it_is_based_on(database: str) -> None:
    a_world()
    a_published_plan(planned())
    solve("rso-s1", (planned(),))
    assert scenarios(COORDINATOR, "rso")[0].based_on == "rso-v1"


def test_a_run_is_pinned(database: str) -> None:
    a_world()
    pins = Pins(True, date(2015, 9, 7), "hall", "en", (BlockTrainer("all", "ana"),))
    pin_run(COORDINATOR, "induction-1", pins)
    run = stored(Run, "induction-1")
    assert (run.pinned_held, run.pinned_start) == (True, date(2015, 9, 7))
    assert (run.pinned_venue_id, run.pinned_language) == ("hall", "en")
    pinned = reading(lambda: [(p.block, p.trainer_id) for p in PinnedTrainer.select()])
    assert pinned() == [("all", "ana")]
    assert audited() == [("run.pinned", "induction-1")]
    pin_run(COORDINATOR, "induction-1", Pins(held=False))
    assert stored(Run, "induction-1").pinned_start is None
    assert pinned() == []


def test_a_pin_names_what_is_there(database: str) -> None:
    a_world()
    pins = Pins(venue="hal", language="fr", trainers=(BlockTrainer("al", "anna"),))
    with pytest.raises(Refused) as error:
        pin_run(COORDINATOR, "induction-1", pins)
    assert [str(fault) for fault in error.value.faults] == [
        'venue: there is no "hal" here; use one of: hall',
        'language: there is no "fr" here; use one of: en',
        'block: there is no "al" here; use one of: all',
        'trainer: there is no "anna" here; use one of: ana',
    ]
    twice = Pins(trainers=(BlockTrainer("all", "ana"),) * 2)
    with pytest.raises(Refused, match="twice"):
        pin_run(COORDINATOR, "induction-1", twice)


def test_a_plan_that_could_not_be_published_is_not_adopted(database: str) -> None:
    a_world()
    seat = a_nomination("IDN-001")
    a_solved_scenario(name="In progress")
    solve(draft_scenario(COORDINATOR, "rso", "Other"), (planned(seats=[seat]),))
    assert outdated(COORDINATOR, "rso-s2") is None
    withdraw(focal_point(), seat)
    since = outdated(COORDINATOR, "rso-s2")
    assert isinstance(since, Outdated)
    assert (since.newer_version, since.nominations) == (None, (seat,))
    with pytest.raises(Outdated, match=f'nomination "{seat}" moved since'):
        adopt(COORDINATOR, "rso-s2")
    assert in_progress() == ["rso-s1"]
    publish(COORDINATOR, "rso")
    since = outdated(COORDINATOR, "rso-s2")
    assert isinstance(since, Outdated)
    assert (since.newer_version, since.nominations) == ("rso-v1", (seat,))
    assert newest(COORDINATOR, "rso") == Newest("rso-v1", 1, "rso-s1")


def test_a_plan_that_names_what_is_not_there_is_not_adopted(database: str) -> None:
    a_world()
    id = a_solved_scenario(planned("induction-9"))
    assert isinstance(outdated(COORDINATOR, id), Refused)
    with pytest.raises(Refused, match='there is no "induction-9" here'):
        adopt(COORDINATOR, id)
