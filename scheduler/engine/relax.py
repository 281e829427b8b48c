"""A relaxation that falls apart into runs: the value of the Lagrangian, and where it is too good.

Priced instead of kept are: one seat for a nomination (`seat`), budgets (`dollar`), members' seat
targets (`member`) and host targets (`host`). Left out are: what trainers, venues and officials
cannot do twice, prerequisites and links. What remains is, for each run by itself, its best start,
venue, language and seats, exactly. Geoffrion 1974 (doi:10.1007/BFb0120690).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.engine.attending import ONE, mask_words
from scheduler.engine.compiled import compiled
from scheduler.engine.free import stay_usd
from scheduler.engine.instance import FAR, Instance, Ints, Longs
from scheduler.engine.rows import factor, move_price
from scheduler.engine.state import Floats, Words

NEVER = -1e17


class Prices(NamedTuple):
    """Multipliers in thousandths, none negative; `dollar` comes on top of the weight of cost."""

    seat: Floats  # [nomination]
    dollar: Floats  # [funder]
    member: Floats  # [member], at most the price of a seat that it lacks
    host: Floats


class Use(NamedTuple):
    """What the relaxed schedule uses of what is priced."""

    seat: Ints
    dollar: Longs
    member: Ints
    host: Ints


class Scratch(NamedTuple):
    """Room to think."""

    order: Ints  # [city with venues, nomination of the course]: worthiest first
    worth: Floats  # the same
    sums: Floats  # [k]: what the k best seats are worth
    chosen: Ints  # [k]: their nominations
    best: Ints  # those of the best option so far
    tally: Ints  # [member]


def scratch_of(inst: Instance) -> Scratch:
    """Make room for the largest course."""
    most = int((inst.course_nom_ptr[1:] - inst.course_nom_ptr[:-1]).max(initial=1))
    cells = max(1, most * len(inst.venue_cities))
    return Scratch(
        order=np.zeros(cells, np.int32),
        worth=np.zeros(cells),
        sums=np.zeros(inst.max_seats + 1),
        chosen=np.zeros(inst.max_seats + 1, np.int32),
        best=np.zeros(inst.max_seats + 1, np.int32),
        tally=np.zeros(len(inst.member_target), np.int32),
    )


def crews_of(inst: Instance, handle: Instance) -> Floats:
    """Give the least that trainers can cost, [course, city with venues, language]."""
    languages = inst.official_speaks.shape[1]
    crews = np.zeros((len(inst.course_days), len(inst.venue_cities), languages))
    _find_crews(handle, crews)
    return crews


@compiled
def _find_crews(inst: Instance, crews: Floats) -> None:
    for course in range(crews.shape[0]):
        for at in range(crews.shape[1]):
            for language in range(crews.shape[2]):
                crews[course, at, language] = crew_usd(
                    inst, course, inst.venue_cities[at], language
                )


@compiled
def crew_usd(inst: Instance, course: int, city: int, language: int) -> float:
    """Give the least that a course's trainers can cost in a city, FAR where there are too few.

    One trainer may serve several blocks and travel once, so each block counts a share of the way.
    """
    total, blocks = 0.0, inst.course_block_ptr[course + 1] - inst.course_block_ptr[course]
    for block in range(inst.course_block_ptr[course], inst.course_block_ptr[course + 1]):
        begin, end = inst.block_trainer_ptr[block], inst.block_trainer_ptr[block + 1]
        usd = np.full(end - begin, float(FAR))
        days = inst.block_last[block] - inst.block_first[block] + 1
        for i in range(begin, end):
            trainer = inst.block_trainer[i]
            home = inst.trainer_city[trainer]
            if inst.trainer_speaks[trainer, language] and inst.way_days[home, city] >= 0:
                usd[i - begin] = inst.trainer_fee[trainer] * days
                if home != city:
                    way = 2 * inst.way_usd[home, city] / blocks
                    usd[i - begin] += way + inst.per_diem[city] * days
        if end - begin < inst.block_count[block]:
            return float(FAR)
        total += np.sort(usd)[: inst.block_count[block]].sum()
    return min(total, float(FAR))


@compiled
def relax(
    inst: Instance, masks: Words, crews: Floats, prices: Prices, use: Use, room: Scratch
) -> float:
    """Give the best that the runs can gain at these prices, and note what that uses."""
    use.seat[:], use.dollar[:], use.member[:], use.host[:] = 0, 0, 0, 0
    gained = 0.0
    for course in range(len(inst.course_days)):
        ready = False
        for i in range(inst.course_run_ptr[course], inst.course_run_ptr[course + 1]):
            run = inst.course_run[i]
            if inst.run_frozen[run] or (inst.run_start_ptr[run] == inst.run_start_ptr[run + 1]):
                continue
            bonus = kept_seat(inst, run)
            if not ready or bonus > 0.0:
                _value_all(inst, course, run, bonus, prices, room)
                ready = bonus == 0.0
            gained += _best(inst, masks, crews, prices, use, room, run)
    return gained


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
def _value_all(
    inst: Instance, course: int, run: int, bonus: float, prices: Prices, room: Scratch
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
        if bonus > 0.0 and inst.nom_base[nom] == run:
            base[i] += bonus
    for at in range(len(inst.venue_cities)):
        city, row = inst.venue_cities[at], at * count
        for i in range(count):
            home = inst.official_city[inst.nom_official[inst.course_nom[begin + i]]]
            room.worth[row + i] = NEVER
            if inst.way_days[home, city] >= 0:
                room.worth[row + i] = base[i] - dollar * stay_usd(inst, home, city, days)
        room.order[row : row + count] = np.argsort(-room.worth[row : row + count])


@compiled
def _best(
    inst: Instance,
    masks: Words,
    crews: Floats,
    prices: Prices,
    use: Use,
    room: Scratch,
    run: int,
) -> float:
    """Give what a run gains at best over not being held, and add what that uses."""
    course = inst.run_course[run]
    dollar = inst.usd_price + prices.dollar[inst.course_funder[course]]
    bar = -_unheld_price(inst, run)
    if inst.run_forced[run]:
        bar = NEVER
    value, best_venue, best_count, best_crew = bar, -1, 0, 0.0
    first, end = inst.run_venue_ptr[run], inst.run_venue_ptr[run + 1]
    while first < end:
        city = inst.venue_city[inst.run_venue[first]]
        last = first
        while last < end and inst.venue_city[inst.run_venue[last]] == city:
            last += 1
        for spoken in range(inst.run_language_ptr[run], inst.run_language_ptr[run + 1]):
            language = inst.run_language[spoken]
            crew = dollar * crews[course, inst.city_at[city], language]
            # First as if everybody could attend on every start: most cities end here.
            count = _best_seats(inst, masks, room, run, city, language, -1)
            if count == 0:
                continue
            found, _, _ = _best_venue(inst, prices, room, run, first, last, -1, language, count)
            if found - crew <= value:
                continue
            for at in range(inst.run_start_ptr[run], inst.run_start_ptr[run + 1]):
                start = inst.run_start[at]
                if inst.run_language_from[spoken] > start:
                    continue
                count = _best_seats(inst, masks, room, run, city, language, at)
                if count == 0:
                    continue
                found, venue, seats = _best_venue(
                    inst, prices, room, run, first, last, start, language, count
                )
                if venue >= 0 and found - crew > value:
                    value, best_venue, best_count = found - crew, venue, seats
                    best_crew = crews[course, inst.city_at[city], language]
                    room.best[:seats] = room.chosen[:seats]
        first = last
    if best_venue >= 0:
        _add_use(inst, use, room, run, best_venue, best_crew, best_count)
    return max(value, 0.0) if value == NEVER else value


@compiled
def _best_seats(
    inst: Instance, masks: Words, room: Scratch, run: int, city: int, language: int, at: int
) -> int:
    """List the best seats in a city on a start (-1: any); 0 where there are too few.

    `room.sums[k]` is what the first k are worth; members' limits are kept.
    """
    course = inst.run_course[run]
    begin, words = inst.course_nom_ptr[course], mask_words(inst, run)
    size = inst.course_nom_ptr[course + 1] - begin
    least, most = inst.course_min[course], inst.course_max[course]
    limit, row = inst.course_member_limit[course], inst.city_at[city] * size
    bit = max(at - inst.run_start_ptr[run], 0)
    one, word, count = ONE << np.uint64(bit % 64), bit // 64, 0
    for k in range(row, row + size):
        if count >= most or room.worth[room.order[k] + row] <= NEVER:
            break
        i = room.order[k]
        worth = room.worth[row + i]
        if count >= least and worth <= 0.0:
            break
        mask = inst.mask_ptr[run] + i * words
        if at >= 0 and masks[mask + word] & one == 0:
            continue
        official = inst.nom_official[inst.course_nom[begin + i]]
        member = inst.official_member[official]
        if not inst.official_speaks[official, language] or room.tally[member] >= limit:
            continue
        if at < 0 and not _sometime(masks, mask, words):
            continue
        room.tally[member] += 1
        room.chosen[count] = inst.course_nom[begin + i]
        room.sums[count + 1] = room.sums[count] + worth
        count += 1
    for j in range(count):
        room.tally[inst.official_member[inst.nom_official[room.chosen[j]]]] = 0
    return count if count >= least else 0


@compiled
def _sometime(masks: Words, row: int, words: int) -> bool:
    for word in range(words):
        if masks[row + word] != 0:
            return True
    return False


@compiled
def _best_venue(
    inst: Instance,
    prices: Prices,
    room: Scratch,
    run: int,
    first: int,
    last: int,
    start: int,
    language: int,
    count: int,
) -> tuple[float, int, int]:
    """Give the best worth of one city's venues on a start (-1: any), the venue and its seats."""
    course = inst.run_course[run]
    days, least = inst.course_days[course], inst.course_min[course]
    dollar = inst.usd_price + prices.dollar[inst.course_funder[course]]
    value, best, best_seats = NEVER, -1, 0
    for at in range(first, last):
        venue = inst.run_venue[at]
        if start >= 0 and inst.venue_closes[venue, start] < start + days:
            continue
        # Worths fall, so that as many seats as are worth something are best.
        seats = max(least, min(count, inst.venue_capacity[venue]))
        found = room.sums[seats] - dollar * inst.venue_rate[venue] * days
        host = inst.venue_member[venue]
        if host >= 0:
            found += prices.host[host]
        if start >= 0:
            found -= _move_cost(inst, run, venue, start, language)
        if found > value:
            value, best, best_seats = found, venue, seats
    return value, best, best_seats


@compiled
def _add_use(
    inst: Instance, use: Use, room: Scratch, run: int, venue: int, crew: float, count: int
) -> None:
    course, city = inst.run_course[run], inst.venue_city[venue]
    days = inst.course_days[course]
    usd = inst.venue_rate[venue] * days + crew
    for i in range(count):
        nom = room.best[i]
        official = inst.nom_official[nom]
        use.seat[nom] += 1
        use.member[inst.official_member[official]] += 1
        usd += stay_usd(inst, inst.official_city[official], city, days)
    use.dollar[inst.course_funder[course]] += int(usd)
    if inst.venue_member[venue] >= 0:
        use.host[inst.venue_member[venue]] += 1


@compiled
def _unheld_price(inst: Instance, run: int) -> float:
    price = 0.0
    if inst.run_required[run]:
        price += inst.unheld_price
    if inst.run_base[run]:
        price += inst.cancel_price * factor(inst, inst.base_start[run])
    return price


@compiled
def _move_cost(inst: Instance, run: int, venue: int, start: int, language: int) -> float:
    if not inst.run_base[run]:
        return 0.0
    times = factor(inst, min(inst.base_start[run], start))
    return float(move_price(inst, run, start, venue, language) * times)
