"""A relaxation that falls apart into runs: the value of the Lagrangian, and where it is too good.

Priced instead of kept are: one seat for a nomination (`seat`), budgets (`dollar`), members' seat
targets (`member`), host targets (`host`), a venue's runs on a day (`hall`), a trainer's blocks on a
day (`duty`) and in all (`load`), prerequisites (`need`) and runs that need another (`tie`). Left out
are: ways between presences, clashes of officials' seats, other links. What remains is, for each run
by itself, its best start, venue, language, trainers and seats, exactly. Geoffrion 1974
(doi:10.1007/BFb0120690).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.engine.attending import ONE, mask_words
from scheduler.engine.compiled import compiled
from scheduler.engine.crews import NOBODY, Crews, Duties, cheapest
from scheduler.engine.free import stay_usd
from scheduler.engine.instance import NEEDED_BY, NEEDS, Instance, Ints
from scheduler.engine.rows import factor, move_price
from scheduler.engine.state import Floats, Places, Words

NEVER = -1e17


class Prices(NamedTuple):
    """Multipliers in thousandths, none negative; `dollar` comes on top of the weight of cost."""

    seat: Floats  # [nomination]
    dollar: Floats  # [funder]
    member: Floats  # [member], at most the price of a seat that it lacks
    host: Floats
    hall: Floats  # [venue, day]
    duty: Floats  # [trainer, day]
    load: Floats  # [trainer]
    need: Floats  # [place in `needs`]: for the later seat, to the earlier one
    tie: Floats  # [place in `link_run`]: for the run, to the one that it needs


class Scratch(NamedTuple):
    """Room to think."""

    order: Places  # [course, city with venues]: its nominations, worthiest first
    need: Floats  # [nomination]: what `need` adds to a seat
    tie: Floats  # [run]: what `tie` adds to holding it
    hall: Floats  # [venue, day]: the price of all days before it
    worth: Floats  # [city with venues, nomination of the course]
    offer: Floats  # [city with venues and language]: what a run can gain there at most
    sums: Floats  # [k]: what the k best seats are worth
    chosen: Ints  # [k]: their nominations
    best: Ints  # those of the best option so far
    crew: Ints  # [slot]
    best_crew: Ints
    tally: Ints  # [member]


def no_prices(inst: Instance) -> Prices:
    """Give no price to anything."""
    members, days = len(inst.member_target), inst.n_days + 1
    return Prices(
        seat=np.zeros(len(inst.nom_gain)),
        dollar=np.zeros(len(inst.budget)),
        member=np.zeros(members),
        host=np.zeros(members),
        hall=np.zeros((len(inst.venue_city), days)),
        duty=np.zeros((len(inst.trainer_city), days)),
        load=np.zeros(len(inst.trainer_city)),
        need=np.zeros(len(inst.needs)),
        tie=np.zeros(len(inst.link_run)),
    )


def scratch_of(inst: Instance) -> Scratch:
    """Make room for the largest course."""
    sizes = inst.course_nom_ptr[1:] - inst.course_nom_ptr[:-1]
    cities, languages = len(inst.venue_cities), inst.official_speaks.shape[1]
    order = [np.tile(np.arange(size, dtype=np.uint32), cities) for size in sizes]
    return Scratch(
        order=np.concatenate([*order, np.zeros(1, np.uint32)]),
        need=np.zeros(len(inst.nom_gain)),
        tie=np.zeros(len(inst.run_course)),
        hall=np.zeros((len(inst.venue_city), inst.n_days + 2)),
        worth=np.zeros(max(1, int(sizes.max(initial=1)) * cities)),
        offer=np.zeros(max(1, cities * languages)),
        sums=np.zeros(inst.max_seats + 1),
        chosen=np.zeros(inst.max_seats + 1, np.int32),
        best=np.zeros(inst.max_seats + 1, np.int32),
        crew=np.zeros(inst.max_slots, np.int32),
        best_crew=np.zeros(inst.max_slots, np.int32),
        tally=np.zeros(len(inst.member_target), np.int32),
    )


@compiled
def relax(
    inst: Instance,
    masks: Words,
    crews: Crews,
    duties: Duties,
    prices: Prices,
    use: Prices,
    room: Scratch,
) -> float:
    """Give the best that the runs can gain at these prices, and note in `use` what that uses."""
    _clear(use)
    _sum_up(inst, prices, duties, room)
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
            gained += _best(inst, masks, crews, duties, prices, use, room, run)
    return gained


@compiled
def _clear(use: Prices) -> None:
    use.seat[:], use.dollar[:], use.member[:], use.host[:] = 0.0, 0.0, 0.0, 0.0
    use.hall[:], use.duty[:], use.load[:] = 0.0, 0.0, 0.0
    use.need[:], use.tie[:] = 0.0, 0.0


@compiled
def _sum_up(inst: Instance, prices: Prices, duties: Duties, room: Scratch) -> None:
    """Sum the prices of days up, and share those of prerequisites and ties out."""
    for venue in range(prices.hall.shape[0]):
        for day in range(prices.hall.shape[1]):
            room.hall[venue, day + 1] = room.hall[venue, day] + prices.hall[venue, day]
    for trainer in range(prices.duty.shape[0]):
        for day in range(prices.duty.shape[1]):
            price = prices.duty[trainer, day]
            duties.summed[trainer, day + 1] = duties.summed[trainer, day] + price
    duties.load[:] = prices.load
    room.need[:], room.tie[:] = 0.0, 0.0
    for nom in range(len(inst.nom_gain)):
        for i in range(inst.needs_ptr[nom], inst.needs_ptr[nom + 1]):
            room.need[nom] -= prices.need[i]
            room.need[inst.needs[i]] += prices.need[i]
    for run in range(len(inst.run_course)):
        for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
            room.tie[run] -= prices.tie[i]
            room.tie[inst.link_run[i]] += prices.tie[i]


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
        base[i] = inst.nom_gain[nom] + prices.member[member] - prices.seat[nom] + room.need[nom]
        if bonus > 0.0 and inst.nom_base[nom] == run:
            base[i] += bonus
    for at in range(len(inst.venue_cities)):
        city, row = inst.venue_cities[at], at * count
        for i in range(count):
            home = inst.official_city[inst.nom_official[inst.course_nom[begin + i]]]
            room.worth[row + i] = NEVER
            if inst.way_days[home, city] >= 0:
                room.worth[row + i] = base[i] - dollar * stay_usd(inst, home, city, days)
        place = begin * len(inst.venue_cities) + row
        _sort(room.order[place : place + count], room.worth[row : row + count])


@compiled
def _sort(order: Places, worth: Floats) -> None:
    """Put the worthiest first, by insertion: from one step to the next little changes."""
    for k in range(1, len(order)):
        mine = order[k]
        value, at = worth[mine], k
        while at > 0 and worth[order[at - 1]] < value:
            order[at] = order[at - 1]
            at -= 1
        order[at] = mine


@compiled
def _best(
    inst: Instance,
    masks: Words,
    crews: Crews,
    duties: Duties,
    prices: Prices,
    use: Prices,
    room: Scratch,
    run: int,
) -> float:
    """Give what a run gains at best over not being held, and add what that uses."""
    course = inst.run_course[run]
    dollar = inst.usd_price + prices.dollar[inst.course_funder[course]]
    begin, end = inst.run_language_ptr[run], inst.run_language_ptr[run + 1]
    cities, spoken = _offers(inst, masks, crews, duties, prices, room, run), end - begin
    value, venue, seats, usd = -_unheld_price(inst, run), -1, 0, 0.0
    if inst.run_forced[run]:
        value = NEVER
    best_start = -1
    for _ in range(cities * spoken):
        offer = room.offer[: cities * spoken].argmax()
        if room.offer[offer] <= value:
            break
        room.offer[offer] = NEVER
        first, last = _city(inst, run, offer // spoken)
        city = inst.venue_city[inst.run_venue[first]]
        language = inst.run_language[begin + offer % spoken]
        for at in range(inst.run_start_ptr[run], inst.run_start_ptr[run + 1]):
            start = inst.run_start[at]
            if inst.run_language_from[begin + offer % spoken] > start:
                continue
            count = _best_seats(inst, masks, room, run, city, language, at)
            if count == 0:
                continue
            found, where, many = _best_venue(
                inst, prices, room, run, first, last, start, language, count
            )
            if found + room.tie[run] <= value:
                continue
            crew, crew_usd = cheapest(
                inst, crews, duties, dollar, run, start, inst.city_at[city], language, room.crew
            )
            found += room.tie[run] - crew
            if crew < NOBODY and found > value:
                value, best_start, venue, seats, usd = found, start, where, many, crew_usd
                room.best[:seats] = room.chosen[:seats]
                room.best_crew[:] = room.crew
    if venue >= 0:
        _add_use(inst, use, room, run, best_start, venue, usd, seats)
    return max(value, 0.0) if value == NEVER else value


@compiled
def _city(inst: Instance, run: int, nth: int) -> tuple[int, int]:
    """Give where the venues of a run's nth city begin and end; both the same: there is none."""
    first, end = inst.run_venue_ptr[run], inst.run_venue_ptr[run + 1]
    while first < end:
        last, city = first, inst.venue_city[inst.run_venue[first]]
        while last < end and inst.venue_city[inst.run_venue[last]] == city:
            last += 1
        if nth == 0:
            return first, last
        first, nth = last, nth - 1
    return end, end


@compiled
def _offers(
    inst: Instance,
    masks: Words,
    crews: Crews,
    duties: Duties,
    prices: Prices,
    room: Scratch,
    run: int,
) -> int:
    """Find the most that a run could gain in each city and language; give the number of cities.

    As if everybody could attend and teach on every start: most cities are never looked at again.
    """
    course, cities, at = inst.run_course[run], 0, 0
    dollar = inst.usd_price + prices.dollar[inst.course_funder[course]]
    first, last = _city(inst, run, 0)
    while first < last:
        city = inst.venue_city[inst.run_venue[first]]
        for spoken in range(inst.run_language_ptr[run], inst.run_language_ptr[run + 1]):
            language = inst.run_language[spoken]
            room.offer[at] = NEVER
            count = _best_seats(inst, masks, room, run, city, language, -1)
            if count > 0:
                crew, _ = cheapest(
                    inst, crews, duties, dollar, run, -1, inst.city_at[city], language, room.crew
                )
                found, _, _ = _best_venue(inst, prices, room, run, first, last, -1, language, count)
                if crew < NOBODY:
                    room.offer[at] = found - crew + room.tie[run]
            at += 1
        cities += 1
        first, last = _city(inst, run, cities)
    return cities


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
    place = begin * len(inst.venue_cities) + row
    bit = max(at - inst.run_start_ptr[run], 0)
    one, word, count = ONE << np.uint64(bit % 64), bit // 64, 0
    for k in range(size):
        i = room.order[place + k]
        worth = room.worth[row + i]
        if count >= most or worth <= NEVER or (count >= least and worth <= 0.0):
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
            found -= room.hall[venue, start + days] - room.hall[venue, start]
        if found > value:
            value, best, best_seats = found, venue, seats
    return value, best, best_seats


@compiled
def _add_use(
    inst: Instance,
    use: Prices,
    room: Scratch,
    run: int,
    start: int,
    venue: int,
    usd: float,
    count: int,
) -> None:
    course, city = inst.run_course[run], inst.venue_city[venue]
    days = inst.course_days[course]
    usd += inst.venue_rate[venue] * days
    for i in range(count):
        nom = room.best[i]
        official = inst.nom_official[nom]
        use.seat[nom] += 1.0
        use.member[inst.official_member[official]] += 1.0
        usd += stay_usd(inst, inst.official_city[official], city, days)
        for j in range(inst.needs_ptr[nom], inst.needs_ptr[nom + 1]):
            use.need[j] += 1.0
        for j in range(inst.needed_ptr[nom], inst.needed_ptr[nom + 1]):
            later = inst.needed[j]
            for k in range(inst.needs_ptr[later], inst.needs_ptr[later + 1]):
                if inst.needs[k] == nom:
                    use.need[k] -= 1.0
    use.dollar[inst.course_funder[course]] += usd
    if inst.venue_member[venue] >= 0:
        use.host[inst.venue_member[venue]] += 1.0
    use.hall[venue, start : start + days] += 1.0
    for slot in range(inst.run_slots[run]):
        block, trainer = inst.slot_block[run, slot], room.best_crew[slot]
        first, last = start + inst.block_first[block], start + inst.block_last[block]
        use.duty[trainer, first : last + 1] += 1.0
        use.load[trainer] += last - first + 1
    for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
        if inst.link_kind[i] == NEEDS:
            use.tie[i] += 1.0
        elif inst.link_kind[i] == NEEDED_BY:
            other = inst.link_run[i]
            for j in range(inst.link_ptr[other], inst.link_ptr[other + 1]):
                if inst.link_kind[j] == NEEDS and inst.link_run[j] == run:
                    use.tie[j] -= 1.0


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
