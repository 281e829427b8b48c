"""On which of a run's starts each candidate can attend, as bits: what never changes, then seats.

The bits of a run and a nomination of its course stand in `st.masks`, one for each start; they are
made once. `narrow` then takes away the starts that other seats forbid now.
"""

from __future__ import annotations

import numpy as np

from scheduler.engine.compiled import compiled
from scheduler.engine.free import presence, run_end, stay_usd
from scheduler.engine.instance import FAR, Instance
from scheduler.engine.state import State

ONE = np.uint64(1)
ALL = ~np.uint64(0)


@compiled
def find_masks(inst: Instance, st: State) -> None:
    """Find the bits of every run by what never changes: days, pins, reach and language."""
    for run in range(len(st.held)):
        course = inst.run_course[run]
        days, words = inst.course_days[course], mask_words(inst, run)
        every, timely = _all_starts(inst, run, -FAR), _all_starts(inst, run, inst.late)
        for i in range(inst.course_nom_ptr[course], inst.course_nom_ptr[course + 1]):
            nom = inst.course_nom[i]
            if not _suits(inst, nom, run):
                continue
            row = inst.mask_ptr[run] + (i - inst.course_nom_ptr[course]) * words
            mask = st.masks[row : row + words]
            mask[:] = every if was_promised(inst, nom, run) else timely
            _clear(inst, run, mask, inst.nom_by[nom] - days + 2, FAR)
            official = inst.nom_official[nom]
            for j in range(inst.away_ptr[official], inst.away_ptr[official + 1]):
                _clear(inst, run, mask, inst.away_first[j] - days + 1, inst.away_last[j])


@compiled
def _all_starts(inst: Instance, run: int, after: int) -> np.ndarray:
    """Give the bits of all starts of a run after a day."""
    mask = np.zeros(mask_words(inst, run), np.uint64)
    begin = inst.run_start_ptr[run]
    for at in range(begin, inst.run_start_ptr[run + 1]):
        if inst.run_start[at] > after:
            mask[(at - begin) // 64] |= ONE << np.uint64((at - begin) % 64)
    return mask


@compiled
def was_promised(inst: Instance, nom: int, run: int) -> bool:
    """Say whether the baseline seats a nomination in a run."""
    if inst.nom_base[nom] < 0:
        return False
    for i in range(inst.base_seat_ptr[run], inst.base_seat_ptr[run + 1]):
        if inst.base_seat[i] == nom:
            return True
    return False


@compiled
def mask_words(inst: Instance, run: int) -> int:
    """Give how many words the bits of a run take."""
    return int((inst.run_start_ptr[run + 1] - inst.run_start_ptr[run] + 63) // 64)


@compiled
def is_away(inst: Instance, official: int, first: int, last: int) -> bool:
    """Say whether an official is unavailable on one of these days."""
    for i in range(inst.away_ptr[official], inst.away_ptr[official + 1]):
        if inst.away_first[i] <= last and first <= inst.away_last[i]:
            return True
    return False


@compiled
def _suits(inst: Instance, nom: int, run: int) -> bool:
    official = inst.nom_official[nom]
    if not inst.nom_open[nom] or (inst.nom_pin[nom] >= 0 and inst.nom_pin[nom] != run):
        return False
    for i in range(inst.run_language_ptr[run], inst.run_language_ptr[run + 1]):
        if inst.official_speaks[official, inst.run_language[i]]:
            break
    else:
        return False
    home = inst.official_city[official]
    for i in range(inst.run_venue_ptr[run], inst.run_venue_ptr[run + 1]):
        if inst.way_days[home, inst.venue_city[inst.run_venue[i]]] >= 0:
            return True
    return False


@compiled
def could_attend(inst: Instance, st: State, nom: int, run: int) -> bool:
    """Say whether a nomination could be seated on any of a run's starts, by what never changes."""
    begin, words = inst.course_nom_ptr[inst.nom_course[nom]], mask_words(inst, run)
    for i in range(begin, inst.course_nom_ptr[inst.nom_course[nom] + 1]):
        if inst.course_nom[i] == nom:
            row = inst.mask_ptr[run] + (i - begin) * words
            return bool(st.masks[row : row + words].any())
    return False


@compiled
def narrow(inst: Instance, st: State, nom: int, run: int, mask: np.ndarray) -> bool:
    """Take from a candidate's bits the starts that its official's other days forbid now.

    False where none is left.
    """
    official = inst.nom_official[nom]
    days = inst.course_days[inst.run_course[run]]
    if st.official_used[official] + days > inst.official_days[official]:
        return False
    for i in range(inst.official_nom_ptr[official], inst.official_nom_ptr[official + 1]):
        other = inst.official_nom[i]
        seated = st.seat_run[other]
        if seated >= 0 and other != nom:
            first, last = st.start[seated], run_end(inst, st, seated)
            _clear(inst, run, mask, first - days - inst.rest + 1, last + inst.rest)
    for i in range(inst.needs_ptr[nom], inst.needs_ptr[nom + 1]):
        earlier = st.seat_run[inst.needs[i]]
        if earlier < 0:
            return False
        _clear(inst, run, mask, -FAR, run_end(inst, st, earlier))
    trainer = inst.official_trainer[official]
    if trainer >= 0:
        for i in range(st.trainer_n[trainer]):
            first, last = presence(inst, st, st.trainer_runs[trainer, i], trainer)
            _clear(inst, run, mask, first - days + 1, last)
    for word in range(len(mask)):
        if mask[word] != 0:
            return True
    return False


@compiled
def _clear(inst: Instance, run: int, mask: np.ndarray, first: int, last: int) -> None:
    """Clear the bits of the starts from `first` to `last`."""
    starts = inst.run_start[inst.run_start_ptr[run] : inst.run_start_ptr[run + 1]]
    if len(starts) == 0 or first > starts[-1] or last < starts[0]:
        return
    bit, end = np.searchsorted(starts, first), np.searchsorted(starts, last + 1)
    while bit < end:
        after = min(end, (bit // 64 + 1) * 64)
        ones = ALL >> np.uint64(64 - (after - bit))
        mask[bit // 64] &= ~(ones << np.uint64(bit % 64))
        bit = after


@compiled
def sort_candidates(inst: Instance, st: State) -> None:
    """Order each course's nominations for each city with venues, worthiest first.

    By what never changes and the price of a dollar; anew where that price has moved by a fifth.
    """
    for course in range(len(inst.course_days)):
        funder = inst.course_funder[course]
        if abs(st.dollar[funder] - st.sorted_dollar[course]) <= 0.2 * st.sorted_dollar[course]:
            continue
        st.sorted_dollar[course] = st.dollar[funder]
        begin, days = inst.course_nom_ptr[course], inst.course_days[course]
        count = inst.course_nom_ptr[course + 1] - begin
        for at in range(len(inst.venue_cities)):
            city = inst.venue_cities[at]
            for i in range(count):
                nom = inst.course_nom[begin + i]
                home = inst.official_city[inst.nom_official[nom]]
                usd = stay_usd(inst, home, city, days)
                st.values[i] = inst.nom_gain[nom] - st.dollar[funder] * usd
                if inst.nom_forced[nom]:
                    st.values[i] += 1e12
                if inst.way_days[home, city] < 0:
                    st.values[i] = -1e15
            row = begin * len(inst.venue_cities) + at * count
            st.order[row : row + count] = np.argsort(-st.values[:count])
