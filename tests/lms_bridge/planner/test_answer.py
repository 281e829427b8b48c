"""What the planner tells, in the catalogue's words."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as some
from planning.v1 import planning_pb2, schedule_pb2

from catalogue.actions.finish_scenario import Result
from catalogue.plan import (
    BlockTrainer,
    Conflict,
    LeftOut,
    Plan,
    PlannedRun,
    Reason,
    Score,
    plan_of_rows,
    plan_to_rows,
)
from lms_bridge.planner.answer import (
    OUTCOMES,
    Checked,
    Improvement,
    Progress,
    Violation,
    checked,
    explained,
    plan_of,
    told,
)
from lms_bridge.planner.problem import schedule_message

words = some.text("abcäß日-_ 0", min_size=1, max_size=6)
starts = some.dates(date(1900, 1, 1), date(2200, 12, 31))
pairs = some.builds(BlockTrainer, words, words)
held = some.builds(
    PlannedRun,
    run=words,
    start=starts,
    venue=words,
    language=words,
    trainers=some.lists(pairs, max_size=3).map(tuple),
    seats=some.lists(words, max_size=4).map(tuple),
)
plans = some.lists(held, max_size=4).map(tuple)


@given(plans)
def test_a_plan_goes_over_the_wire_and_back(plan: Plan) -> None:
    sent = schedule_message(plan).SerializeToString()
    assert plan_of(schedule_pb2.Schedule.FromString(sent)) == plan


@given(plans)
def test_a_plan_is_stored_and_read_again(plan: Plan) -> None:
    assert plan_of_rows(plan_to_rows(plan)) == plan


def test_progress_without_a_plan_has_no_total() -> None:
    first = planning_pb2.SolveResponse(progress=planning_pb2.Progress(phase="queued", seconds=0.5))
    assert told(first) == Progress("queued", 0.5, None, None, None)
    later = planning_pb2.SolveResponse(
        progress=planning_pb2.Progress(phase="proving", seconds=2, total=0, bound=0, gap=0.0)
    )
    assert told(later) == Progress("proving", 2, 0, 0, 0.0)


A_SCHEDULE = schedule_pb2.Schedule(
    runs=[schedule_pb2.ScheduledRun(id="r", start="2015-09-07", venue="v", language="en")]
)
A_PLAN = (PlannedRun("r", date(2015, 9, 7), "v", "en"),)


def a_score(**terms: int) -> schedule_pb2.Score:
    return schedule_pb2.Score(total=sum(terms.values()), **terms)


def test_an_improvement_is_a_plan_with_its_score() -> None:
    better = planning_pb2.Improvement(
        schedule=A_SCHEDULE, score=a_score(unseated=7000, cost=1234), seconds=3, floor=500
    )
    assert told(planning_pb2.SolveResponse(improvement=better)) == Improvement(
        A_PLAN, Score(unseated=7000, cost=1234), None, 500, 3
    )


def test_a_result_carries_the_plan_and_every_reason() -> None:
    solution = schedule_pb2.Solution(
        schedule=A_SCHEDULE,
        score=a_score(unseated=7000, cost=1234, changes=1),
        bound=8000,
        floor=500,
        outcome="OUTCOME_FEASIBLE",
        seed=3,
        unheld=[
            schedule_pb2.UnheldRun(
                run="s", reasons=[schedule_pb2.Reason(code="NOT_WORTH_IT", delta=5)]
            )
        ],
        unseated=[
            schedule_pb2.UnseatedNomination(
                nomination="n",
                reasons=[
                    schedule_pb2.Reason(code="FULL", run="r", cut_off_priority=4),
                    schedule_pb2.Reason(code="LINK", run="s", link=0),
                ],
            )
        ],
    )
    assert told(planning_pb2.SolveResponse(solution=solution)) == Result(
        outcome="FEASIBLE",
        plan=A_PLAN,
        score=Score(unseated=7000, cost=1234, changes=1),
        bound=8000,
        floor=500,
        seed=3,
        unheld=(LeftOut("s", (Reason("NOT_WORTH_IT", delta=5),)),),
        unseated=(
            LeftOut(
                "n",
                (Reason("FULL", run="r", cut_off_priority=4), Reason("LINK", run="s", link=0)),
            ),
        ),
    )


def test_a_problem_without_a_solution_has_its_conflict() -> None:
    solution = schedule_pb2.Solution(
        outcome="OUTCOME_INFEASIBLE",
        conflict=[schedule_pb2.Conflict(rule="H1", code="PIN_START", run="r")],
    )
    assert told(planning_pb2.SolveResponse(solution=solution)) == Result(
        outcome="INFEASIBLE",
        plan=None,
        score=None,
        bound=None,
        floor=0,
        seed=0,
        conflict=(Conflict("H1", "PIN_START", run="r"),),
    )


def test_every_outcome_has_its_word() -> None:
    known = {value for name, value in schedule_pb2.Outcome.items() if value}
    assert OUTCOMES.keys() == known
    assert {f"OUTCOME_{word}" for word in OUTCOMES.values()} == {
        schedule_pb2.Outcome.Name(value) for value in known
    }


def test_the_records_have_the_fields_of_the_messages() -> None:
    for kind, message in ((Reason, schedule_pb2.Reason), (Conflict, schedule_pb2.Conflict)):
        there = {field.name for field in message.DESCRIPTOR.fields}
        assert {field.name for field in fields(kind)} <= there


def test_an_explanation_is_of_runs_and_of_nominations() -> None:
    unheld, unseated = explained(
        planning_pb2.ExplainResponse(
            unheld=[schedule_pb2.UnheldRun(run="s")],
            unseated=[
                schedule_pb2.UnseatedNomination(
                    nomination="n", reasons=[schedule_pb2.Reason(code="LANGUAGE")]
                )
            ],
        )
    )
    assert (unheld, unseated) == ((LeftOut("s"),), (LeftOut("n", (Reason("LANGUAGE"),)),))


def test_a_check_tells_what_is_broken_or_the_score() -> None:
    assert checked(planning_pb2.CheckResponse(score=a_score(cost=5))) == Checked((), Score(cost=5))
    day = (date(2015, 9, 7) + timedelta(days=1)).isoformat()
    broken = schedule_pb2.Violation(rule="H2", code="VENUE_CLOSED", run="r", venue="v", day=day)
    assert checked(planning_pb2.CheckResponse(violations=[broken])) == Checked(
        (Violation("H2", "VENUE_CLOSED", {"run": "r", "venue": "v", "day": day}),), None
    )
