"""Who learns in a run at given prices: its best seats on a start, in a city and a language."""

from __future__ import annotations

import numpy as np

from scheduler.engine.attending import ONE, mask_words
from scheduler.engine.compiled import compiled
from scheduler.engine.disruption import factor
from scheduler.engine.free import stay_usd
from scheduler.engine.instance import Instance
from scheduler.engine.linked import HOLDING, Linked
from scheduler.engine.ordering import put_in_order
from scheduler.engine.prices import Prices
from scheduler.engine.scratch import Scratch
from scheduler.engine.state import Words

NEVER = -1e17


@compiled
def kept_seat(inst: Instance, run: int) -> float:
    """Give the least that keeping a promised seat of a run is worth."""
    if not inst.run_base[run]:
        return 0.0
    times = factor(inst, inst.base_start[run])
    if inst.run_start[inst.run_start_ptr[run]] <= inst.notice:
        times = min(times, inst.notice_factor)
    return float(inst.seat_price * times)


@compiled
def value_all(
    inst: Instance,
    linked: Linked,
    course: int,
    run: int,
    bonus: float,
    prices: Prices,
    room: Scratch,
) -> None:
    """Value and order the nominations of a course for each city with venues."""
    begin, days = inst.course_nom_ptr[course], inst.course_days[course]
    count = inst.course_nom_ptr[course + 1] - begin
    dollar = inst.usd_price + prices.dollar[inst.course_funder[course]]
    base = np.empty(count)
    for i in range(count):
        nom = inst.course_nom[begin + i]
        member = inst.official_member[inst.nom_official[nom]]
        base[i] = inst.nom_gain[nom] + prices.member[member] - prices.seat[nom]
        base[i] += _need_worth(inst, room, nom, room.lasts[course], room.firsts[course])
        base[i] -= prices.toil[inst.nom_official[nom]] * room.toil[nom]
        if bonus > 0.0 and inst.nom_base[nom] == run:
            base[i] += bonus
    for i in range(linked.tie_ptr[run], linked.tie_ptr[run + 1]):
        if linked.place[i] != HOLDING:
            base[linked.place[i]] -= linked.sign[i] * prices.tie[linked.tie_row[i]]
    for at in range(len(inst.venue_cities)):
        city, row = inst.venue_cities[at], at * count
        for i in range(count):
            home = inst.official_city[inst.nom_official[inst.course_nom[begin + i]]]
            room.worth[row + i] = NEVER
            if inst.way_days[home, city] >= 0:
                room.worth[row + i] = base[i] - dollar * stay_usd(inst, home, city, days)
        place = begin * len(inst.venue_cities) + row
        put_in_order(room.order[place : place + count], room.worth[row : row + count])


@compiled
def _need_worth(inst: Instance, room: Scratch, nom: int, start: int, early: int) -> float:
    """Give what `need` adds to a seat: by its start for what it needs, `early` for who needs it."""
    value, knot = 0.0, -(-start // room.grid)
    for i in range(inst.needs_ptr[nom], inst.needs_ptr[nom + 1]):
        value -= room.need[i, knot]
    over = early + inst.course_days[inst.nom_course[nom]]
    knot = -(-over // room.grid)
    for i in range(inst.needed_ptr[nom], inst.needed_ptr[nom + 1]):
        value += room.need[place_of(inst, inst.needed[i], nom), knot]
    return value


@compiled
def place_of(inst: Instance, later: int, nom: int) -> int:
    """Give where a nomination stands in `needs` for a later one."""
    for i in range(inst.needs_ptr[later], inst.needs_ptr[later + 1]):
        if inst.needs[i] == nom:
            return int(i)
    return -1


@compiled
def charge_seats(inst: Instance, room: Scratch, run: int) -> None:
    """Note how much less each seat of a run is worth on each start than on the one that suits best.

    Seat by seat and for all starts at once: asked for one by one it took most of a step's time.
    """
    course, rows, clash, charge = inst.run_course[run], room.clash_row, room.clash, room.charge
    starts = inst.run_start[inst.run_start_ptr[run] : inst.run_start_ptr[run + 1]]
    noms = inst.course_nom[inst.course_nom_ptr[course] : inst.course_nom_ptr[course + 1]]
    officials, needs, needed = inst.nom_official, inst.needs_ptr, inst.needed_ptr
    many, early, late = len(starts), room.firsts[course], room.lasts[course]
    froms, untils = np.empty(many, np.int32), np.empty(many, np.int32)
    for k in range(many):
        over = starts[k] + inst.course_days[course] + inst.rest
        froms[k] = -(-starts[k] // room.grid)
        untils[k] = min(-(-over // room.grid), clash.shape[1] - 1)
    for i in range(len(noms)):
        nom, at = noms[i], i * many
        row = rows[officials[nom]]
        if row >= 0 and clash[row, -1] > 0.0:
            for k in range(many):
                charge[at + k] = clash[row, untils[k]] - clash[row, froms[k]]
        else:
            charge[at : at + many] = 0.0
        if needs[nom] < needs[nom + 1] or needed[nom] < needed[nom + 1]:
            best = _need_worth(inst, room, nom, late, early)
            for k in range(many):
                charge[at + k] += best - _need_worth(inst, room, nom, starts[k], starts[k])


@compiled
def best_seats(
    inst: Instance, masks: Words, room: Scratch, run: int, city: int, language: int, at: int
) -> int:
    """List the best seats in a city on a start (-1: any); 0 where there are too few.

    `room.sums[k]` is what the first k are worth; members' limits are kept. Seats that are worth
    less on this start wait until their turn comes.
    """
    course = inst.run_course[run]
    begin, words = inst.course_nom_ptr[course], mask_words(inst, run)
    size = inst.course_nom_ptr[course + 1] - begin
    least, most = inst.course_min[course], inst.course_max[course]
    limit, row = inst.course_member_limit[course], inst.city_at[city] * size
    place = begin * len(inst.venue_cities) + row
    noms, officials = inst.course_nom[begin : begin + size], inst.nom_official
    members, speaks = inst.official_member, inst.official_speaks
    mask_row = inst.mask_ptr[run]
    starts = inst.run_start_ptr[run + 1] - inst.run_start_ptr[run]
    bit = max(at - inst.run_start_ptr[run], 0)
    one, word, count = ONE << np.uint64(bit % 64), bit // 64, 0
    k, waiting = 0, 0
    while count < most:
        worth, nom = NEVER, -1
        if k < size:
            i = room.order[place + k]
            worth = room.worth[row + i]
        if waiting > 0 and room.pending_worth[0] >= worth:
            worth, nom = room.pending_worth[0], room.pending[0]
            waiting -= 1
            _let_go(room, waiting)
        if worth <= NEVER or (count >= least and worth <= 0.0):
            break
        if nom < 0:
            k += 1
            mask = mask_row + i * words
            if at >= 0 and masks[mask + word] & one == 0:
                continue
            if at < 0 and not _sometime(masks, mask, words):
                continue
            nom = noms[i]
            if not speaks[officials[nom], language]:
                continue
            charge = room.charge[i * starts + bit] if at >= 0 else 0.0
            if charge > 0.0:
                _wait(room, waiting, nom, worth - charge)
                waiting += 1
                continue
        member = members[officials[nom]]
        if room.tally[member] >= limit:
            continue
        room.tally[member] += 1
        room.chosen[count] = nom
        room.sums[count + 1] = room.sums[count] + worth
        count += 1
    for j in range(count):
        room.tally[members[officials[room.chosen[j]]]] = 0
    return count if count >= least else 0


@compiled
def _wait(room: Scratch, waiting: int, nom: int, worth: float) -> None:
    """Put a nomination on the heap of those that wait, the worthiest first."""
    at = waiting
    while at > 0 and room.pending_worth[(at - 1) // 2] < worth:
        above = (at - 1) // 2
        room.pending_worth[at], room.pending[at] = room.pending_worth[above], room.pending[above]
        at = above
    room.pending_worth[at], room.pending[at] = worth, nom


@compiled
def _let_go(room: Scratch, waiting: int) -> None:
    """Take the worthiest off the heap, which has `waiting` left."""
    worth, nom, at = room.pending_worth[waiting], room.pending[waiting], 0
    while 2 * at + 1 < waiting:
        below = 2 * at + 1
        if below + 1 < waiting and room.pending_worth[below + 1] > room.pending_worth[below]:
            below += 1
        if room.pending_worth[below] <= worth:
            break
        room.pending_worth[at], room.pending[at] = room.pending_worth[below], room.pending[below]
        at = below
    room.pending_worth[at], room.pending[at] = worth, nom


@compiled
def _sometime(masks: Words, row: int, words: int) -> bool:
    for word in range(words):
        if masks[row + word] != 0:
            return True
    return False
