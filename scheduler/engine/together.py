"""Runs that start together are relaxed together: one start, and halls and trainers for each.

By itself each of them would mix starts, a share of every day, and so share halls and trainers with
the others. A *star* is a run, its hub, with others that must start when it does. Where the hub is
held, so are the best of the others that day; where it is not, they are on their own.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from scheduler.engine.compiled import compiled
from scheduler.engine.crews import NOBODY, Crews, Duties, cheapest
from scheduler.engine.instance import SAME_START, Instance, Ints
from scheduler.engine.learners import NEVER, best_seats, kept_seat, value_all
from scheduler.engine.linked import Linked
from scheduler.engine.offers import (
    best_venue,
    charge_starts,
    city_venues,
    offer_cities,
    unheld_price,
)
from scheduler.engine.prices import Prices
from scheduler.engine.scratch import Scratch
from scheduler.engine.sharing import crew_without, share
from scheduler.engine.state import Floats, Words

_MOST_LEAVES = 4


class Stars(NamedTuple):
    """The runs of each star, its hub first."""

    ptr: Ints
    run: Ints


def no_stars() -> Stars:
    """Relax every run by itself."""
    return Stars(np.zeros(1, np.int32), np.zeros(1, np.int32))


def stars_of(inst: Instance) -> Stars:
    """Put runs that must start together into stars, each run into one at most."""
    near: list[set[int]] = [set() for _ in inst.run_course]
    is_open = ~inst.run_frozen & (np.diff(inst.run_start_ptr) > 0)
    for run in np.flatnonzero(is_open):
        for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
            if inst.link_kind[i] == SAME_START and is_open[inst.link_run[i]]:
                near[run].add(int(inst.link_run[i]))
                near[inst.link_run[i]].add(int(run))
    stars: list[list[int]] = []
    free = {run for run, others in enumerate(near) if others}
    while free:
        hub = max(free, key=lambda run: (len(near[run] & free), -run))
        leaves = sorted(near[hub] & free)[:_MOST_LEAVES]
        if not leaves:
            break
        stars.append([hub, *leaves])
        free -= {hub, *leaves}
    ptr = np.cumsum([0, *(len(star) for star in stars)]).astype(np.int32)
    return Stars(ptr, np.array([run for star in stars for run in star] or [0], np.int32))


@compiled
def hold_together(
    inst: Instance,
    masks: Words,
    crews: Crews,
    duties: Duties,
    linked: Linked,
    stars: Stars,
    prices: Prices,
    room: Scratch,
) -> float:
    """Give what the stars gain, and settle the runs that are held or not with their hub."""
    gained = 0.0
    for i in range(len(stars.ptr) - 1):
        runs = stars.run[stars.ptr[i] : stars.ptr[i + 1]]
        gained += _hold(inst, masks, crews, duties, linked, prices, room, runs)
    return gained


@compiled
def _hold(
    inst: Instance,
    masks: Words,
    crews: Crews,
    duties: Duties,
    linked: Linked,
    prices: Prices,
    room: Scratch,
    runs: Ints,
) -> float:
    """Find the best start of a star; note what it uses. Otherwise the hub alone is settled."""
    many, hub = len(runs), runs[0]
    skip, alone = np.empty(many), np.full((many, len(room.when)), NEVER)
    for j in range(many):
        skip[j] = NEVER if inst.run_forced[runs[j]] else -unheld_price(inst, runs[j])
        _value(inst, linked, prices, room, runs[j])
        _by_start(inst, masks, crews, duties, prices, room, runs[j], skip[j], alone[j])
    best = skip[0]
    for j in range(1, many):
        best += max(skip[j], alone[j].max())
    first = inst.run_start_ptr[hub]
    most = _together(inst, runs, skip, alone)
    best_start, best_venues = -1, np.full(many, -1, np.int32)
    best_worths = np.zeros(many)
    best_languages, best_bans = np.zeros(many, np.int32), np.full((many, 1), -1, np.int32)
    ats = np.empty(many, np.int32)
    for i in np.argsort(-most):
        if most[i] <= max(best, NEVER):
            break
        start = inst.run_start[first + i]
        widest, spoken = 0, 0
        for j in range(many):
            ats[j] = _at(inst, runs[j], start)
            widest = max(widest, inst.run_venue_ptr[runs[j] + 1] - inst.run_venue_ptr[runs[j]])
            spoken = max(
                spoken, inst.run_language_ptr[runs[j] + 1] - inst.run_language_ptr[runs[j]]
            )
        worths = np.full((many, widest, spoken), NEVER)
        for j in range(many):
            if ats[j] >= 0:
                _value(inst, linked, prices, room, runs[j])
                _by_venue(inst, masks, prices, room, runs[j], ats[j], worths[j])
        unheld = skip.copy()
        unheld[0] = NEVER
        found, venues, languages, values, bans = share(
            inst, crews, duties, prices, room, runs, start, unheld, worths, best
        )
        if found > best:
            best, best_start, best_bans = found, start, bans
            best_venues, best_languages, best_worths = venues, languages, values
    room.settled[hub] = True
    if best_start < 0:
        room.gain[hub] = 0.0 if skip[0] <= NEVER else skip[0]
        return float(room.gain[hub])
    for j in range(many):
        run = runs[j]
        room.settled[run], room.gain[run] = True, best_worths[j]
        if best_venues[j] >= 0:
            venue, language = inst.run_venue_ptr[run] + best_venues[j], best_languages[j]
            _note(
                inst, masks, crews, duties, linked, prices, room, run, best_start, venue,
                inst.run_language[language], best_bans[j],
            )  # fmt: skip
    return float(best)


@compiled
def _note(
    inst: Instance,
    masks: Words,
    crews: Crews,
    duties: Duties,
    linked: Linked,
    prices: Prices,
    room: Scratch,
    run: int,
    start: int,
    at: int,
    language: int,
    ban: Ints,
) -> None:
    """Note how a run is held at one of its venues, without the trainers of a ban."""
    _value(inst, linked, prices, room, run)
    venue = inst.run_venue[at]
    city = inst.venue_city[venue]
    count = best_seats(inst, masks, room, run, city, language, _at(inst, run, start))
    _, _, seats = best_venue(inst, prices, room, run, at, at + 1, start, language, count)
    room.start[run], room.venue[run], room.many[run] = start, venue, seats
    room.seats[run, :seats] = room.chosen[:seats]
    _, room.trainers_usd[run] = crew_without(
        inst, crews, duties, prices, run, start, city, language, ban, room.crews[run]
    )


@compiled
def _value(inst: Instance, linked: Linked, prices: Prices, room: Scratch, run: int) -> None:
    """Value a run's nominations and starts, in the room that all runs use."""
    value_all(inst, linked, inst.run_course[run], run, kept_seat(inst, run), prices, room)
    charge_starts(inst, linked, room, run)


@compiled
def _by_start(
    inst: Instance,
    masks: Words,
    crews: Crews,
    duties: Duties,
    prices: Prices,
    room: Scratch,
    run: int,
    skip: float,
    alone: Floats,
) -> None:
    """Find what a run gains by itself on each of its starts, where that is more than `skip`."""
    dollar = inst.usd_price + prices.dollar[inst.course_funder[inst.run_course[run]]]
    begin, first = inst.run_language_ptr[run], inst.run_start_ptr[run]
    spoken = inst.run_language_ptr[run + 1] - begin
    offers = offer_cities(inst, masks, crews, duties, prices, room, run) * spoken
    order = np.argsort(-room.offer[:offers])
    for at in range(first, inst.run_start_ptr[run + 1]):
        start, charge = inst.run_start[at], room.when[at - first]
        best = skip
        for offer in order:
            if room.offer[offer] - charge <= best:
                break
            if inst.run_language_from[begin + offer % spoken] > start:
                continue
            language = inst.run_language[begin + offer % spoken]
            low, high = city_venues(inst, run, offer // spoken)
            city = inst.venue_city[inst.run_venue[low]]
            count = best_seats(inst, masks, room, run, city, language, at)
            if count == 0:
                continue
            found, _, _ = best_venue(inst, prices, room, run, low, high, start, language, count)
            found -= room.tie[run] + charge
            if found <= best:
                continue
            crew, _ = cheapest(
                inst, crews, duties, dollar, run, start, inst.city_at[city], language, room.crew
            )
            if crew < NOBODY and found - crew > best:
                best = found - crew
                alone[at - first] = best


@compiled
def _by_venue(
    inst: Instance,
    masks: Words,
    prices: Prices,
    room: Scratch,
    run: int,
    at: int,
    worths: Floats,
) -> None:
    """Find what each venue and language of a run is worth on a start but for its trainers."""
    start, begin = inst.run_start[at], inst.run_language_ptr[run]
    charge, base = room.tie[run] + room.when[at - inst.run_start_ptr[run]], inst.run_venue_ptr[run]
    nth = 0
    low, high = city_venues(inst, run, nth)
    while low < high:
        city = inst.venue_city[inst.run_venue[low]]
        for i in range(begin, inst.run_language_ptr[run + 1]):
            if inst.run_language_from[i] > start:
                continue
            language = inst.run_language[i]
            count = best_seats(inst, masks, room, run, city, language, at)
            if count == 0:
                continue
            for venue in range(low, high):
                found, where, _ = best_venue(
                    inst, prices, room, run, venue, venue + 1, start, language, count
                )
                if where >= 0:
                    worths[venue - base, i - begin] = found - charge
        nth += 1
        low, high = city_venues(inst, run, nth)


@compiled
def _together(inst: Instance, runs: Ints, skip: Floats, alone: Floats) -> Floats:
    """Give what a star gains at most on each start of its hub, which is held."""
    first = inst.run_start_ptr[runs[0]]
    most = np.full(inst.run_start_ptr[runs[0] + 1] - first, NEVER)
    for i in range(len(most)):
        if alone[0, i] > NEVER:
            most[i] = alone[0, i]
            for j in range(1, len(runs)):
                at, gain = _at(inst, runs[j], inst.run_start[first + i]), skip[j]
                if at >= 0:
                    gain = max(gain, alone[j, at - inst.run_start_ptr[runs[j]]])
                most[i] += gain
    return most


@compiled
def _at(inst: Instance, run: int, start: int) -> int:
    """Give where a start stands among those of a run; -1: it is none."""
    begin, end = inst.run_start_ptr[run], inst.run_start_ptr[run + 1]
    at = begin + np.searchsorted(inst.run_start[begin:end], start)
    return int(at) if at < end and inst.run_start[at] == start else -1
