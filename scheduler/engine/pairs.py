"""Who may sit where once whole courses are emptied, while their runs and all other seats stay."""

from __future__ import annotations

import numpy as np

from scheduler.engine.attending import ONE, mask_words
from scheduler.engine.compiled import compiled
from scheduler.engine.disruption import factor, refresh_changes
from scheduler.engine.free import is_at_odds, run_end, stay_usd, teaches_between
from scheduler.engine.instance import Flags, Instance, Ints
from scheduler.engine.rows import forget_journal, seat, unseat
from scheduler.engine.state import Floats, State


@compiled
def is_open_to_all(inst: Instance, st: State, run: int) -> bool:
    """Say whether the seats of a run may be given anew."""
    return bool(st.held[run] and not inst.run_frozen[run])


@compiled
def empty(inst: Instance, st: State, courses: Flags) -> None:
    """Take all seats of some courses away, and those that may only be had with them."""
    for run in range(len(st.held)):
        if courses[inst.run_course[run]] and is_open_to_all(inst, st, run):
            while st.n_seats[run] > 0:
                unseat(inst, st, st.seats[run, st.n_seats[run] - 1])


@compiled
def find_pairs(
    inst: Instance, st: State, courses: Flags, noms: Ints, runs: Ints, worth: Floats, usd: Ints
) -> int:
    """List the nominations and runs of emptied courses that suit each other; give how many.

    `worth` is in thousandths, less what the stay costs (`usd`). What the pairs forbid each other,
    prerequisites among them included, is not looked at. No more are listed than there is room for.
    """
    count = 0
    for run in range(len(st.held)):
        course = inst.run_course[run]
        if not courses[course] or not is_open_to_all(inst, st, run):
            continue
        start, city = st.start[run], inst.venue_city[st.venue[run]]
        bit, words = _bit(inst, run, start), mask_words(inst, run)
        one = ONE << np.uint64(bit % 64)
        begin = inst.course_nom_ptr[course]
        for i in range(begin, inst.course_nom_ptr[course + 1]):
            mask = inst.mask_ptr[run] + (i - begin) * words + bit // 64
            if st.masks[mask] & one == 0 or not _suits(inst, st, courses, inst.course_nom[i], run):
                continue
            if count == len(noms):
                return count
            nom = inst.course_nom[i]
            stay = stay_usd(
                inst, inst.official_city[inst.nom_official[nom]], city, inst.course_days[course]
            )
            noms[count], runs[count], usd[count] = nom, run, stay
            worth[count] = inst.nom_gain[nom] - inst.usd_price * stay
            if inst.nom_base[nom] == run:
                worth[count] += inst.seat_price * factor(inst, min(inst.base_start[run], start))
            count += 1
    return count


@compiled
def _bit(inst: Instance, run: int, start: int) -> int:
    begin, end = inst.run_start_ptr[run], inst.run_start_ptr[run + 1]
    return int(np.searchsorted(inst.run_start[begin:end], start))


@compiled
def _suits(inst: Instance, st: State, courses: Flags, nom: int, run: int) -> bool:
    """Say whether nothing that stays keeps a nomination from a run."""
    official, start = inst.nom_official[nom], st.start[run]
    home, end = inst.official_city[official], run_end(inst, st, run)
    if not inst.official_speaks[official, st.language[run]]:
        return False
    if inst.way_days[home, inst.venue_city[st.venue[run]]] < 0:
        return False
    for i in range(inst.needs_ptr[nom], inst.needs_ptr[nom + 1]):
        earlier = inst.needs[i]
        if courses[inst.nom_course[earlier]] and inst.nom_fact[earlier] < 0:
            continue
        if st.seat_run[earlier] < 0 or run_end(inst, st, st.seat_run[earlier]) >= start:
            return False
    if is_at_odds(inst, st, nom, start, end):
        return False
    return not teaches_between(inst, st, official, start, end)


@compiled
def give(inst: Instance, st: State, noms: Ints, runs: Ints) -> None:
    """Give seats in emptied runs, and keep them."""
    for i in range(len(noms)):
        seat(inst, st, noms[i], runs[i])
    for run in range(len(st.held)):
        refresh_changes(inst, st, run)
    forget_journal(st)
