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
from scheduler.engine.instance import Instance, Ints
from scheduler.engine.learners import NEVER, best_seats, kept_seat, value_all
from scheduler.engine.linked import HOLDING, Linked
from scheduler.engine.offers import (
    best_venue,
    charge_starts,
    city_venues,
    offer_cities,
    unheld_price,
)
from scheduler.engine.prices import Prices
from scheduler.engine.scratch import Scratch
from scheduler.engine.state import Words
from scheduler.engine.together import Stars, hold_together


@compiled
def begin(
    inst: Instance,
    masks: Words,
    crews: Crews,
    duties: Duties,
    linked: Linked,
    stars: Stars,
    prices: Prices,
    room: Scratch,
) -> float:
    """Sum prices up, and give what the runs gain that are relaxed together."""
    _sum_up(prices, duties, linked, room)
    room.settled[:] = inst.run_frozen
    room.venue[:] = -1
    return hold_together(inst, masks, crews, duties, linked, stars, prices, room)


@compiled
def relax(
    inst: Instance,
    masks: Words,
    crews: Crews,
    duties: Duties,
    linked: Linked,
    prices: Prices,
    room: Scratch,
    courses: Ints,
) -> None:
    """Find the best that each run of some courses can gain at these prices by itself, and how."""
    for course in courses:
        ready = False
        for i in range(inst.course_run_ptr[course], inst.course_run_ptr[course + 1]):
            run = inst.course_run[i]
            if room.settled[run] or inst.run_start_ptr[run] == inst.run_start_ptr[run + 1]:
                continue
            bonus = kept_seat(inst, run)
            is_alone = bonus == 0.0 and linked.tie_ptr[run] == linked.tie_ptr[run + 1]
            if not ready or not is_alone:
                value_all(inst, linked, course, run, bonus, prices, room)
                ready = is_alone
            charge_starts(inst, linked, room, run)
            room.gain[run] = _best(inst, masks, crews, duties, prices, room, run)


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
def _best(
    inst: Instance,
    masks: Words,
    crews: Crews,
    duties: Duties,
    prices: Prices,
    room: Scratch,
    run: int,
) -> float:
    """Give what a run gains at best over not being held, and note how."""
    course = inst.run_course[run]
    dollar = inst.usd_price + prices.dollar[inst.course_funder[course]]
    first_language, end = inst.run_language_ptr[run], inst.run_language_ptr[run + 1]
    cities, spoken = (
        offer_cities(inst, masks, crews, duties, prices, room, run),
        end - first_language,
    )
    value = -unheld_price(inst, run)
    if inst.run_forced[run]:
        value = NEVER
    for _ in range(cities * spoken):
        offer = room.offer[: cities * spoken].argmax()
        most = room.offer[offer]
        if most <= value:
            break
        room.offer[offer] = NEVER
        first, last = city_venues(inst, run, offer // spoken)
        city = inst.venue_city[inst.run_venue[first]]
        language = inst.run_language[first_language + offer % spoken]
        for at in range(inst.run_start_ptr[run], inst.run_start_ptr[run + 1]):
            start = inst.run_start[at]
            if inst.run_language_from[first_language + offer % spoken] > start:
                continue
            if most - room.when[at - inst.run_start_ptr[run]] <= value:
                continue
            count = best_seats(inst, masks, room, run, city, language, at)
            if count == 0:
                continue
            found, where, many = best_venue(
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
                value, room.start[run], room.venue[run] = found, start, where
                room.trainers_usd[run], room.many[run] = crew_usd, many
                room.seats[run, :many] = room.chosen[:many]
                room.crews[run, :] = room.crew
    return max(value, 0.0) if value == NEVER else value
