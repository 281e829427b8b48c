"""Halls and trainers for runs that start together: no hall and no trainer twice.

Halls are shared out exactly. Trainers are, as long as few nodes are needed: where two runs want the
same trainer, one of them does without, and both ways are looked at, the most promising node first.
"""

from __future__ import annotations

import numpy as np

from scheduler.engine.compiled import compiled
from scheduler.engine.crews import NOBODY, Crews, Duties, cheapest
from scheduler.engine.instance import Instance, Ints
from scheduler.engine.learners import NEVER
from scheduler.engine.prices import Prices
from scheduler.engine.scratch import Scratch
from scheduler.engine.state import Floats

# More nodes are no better than an estimate, which is as valid a bound.
_MOST_NODES, _MOST_BANS = 200, 12


@compiled
def share(
    inst: Instance,
    crews: Crews,
    duties: Duties,
    prices: Prices,
    room: Scratch,
    runs: Ints,
    start: int,
    skip: Floats,
    worths: Floats,
    least: float,
) -> tuple[float, Ints, Ints, Floats, Ints]:
    """Give the most that runs gain on a start, or `least`, with whom they do without.

    `worths[run, venue, language]` is without trainers, `skip` what a run gains that is not held.
    The others are [run]: its venue among its own (-1: not held), language, gain; and [run, ban].
    """
    many, halls = worths.shape[0], worths.shape[1]
    rooms = 2 * _MOST_NODES + 1
    tops = np.full(rooms, NEVER)
    values = np.full((rooms, many, halls), NEVER)
    languages = np.zeros((rooms, many, halls), np.int32)
    picks = np.full((rooms, many), -1, np.int32)
    bans = np.full((rooms, many, _MOST_BANS), -1, np.int32)
    crew = np.full((many, inst.max_slots), -1, np.int32)
    for j in range(many):
        _with_crews(
            inst, crews, duties, prices, room, runs[j], start, bans[0, j], worths[j],
            values[0, j], languages[0, j],
        )  # fmt: skip
    tops[0] = _share_halls(inst, runs, skip, values[0], picks[0], least)
    nodes, node = 1, 0
    while True:
        node = int(tops[:nodes].argmax())
        if tops[node] <= least:
            break
        for j in range(many):
            crew[j] = -1
            if picks[node, j] >= 0:
                venue = inst.run_venue[inst.run_venue_ptr[runs[j]] + picks[node, j]]
                crew_without(
                    inst, crews, duties, prices, runs[j], start, inst.venue_city[venue],
                    inst.run_language[languages[node, j, picks[node, j]]], bans[node, j], crew[j],
                )  # fmt: skip
        one, other, trainer = _clash(inst, runs, picks[node], crew)
        if one < 0 or nodes + 2 > rooms:
            break
        full = bans[node, one, _MOST_BANS - 1] >= 0 or bans[node, other, _MOST_BANS - 1] >= 0
        if full:
            break
        for who in (one, other):
            values[nodes], languages[nodes], bans[nodes] = values[node], languages[node], bans[node]
            at = 0
            while bans[nodes, who, at] >= 0:
                at += 1
            bans[nodes, who, at] = trainer
            _with_crews(
                inst, crews, duties, prices, room, runs[who], start, bans[nodes, who], worths[who],
                values[nodes, who], languages[nodes, who],
            )  # fmt: skip
            tops[nodes] = _share_halls(inst, runs, skip, values[nodes], picks[nodes], least)
            nodes += 1
        tops[node] = NEVER
    gains, spoken = np.empty(many), np.zeros(many, np.int32)
    for j in range(many):
        pick = picks[node, j]
        gains[j] = skip[j] if pick < 0 else values[node, j, pick]
        spoken[j] = languages[node, j, max(pick, 0)]
    return max(tops[node], least), picks[node].copy(), spoken, gains, bans[node].copy()


@compiled
def crew_without(
    inst: Instance,
    crews: Crews,
    duties: Duties,
    prices: Prices,
    run: int,
    start: int,
    city: int,
    language: int,
    ban: Ints,
    chosen: Ints,
) -> tuple[float, float]:
    """Give the price and the dollars of the cheapest trainers but for those of a ban."""
    dollar = inst.usd_price + prices.dollar[inst.course_funder[inst.run_course[run]]]
    for trainer in ban:
        if trainer >= 0:
            duties.load[trainer] += NOBODY
    price, usd = cheapest(
        inst, crews, duties, dollar, run, start, inst.city_at[city], language, chosen
    )
    for trainer in ban:
        if trainer >= 0:
            duties.load[trainer] = prices.load[trainer]
    return price, usd


@compiled
def _with_crews(
    inst: Instance,
    crews: Crews,
    duties: Duties,
    prices: Prices,
    room: Scratch,
    run: int,
    start: int,
    ban: Ints,
    worths: Floats,
    values: Floats,
    languages: Ints,
) -> None:
    """Value each venue of a run in its best language, with the trainers that are left."""
    base, begin = inst.run_venue_ptr[run], inst.run_language_ptr[run]
    halls = inst.run_venue_ptr[run + 1] - base
    values[:] = NEVER
    for i in range(inst.run_language_ptr[run + 1] - begin):
        before, price = -1, 0.0
        for venue in range(halls):
            if worths[venue, i] <= values[venue]:
                continue
            city = inst.venue_city[inst.run_venue[base + venue]]
            if city != before:  # venues of a city stand side by side
                price, _ = crew_without(
                    inst, crews, duties, prices, run, start, city, inst.run_language[begin + i],
                    ban, room.crew,
                )  # fmt: skip
                before = city
            if price < NOBODY and worths[venue, i] - price > values[venue]:
                values[venue], languages[venue] = worths[venue, i] - price, begin + i


@compiled
def _share_halls(
    inst: Instance, runs: Ints, skip: Floats, values: Floats, best_pick: Ints, least: float
) -> float:
    """Choose a venue for each run, or none, so that no hall has too many; NEVER: not above `least`.

    Depth first, and never where what is left at best is no better than what is found.
    """
    many, halls = values.shape
    left, total = np.zeros(many + 1), np.zeros(many + 1)
    for j in range(many - 1, -1, -1):
        left[j] = left[j + 1] + max(skip[j], values[j].max())
    pick, tried = np.full(many, -1, np.int32), np.full(many, -2, np.int32)
    best, found, j = least, False, 0
    while j >= 0:
        if j == many:
            best, found = total[j], True
            best_pick[:] = pick
            j -= 1
            continue
        tried[j] += 1
        if tried[j] >= halls:
            tried[j] = -2
            j -= 1
            continue
        worth = skip[j] if tried[j] < 0 else values[j, tried[j]]
        if worth <= NEVER or total[j] + worth + left[j + 1] <= best:
            continue
        if tried[j] >= 0 and not _has_room(inst, runs, pick[:j], j, tried[j]):
            continue
        pick[j], total[j + 1] = tried[j], total[j] + worth
        j += 1
    return best if found else NEVER


@compiled
def _has_room(inst: Instance, runs: Ints, pick: Ints, j: int, at: int) -> bool:
    venue, used = inst.run_venue[inst.run_venue_ptr[runs[j]] + at], 0
    for i in range(j):
        if pick[i] >= 0:
            used += inst.run_venue[inst.run_venue_ptr[runs[i]] + pick[i]] == venue
    return bool(used < inst.venue_parallel[venue])


@compiled
def _clash(inst: Instance, runs: Ints, pick: Ints, crew: Ints) -> tuple[int, int, int]:
    """Find two runs that want a trainer on the same day; -1 where there are none."""
    for one in range(len(runs)):
        for other in range(one + 1, len(runs)):
            if pick[one] < 0 or pick[other] < 0:
                continue
            for i in range(inst.run_slots[runs[one]]):
                for k in range(inst.run_slots[runs[other]]):
                    if crew[one, i] != crew[other, k]:
                        continue
                    mine = inst.slot_block[runs[one], i]
                    theirs = inst.slot_block[runs[other], k]
                    if (
                        inst.block_first[mine] <= inst.block_last[theirs]
                        and inst.block_first[theirs] <= inst.block_last[mine]
                    ):
                        return one, other, int(crew[one, i])
    return -1, -1, -1
