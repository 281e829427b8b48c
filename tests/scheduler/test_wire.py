"""Problems, schedules and solutions as messages, there and back; and what is refused."""

from __future__ import annotations

import json
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from planning.v1 import planning_pb2, problem_pb2, schedule_pb2

from scheduler import files, wire
from scheduler.check import check
from scheduler.errors import Malformed
from scheduler.request import Improvement, Limits, Objective, Progress
from scheduler.schedule import (
    BlockTrainer,
    Conflict,
    Level,
    Outcome,
    Reason,
    Schedule,
    ScheduledRun,
    Score,
    Solution,
    UnheldRun,
    UnseatedNomination,
    gap,
)
from tests.scheduler.builders import (
    a_course,
    a_nomination,
    a_problem,
    a_run,
    a_schedule,
    a_venue,
    held,
)
from tests.scheduler.processes import problem_text
from tests.scheduler.tiny import COMPLICATIONS, a_tiny_problem

IDS = st.text(st.characters(codec="utf-8"), max_size=8)
DAYS = st.integers(1, date.max.toordinal())
COUNTS = st.integers(-(2**31), 2**31 - 1)
AMOUNTS = st.integers(-(2**63), 2**63 - 1)
SECONDS = st.floats(0, 1e9)
DUTIES = st.lists(st.builds(BlockTrainer, IDS, IDS), max_size=3).map(tuple)
SEATS = st.lists(IDS, max_size=4).map(tuple)
SCHEDULES = st.builds(
    Schedule,
    st.lists(
        st.builds(ScheduledRun, id=IDS, start=DAYS, venue=IDS, language=IDS, trainers=DUTIES, seats=SEATS),
        max_size=3,
    ).map(tuple),
)  # fmt: skip
SCORES = st.builds(Score, *[st.integers(0, 2**50)] * 6)
REASONS = st.lists(
    st.builds(
        Reason,
        code=IDS,
        run=st.none() | IDS,
        other_run=st.none() | IDS,
        link=st.none() | st.integers(0, 9),
        cut_off_priority=st.none() | st.integers(1, 5),
        delta=st.none() | AMOUNTS,
    ),
    max_size=2,
).map(tuple)
SOLUTIONS = st.builds(
    Solution,
    outcome=st.sampled_from(Outcome),
    floor=AMOUNTS,
    seed=COUNTS,
    problem_digest=IDS,
    schedule=st.none() | SCHEDULES,
    score=st.none() | SCORES,
    bound=st.none() | AMOUNTS,
    conflict=st.lists(
        st.builds(Conflict, rule=IDS, code=IDS, run=st.none() | IDS, block=st.none() | IDS),
        max_size=2,
    ).map(tuple),
    complete=st.none() | st.booleans(),
    unheld=st.lists(st.builds(UnheldRun, IDS, REASONS), max_size=2).map(tuple),
    unseated=st.lists(st.builds(UnseatedNomination, IDS, REASONS), max_size=2).map(tuple),
    levels=st.lists(st.builds(Level, IDS, AMOUNTS, st.none() | AMOUNTS), max_size=3).map(tuple),
)


@given(st.integers(0, 2**32), st.sampled_from(COMPLICATIONS))
def test_every_problem_comes_back_from_its_message_and_its_file(seed: int, kind: str) -> None:
    problem = a_tiny_problem(Random(seed), always=[kind])
    message = wire.message_of(problem, problem_pb2.Problem)
    assert wire.problem_of(message) == problem
    again = problem_pb2.Problem.FromString(message.SerializeToString())
    assert wire.problem_of(again) == problem
    assert wire.problem_of(files.read_problem(problem_text(problem))) == problem


@given(IDS.filter(bool), IDS, IDS)
def test_ids_and_words_may_be_any_text(id: str, language: str, facility: str) -> None:
    problem = a_problem(
        venues=[a_venue(id, facilities=(facility,))],
        courses=[a_course(id, languages=(language,))],
        runs=[a_run(id, course=id)],
        nominations=[a_nomination(id, course=id)],
    )
    assert wire.problem_of(files.read_problem(problem_text(problem).encode())) == problem


@given(SCHEDULES)
def test_every_schedule_comes_back(schedule: Schedule) -> None:
    message = wire.schedule_message(schedule)
    assert wire.schedule_of(message) == schedule
    assert wire.schedule_of(files.read_schedule(files.write(message))) == schedule


@given(SCHEDULES)
def test_a_solutions_file_is_read_for_its_schedule_alone(schedule: Schedule) -> None:
    solution = Solution(Outcome.FEASIBLE, 0, 0, "digest", schedule, Score())
    written = json.loads(files.solution_text(solution))
    written["later"] = {"versions": "may say more"}
    assert wire.schedule_of(files.read_schedule(json.dumps(written))) == schedule


@settings(max_examples=60)
@given(SOLUTIONS)
def test_every_solution_comes_back(solution: Solution) -> None:
    assert wire.told(wire.telling(solution, "digest")) == solution


@given(st.builds(Progress, IDS, SECONDS, st.none() | AMOUNTS, st.none() | AMOUNTS))
def test_progress_comes_back(progress: Progress) -> None:
    assert wire.told(wire.telling(progress, "digest")) == progress


@given(st.builds(Improvement, SCHEDULES, SCORES, st.none() | AMOUNTS, AMOUNTS, SECONDS))
def test_an_improvement_comes_back(improvement: Improvement) -> None:
    assert wire.told(wire.telling(improvement, "digest")) == improvement


def test_a_gap_is_a_share_of_the_total_and_of_nothing_it_is_none() -> None:
    assert (gap(4, 3), gap(4, 4), gap(0, 0), gap(0, 1), gap(4, None)) == (0.25, 0.0, 0.0, 0.0, None)


def test_a_verdict_has_violations_or_a_score() -> None:
    problem = a_problem()
    right = wire.check_message(check(problem, a_schedule(held())), "digest")
    assert (len(right.violations), right.HasField("score")) == (0, True)
    assert right.score.total == right.score.unseated == 60_000
    wrong = wire.check_message(check(problem, a_schedule(held(seats=[]))), "digest")
    assert wrong == planning_pb2.CheckResponse(
        problem_digest="digest",
        violations=[
            schedule_pb2.Violation(rule="H5", code="SEATS_MIN", run="r1", limit=1, actual=0)
        ],
    )


def test_a_digest_is_that_of_the_content() -> None:
    one, same = (files.read_problem(problem_text(a_problem())) for _ in range(2))
    other = files.read_problem(problem_text(a_problem(runs=[a_run("r2")])))
    assert wire.digest(one) == wire.digest(same)
    assert wire.digest(one) != wire.digest(other)
    assert len(wire.digest(one)) == 64


# --- limits and objectives


def test_limits_that_are_absent_are_the_contracts() -> None:
    assert wire.limits_of(planning_pb2.Limits()) == Limits(
        seconds=60.0, gap=0.0, workers=1, seed=0, memory_mb=None, work_units=None
    )


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("seconds", 0.0), ("seconds", -1.0), ("seconds", float("nan")), ("gap", -0.1), ("gap", 1.1),
        ("gap", float("nan")), ("workers", 0), ("memory_mb", 0), ("work_units", 0),
    ],
)  # fmt: skip
def test_limits_that_no_search_can_keep_are_refused(name: str, value: float) -> None:
    with pytest.raises(Malformed) as malformed:
        wire.limits_of(planning_pb2.Limits(**{name: value}))
    assert [fault.path for fault in malformed.value.faults] == [f"limits.{name}"]


def test_no_objective_is_the_total() -> None:
    assert wire.objective_of(0) is Objective.TOTAL
    assert wire.objective_of(planning_pb2.OBJECTIVE_CHANGES_FIRST) is Objective.CHANGES_FIRST
    with pytest.raises(Malformed, match="objective"):
        wire.objective_of(9)
