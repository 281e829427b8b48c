"""What each start and each venue of a run is worth at the bound's prices.

Prices know what the rest of the programme would do with a hall, a trainer or an official: where a
schedule and they disagree about a run, something better may be found.
"""

from __future__ import annotations

from scheduler.engine.compiled import compiled
from scheduler.engine.crews import NOBODY, Crews, Duties, cheapest
from scheduler.engine.instance import Instance
from scheduler.engine.learners import NEVER, best_seats, kept_seat, value_all
from scheduler.engine.linked import Linked
from scheduler.engine.offers import best_venue, charge_starts, city_venues
from scheduler.engine.prices import Prices
from scheduler.engine.scratch import Scratch
from scheduler.engine.state import Floats, Words


@compiled
def worths(
    inst: Instance,
    masks: Words,
    crews: Crews,
    duties: Duties,
    linked: Linked,
    prices: Prices,
    room: Scratch,
    run: int,
    by_start: Floats,
    by_venue: Floats,
) -> None:
    """Note what a run gains at most on each of its starts, and at each of its venues.

    The prices are those that the relaxation summed up last.
    """
    value_all(inst, linked, inst.run_course[run], run, kept_seat(inst, run), prices, room)
    charge_starts(inst, linked, room, run)
    dollar = inst.usd_price + prices.dollar[inst.course_funder[inst.run_course[run]]]
    first, base = inst.run_start_ptr[run], inst.run_venue_ptr[run]
    by_start[:], by_venue[:] = NEVER, NEVER
    for at in range(first, inst.run_start_ptr[run + 1]):
        start, nth = inst.run_start[at], 0
        low, high = city_venues(inst, run, nth)
        while low < high:
            city = inst.venue_city[inst.run_venue[low]]
            for i in range(inst.run_language_ptr[run], inst.run_language_ptr[run + 1]):
                language = inst.run_language[i]
                if inst.run_language_from[i] > start:
                    continue
                count = best_seats(inst, masks, room, run, city, language, at)
                if count == 0:
                    continue
                crew, _ = cheapest(
                    inst, crews, duties, dollar, run, start, inst.city_at[city], language, room.crew
                )
                if crew >= NOBODY:
                    continue
                for venue in range(low, high):
                    found, where, _ = best_venue(
                        inst, prices, room, run, venue, venue + 1, start, language, count
                    )
                    if where >= 0:
                        found -= crew + room.tie[run] + room.when[at - first]
                        by_start[at - first] = max(by_start[at - first], found)
                        by_venue[venue - base] = max(by_venue[venue - base], found)
            nth += 1
            low, high = city_venues(inst, run, nth)
