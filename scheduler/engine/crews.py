"""The cheapest trainers of a run at given prices: exact but for what one of them cannot do twice.

A trainer of several blocks travels once, so each block counts a share of the way: no trainer can
have more blocks of a course than there are beside this one without a common day.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.engine.compiled import compiled
from scheduler.engine.instance import FAR, Instance, Ints, Longs
from scheduler.engine.rows import factor
from scheduler.engine.state import Floats

NOBODY = 1e17


class Crews(NamedTuple):
    """Who comes first in a block, by what they cost in a city, whatever the language."""

    ptr: Longs  # [block, city with venues]
    trainer: Ints  # cheapest first
    usd: Floats


class Duties(NamedTuple):
    """What a trainer's days cost beyond dollars, in thousandths."""

    summed: Floats  # [trainer, day]: the price of all days before it
    load: Floats  # [trainer]: a block day, whenever it is


def crews_of(inst: Instance, handle: Instance) -> Crews:
    """List the trainers of every block for every city that has venues."""
    blocks, cities = len(inst.block_first), len(inst.venue_cities)
    counts = np.repeat(np.diff(inst.block_trainer_ptr), cities)
    ptr = np.zeros(blocks * cities + 1, np.int64)
    np.cumsum(counts, out=ptr[1:])
    size = max(1, int(ptr[-1]))
    found = Crews(ptr, np.zeros(size, np.int32), np.zeros(size))
    _line_up(handle, found)
    return found


@compiled
def _line_up(inst: Instance, crews: Crews) -> None:
    cities = len(inst.venue_cities)
    for course in range(len(inst.course_days)):
        for block in range(inst.course_block_ptr[course], inst.course_block_ptr[course + 1]):
            begin, end = inst.block_trainer_ptr[block], inst.block_trainer_ptr[block + 1]
            days = inst.block_last[block] - inst.block_first[block] + 1
            usd, together = np.empty(end - begin), np.empty(end - begin)
            for i in range(begin, end):
                together[i - begin] = _most_blocks(inst, course, block, inst.block_trainer[i])
            for at in range(cities):
                city = inst.venue_cities[at]
                for i in range(begin, end):
                    trainer = inst.block_trainer[i]
                    home = inst.trainer_city[trainer]
                    price = float(inst.trainer_fee[trainer] * days)
                    if home != city:
                        price += 2 * inst.way_usd[home, city] / together[i - begin]
                        price += inst.per_diem[city] * days
                    usd[i - begin] = price if inst.way_days[home, city] >= 0 else float(FAR)
                row = crews.ptr[block * cities + at]
                order = np.argsort(usd)
                for i in range(end - begin):
                    crews.trainer[row + i] = inst.block_trainer[begin + order[i]]
                    crews.usd[row + i] = usd[order[i]]


@compiled
def _most_blocks(inst: Instance, course: int, block: int, trainer: int) -> int:
    """Count the blocks that a trainer could have in one run, this one among them."""
    count, free = 1, -1
    for _ in range(inst.course_block_ptr[course + 1] - inst.course_block_ptr[course]):
        best, end = -1, FAR
        for other in range(inst.course_block_ptr[course], inst.course_block_ptr[course + 1]):
            first, last = inst.block_first[other], inst.block_last[other]
            apart = last < inst.block_first[block] or inst.block_last[block] < first
            if first >= free and last < end and apart and _qualifies(inst, other, trainer):
                best, end = other, last
        if best < 0:
            break
        count, free = count + 1, end + 1
    return count


@compiled
def _qualifies(inst: Instance, block: int, trainer: int) -> bool:
    for i in range(inst.block_trainer_ptr[block], inst.block_trainer_ptr[block + 1]):
        if inst.block_trainer[i] == trainer:
            return True
    return False


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
    course, cities = inst.run_course[run], len(inst.venue_cities)
    price, usd, slot, swap = 0.0, 0.0, 0, 0.0
    if inst.run_base[run] and start >= 0:
        swap = float(inst.swap_price * factor(inst, min(inst.base_start[run], start)))
        price += swap * (inst.base_duty_ptr[run + 1] - inst.base_duty_ptr[run])
    prices, dollars = np.empty(inst.run_slots[run]), np.empty(inst.run_slots[run])
    for block in range(inst.course_block_ptr[course], inst.course_block_ptr[course + 1]):
        begin, last, end = slot, slot, slot + inst.block_count[block]
        row = crews.ptr[block * cities + city_at]
        for i in range(row, crews.ptr[block * cities + city_at + 1]):
            if crews.usd[i] >= FAR:
                break
            # None of the rest can be cheaper: the other prices are not negative.
            if last == end and dollar * crews.usd[i] - swap >= prices[end - 1]:
                break
            trainer = crews.trainer[i]
            if not inst.trainer_speaks[trainer, language]:
                continue
            mine = dollar * crews.usd[i] + _days_price(inst, duties, block, trainer, start)
            if swap > 0.0 and _was_promised(inst, run, block, trainer):
                mine -= swap
            if mine >= NOBODY or (last == end and mine >= prices[end - 1]):
                continue
            at = min(last, end - 1)
            while at > begin and prices[at - 1] > mine:
                prices[at], dollars[at] = prices[at - 1], dollars[at - 1]
                chosen[at] = chosen[at - 1]
                at -= 1
            prices[at], dollars[at], chosen[at] = mine, crews.usd[i], trainer
            last = min(last + 1, end)
        if last < end:
            return NOBODY, float(FAR)
        price += prices[begin:end].sum()
        usd += dollars[begin:end].sum()
        slot = end
    return price, usd


@compiled
def _days_price(inst: Instance, duties: Duties, block: int, trainer: int, start: int) -> float:
    """Give the price of a trainer's days in a block, NOBODY where one of them is not free."""
    days = inst.block_last[block] - inst.block_first[block] + 1
    price = duties.load[trainer] * days
    if start < 0:
        return float(price)
    first = start + inst.block_first[block]
    if inst.trainer_busy[trainer, first] < first + days:
        return NOBODY
    return float(price + duties.summed[trainer, first + days] - duties.summed[trainer, first])


@compiled
def _was_promised(inst: Instance, run: int, block: int, trainer: int) -> bool:
    for i in range(inst.base_duty_ptr[run], inst.base_duty_ptr[run + 1]):
        if inst.base_duty_block[i] == block and inst.base_duty_trainer[i] == trainer:
            return True
    return False
