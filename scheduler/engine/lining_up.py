"""Who could learn in a run in a city, worthiest first, and what the best of them are worth."""

from __future__ import annotations

import numpy as np
from numba.cpython.unsafe.numbers import trailing_zeros

from scheduler.engine.attending import ONE, mask_words, narrow
from scheduler.engine.compiled import compiled
from scheduler.engine.filling import gain, is_candidate, owes_nothing, partner
from scheduler.engine.free import stay_usd
from scheduler.engine.instance import Instance
from scheduler.engine.state import State, draw

# How many more than are needed are looked for, where enough of every language are.
_SPARE = 4


@compiled
def attendance(inst: Instance, st: State, run: int) -> tuple[np.ndarray, np.ndarray, int, bool]:
    """Give on which starts each nomination of the course can be seated, and what that gains.

    And how many can at all, and whether a pin gives one of them a seat in this run.
    """
    course = inst.run_course[run]
    begin = inst.course_nom_ptr[course]
    count, words = inst.course_nom_ptr[course + 1] - begin, mask_words(inst, run)
    masks, gains = np.zeros((count, words), np.uint64), np.zeros(count)
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
            gains[i] = gain(inst, st, nom, run)
            is_owed = is_owed or inst.nom_forced[nom]
        else:
            masks[i, :] = 0
    return masks, gains, able, is_owed


@compiled
def line_up(
    inst: Instance,
    st: State,
    run: int,
    city: int,
    masks: np.ndarray,
    gains: np.ndarray,
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
        st.values[count] = gains[i] - dollar * stay_usd(inst, home, city, days)
        count += 1
    for k in range(count):
        st.tally[inst.official_member[inst.nom_official[st.candidates[k]]]] = 0
    return count


@compiled
def speakers_of(inst: Instance, st: State, run: int, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Give which of the candidates speak each language of a run, as bits, and their members."""
    first, end = inst.run_language_ptr[run], inst.run_language_ptr[run + 1]
    speakers = np.zeros((end - first, (count + 63) // 64), np.uint64)
    members = np.empty(count, np.int32)
    for k in range(count):
        official = inst.nom_official[st.candidates[k]]
        members[k] = inst.official_member[official]
        for at in range(end - first):
            if inst.official_speaks[official, inst.run_language[first + at]]:
                speakers[at, k // 64] |= ONE << np.uint64(k % 64)
    return speakers, members


@compiled
def find_able(st: State, masks: np.ndarray, bit: int, count: int, able: np.ndarray) -> None:
    """Find which of the candidates can attend on a start, as bits."""
    word, place = bit // 64, np.uint64(bit % 64)
    able[:] = 0
    for k in range(count):
        able[k // 64] |= ((masks[st.taken[k], word] >> place) & ONE) << np.uint64(k % 64)


@compiled
def value_seats(
    inst: Instance,
    st: State,
    course: int,
    able: np.ndarray,
    speaking: np.ndarray,
    members: np.ndarray,
    worth: np.ndarray,
    seated: np.ndarray,
) -> int:
    """Seat the best of those who are able and speak, and give how many.

    What the first k of them are worth is left in `worth[k]`, their members in `seated`.
    """
    least, limit = inst.course_min[course], inst.course_member_limit[course]
    lacking, seats, total = inst.course_min_members[course], 0, 0.0
    for block in range(len(able)):
        bits = able[block] & speaking[block]
        while bits != 0 and seats < len(seated):
            k = 64 * block + trailing_zeros(bits)  # type: ignore[call-arg]  # an intrinsic
            bits &= bits - ONE
            value, member = st.values[k], members[k]
            if seats >= least and value <= 0.0:
                break
            if st.tally[member] >= limit:
                continue
            lacking -= st.tally[member] == 0
            st.tally[member] += 1
            seated[seats] = member
            seats += 1
            total += value
            worth[seats] = total
            # Too few members is mended when seats are really given; it costs about a seat each.
            if lacking > 0:
                worth[seats] -= lacking * abs(total) / seats
    for j in range(seats):
        st.tally[seated[j]] = 0
    return seats
