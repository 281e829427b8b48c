"""Two readings of the contract, held equal: the planner's checker, and brute force."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations, product
from random import Random

import pytest

from scheduler.check import check
from scheduler.problem import Problem
from scheduler.schedule import BlockTrainer, Schedule, ScheduledRun
from tests.scheduler import enumeration
from tests.scheduler.tiny import LANGUAGES, a_tiny_problem, some

NOBODY = "nobody"


def a_schedule(rng: Random, problem: Problem) -> Schedule:
    """Some schedule, seldom a valid one."""
    return Schedule(tuple(a_held_run(rng, problem, run.id) for run in some(rng, problem.runs, 0.8)))


def a_held_run(rng: Random, problem: Problem, id: str) -> ScheduledRun:
    run = problem.run[id]
    course = problem.course[run.course]
    first = problem.horizon.start if run.earliest is None else run.earliest
    wishes = [n.id for n in problem.nominations if n.course == course.id]
    trainers = [t.id for t in problem.trainers]
    return ScheduledRun(
        id,
        first + rng.randint(-1, 4),
        rng.choice(run.venues or [v.id for v in problem.venues]),
        rng.choice(course.languages).language,
        tuple(
            BlockTrainer(block.id, trainer)
            for block in course.blocks
            for trainer in rng.sample(trainers, min(len(trainers), block.trainer_count))
        ),
        tuple(rng.sample(wishes, min(len(wishes), rng.randint(0, course.max_seats + 1)))),
    )


def mutated(rng: Random, problem: Problem, schedule: Schedule) -> Schedule:
    """The schedule with one thing changed."""
    runs = list(schedule.runs)
    lacking = [r.id for r in problem.runs if r.id not in {e.id for e in runs}]
    kind = rng.randrange(10)
    if kind == 0 and lacking:
        return Schedule((*runs, a_held_run(rng, problem, rng.choice(lacking))))
    if not runs:
        return schedule
    index = rng.randrange(len(runs))
    runs[index] = changed(rng, problem, runs[index], kind)
    if kind == 1:
        del runs[index]
    if kind == 2 and rng.random() < 0.2:
        runs.append(rng.choice((runs[index], replace(runs[index], id=NOBODY))))
    return Schedule(tuple(runs))


def changed(rng: Random, problem: Problem, entry: ScheduledRun, kind: int) -> ScheduledRun:
    trainers, seats = list(entry.trainers), list(entry.seats)
    nominations = [n.id for n in problem.nominations]
    if kind in (3, 4):
        return replace(entry, start=entry.start + rng.choice((-7, -1, 1, 2)))
    if kind == 5:
        return replace(entry, venue=rng.choice((*(v.id for v in problem.venues), NOBODY)))
    if kind == 6:
        return replace(entry, language=rng.choice((*LANGUAGES, "th")))
    if kind in (7, 8) and entry.id in problem.run:
        who = rng.choice((*(t.id for t in problem.trainers), NOBODY))
        blocks = [b.id for b in problem.course[problem.run[entry.id].course].blocks]
        if trainers and rng.random() < 0.8:
            nth = rng.randrange(len(trainers))
            trainers[nth] = BlockTrainer(trainers[nth].block, who)
        else:
            trainers.append(BlockTrainer(rng.choice((*blocks, NOBODY)), who))
        return replace(entry, trainers=tuple(trainers))
    if seats and rng.random() < 0.5:
        seats.pop(rng.randrange(len(seats)))
    else:
        seats.append(rng.choice((*nominations, NOBODY)))
    return replace(entry, seats=tuple(seats))


def schedules(rng: Random, problem: Problem) -> list[Schedule]:
    """Random, promised and best schedules, as they are and with one to four changes."""
    _, best = enumeration.best(problem)
    found = [a_schedule(rng, problem), problem.baseline or Schedule(), best or Schedule()]
    for schedule in list(found):
        last = schedule
        for _ in range(4):
            last = mutated(rng, problem, last)
            found.append(last)
    return found


def assert_agree(problem: Problem, schedule: Schedule) -> None:
    verdict = check(problem, schedule)
    codes = {v.code for v in verdict.violations}
    assert codes == enumeration.is_valid(problem, schedule)
    if not codes:
        assert verdict.score == enumeration.score(problem, schedule)


@pytest.mark.parametrize("seed", range(400))
def test_both_readings_agree_on_any_schedule(seed: int) -> None:
    rng = Random(seed)
    problem = a_tiny_problem(rng)
    for schedule in schedules(rng, problem):
        assert_agree(problem, schedule)


@pytest.mark.parametrize("seed", range(200))
def test_the_best_schedule_passes_the_checker_and_is_not_below_the_floor(seed: int) -> None:
    problem = a_tiny_problem(Random(seed))
    total, schedule = enumeration.best(problem)
    if schedule is None:
        assert total is None
        return
    verdict = check(problem, schedule)
    assert verdict.violations == ()
    assert verdict.score is not None
    assert verdict.score.total == total
    assert enumeration.floor(problem) <= total


def every_run(problem: Problem, id: str) -> list[ScheduledRun]:
    """Every way to hold a run in its window, or as promised, whoever teaches and learns."""
    run = problem.run[id]
    course = problem.course[run.course]
    promised = [r for r in (problem.baseline or Schedule()).runs if r.id == id]
    horizon = problem.horizon
    first = horizon.start if run.earliest is None else max(horizon.start, run.earliest)
    last = horizon.end if run.latest is None else min(horizon.end, run.latest)
    starts = {*range(first, last + 1), *(r.start for r in promised)}
    languages = {*(o.language for o in course.languages), *(r.language for r in promised)}
    seats = {n.id for n in problem.nominations if n.course == course.id}
    seats |= {n for r in promised for n in r.seats if n in problem.nomination}
    teams = [
        [BlockTrainer(block.id, t) for t in team]
        for block in course.blocks
        for size in range(3)
        for team in combinations([t.id for t in problem.trainers], size)
    ]
    staffs = product(*([t for t in teams if not t or t[0].block == b.id] for b in course.blocks))
    distinct = {tuple(p for team in staff for p in team) for staff in staffs}
    cohorts = [c for n in range(len(seats) + 1) for c in combinations(sorted(seats), n)]
    return [
        ScheduledRun(id, *way)
        for way in product(
            sorted(starts), [v.id for v in problem.venues], languages, sorted(distinct), cohorts
        )
    ]


def extra_tiny_problems(count: int, most: int) -> list[tuple[Problem, list[Schedule]]]:
    """Problems of so few schedules that all of them can be written down."""
    found = []
    seed = 0
    while len(found) < count:
        seed += 1
        problem = a_tiny_problem(Random(seed), runs=2, nominations=3)
        ways = [[None, *every_run(problem, run.id)] for run in problem.runs]
        number = len(ways[0]) * (len(ways[1]) if len(ways) > 1 else 1)
        if 50 <= number <= most:
            found.append((problem, [Schedule(tuple(filter(None, way))) for way in product(*ways)]))
    return found


def test_the_best_schedule_is_the_best_of_all() -> None:
    outcomes = set()
    for problem, everything in extra_tiny_problems(40, most=5_000):
        valid = [s for s in everything if not enumeration.is_valid(problem, s)]
        totals = [enumeration.score(problem, s) for s in valid]
        changes = [enumeration.changed_runs(problem, s) for s in valid]
        total, _ = enumeration.best(problem)
        assert total == min((s.total for s in totals), default=None)
        ranks = [(n, s.changes, s.total) for n, s in zip(changes, totals, strict=True)]
        assert enumeration.best_changes_first(problem) == min(ranks, default=None)
        outcomes.add(total is None or len(valid) > 1)
    assert outcomes == {True, False}
