"""Where and when a run is best held: by what the seats of each start and venue are worth."""

from __future__ import annotations

import numpy as np

from scheduler.engine.choices import starts_of, venues_of
from scheduler.engine.compiled import compiled
from scheduler.engine.disruption import factor, move_price
from scheduler.engine.filling import FORCED, fill
from scheduler.engine.free import venue_free
from scheduler.engine.instance import Instance
from scheduler.engine.lining_up import attendance, find_able, line_up, speakers_of, value_seats
from scheduler.engine.rows import drop, hold
from scheduler.engine.staffing import NOBODY, affordable, employ_chosen, find_trainers
from scheduler.engine.state import MOST_OPTIONS, State, draw

_STAFFED = 3
_FILLED = 2  # places that are tried where seats turn out to be too few
_TRIED = -1e18
# How often enough of every language are looked for.
_RARE = 0.05


@compiled
def place(inst: Instance, st: State, run: int, jitter: float, least: float) -> bool:
    """Hold a run where it is worth most, with trainers and seats; False: never more than `least`.

    The worthiest options are tried first; the best of the first few that find trainers is taken.
    """
    return place_on(inst, st, run, starts_of(inst, st, run), jitter, least, False)


@compiled
def place_on(
    inst: Instance,
    st: State,
    run: int,
    starts: np.ndarray,
    jitter: float,
    least: float,
    lean: bool,
) -> bool:
    """Do so on one of some starts, and with no more seats than are needed where `lean`."""
    count = find_options(inst, st, run, starts, venues_of(inst, st, run), jitter)
    for _ in range(_FILLED):
        best = _best_staffed(inst, st, run, count, jitter, least)
        if best < 0:
            return False
        hold(inst, st, run, st.option[best, 0], st.option[best, 1], st.option[best, 2])
        employ_chosen(inst, st, run)
        if fill(inst, st, run, jitter, lean) and affordable(inst, st, run, 0):
            return True
        drop(inst, st, run)
        st.option_value[best] = _TRIED
    return False


@compiled
def _best_staffed(
    inst: Instance, st: State, run: int, count: int, jitter: float, least: float
) -> int:
    """Give the best of the first options that find trainers, who are left in `st.chosen`."""
    best, best_value, staffed = -1, least, 0
    funder = inst.course_funder[inst.run_course[run]]
    found = np.empty(inst.run_slots[run], np.int32)
    for i in range(count):
        if st.option_value[i] == _TRIED:
            continue
        if st.option_value[i] <= best_value or staffed >= _STAFFED:
            break
        start, venue, language = st.option[i, 0], st.option[i, 1], st.option[i, 2]
        usd = find_trainers(inst, st, run, start, inst.venue_city[venue], language, jitter)
        if usd == NOBODY or not affordable(inst, st, run, usd):
            continue
        staffed += 1
        value = st.option_value[i] - st.dollar[funder] * usd
        if value > best_value:
            best, best_value = i, value
            found[:] = st.chosen[: len(found)]
    if best >= 0:
        st.chosen[: len(found)] = found
    return best


@compiled
def find_options(
    inst: Instance, st: State, run: int, starts: np.ndarray, venues: np.ndarray, jitter: float
) -> int:
    """List the best options of a run in `st.option`, best first; give their number.

    `starts` are places in `run_start`, of days that the links allow; `venues` stand city by city.
    """
    if len(starts) == 0:
        return 0
    masks, gains, able, is_owed = attendance(inst, st, run)
    every_language = is_owed or draw(st) < _RARE
    if able < inst.course_min[inst.run_course[run]]:
        return 0
    found = 0
    first, end = 0, len(venues)
    while first < end:
        city = inst.venue_city[venues[first]]
        last, seats = first, 0
        while last < end and inst.venue_city[venues[last]] == city:
            seats = max(seats, inst.venue_capacity[venues[last]])
            last += 1
        count = line_up(inst, st, run, city, masks, gains, seats, every_language)
        here = venues[first:last]
        found = _city_options(inst, st, run, here, starts, masks, count, found, jitter)
        first = last
    return found


@compiled
def _city_options(
    inst: Instance,
    st: State,
    run: int,
    venues: np.ndarray,
    starts: np.ndarray,
    masks: np.ndarray,
    count: int,
    found: int,
    jitter: float,
) -> int:
    """Value every start and language at venues of one city, and keep the best options."""
    course = inst.run_course[run]
    days, least = inst.course_days[course], inst.course_min[course]
    fixed, most = np.zeros(len(venues)), np.zeros(len(venues), np.int64)
    for at in range(len(venues)):
        rent = inst.venue_rate[venues[at]] * days
        if affordable(inst, st, run, rent):
            most[at] = min(inst.course_max[course], inst.venue_capacity[venues[at]])
            fixed[at] = _fixed_worth(inst, st, run, venues[at])
            fixed[at] -= st.dollar[inst.course_funder[course]] * rent
    if most.max() < least:
        return found
    speakers, members = speakers_of(inst, st, run, count)
    able, is_free = np.zeros(speakers.shape[1], np.uint64), np.zeros(len(venues), np.bool_)
    room = min(most.max(), count)
    worth, seated = np.zeros(room + 1), np.zeros(room, np.int32)
    for i in range(len(starts)):
        start = inst.run_start[starts[i]]
        for at in range(len(venues)):
            is_free[at] = most[at] >= least and venue_free(inst, st, venues[at], start, days)
        if not is_free.any():
            continue
        find_able(st, masks, starts[i] - inst.run_start_ptr[run], count, able)
        for spoken in range(inst.run_language_ptr[run], inst.run_language_ptr[run + 1]):
            if inst.run_language_from[spoken] > start:
                continue
            language = inst.run_language[spoken]
            speaking = speakers[spoken - inst.run_language_ptr[run]]
            seats = value_seats(inst, st, course, able, speaking, members, worth, seated)
            for at in range(len(venues)):
                if not is_free[at] or seats < least:
                    continue
                value = worth[min(seats, most[at])] + fixed[at]
                value -= _change_price(inst, run, start, venues[at], language)
                value += jitter * draw(st) * abs(value)
                found = _keep(st, found, value, start, venues[at], language)
    return found


@compiled
def _fixed_worth(inst: Instance, st: State, run: int, venue: int) -> float:
    """Give what holding a run at a venue is worth, whoever attends, its costs apart."""
    value = 0.0
    if inst.run_required[run]:
        value += inst.unheld_price
    if inst.run_forced[run]:
        value += FORCED
    host = inst.venue_member[venue]
    if host >= 0 and st.member_hosted[host] < inst.host_target[host]:
        value += inst.host_price
    if inst.run_base[run]:
        value += inst.cancel_price * factor(inst, inst.base_start[run])
    return value


@compiled
def _change_price(inst: Instance, run: int, start: int, venue: int, language: int) -> float:
    if not inst.run_base[run]:
        return 0.0
    times = factor(inst, min(start, inst.base_start[run]))
    return float(move_price(inst, run, start, venue, language) * times)


@compiled
def _keep(st: State, found: int, value: float, start: int, venue: int, language: int) -> int:
    """Put an option among the best, in order; the worst falls out."""
    if found == MOST_OPTIONS:
        if value <= st.option_value[found - 1]:
            return found
        found -= 1
    at = found
    while at > 0 and st.option_value[at - 1] < value:
        st.option_value[at] = st.option_value[at - 1]
        st.option[at, :] = st.option[at - 1, :]
        at -= 1
    st.option_value[at] = value
    st.option[at, 0], st.option[at, 1], st.option[at, 2] = start, venue, language
    return found + 1
