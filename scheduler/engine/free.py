"""Whether a trainer, an official or a venue is free: the rules between runs, on the rows.

These are H2, H3 and H4 once more, for speed; tests hold them equal to the rules' own faces.
"""

from __future__ import annotations

import numpy as np

from scheduler.engine.compiled import compiled
from scheduler.engine.instance import AFTER, APART, BEFORE, FAR, NEEDS, SAME_START, Instance
from scheduler.engine.state import State


@compiled
def stay_usd(inst: Instance, home: int, city: int, days: int) -> int:
    """Give what one person costs for some days in a city: both ways and per diems."""
    if home == city:
        return 0
    usd: int = 2 * inst.way_usd[home, city] + inst.per_diem[city] * days
    return usd


@compiled
def transfer_days(inst: Instance, home: int, origin: int, destination: int) -> int:
    """Give the free days needed between two cities, directly or by way of home; FAR: no way."""
    if origin == destination:
        return 0
    needed: int = inst.way_days[origin, destination]
    if needed < 0:
        needed = FAR
    out, back = inst.way_days[origin, home], inst.way_days[home, destination]
    if out >= 0 and back >= 0:
        needed = min(needed, out + back)
    return needed


@compiled
def presence(inst: Instance, st: State, run: int, trainer: int) -> tuple[int, int]:
    """Give the first and last day that a trainer spends at a run; last < first: none."""
    first, last = FAR, -FAR
    for slot in range(inst.run_slots[run]):
        if st.slots[run, slot] == trainer:
            block = inst.slot_block[run, slot]
            first = min(first, inst.block_first[block])
            last = max(last, inst.block_last[block])
    return st.start[run] + first, st.start[run] + last


@compiled
def run_end(inst: Instance, st: State, run: int) -> int:
    """Give the last day of a held run."""
    return int(st.start[run] + inst.course_days[inst.run_course[run]] - 1)


@compiled
def trainer_fits(
    inst: Instance, st: State, trainer: int, run: int, first: int, last: int, city: int
) -> bool:
    """Say whether a trainer can be present at a run in a city on these days."""
    frozen = inst.run_frozen[run]
    home = inst.trainer_city[trainer]
    tested = max(first, inst.past + 1) if frozen else first
    if tested <= last and inst.trainer_busy[trainer, tested] <= last:
        return False
    before, after = -FAR, FAR
    before_run, after_run = -1, -1
    for i in range(st.trainer_n[trainer]):
        other = st.trainer_runs[trainer, i]
        if other == run:
            continue
        begin, end = presence(inst, st, other, trainer)
        if begin <= last and first <= end:
            shared = max(begin, first)
            if frozen and inst.run_frozen[other]:
                shared = max(shared, inst.past + 1)
            if shared <= min(end, last):
                return False
        elif end < first:
            if end > before:
                before, before_run = end, other
        elif begin < after:
            after, after_run = begin, other
    if before_run >= 0 and not (frozen and inst.run_frozen[before_run] and first <= inst.past):
        there = inst.venue_city[st.venue[before_run]]
        if first - before - 1 < transfer_days(inst, home, there, city):
            return False
    if after_run >= 0 and not (frozen and inst.run_frozen[after_run] and after <= inst.past):
        there = inst.venue_city[st.venue[after_run]]
        if after - last - 1 < transfer_days(inst, home, city, there):
            return False
    return not _learns(inst, st, trainer, run, first, last)


@compiled
def _learns(inst: Instance, st: State, trainer: int, run: int, first: int, last: int) -> bool:
    """Say whether the same person has a seat on these days."""
    official = inst.trainer_official[trainer]
    if official < 0:
        return False
    for i in range(inst.official_nom_ptr[official], inst.official_nom_ptr[official + 1]):
        seated = st.seat_run[inst.official_nom[i]]
        if seated < 0:
            continue
        begin = max(first, st.start[seated])
        if inst.run_frozen[run] and inst.run_frozen[seated]:
            begin = max(begin, inst.past + 1)
        if begin <= min(last, run_end(inst, st, seated)):
            return True
    return False


@compiled
def travels_well(inst: Instance, st: State, trainer: int) -> bool:
    """Say whether a trainer has the free days between all consecutive presences."""
    home = inst.trainer_city[trainer]
    for i in range(st.trainer_n[trainer]):
        run = st.trainer_runs[trainer, i]
        _, last = presence(inst, st, run, trainer)
        after, after_run = FAR, -1
        for j in range(st.trainer_n[trainer]):
            other = st.trainer_runs[trainer, j]
            begin, _ = presence(inst, st, other, trainer)
            if other != run and begin > last and begin < after:
                after, after_run = begin, other
        if after_run < 0:
            continue
        if inst.run_frozen[run] and inst.run_frozen[after_run] and after <= inst.past:
            continue
        here, there = inst.venue_city[st.venue[run]], inst.venue_city[st.venue[after_run]]
        if after - last - 1 < transfer_days(inst, home, here, there):
            return False
    return True


@compiled
def official_free(inst: Instance, st: State, nom: int, run: int, start: int) -> bool:
    """Say whether a nomination's official can attend a run that starts on a day.

    Days, other seats, rest, prerequisites and the same person's teaching; not language or reach.
    """
    official = inst.nom_official[nom]
    days = inst.course_days[inst.run_course[run]]
    end = start + days - 1
    for i in range(inst.away_ptr[official], inst.away_ptr[official + 1]):
        if inst.away_first[i] <= end and start <= inst.away_last[i]:
            return False
    if is_at_odds(inst, st, nom, start, end):
        return False
    for i in range(inst.needs_ptr[nom], inst.needs_ptr[nom + 1]):
        earlier = st.seat_run[inst.needs[i]]
        if earlier < 0 or run_end(inst, st, earlier) >= start:
            return False
    return not teaches_between(inst, st, official, start, end)


@compiled
def is_at_odds(inst: Instance, st: State, nom: int, start: int, end: int) -> bool:
    """Say whether an official's other seats leave no room for these days, with their rest."""
    official = inst.nom_official[nom]
    if st.official_used[official] + end - start + 1 > inst.official_days[official]:
        return True
    for i in range(inst.official_nom_ptr[official], inst.official_nom_ptr[official + 1]):
        other = inst.official_nom[i]
        seated = st.seat_run[other]
        if seated < 0 or other == nom:
            continue
        if start - run_end(inst, st, seated) - 1 < inst.rest and (
            st.start[seated] - end - 1 < inst.rest
        ):
            return True
    return False


@compiled
def teaches_between(inst: Instance, st: State, official: int, start: int, end: int) -> bool:
    """Say whether the same person is present as a trainer on these days."""
    trainer = inst.official_trainer[official]
    if trainer < 0:
        return False
    for i in range(st.trainer_n[trainer]):
        first, last = presence(inst, st, st.trainer_runs[trainer, i], trainer)
        if first <= end and start <= last:
            return True
    return False


@compiled
def venue_free(inst: Instance, st: State, venue: int, start: int, days: int) -> bool:
    """Say whether a venue is open and has room for one more run on these days."""
    if inst.venue_closes[venue, start] < start + days:
        return False
    for day in range(start, start + days):
        if st.venue_use[venue, day] >= inst.venue_parallel[venue]:
            return False
    return True


@compiled
def links_allow(inst: Instance, st: State, run: int, start: int) -> bool:
    """Say whether the dates of linked held runs let a run start on a day.

    Cohorts are seated together; whether a run that is needed is held stands in `lacks_needed`.
    """
    days = inst.course_days[inst.run_course[run]]
    for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
        other, kind = inst.link_run[i], inst.link_kind[i]
        if not st.held[other]:
            continue
        begin, end = st.start[other], run_end(inst, st, other)
        ahead, behind = begin - (start + days), start - end - 1
        if kind == BEFORE and not inst.link_min[i] <= ahead <= inst.link_max[i]:
            return False
        if kind == AFTER and not inst.link_min[i] <= behind <= inst.link_max[i]:
            return False
        if kind == SAME_START and begin != start:
            return False
        if kind == APART and max(ahead, behind) < inst.link_min[i]:
            return False
    return True


@compiled
def leaves_room(inst: Instance, st: State, run: int, start: int) -> bool:
    """Say whether linked runs that must be held, and are not, would still have a start."""
    days = inst.course_days[inst.run_course[run]]
    for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
        other, kind = inst.link_run[i], inst.link_kind[i]
        if st.held[other] or not (inst.run_required[other] or inst.run_forced[other]):
            continue
        if kind == BEFORE:
            first, last = start + days + inst.link_min[i], start + days + inst.link_max[i]
        elif kind == AFTER:
            end = start - inst.course_days[inst.run_course[other]]
            first, last = end - inst.link_max[i], end - inst.link_min[i]
        elif kind == SAME_START:
            first, last = start, start
        else:
            continue
        if not _can_start(inst, st, other, first, last):
            return False
    return True


@compiled
def _can_start(inst: Instance, st: State, run: int, first: int, last: int) -> bool:
    """Say whether the links of a run let it start on some day from `first` to `last`."""
    begin, end = inst.run_start_ptr[run], inst.run_start_ptr[run + 1]
    if begin == end:
        return True  # which no other run can change
    at = begin + np.searchsorted(inst.run_start[begin:end], first)
    while at < end and inst.run_start[at] <= last:
        if links_allow(inst, st, run, inst.run_start[at]):
            return True
        at += 1
    return False


@compiled
def lacks_needed(inst: Instance, st: State, run: int) -> bool:
    """Say whether a run that this one needs is not held."""
    for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
        if inst.link_kind[i] == NEEDS and not st.held[inst.link_run[i]]:
            return True
    return False
