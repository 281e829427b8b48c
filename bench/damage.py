"""What goes wrong after a plan was promised, and a schedule that mends it.

The planted schedule becomes the baseline. Then a busy trainer is lost, a venue closes for some
weeks, a run may be called off, nominations are withdrawn and new ones come late; or only one of
these happens, for certain. What breaks is mended one by one, so that a valid schedule with every
required run is known.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import numpy as np

from bench.ledger import Entry, Ledger
from scheduler.clock import Interval
from scheduler.problem import Block, LinkKind, Nomination, Problem, Skill, Trainer, Venue
from scheduler.rules.where import venue_faults
from scheduler.rules.who_teaches import is_qualified
from scheduler.schedule import Schedule

KINDS = ("lost-trainer", "closed-venue", "called-off", "withdrawn", "late")
WITHDRAWN_SHARE = 0.03
LATE_SHARE = 0.01


def damage(
    rng: np.random.Generator, problem: Problem, planted: Schedule, only: str | None = None
) -> tuple[Problem, Schedule]:
    """Give the problem of a repair, and a valid schedule for it; `only` is one of KINDS."""
    days = problem.horizon.end - problem.horizon.start + 1
    until = problem.horizon.start + int(days * rng.uniform(0.12, 0.33))
    policy = replace(problem.policy, notice_days=42, notice_factor=3, min_notice_days=14)
    problem = replace(
        problem,
        horizon=replace(problem.horizon, frozen_until=until),
        policy=policy,
        baseline=planted,
    )
    ledger = Ledger(problem)
    _write_down(ledger, planted)
    if only in (None, "lost-trainer"):
        problem = _lose_trainer(problem, ledger)
    if only in (None, "closed-venue"):
        problem = _close_venue(rng, problem, ledger)
    if only in (None, "called-off"):
        problem = _call_off(rng, problem, ledger, share=0.6 if only is None else 1.0)
    if only in (None, "withdrawn"):
        problem = _withdraw(rng, problem, ledger)
    if only in (None, "late"):
        problem = _nominate_late(rng, problem)
    funders = tuple(
        replace(f, budget_usd=max(f.budget_usd or 0, ledger.spent_usd[f.id]))
        for f in problem.funders
    )
    return replace(problem, funders=funders), ledger.schedule()


def _write_down(ledger: Ledger, planted: Schedule) -> None:
    problem = ledger.problem
    for held in planted.runs:
        run = problem.run[held.id]
        course = problem.course[run.course]
        entry = Entry(run, course, held.start, problem.venue[held.venue], held.language)
        blocks = {b.id: b for b in course.blocks}
        for pair in held.trainers:
            entry.duties.setdefault(pair.trainer, []).append(blocks[pair.block])
        ledger.add(entry)
        for seat in held.seats:
            ledger.seat(entry, problem.nomination[seat])


def _until(problem: Problem) -> int:
    return problem.horizon.frozen_until or 0


def _lose_trainer(problem: Problem, ledger: Ledger) -> Problem:
    """Lose the trainer with most runs to come whose blocks others can take over."""
    pinned = {pair.trainer for run in problem.runs for pair in run.pinned.trainers}
    coming = Counter(
        trainer
        for entry in ledger.held.values()
        if entry.end > _until(problem)
        for trainer in entry.duties
        if trainer not in pinned
    )
    for lost, _ in coming.most_common(10):
        changed = _replace(problem, ledger, lost)
        if changed is not None:
            return changed
    return problem


def _replace(problem: Problem, ledger: Ledger, lost: str) -> Problem | None:
    """Give a trainer's blocks to others, who learn what they lack; None where nobody is free."""
    taught: dict[str, Trainer] = {}
    new: list[tuple[Entry, str, Block]] = []
    for entry in ledger.teaching[lost]:
        for block in entry.duties[lost]:
            if entry.start + block.last_day <= _until(problem):
                continue
            busy = {*entry.duties, *(t for e, t, _ in new if e is entry)}
            twice = {t for _, t, _ in new}
            free = [
                t
                for t in problem.trainers
                if t.id not in busy | twice and ledger.can_teach(t, entry, [block])
            ]
            free.sort(key=lambda t: not _is_able(t, block, entry.language))
            if not free:
                return None
            new.append((entry, free[0].id, block))
            taught[free[0].id] = _teach(free[0], block, entry.language)
    for entry in list(ledger.teaching[lost]):
        duties = {t: list(blocks) for t, blocks in entry.duties.items() if t != lost}
        for other, trainer, block in new:
            if other is entry:
                duties[trainer] = [block]
        _rewrite(ledger, entry, Entry(entry.run, entry.course, entry.start, entry.venue,
                                      entry.language, duties))  # fmt: skip
    return replace(
        problem, trainers=tuple(taught.get(t.id, t) for t in problem.trainers if t.id != lost)
    )


def _is_able(trainer: Trainer, block: Block, language: str) -> bool:
    return is_qualified(trainer, block) and language in trainer.languages


def _teach(trainer: Trainer, block: Block, language: str) -> Trainer:
    if _is_able(trainer, block, language):
        return trainer
    languages = tuple(dict.fromkeys([*trainer.languages, language]))
    if is_qualified(trainer, block):
        return replace(trainer, languages=languages)
    others = tuple(s for s in trainer.skills if s.skill != block.skill)
    return replace(trainer, languages=languages, skills=(*others, Skill(block.skill, block.level)))


def _rewrite(ledger: Ledger, old: Entry, new: Entry) -> None:
    seats = list(old.seats.values())
    ledger.remove(old)
    ledger.add(new)
    for nomination in seats:
        ledger.seat(new, nomination)


def _close_venue(rng: np.random.Generator, problem: Problem, ledger: Ledger) -> Problem:
    """Close a venue around one of its runs, if its runs then can be held elsewhere."""
    coming = [e for e in ledger.held.values() if e.start > _until(problem)]
    for index in rng.permutation(len(coming)).tolist()[:20]:
        entry = coming[index]
        closed = Interval(entry.start - 3, entry.start + 20)
        if closed.start <= _until(problem):
            continue
        shut = replace(entry.venue, closed=(*entry.venue.closed, closed))
        moved = [e for e in ledger.at[shut.id] if e.start <= closed.end and closed.start <= e.end]
        if any(e.run.pinned.venue or not _elsewhere(problem, ledger, e, shut.id) for e in moved):
            continue
        for each in moved:
            options = _elsewhere(problem, ledger, each, shut.id)
            if not options:
                return problem
            _rewrite(ledger, each, options[0])
        return replace(
            problem, venues=tuple(shut if v.id == shut.id else v for v in problem.venues)
        )
    return problem


def _elsewhere(problem: Problem, ledger: Ledger, entry: Entry, shut: str) -> list[Entry]:
    """Give the ways to hold a run on its days with its people at another venue."""
    found = []
    for venue in problem.venues:
        if (
            venue.id == shut
            or venue.capacity < len(entry.seats)
            or venue_faults(entry.run, entry.course, venue)
            or not ledger.has_room(venue, entry.start, entry.end)
        ):
            continue
        other = Entry(
            entry.run, entry.course, entry.start, venue, entry.language, dict(entry.duties)
        )
        if _all_can_come(problem, ledger, entry, other, venue):
            found.append(other)
    return found


def _all_can_come(
    problem: Problem, ledger: Ledger, entry: Entry, other: Entry, venue: Venue
) -> bool:
    officials = {problem.official[n.official] for n in entry.seats.values()}
    if any(problem.travel_days(o.city, venue.city) is None for o in officials):
        return False
    trainers = {t.id: t for t in problem.trainers}
    for trainer in entry.duties:
        ledger.teaching[trainer].remove(entry)
    able = all(ledger.can_teach(trainers[t], other, blocks) for t, blocks in other.duties.items())
    for trainer in entry.duties:
        ledger.teaching[trainer].append(entry)
    return able


def _call_off(rng: np.random.Generator, problem: Problem, ledger: Ledger, share: float) -> Problem:
    """Call off a run on which nothing depends, in this share of problems."""
    linked = {id for link in problem.links for id in (link.first, link.second)}
    basic = {p for course in problem.courses for p in course.prerequisites}
    wanted = {n.pinned_run for n in problem.nominations}
    free = [
        e
        for e in ledger.held.values()
        if e.start > _until(problem)
        and e.run.id not in linked | wanted
        and e.course.id not in basic
        and not e.run.required
        and e.run.pinned.held is None
    ]
    if not free or rng.random() < 1.0 - share:
        return problem
    entry = free[rng.integers(len(free))]
    ledger.remove(entry)
    off = replace(entry.run, pinned=replace(entry.run.pinned, held=False))
    return replace(problem, runs=tuple(off if r.id == off.id else r for r in problem.runs))


def _withdraw(rng: np.random.Generator, problem: Problem, ledger: Ledger) -> Problem:
    """Withdraw nominations; their seats are free where the run can spare them."""
    cohorts = {
        id
        for link in problem.links
        if link.kind is LinkKind.SAME_COHORT
        for id in (link.first, link.second)
    }
    basic = {p for course in problem.courses for p in course.prerequisites}
    at = {n: entry for entry in ledger.held.values() for n in entry.seats}
    gone = set()
    for nomination in problem.nominations:
        if nomination.pinned_run is not None or rng.random() >= WITHDRAWN_SHARE:
            continue
        entry = at.get(nomination.id)
        if entry is not None:
            if entry.run.id in cohorts or entry.course.id in basic:
                continue
            if not _can_spare(problem, entry, nomination):
                continue
            ledger.unseat(entry, nomination)
        gone.add(nomination.id)
    return replace(problem, nominations=tuple(n for n in problem.nominations if n.id not in gone))


def _can_spare(problem: Problem, entry: Entry, nomination: Nomination) -> bool:
    others = {
        problem.official[n.official].member for n in entry.seats.values() if n is not nomination
    }
    return len(entry.seats) > entry.course.min_seats and len(others) >= entry.course.min_members


def _nominate_late(rng: np.random.Generator, problem: Problem) -> Problem:
    """Add nominations that nobody knew of, often of high priority."""
    known = {(n.official, n.course) for n in problem.nominations}
    ids = [run.course for run in problem.runs]
    found = []
    for nth in range(round(LATE_SHARE * len(problem.nominations)) + 1):
        official = problem.officials[rng.integers(len(problem.officials))].id
        course = ids[rng.integers(len(ids))]
        if (official, course) not in known:
            known.add((official, course))
            priority = int(rng.choice((3, 4, 5)))
            found.append(Nomination(f"late{nth + 1:04}", official, course, priority))
    return replace(problem, nominations=(*problem.nominations, *found))
