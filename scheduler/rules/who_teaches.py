"""H3 who teaches: counts, skills, languages, and trainers who can be in one place at a time.

In a frozen run, blocks that are over and days that are past are facts; the rest is tested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any

from scheduler.clock import Interval, first_common_day, free_days
from scheduler.problem import Block, Trainer
from scheduler.reading import Held, Presence, Reading
from scheduler.schedule import Violation

RULE = "H3"


def violations(reading: Reading) -> Iterator[Violation]:
    """List broken clauses."""
    for held in reading.held.values():
        yield from _unknown(reading, held)
        yield from _blocks(reading, held)
    for presences in reading.presences.values():
        for presence in presences:
            yield from _presence(reading, presence)
        for before, after in pairwise(presences):
            yield from _travel(reading, before, after)
        yield from _double(reading, presences)
        yield from _max_days(reading, presences)


def is_qualified(trainer: Trainer, block: Block) -> bool:
    """Say whether a trainer has the skill of a block at its level."""
    return not block.skill or any(
        s.skill == block.skill and s.level >= block.level for s in trainer.skills
    )


def _unknown(reading: Reading, held: Held) -> Iterator[Violation]:
    blocks = {b.id for b in held.course.blocks}
    for pair in held.entry.trainers:
        if pair.block not in blocks:
            yield Violation(RULE, "UNKNOWN_BLOCK", run=held.run.id, block=pair.block)
        if pair.trainer not in reading.problem.trainer:
            yield Violation(
                RULE, "UNKNOWN_TRAINER", run=held.run.id, block=pair.block, trainer=pair.trainer
            )


def _is_fact(reading: Reading, held: Held, block: Block) -> bool:
    return held.frozen and reading.is_past(held.start + block.last_day)


def _blocks(reading: Reading, held: Held) -> Iterator[Violation]:
    times = Counter((b.id, t.id) for b, t in held.duties)
    for block in held.course.blocks:
        if _is_fact(reading, held, block):
            continue
        count = sum(1 for b, _ in times if b == block.id)
        listed = sum(n for (b, _), n in times.items() if b == block.id)
        if count != block.trainer_count or listed != count:
            yield Violation(
                RULE,
                "TRAINER_COUNT",
                run=held.run.id,
                block=block.id,
                limit=block.trainer_count,
                actual=listed,
            )
    for block, trainer in dict.fromkeys(held.duties):
        if _is_fact(reading, held, block):
            continue
        ids: dict[str, Any] = {"run": held.run.id, "block": block.id, "trainer": trainer.id}
        if not is_qualified(trainer, block):
            yield Violation(RULE, "TRAINER_SKILL", **ids)
        if held.language not in trainer.languages:
            yield Violation(RULE, "TRAINER_LANGUAGE", **ids)


def _presence(reading: Reading, presence: Presence) -> Iterator[Violation]:
    held, trainer = presence.held, presence.trainer
    ids: dict[str, Any] = {"run": held.run.id, "trainer": trainer.id}
    blocks = sorted(presence.blocks, key=lambda b: (b.first_day, b.last_day))
    for earlier, later in pairwise(blocks):
        facts = _is_fact(reading, held, earlier) and _is_fact(reading, held, later)
        if later.first_day <= earlier.last_day and not facts:
            yield Violation(RULE, "TRAINER_BLOCKS_OVERLAP", block=later.id, **ids)
    day = first_common_day(_from(reading, [presence]), presence.last, trainer.unavailable)
    if day is not None:
        yield Violation(RULE, "TRAINER_UNAVAILABLE", day=day, **ids)
    if held.city is not None and _has_open_block(reading, presence):
        problem = reading.problem
        if problem.travel_days(trainer.city, held.city) is None:
            yield Violation(RULE, "TRAINER_UNREACHABLE", **ids)


def _from(reading: Reading, presences: Iterable[Presence]) -> int:
    """Give the first day on which these presences are tested: all of it, or what is not past."""
    presences = list(presences)
    first = max(p.first for p in presences)
    until = reading.problem.horizon.frozen_until
    if until is not None and all(p.held.frozen for p in presences):
        return max(first, until + 1)
    return first


def _has_open_block(reading: Reading, presence: Presence) -> bool:
    return not all(_is_fact(reading, presence.held, block) for block in presence.blocks)


def _double(reading: Reading, presences: list[Presence]) -> Iterator[Violation]:
    for index, after in enumerate(presences):
        for before in presences[:index]:
            day = first_common_day(
                _from(reading, (before, after)),
                after.last,
                [Interval(before.first, before.last)],
            )
            if day is not None:
                yield Violation(
                    RULE,
                    "TRAINER_DOUBLE",
                    run=after.held.run.id,
                    other_run=before.held.run.id,
                    trainer=after.trainer.id,
                    day=day,
                )


def _travel(reading: Reading, before: Presence, after: Presence) -> Iterator[Violation]:
    free = free_days(before.last, after.first)
    facts = before.held.frozen and after.held.frozen and reading.is_past(after.first)
    if free < 0 or facts or before.held.city is None or after.held.city is None:
        return
    trainer = after.trainer
    needed = reading.problem.transfer_days(trainer.city, before.held.city, after.held.city)
    if needed is None or free < needed:
        yield Violation(
            RULE,
            "TRAINER_TRAVEL",
            run=after.held.run.id,
            other_run=before.held.run.id,
            trainer=trainer.id,
            limit=needed,
            actual=free,
        )


def _max_days(reading: Reading, presences: list[Presence]) -> Iterator[Violation]:
    trainer, horizon = presences[0].trainer, reading.problem.horizon
    if trainer.max_days is None:
        return
    days = sum(p.block_days(horizon.start, horizon.end) for p in presences)
    if days > trainer.max_days and any(
        not p.held.frozen or _has_open_block(reading, p) for p in presences
    ):
        yield Violation(
            RULE, "TRAINER_MAX_DAYS", trainer=trainer.id, limit=trainer.max_days, actual=days
        )
