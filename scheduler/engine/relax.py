"""A relaxation that falls apart into runs: the value of the Lagrangian, and where it is too good.

Priced instead of kept are: one seat for a nomination (`seat`), budgets (`dollar`), members' seat
targets (`member`), host targets (`host`), a venue's runs on a day (`hall`), a trainer's blocks on a
day (`duty`) and in all (`load`), an official's seats with rest on a day (`clash`) and in all
(`toil`), prerequisites by a day (`need`) what linked runs may not
do on the same day (`date`) and what they bind each other to (`tie`). Left out are ways between
presences. What remains is, for each run by itself, its best start, venue,
language, trainers and seats, exactly. Geoffrion 1974 (doi:10.1007/BFb0120690).

What is priced by day for each official or prerequisite is so on a grid of days, not on every day:
two seats clash where both, with rest, cover a day of the grid; a prerequisite must be seated in a
run that ended by a day of the grid where the later seat's run has begun by it.
"""

from __future__ import annotations

from scheduler.engine.compiled import compiled
from scheduler.engine.crews import NOBODY, Crews, Duties, cheapest
from scheduler.engine.free import stay_usd
from scheduler.engine.instance import Instance
from scheduler.engine.learners import NEVER, best_seats, kept_seat, place_of, value_all
from scheduler.engine.linked import HOLDING, Linked, days_of
from scheduler.engine.prices import Prices
from scheduler.engine.rows import factor, move_price
from scheduler.engine.scratch import Scratch
from scheduler.engine.state import Words


@compiled
def relax(
    inst: Instance,
    masks: Words,
    crews: Crews,
    duties: Duties,
    linked: Linked,
    prices: Prices,
    use: Prices,
    room: Scratch,
) -> float:
    """Give the best that the runs can gain at these prices, and note in `use` what that uses."""
    _clear(use)
    _sum_up(prices, duties, linked, room)
    gained = 0.0
    for course in range(len(inst.course_days)):
        ready = False
        for i in range(inst.course_run_ptr[course], inst.course_run_ptr[course + 1]):
            run = inst.course_run[i]
            if inst.run_frozen[run] or (inst.run_start_ptr[run] == inst.run_start_ptr[run + 1]):
                continue
            bonus = kept_seat(inst, run)
            is_alone = bonus == 0.0 and linked.tie_ptr[run] == linked.tie_ptr[run + 1]
            if not ready or not is_alone:
                value_all(inst, linked, course, run, bonus, prices, room)
                ready = is_alone
            _charge_starts(inst, linked, room, run)
            room.gain[run] = _best(inst, masks, crews, duties, linked, prices, use, room, run)
            gained += room.gain[run]
    return gained


@compiled
def _clear(use: Prices) -> None:
    use.seat[:], use.dollar[:], use.member[:], use.host[:] = 0.0, 0.0, 0.0, 0.0
    use.hall[:], use.duty[:], use.load[:] = 0.0, 0.0, 0.0
    use.clash[:], use.toil[:], use.need[:] = 0.0, 0.0, 0.0
    use.date[:], use.tie[:] = 0.0, 0.0


@compiled
def _sum_up(prices: Prices, duties: Duties, linked: Linked, room: Scratch) -> None:
    """Sum the prices of days up, and share those of ties out."""
    for venue in range(prices.hall.shape[0]):
        for day in range(prices.hall.shape[1]):
            room.hall[venue, day + 1] = room.hall[venue, day] + prices.hall[venue, day]
    for trainer in range(prices.duty.shape[0]):
        for day in range(prices.duty.shape[1]):
            price = prices.duty[trainer, day]
            duties.summed[trainer, day + 1] = duties.summed[trainer, day] + price
    duties.load[:] = prices.load
    for row in range(prices.clash.shape[0]):
        for knot in range(prices.clash.shape[1]):
            room.clash[row, knot + 1] = room.clash[row, knot] + prices.clash[row, knot]
    for i in range(prices.need.shape[0]):
        for knot in range(prices.need.shape[1] - 1, -1, -1):
            room.need[i, knot] = room.need[i, knot + 1] + prices.need[i, knot]
    for row in range(prices.date.shape[0]):
        for day in range(prices.date.shape[1]):
            room.date[row, day + 1] = room.date[row, day] + prices.date[row, day]
    room.tie[:] = 0.0
    for run in range(len(room.tie)):
        for i in range(linked.tie_ptr[run], linked.tie_ptr[run + 1]):
            if linked.place[i] == HOLDING:
                room.tie[run] += linked.sign[i] * prices.tie[linked.tie_row[i]]


@compiled
def _charge_starts(inst: Instance, linked: Linked, room: Scratch, run: int) -> None:
    """Sum up what the dates of linked runs take from each start of a run."""
    begin, days = inst.run_start_ptr[run], room.date.shape[1] - 1
    for at in range(begin, inst.run_start_ptr[run + 1]):
        price = 0.0
        for i in range(linked.date_ptr[run], linked.date_ptr[run + 1]):
            row = linked.date_row[i]
            first, end = days_of(linked, i, inst.run_start[at], days)
            price += room.date[row, end] - room.date[row, first]
        room.when[at - begin] = price


@compiled
def _best(
    inst: Instance,
    masks: Words,
    crews: Crews,
    duties: Duties,
    linked: Linked,
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
            count = best_seats(inst, masks, room, run, city, language, at)
            if count == 0:
                continue
            found, where, many = _best_venue(
                inst, prices, room, run, first, last, start, language, count
            )
            found -= room.tie[run] + room.when[at - inst.run_start_ptr[run]]
            if found <= value:
                continue
            crew, crew_usd = cheapest(
                inst, crews, duties, dollar, run, start, inst.city_at[city], language, room.crew
            )
            found -= crew
            if crew < NOBODY and found > value:
                value, best_start, venue, seats, usd = found, start, where, many, crew_usd
                room.best[:seats] = room.chosen[:seats]
                room.best_crew[:] = room.crew
    if venue >= 0:
        _add_use(inst, use, room, run, best_start, venue, usd, seats)
        _add_linked(inst, linked, use, room, run, best_start, seats)
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
            count = best_seats(inst, masks, room, run, city, language, -1)
            if count > 0:
                crew, _ = cheapest(
                    inst, crews, duties, dollar, run, -1, inst.city_at[city], language, room.crew
                )
                found, _, _ = _best_venue(inst, prices, room, run, first, last, -1, language, count)
                if crew < NOBODY:
                    room.offer[at] = found - crew - room.tie[run]
            at += 1
        cities += 1
        first, last = _city(inst, run, cities)
    return cities


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
        use.toil[official] += days
        first, over = -(-start // room.grid), -(-(start + days) // room.grid)
        if room.clash_row[official] >= 0:
            last = min(-(-(start + days + inst.rest) // room.grid), use.clash.shape[1])
            use.clash[room.clash_row[official], first:last] += 1.0
        for j in range(inst.needs_ptr[nom], inst.needs_ptr[nom + 1]):
            use.need[j, first:] += 1.0
        for j in range(inst.needed_ptr[nom], inst.needed_ptr[nom + 1]):
            use.need[place_of(inst, inst.needed[j], nom), over:] -= 1.0
    use.dollar[inst.course_funder[course]] += usd
    if inst.venue_member[venue] >= 0:
        use.host[inst.venue_member[venue]] += 1.0
    use.hall[venue, start : start + days] += 1.0
    for slot in range(inst.run_slots[run]):
        block, trainer = inst.slot_block[run, slot], room.best_crew[slot]
        first, last = start + inst.block_first[block], start + inst.block_last[block]
        use.duty[trainer, first : last + 1] += 1.0
        use.load[trainer] += last - first + 1


@compiled
def _add_linked(
    inst: Instance,
    linked: Linked,
    use: Prices,
    room: Scratch,
    run: int,
    start: int,
    count: int,
) -> None:
    for i in range(linked.date_ptr[run], linked.date_ptr[run + 1]):
        first, end = days_of(linked, i, start, use.date.shape[1])
        use.date[linked.date_row[i], first:end] += 1.0
    begin = inst.course_nom_ptr[inst.run_course[run]]
    for i in range(linked.tie_ptr[run], linked.tie_ptr[run + 1]):
        has = linked.place[i] == HOLDING
        if not has:
            has = (room.best[:count] == inst.course_nom[begin + linked.place[i]]).any()
        if has:
            use.tie[linked.tie_row[i]] += linked.sign[i]


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
