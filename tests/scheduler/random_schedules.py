"""Random schedules that name only what their problem has, and keep what is fact.

The exact model can express them all, so that its faces of the rules and goals can be compared with
the others. Half of them begin with a best schedule, and a few changes make most of them invalid.
"""

from __future__ import annotations

from dataclasses import replace
from random import Random

from scheduler.problem import Block, Course, Problem
from scheduler.schedule import BlockTrainer, Schedule, ScheduledRun
from tests.scheduler import enumeration


def a_random_schedule(rng: Random, problem: Problem) -> Schedule:
    """The best, the promised or no schedule, with up to five changes, and all facts."""
    _, best = enumeration.best(problem)
    begin = rng.choice((best, best, problem.baseline, None)) or Schedule()
    runs = {
        r.id: with_known_parts(problem, r)
        for r in begin.runs
        if r.id in problem.run and r.venue in problem.venue
    }
    for fact in problem.frozen.values():
        runs[fact.id] = a_kept_fact(rng, problem, fact)
    for _ in range(rng.choice((0, 1, 1, 2, 3, 5))):
        change_one(rng, problem, runs)
    return Schedule(tuple(runs[run.id] for run in problem.runs if run.id in runs))


def course_of(problem: Problem, id: str) -> Course:
    return problem.course[problem.run[id].course]


def is_over(problem: Problem, fact: ScheduledRun, block: Block) -> bool:
    until = problem.horizon.frozen_until
    return until is not None and fact.start + block.last_day <= until


def with_known_parts(problem: Problem, entry: ScheduledRun) -> ScheduledRun:
    course = course_of(problem, entry.id)
    blocks, wishes = {b.id for b in course.blocks}, problem.nominations_of[course.id]
    languages = [o.language for o in course.languages]
    return replace(
        entry,
        language=entry.language if entry.language in languages else languages[0],
        trainers=tuple(
            dict.fromkeys(
                p for p in entry.trainers if p.block in blocks and p.trainer in problem.trainer
            )
        ),
        seats=tuple(n.id for n in wishes if n.id in entry.seats),
    )


def a_kept_fact(rng: Random, problem: Problem, fact: ScheduledRun) -> ScheduledRun:
    """A fact; the trainers of its blocks that are not over are as promised, or drawn."""
    kept: list[BlockTrainer] = []
    for block in course_of(problem, fact.id).blocks:
        promised = [
            p for p in fact.trainers if p.block == block.id and p.trainer in problem.trainer
        ]
        if is_over(problem, fact, block) or rng.random() < 0.5:
            kept += promised
        else:
            kept += some_trainers(rng, problem, block)
    seats = tuple(n for n in dict.fromkeys(fact.seats) if n in problem.nomination)
    return replace(fact, trainers=tuple(dict.fromkeys(kept)), seats=seats)


def some_trainers(rng: Random, problem: Problem, block: Block) -> list[BlockTrainer]:
    ids = [t.id for t in problem.trainers]
    count = max(0, min(len(ids), block.trainer_count + rng.choice((0, 0, 0, 0, 1, -1))))
    return [BlockTrainer(block.id, t) for t in rng.sample(ids, count)]


def a_random_run(rng: Random, problem: Problem, id: str) -> ScheduledRun:
    course, horizon = course_of(problem, id), problem.horizon
    wishes = [n.id for n in problem.nominations_of[course.id]]
    first, last = problem.run[id].earliest or horizon.start, problem.run[id].latest or horizon.end
    if rng.random() < 0.2:
        first, last = horizon.start - 2, horizon.end + 1
    return ScheduledRun(
        id,
        rng.randint(min(first, last), max(first, last)),
        rng.choice(problem.venues).id,
        rng.choice(course.languages).language,
        tuple(p for block in course.blocks for p in some_trainers(rng, problem, block)),
        tuple(rng.sample(wishes, min(len(wishes), rng.randint(0, course.max_seats + 1)))),
    )


def change_one(rng: Random, problem: Problem, runs: dict[str, ScheduledRun]) -> None:
    """Hold another run, drop one, or change one thing about one."""
    free = [r.id for r in problem.runs if r.id not in problem.frozen]
    if not free:
        return
    id = rng.choice(free)
    if id not in runs:
        runs[id] = a_random_run(rng, problem, id)
        return
    entry, other = runs[id], a_random_run(rng, problem, id)
    changed = {
        "start": replace(entry, start=entry.start + rng.choice((-7, -2, -1, 1, 2, 7))),
        "venue": replace(entry, venue=other.venue),
        "language": replace(entry, language=other.language),
        "trainers": replace(entry, trainers=other.trainers),
        "seats": replace(entry, seats=other.seats),
        "seat": replace(entry, seats=tuple(dict.fromkeys((*entry.seats, *other.seats[:1])))),
        "drop": None,
    }
    after = changed[rng.choice(list(changed))]
    if after is None:
        del runs[id]
    else:
        runs[id] = after
