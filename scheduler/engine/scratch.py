"""Room for the relaxation to think, made once."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.engine.instance import Flags, Instance, Ints
from scheduler.engine.prices import Prices, grid_days, may_clash
from scheduler.engine.state import Floats, Places


class Scratch(NamedTuple):
    """Room to think."""

    order: Places  # [course, city with venues]: its nominations, worthiest first
    grid: int  # days from one day of the grid to the next
    toil: Floats  # [nomination]: what its seat counts against its official's days
    clash_row: Ints  # [official]: -1 where seats cannot clash
    clash: Floats  # [row, day of the grid]: the price of all days before it
    need: Floats  # [place in `needs`, day of the grid]: the price of all days from it on
    firsts: Ints  # [course]: its runs' first start
    lasts: Ints  # [course]: its runs' last start
    date: Floats  # [row of dates, day]: the price of all days before it
    tie: Floats  # [run]: what `tie` takes from holding it
    when: Floats  # [start of a run]: what `date` takes from it
    charge: Floats  # [nomination of a run's course, start of the run]: what days take from it
    hall: Floats  # [venue, day]: the price of all days before it
    pending: Ints  # nominations that are worth less on this start
    pending_worth: Floats
    worth: Floats  # [city with venues, nomination of the course]
    offer: Floats  # [city with venues and language]: what a run can gain there at most
    sums: Floats  # [k]: what the k best seats are worth
    chosen: Ints  # [k]: their nominations
    crew: Ints  # [slot]
    tally: Ints  # [member]
    settled: Flags  # [run]: what it gains is found already, or given
    gain: Floats  # [run]: what it gained at last, and how:
    start: Ints
    venue: Ints  # -1: not held
    trainers_usd: Floats
    many: Ints  # its seats
    seats: Ints  # [run, k]
    crews: Ints  # [run, slot]


def scratch_of(inst: Instance, prices: Prices, toil: Floats) -> Scratch:
    """Make room for the largest course."""
    sizes, runs = np.diff(inst.course_nom_ptr), len(inst.run_course)
    cities, languages = len(inst.venue_cities), inst.official_speaks.shape[1]
    order = [np.tile(np.arange(size, dtype=np.uint32), cities) for size in sizes]
    clashing = may_clash(inst)
    largest = max(1, int(sizes.max(initial=1)))
    firsts = np.zeros(len(inst.course_days), np.int32)
    lasts = np.zeros(len(inst.course_days), np.int32)
    for course in range(len(inst.course_days)):
        mine = inst.course_run[inst.course_run_ptr[course] : inst.course_run_ptr[course + 1]]
        starts = [inst.run_start[inst.run_start_ptr[r] : inst.run_start_ptr[r + 1]] for r in mine]
        days = np.concatenate([np.zeros(0, np.int32), *starts])
        if len(days):
            firsts[course], lasts[course] = days.min(), days.max()
    return Scratch(
        order=np.concatenate([*order, np.zeros(1, np.uint32)]),
        grid=grid_days(inst),
        toil=toil,
        clash_row=np.where(clashing, np.cumsum(clashing) - 1, -1).astype(np.int32),
        clash=np.zeros((prices.clash.shape[0], prices.clash.shape[1] + 1)),
        need=np.zeros((prices.need.shape[0], prices.need.shape[1] + 1)),
        firsts=firsts,
        lasts=lasts,
        date=np.zeros((prices.date.shape[0], prices.date.shape[1] + 1)),
        tie=np.zeros(runs),
        when=np.zeros(int(np.diff(inst.run_start_ptr).max(initial=1))),
        charge=np.zeros(_most_seats_by_start(inst)),
        hall=np.zeros((len(inst.venue_city), inst.n_days + 2)),
        pending=np.zeros(largest, np.int32),
        pending_worth=np.zeros(largest),
        worth=np.zeros(largest * max(1, cities)),
        offer=np.zeros(max(1, cities * languages)),
        # One seat more than there is, for who asks what it is worth.
        sums=np.zeros(inst.max_seats + 2),
        chosen=np.zeros(inst.max_seats + 2, np.int32),
        crew=np.zeros(inst.max_slots, np.int32),
        tally=np.zeros(len(inst.member_target), np.int32),
        settled=np.zeros(runs, np.bool_),
        gain=np.zeros(runs),
        start=np.zeros(runs, np.int32),
        venue=np.full(runs, -1, np.int32),
        trainers_usd=np.zeros(runs),
        many=np.zeros(runs, np.int32),
        seats=np.zeros((runs, inst.max_seats + 2), np.int32),
        crews=np.zeros((runs, inst.max_slots), np.int32),
    )


def beside(room: Scratch) -> Scratch:
    """Make room for another hand, which works on other courses at the same time."""
    own = ("when", "charge", "pending", "pending_worth", "worth", "offer", "sums", "chosen")
    names = (*own, "crew", "tally")
    return room._replace(**{name: getattr(room, name).copy() for name in names})


def _most_seats_by_start(inst: Instance) -> int:
    """Give the most pairs of a nomination and a start that a run has."""
    noms = np.diff(inst.course_nom_ptr)[inst.run_course]
    return int((noms * np.diff(inst.run_start_ptr)).max(initial=1))
