"""Where and when a run is best held: by what the seats of each start and venue are worth."""

from __future__ import annotations

import numpy as np

from scheduler.engine.attending import ONE, mask_words, narrow
from scheduler.engine.choices import starts_of, venues_of
from scheduler.engine.compiled import compiled
from scheduler.engine.filling import FORCED, fill, gain, is_candidate, owes_nothing, partner
from scheduler.engine.free import stay_usd, venue_free
from scheduler.engine.instance import Instance
from scheduler.engine.rows import drop, factor, hold, move_price
from scheduler.engine.staffing import NOBODY, affordable, employ_chosen, find_trainers
from scheduler.engine.state import MOST_OPTIONS, State, draw

_STAFFED = 3
_FILLED = 2  # places that are tried where seats turn out to be too few
_TRIED = -1e18
# How often enough of every language are looked for, and how many more than are needed.
_RARE, _SPARE = 0.05, 4


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
    masks, able, is_owed = _attendance(inst, st, run)
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
        count = _line_up(inst, st, run, city, masks, seats, every_language)
        for venue in venues[first:last]:
            found = _venue_options(inst, st, run, venue, starts, masks, count, found, jitter)
        first = last
    return found


@compiled
def _attendance(inst: Instance, st: State, run: int) -> tuple[np.ndarray, int, bool]:
    """Give on which starts each nomination of the course can be seated, and how many can at all.

    And whether a pin gives one of them a seat in this run.
    """
    course = inst.run_course[run]
    begin = inst.course_nom_ptr[course]
    count, words = inst.course_nom_ptr[course + 1] - begin, mask_words(inst, run)
    masks = np.zeros((count, words), np.uint64)
    same, loose, able = partner(inst, st, run), draw(st) < 0.2, 0
    is_owed = False
    for i in range(count):
        nom = inst.course_nom[begin + i]
        if not (is_candidate(inst, st, nom, run, same, loose) and owes_nothing(inst, st, nom)):
            continue
        row = inst.mask_ptr[run] + i * words
        masks[i, :] = st.masks[row : row + words]
        if narrow(inst, st, nom, run, masks[i]):
            able += 1
            is_owed = is_owed or inst.nom_forced[nom]
        else:
            masks[i, :] = 0
    return masks, able, is_owed


@compiled
def _line_up(
    inst: Instance,
    st: State,
    run: int,
    city: int,
    masks: np.ndarray,
    seats: int,
    every_language: bool,
) -> int:
    """List the worthiest candidates in a city, best first: more than there are seats for.

    Of one member not many more than may come; where asked, enough for `every_language` beside them.
    """
    course = inst.run_course[run]
    begin, days = inst.course_nom_ptr[course], inst.course_days[course]
    size = inst.course_nom_ptr[course + 1] - begin
    row = begin * len(inst.venue_cities) + inst.city_at[city] * size
    wanted = 3 * min(inst.course_max[course], seats) + 8
    dollar, count, words = st.dollar[inst.course_funder[course]], 0, masks.shape[1]
    limit = 3 * inst.course_member_limit[course]
    spoken, end = inst.run_language_ptr[run], inst.run_language_ptr[run + 1]
    lacking = np.full(end - spoken, inst.course_min[course] + _SPARE)
    heard = np.zeros((end - spoken if every_language else 0, len(inst.member_target)), np.int32)
    for k in range(size):
        i = st.order[row + k]
        somewhen = masks[i, 0]
        for word in range(1, words):
            somewhen |= masks[i, word]
        if somewhen == 0:
            continue
        nom = inst.course_nom[begin + i]
        official = inst.nom_official[nom]
        home, member = inst.official_city[official], inst.official_member[official]
        if inst.way_days[home, city] < 0:
            continue
        is_spare = count >= wanted or st.tally[member] >= limit
        for at in range(len(heard)):
            if not inst.official_speaks[official, inst.run_language[spoken + at]]:
                continue
            if lacking[at] > 0 and heard[at, member] < inst.course_member_limit[course]:
                heard[at, member] += 1
                lacking[at] -= 1
                is_spare = False
        if is_spare:
            if count >= wanted and not (every_language and (lacking > 0).any()):
                break
            continue
        st.tally[member] += 1
        st.candidates[count] = nom
        st.taken[count] = i
        st.values[count] = gain(inst, st, nom, run) - dollar * stay_usd(inst, home, city, days)
        count += 1
    for k in range(count):
        st.tally[inst.official_member[inst.nom_official[st.candidates[k]]]] = 0
    return count


@compiled
def _venue_options(
    inst: Instance,
    st: State,
    run: int,
    venue: int,
    starts: np.ndarray,
    masks: np.ndarray,
    count: int,
    found: int,
    jitter: float,
) -> int:
    """Value every start and language at one venue, and keep the best options."""
    course = inst.run_course[run]
    days = inst.course_days[course]
    rent = inst.venue_rate[venue] * days
    if not affordable(inst, st, run, rent):
        return found
    fixed = _fixed_worth(inst, st, run, venue) - st.dollar[inst.course_funder[course]] * rent
    most = min(inst.course_max[course], inst.venue_capacity[venue])
    for i in range(len(starts)):
        start = inst.run_start[starts[i]]
        if not venue_free(inst, st, venue, start, days):
            continue
        bit = starts[i] - inst.run_start_ptr[run]
        for spoken in range(inst.run_language_ptr[run], inst.run_language_ptr[run + 1]):
            if inst.run_language_from[spoken] > start:
                continue
            language = inst.run_language[spoken]
            value = _seats_worth(inst, st, course, language, masks, bit, count, most)
            if value <= -FORCED:
                continue
            value += fixed - _change_price(inst, run, start, venue, language)
            value += jitter * draw(st) * abs(value)
            found = _keep(st, found, value, start, venue, language)
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
def _seats_worth(
    inst: Instance,
    st: State,
    course: int,
    language: int,
    masks: np.ndarray,
    bit: int,
    count: int,
    most: int,
) -> float:
    """Give what the best seats are worth on a start in a language, -FORCED: there are too few."""
    least, limit = inst.course_min[course], inst.course_member_limit[course]
    word, one = bit // 64, ONE << np.uint64(bit % 64)
    seats, value, members, i = 0, 0.0, 0, 0
    while i < count and seats < most and (seats < least or st.values[i] > 0.0):
        official = inst.nom_official[st.candidates[i]]
        member = inst.official_member[official]
        if (
            masks[st.taken[i], word] & one != 0
            and inst.official_speaks[official, language]
            and st.tally[member] < limit
        ):
            if st.tally[member] == 0:
                members += 1
            st.tally[member] += 1
            seats += 1
            value += st.values[i]
        i += 1
    for j in range(i):
        st.tally[inst.official_member[inst.nom_official[st.candidates[j]]]] = 0
    if seats < least:
        return -FORCED
    # Too few members is mended when the seats are really given; it costs about a seat each.
    lacking = inst.course_min_members[course] - members
    if lacking > 0:
        value -= lacking * abs(value) / max(seats, 1)
    return value


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
