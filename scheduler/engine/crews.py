"""The cheapest trainers of a run at given prices: exact but for one in two places of it at once.

What one trainer can do in a run is a *part*: one or more blocks without a common day. The way is
paid once for a part, so a run's blocks are shared out among parts at least cost. That two parts
need two trainers is kept only where they are alike.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations
from typing import NamedTuple

import numpy as np

from scheduler.engine.compiled import compiled
from scheduler.engine.disruption import factor
from scheduler.engine.instance import FAR, Instance, Ints, Longs
from scheduler.engine.state import Floats

NOBODY = 1e17
# Beyond so many blocks they are taken in groups, each of which counts its share of the way.
_MOST_BLOCKS = 5


class Crews(NamedTuple):
    """What can be one trainer's part in a run of a course, and who comes first for it.

    How many places of each block of a group are filled is one number, to which a part adds `step`.
    """

    group_ptr: Ints  # [course]
    part_ptr: Ints  # [group]
    states: Ints  # [group]: as many as such numbers
    slot: Ints  # [block]: its first place in a run
    step: Ints  # [part]
    times: Ints  # [part]: how often it can be needed
    fits_ptr: Ints  # [part]
    fits: Ints  # [part, state]: how often it still fits what is filled
    block_ptr: Ints  # [part]
    block: Ints
    first: Ints  # [part]: from which day of a run to which it is
    last: Ints
    days: Ints  # [part]: of its blocks
    trainer_ptr: Longs  # [part, city with venues]
    trainer: Ints  # cheapest first
    usd: Floats


class Duties(NamedTuple):
    """What a trainer's days cost beyond dollars, in thousandths."""

    summed: Floats  # [trainer, day]: the price of all days before it
    load: Floats  # [trainer]: a block day, whenever it is


class _Part(NamedTuple):
    step: int
    times: int
    blocks: tuple[int, ...]
    first: int
    last: int
    days: int
    trainers: Ints
    share: int  # of the way: one in so many


def crews_of(inst: Instance, handle: Instance) -> Crews:
    """List the parts of every course, and the trainers of each for every city that has venues."""
    courses = range(len(inst.course_days))
    groups = [_groups(inst, course) for course in courses]
    flat = [(group, len(each)) for each in groups for group in each]
    unit, slot = np.zeros_like(inst.block_first), np.zeros_like(inst.block_first)
    for course in courses:
        begin, end = inst.course_block_ptr[course : course + 2]
        slot[begin:end] = _ptr(inst.block_count[begin:end])[:-1]
    for group, _ in flat:
        unit[group] = np.cumprod([1, *(inst.block_count[group[:-1]] + 1)])
    parts = [list(_parts(inst, group, unit, share)) for group, share in flat]
    each = [part for group in parts for part in group]
    fits = [
        _fits(inst, unit, group, part)
        for (group, _), of_group in zip(flat, parts, strict=True)
        for part in of_group
    ]
    cities = len(inst.venue_cities)
    sizes = np.repeat(np.array([len(part.trainers) for part in each], np.int64), cities)
    found = Crews(
        group_ptr=_ptr([len(of_course) for of_course in groups]),
        part_ptr=_ptr([len(of_group) for of_group in parts]),
        states=np.array([_states(inst, group) for group, _ in flat], np.int32),
        slot=slot,
        step=np.array([part.step for part in each], np.int32),
        times=np.array([part.times for part in each], np.int32),
        fits_ptr=_ptr([len(states) for states in fits]),
        fits=np.concatenate([np.zeros(0, np.int32), *fits]),
        block_ptr=_ptr([len(part.blocks) for part in each]),
        block=np.array([b for part in each for b in part.blocks], np.int32),
        first=np.array([part.first for part in each], np.int32),
        last=np.array([part.last for part in each], np.int32),
        days=np.array([part.days for part in each], np.int32),
        trainer_ptr=np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)]),
        trainer=np.zeros(max(1, int(sizes.sum())), np.int32),
        usd=np.zeros(max(1, int(sizes.sum()))),
    )
    for at, part in enumerate(each):
        _line_up(handle, found, at, part.trainers, part.share)
    return found


def _groups(inst: Instance, course: int) -> list[list[int]]:
    begin, end = int(inst.course_block_ptr[course]), int(inst.course_block_ptr[course + 1])
    blocks = sorted(range(begin, end), key=lambda block: int(inst.block_first[block]))
    return [blocks[i : i + _MOST_BLOCKS] for i in range(0, len(blocks), _MOST_BLOCKS)]


def _states(inst: Instance, group: list[int]) -> int:
    return int(np.prod(inst.block_count[group] + 1))


def _fits(inst: Instance, unit: Ints, group: list[int], part: _Part) -> Ints:
    """Count how often a part still fits, for each number that says what is filled of its group."""
    states, count = np.arange(_states(inst, group)), inst.block_count
    left = [count[block] - states // unit[block] % (count[block] + 1) for block in part.blocks]
    fits: Ints = np.minimum(part.times, np.min(left, axis=0)).astype(np.int32)
    return fits


def _parts(inst: Instance, group: list[int], unit: Ints, share: int) -> Iterator[_Part]:
    """Give what one trainer can do of a group of blocks, where there is anybody for it."""
    ptr = inst.block_trainer_ptr
    able = {b: inst.block_trainer[ptr[b] : ptr[b + 1]] for b in group}
    for size in range(1, len(group) + 1):
        for blocks in combinations(group, size):
            firsts, lasts = inst.block_first[list(blocks)], inst.block_last[list(blocks)]
            if (firsts[1:] <= lasts[:-1]).any():
                continue
            trainers = able[blocks[0]]
            for block in blocks[1:]:
                trainers = np.intersect1d(trainers, able[block], assume_unique=True)
            if len(trainers):
                yield _Part(
                    step=int(unit[list(blocks)].sum()),
                    times=int(inst.block_count[list(blocks)].min()),
                    blocks=blocks,
                    first=int(firsts[0]),
                    last=int(lasts[-1]),
                    days=int((lasts - firsts + 1).sum()),
                    trainers=trainers,
                    share=share,
                )


def _ptr(sizes: list[int] | Ints) -> Ints:
    return np.concatenate([[0], np.cumsum(sizes)]).astype(np.int32)


@compiled
def _line_up(inst: Instance, crews: Crews, part: int, trainers: Ints, share: int) -> None:
    """Write down who comes first for a part in each city."""
    days = crews.last[part] - crews.first[part] + 1 if share == 1 else crews.days[part]
    usd = np.empty(len(trainers))
    for at in range(len(inst.venue_cities)):
        city = inst.venue_cities[at]
        for i in range(len(trainers)):
            home = inst.trainer_city[trainers[i]]
            price = float(inst.trainer_fee[trainers[i]] * crews.days[part])
            if home != city:
                price += 2 * inst.way_usd[home, city] / share
                price += inst.per_diem[city] * days
            usd[i] = price if inst.way_days[home, city] >= 0 else float(FAR)
        row = crews.trainer_ptr[part * len(inst.venue_cities) + at]
        order = np.argsort(usd)
        for i in range(len(trainers)):
            crews.trainer[row + i] = trainers[order[i]]
            crews.usd[row + i] = usd[order[i]]


@compiled
def cheapest(
    inst: Instance,
    crews: Crews,
    duties: Duties,
    dollar: float,
    run: int,
    start: int,
    city_at: int,
    language: int,
    chosen: Ints,
) -> tuple[float, float]:
    """Give the least price and the dollars of a run's trainers, FAR dollars where too few can come.

    `start` -1: whenever it is, their days free of charge. `chosen[slot]` are the trainers.
    """
    course = inst.run_course[run]
    price, usd, swap = 0.0, 0.0, 0.0
    if inst.run_base[run] and start >= 0:
        swap = float(inst.swap_price * factor(inst, min(inst.base_start[run], start)))
        price += swap * (inst.base_duty_ptr[run + 1] - inst.base_duty_ptr[run])
    slots = inst.run_slots[run]
    chosen[:slots] = -1
    for group in range(crews.group_ptr[course], crews.group_ptr[course + 1]):
        begin, end = crews.part_ptr[group], crews.part_ptr[group + 1]
        prices, dollars = np.empty((end - begin, slots)), np.empty((end - begin, slots))
        who = np.empty((end - begin, slots), np.int32)
        least = np.full(crews.states[group], NOBODY)
        taken = np.zeros((end - begin, crews.states[group]), np.int32)
        least[0] = 0.0
        for part in range(begin, end):
            at = part - begin
            many = _first(
                inst, crews, duties, dollar, swap, run, start, city_at, language, part,
                prices[at], dollars[at], who[at],
            )  # fmt: skip
            # Downwards, so that what is added to has nothing of this part yet.
            for state in range(crews.states[group] - 1, -1, -1):
                if least[state] >= NOBODY:
                    continue
                cost, reached = least[state], state
                for k in range(min(many, crews.fits[crews.fits_ptr[part] + state])):
                    cost, reached = cost + prices[at, k], reached + crews.step[part]
                    if cost < least[reached]:
                        least[reached] = cost
                        taken[:at, reached] = taken[:at, state]
                        taken[at, reached] = k + 1
        full = crews.states[group] - 1
        if least[full] >= NOBODY:
            return NOBODY, float(FAR)
        price += least[full]
        for at in range(end - begin):
            for k in range(taken[at, full]):
                usd += dollars[at, k]
                _put(inst, crews, begin + at, who[at, k], chosen)
    return price, usd


@compiled
def _first(
    inst: Instance,
    crews: Crews,
    duties: Duties,
    dollar: float,
    swap: float,
    run: int,
    start: int,
    city_at: int,
    language: int,
    part: int,
    prices: Floats,
    dollars: Floats,
    who: Ints,
) -> int:
    """List the cheapest trainers for a part, as many as can be needed; give how many there are."""
    most, many = crews.times[part], 0
    row = part * len(inst.venue_cities) + city_at
    kept = swap * (crews.block_ptr[part + 1] - crews.block_ptr[part])
    for i in range(crews.trainer_ptr[row], crews.trainer_ptr[row + 1]):
        if crews.usd[i] >= FAR:
            break
        # None of the rest can be cheaper: the other prices are not negative.
        if many == most and dollar * crews.usd[i] - kept >= prices[most - 1]:
            break
        trainer = crews.trainer[i]
        if not inst.trainer_speaks[trainer, language]:
            continue
        mine = dollar * crews.usd[i] + _days_price(inst, crews, duties, part, trainer, start)
        if swap > 0.0:
            mine -= swap * _promised(inst, crews, run, part, trainer)
        if mine >= NOBODY or (many == most and mine >= prices[most - 1]):
            continue
        at = min(many, most - 1)
        while at > 0 and prices[at - 1] > mine:
            prices[at], dollars[at], who[at] = prices[at - 1], dollars[at - 1], who[at - 1]
            at -= 1
        prices[at], dollars[at], who[at] = mine, crews.usd[i], trainer
        many = min(many + 1, most)
    return int(many)


@compiled
def _days_price(
    inst: Instance, crews: Crews, duties: Duties, part: int, trainer: int, start: int
) -> float:
    """Give the price of a trainer's days in a part, NOBODY where one of them is not free."""
    price = duties.load[trainer] * crews.days[part]
    if start < 0:
        return float(price)
    if inst.trainer_busy[trainer, start + crews.first[part]] <= start + crews.last[part]:
        return NOBODY
    for i in range(crews.block_ptr[part], crews.block_ptr[part + 1]):
        first = start + inst.block_first[crews.block[i]]
        end = start + inst.block_last[crews.block[i]] + 1
        price += duties.summed[trainer, end] - duties.summed[trainer, first]
    return float(price)


@compiled
def _promised(inst: Instance, crews: Crews, run: int, part: int, trainer: int) -> int:
    """Count the blocks of a part that a trainer was promised in a run."""
    count = 0
    for i in range(inst.base_duty_ptr[run], inst.base_duty_ptr[run + 1]):
        if inst.base_duty_trainer[i] == trainer:
            for j in range(crews.block_ptr[part], crews.block_ptr[part + 1]):
                count += crews.block[j] == inst.base_duty_block[i]
    return count


@compiled
def _put(inst: Instance, crews: Crews, part: int, trainer: int, chosen: Ints) -> None:
    """Put a trainer into a free place of each block of a part."""
    for i in range(crews.block_ptr[part], crews.block_ptr[part + 1]):
        slot = crews.slot[crews.block[i]]
        while chosen[slot] >= 0:
            slot += 1
        chosen[slot] = trainer
