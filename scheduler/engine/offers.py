"""What a run can be offered at given prices: its cities, their venues, and its starts."""

from __future__ import annotations

from scheduler.engine.compiled import compiled
from scheduler.engine.crews import NOBODY, Crews, Duties, cheapest
from scheduler.engine.disruption import factor, move_price
from scheduler.engine.instance import Instance
from scheduler.engine.learners import NEVER, best_seats, charge_seats
from scheduler.engine.linked import Linked, days_of
from scheduler.engine.prices import Prices
from scheduler.engine.scratch import Scratch
from scheduler.engine.state import Words


@compiled
def charge_starts(inst: Instance, linked: Linked, room: Scratch, run: int) -> None:
    """Sum up what each start takes from a run by the dates of linked runs, and from its seats."""
    charge_seats(inst, room, run)
    begin, days = inst.run_start_ptr[run], room.date.shape[1] - 1
    for at in range(begin, inst.run_start_ptr[run + 1]):
        price = 0.0
        for i in range(linked.date_ptr[run], linked.date_ptr[run + 1]):
            row = linked.date_row[i]
            first, end = days_of(linked, i, inst.run_start[at], days)
            price += room.date[row, end] - room.date[row, first]
        room.when[at - begin] = price


@compiled
def city_venues(inst: Instance, run: int, nth: int) -> tuple[int, int]:
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
def offer_cities(
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
    first, last = city_venues(inst, run, 0)
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
                found, _, _ = best_venue(inst, prices, room, run, first, last, -1, language, count)
                if crew < NOBODY:
                    room.offer[at] = found - crew - room.tie[run]
            at += 1
        cities += 1
        first, last = city_venues(inst, run, cities)
    return cities


@compiled
def best_venue(
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
def unheld_price(inst: Instance, run: int) -> float:
    """Give what it costs not to hold a run."""
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
