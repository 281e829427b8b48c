"""H3 who teaches: counts, skills, languages, and trainers who can be in one place at a time.

In a frozen run, blocks that are over and days that are past are facts; the rest is tested.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, combinations, pairwise
from typing import TYPE_CHECKING, Any

from scheduler.clock import Interval, first_common_day, free_days
from scheduler.problem import Block, Trainer
from scheduler.reading import Held, Presence, Reading
from scheduler.schedule import Violation

if TYPE_CHECKING:
    from scheduler.variables import Literal, Placing, Stint, Variables

RULE = "H3"


def violations(reading: Reading) -> Iterator[Violation]:
    """List broken clauses."""
    for held in reading.held.values():
        yield from held.once(RULE, list, chain(_unknown(reading, held), _blocks(reading, held)))
    for presences in reading.presences.values():
        for presence in presences:
            yield from _presence(reading, presence)
        for before, after in pairwise(presences):
            yield from _travel(reading, before, after)
        yield from _double(reading, presences)
        yield from _max_days(reading, presences)


def is_qualified(trainer: Trainer, block: Block) -> bool:
    """Say whether a trainer has the skill of a block at its level."""
    if not block.skill:
        return True
    for skill in trainer.skills:
        if skill.skill == block.skill and skill.level >= block.level:
            return True
    return False


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
    listed_in = Counter([block.id for block, _ in held.duties])
    distinct = dict.fromkeys(held.duties)
    counts = Counter([block.id for block, _ in distinct])
    for block in held.course.blocks:
        if _is_fact(reading, held, block):
            continue
        count, listed = counts[block.id], listed_in[block.id]
        if count != block.trainer_count or listed != count:
            yield Violation(
                RULE,
                "TRAINER_COUNT",
                run=held.run.id,
                block=block.id,
                limit=block.trainer_count,
                actual=listed,
            )
    for block, trainer in distinct:
        is_able, is_heard = is_qualified(trainer, block), held.language in trainer.languages
        if (is_able and is_heard) or _is_fact(reading, held, block):
            continue
        ids: dict[str, Any] = {"run": held.run.id, "block": block.id, "trainer": trainer.id}
        if not is_able:
            yield Violation(RULE, "TRAINER_SKILL", **ids)
        if not is_heard:
            yield Violation(RULE, "TRAINER_LANGUAGE", **ids)


def _presence(reading: Reading, presence: Presence) -> Iterator[Violation]:
    held, trainer = presence.held, presence.trainer
    ids: dict[str, Any] = {"run": held.run.id, "trainer": trainer.id}
    if len(presence.blocks) > 1:
        blocks = sorted(presence.blocks, key=lambda b: (b.first_day, b.last_day))
        for earlier, later in pairwise(blocks):
            facts = _is_fact(reading, held, earlier) and _is_fact(reading, held, later)
            if later.first_day <= earlier.last_day and not facts:
                yield Violation(RULE, "TRAINER_BLOCKS_OVERLAP", block=later.id, **ids)
    if trainer.unavailable:
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
            if before.last < after.first:
                continue
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


def constrain(variables: Variables) -> None:
    """Lay the clauses on the exact model; skills, overlaps and reach are in the stints."""
    relaxed = variables.relaxed
    for placing in variables.placings.values():
        _constrain_stints(variables, placing)
        if "TRAINER_COUNT" not in relaxed:
            for block in placing.course.blocks:
                if not placing.over(block):
                    present = sum(s.literal for s in placing.stints if block in s.blocks)
                    variables.cp.add(present == block.trainer_count * placing.held)
    for stints in variables.stints_of.values():
        _constrain_meetings(variables, stints)
        if "TRAINER_MAX_DAYS" not in relaxed:
            _constrain_days(variables, stints)


def _constrain_stints(variables: Variables, placing: Placing) -> None:
    cp, relaxed = variables.cp, variables.relaxed
    together: dict[str, dict[tuple[Block, ...], list[Stint]]] = {}
    for stint in placing.stints:
        together.setdefault(stint.trainer.id, {}).setdefault(stint.blocks, []).append(stint)
        cp.add_implication(stint.literal, placing.cities[stint.city])
    for theirs in together.values():
        cp.add(sum(s.literal for stints in theirs.values() for s in stints) <= placing.held)
        facts = tuple(b for b in placing.course.blocks if placing.over(b))
        known = [stints for blocks, stints in theirs.items() if set(blocks) & set(facts)]
        if known:
            cp.add(sum(s.literal for stints in known for s in stints) == 1)
        for blocks, stints in theirs.items():
            present = sum(s.literal for s in stints)
            trainer = stints[0].trainer
            if "TRAINER_LANGUAGE" not in relaxed and not set(blocks) <= set(facts):
                spoken = [placing.languages.get(x) for x in set(trainer.languages)]
                cp.add(present <= sum(s for s in spoken if s is not None))
            if "TRAINER_UNAVAILABLE" not in relaxed:
                away = _starts_away(variables, placing, stints[0])
                if away:
                    cp.add(present + sum(away) <= 1)


def _starts_away(variables: Variables, placing: Placing, stint: Stint) -> list[Literal]:
    until = variables.problem.horizon.frozen_until
    found = []
    for day, literal in placing.starts.items():
        first, last = day + stint.first_day, day + stint.last_day
        if placing.fact and until is not None:
            first = max(first, until + 1)
        if first_common_day(first, last, stint.trainer.unavailable) is not None:
            found.append(literal)
    return found


def _constrain_meetings(variables: Variables, stints: list[tuple[Placing, Stint]]) -> None:
    for (one, first), (other, second) in combinations(stints, 2):
        if one is other:
            continue
        before, after = (one, first), (other, second)
        if one.fact and other.fact:
            orders = _facts_agree(variables, stints, before, after)
        else:
            orders = variables.possible(
                chain(
                    _in_turn(variables, before, after),
                    _in_turn(variables, after, before),
                    _in_order(variables, stints, before, after),
                    _in_order(variables, stints, after, before),
                )
            )
        if orders is not None:
            variables.cp.add_bool_or(~first.literal, ~second.literal, *orders)


def _in_turn(
    variables: Variables, before: tuple[Placing, Stint], after: tuple[Placing, Stint]
) -> Iterator[Literal]:
    """Give a literal, if there can be one, which implies that one stint is well after another."""
    (one, first), (other, second) = before, after
    needed = _needed_days(variables, first, second)
    if needed is not None:
        yield variables.apart(one, other, first.last_day + 1 - second.first_day + needed)


def _needed_days(variables: Variables, first: Stint, second: Stint) -> int | None:
    if "TRAINER_TRAVEL" in variables.relaxed:
        return 0
    return variables.transfer_days(first.trainer.city, first.city, second.city)


def _in_order(
    variables: Variables,
    stints: list[tuple[Placing, Stint]],
    before: tuple[Placing, Stint],
    after: tuple[Placing, Stint],
) -> Iterator[Literal]:
    """Give other literals each of which implies that one stint follows another as it may."""
    (one, first), (other, second) = before, after
    needed = _needed_days(variables, first, second)
    if "TRAINER_DOUBLE" in variables.relaxed:
        # Where days may be shared, no way is needed between presences that do.
        days = first.last_day + 1 - second.first_day
        yield variables.together(one, other, days, second.last_day + 1 - first.first_day)
    if needed != 0:
        yield from _between(variables, stints, before, after, needed)


def _between(
    variables: Variables,
    stints: list[tuple[Placing, Stint]],
    before: tuple[Placing, Stint],
    after: tuple[Placing, Stint],
    needed: int | None,
) -> Iterator[Literal]:
    """Give literals each of which implies that one stint follows another with a third between.

    Only consecutive presences are tested, so that the third may shorten the way. They are in the
    order of their first days, then their last, then their runs.
    """
    (one, first), (other, second) = before, after
    runs = list(variables.placings.values())

    def at_once(placing: Placing, stint: Stint) -> tuple[int, int]:
        return stint.last_day - stint.first_day, runs.index(placing)

    for third, between in _on_the_way(variables, stints, first, second, needed):
        if third in (one, other) or not _shortens(
            variables, (first, between, second), third, needed
        ):
            continue
        literal = variables.cp.new_bool_var("")
        since = int(at_once(third, between) < at_once(one, first))
        until = int(at_once(other, second) < at_once(third, between))
        for implied in (
            between.literal,
            variables.apart(one, other, first.last_day + 1 - second.first_day),
            variables.apart(one, third, first.first_day - between.first_day + since),
            variables.apart(third, other, between.first_day - second.first_day + until),
        ):
            variables.cp.add_implication(literal, implied)
        yield literal


def _on_the_way(
    variables: Variables,
    stints: list[tuple[Placing, Stint]],
    first: Stint,
    second: Stint,
    needed: int | None,
) -> list[tuple[Placing, Stint]]:
    """Give what may shorten the way: most often nothing, and then nothing is looked through."""
    if needed is None or "TRAINER_DOUBLE" in variables.relaxed:
        return stints
    cities = variables.stopovers(first.trainer.city, first.city, second.city)
    if not cities and not variables.has_facts:
        return []
    return [(p, s) for p, s in stints if p.fact or s.city in cities]


def _shortens(
    variables: Variables, way: tuple[Stint, Stint, Stint], third: Placing, needed: int | None
) -> bool:
    first, between, second = way
    home, transfer = first.trainer.city, variables.transfer_days
    out, on = transfer(home, first.city, between.city), transfer(home, between.city, second.city)
    if third.fact or needed is None or "TRAINER_DOUBLE" in variables.relaxed:
        return True
    if out is None or on is None:
        return False
    return out + between.last_day - between.first_day + 1 + on < needed


def _facts_agree(
    variables: Variables,
    stints: list[tuple[Placing, Stint]],
    *both: tuple[Placing, Stint],
) -> list[Literal] | None:
    """Give None where two stints of frozen runs go together, else literals that let them."""
    before, after = sorted(
        both, key=lambda p: (p[0].start + p[1].first_day, p[0].start + p[1].last_day)
    )
    (one, first), (other, second) = before, after
    until = variables.problem.horizon.frozen_until or 0
    last, begin = one.start + first.last_day, other.start + second.first_day
    free = free_days(last, begin)
    if free < 0:
        shared = max(begin, until + 1) <= min(last, other.start + second.last_day)
        return [] if shared and "TRAINER_DOUBLE" not in variables.relaxed else None
    if begin <= until or "TRAINER_TRAVEL" in variables.relaxed:
        return None
    needed = variables.transfer_days(first.trainer.city, first.city, second.city)
    if needed is not None and free >= needed:
        return None
    return list(_between(variables, stints, before, after, needed))


def _constrain_days(variables: Variables, stints: list[tuple[Placing, Stint]]) -> None:
    trainer, horizon = stints[0][1].trainer, variables.problem.horizon
    if trainer.max_days is None:
        return
    facts, free, open_literals = 0, [], []
    for placing, stint in stints:
        days, outside = 0, 0
        for block in stint.blocks:
            if placing.fact:
                first = max(placing.start + block.first_day, horizon.start)
                days += max(0, min(placing.start + block.last_day, horizon.end) - first + 1)
            else:
                days += block.days
                outside += placing.days_outside(stint.literal, block.first_day, block.last_day)
        free.append(days * stint.literal - outside)
        if not all(placing.over(b) for b in stint.blocks):
            open_literals.append(stint.literal)
        else:
            facts += days
    if facts > trainer.max_days:
        variables.cp.add(sum(open_literals) == 0)
    else:
        variables.cp.add(sum(free) <= trainer.max_days)
