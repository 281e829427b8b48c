"""Who learns in a held run: the best nominations that may be seated, by what they gain and cost."""

from __future__ import annotations

import numpy as np

from scheduler.engine.attending import was_promised
from scheduler.engine.compiled import compiled
from scheduler.engine.disruption import factor
from scheduler.engine.free import official_free, stay_usd
from scheduler.engine.instance import SAME_COHORT, Instance
from scheduler.engine.ordering import put_in_order
from scheduler.engine.rows import seat, seat_of, touch, unseat
from scheduler.engine.staffing import affordable
from scheduler.engine.state import State, draw

FORCED = 1e12
# So much more is a seat worth that a pin gives in this run, and in no other.
_HERE_ALONE = 8.0


@compiled
def gain(inst: Instance, st: State, nom: int, run: int) -> float:
    """Give what seating a nomination in a run gains, in thousandths, its cost apart."""
    value = float(inst.nom_gain[nom])
    member = inst.official_member[inst.nom_official[nom]]
    if st.member_seats[member] < inst.member_target[member]:
        value += inst.member_price
    if inst.nom_base[nom] == run:
        value += inst.seat_price * factor(inst, inst.base_start[run])
    if inst.nom_forced[nom]:
        value += FORCED if inst.nom_pin[nom] < 0 else _HERE_ALONE * FORCED
    return value


@compiled
def partner(inst: Instance, st: State, run: int) -> int:
    """Give a held run of the same cohort, -1: none."""
    for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
        if inst.link_kind[i] == SAME_COHORT and st.held[inst.link_run[i]]:
            return int(inst.link_run[i])
    return -1


@compiled
def gather(inst: Instance, st: State, run: int) -> int:
    """List in `st.candidates` the unseated nominations that a run may seat; give their number.

    Those who are worth most in its city are likely to come first. Days, language and reach are not
    looked at yet.
    """
    course, count = inst.run_course[run], 0
    same, loose = partner(inst, st, run), draw(st) < 0.2
    begin, end = inst.course_nom_ptr[course], inst.course_nom_ptr[course + 1]
    at, size = inst.city_at[inst.venue_city[st.venue[run]]], end - begin
    row = begin * len(inst.venue_cities) + at * size
    for k in range(row, row + size):
        nom = inst.course_nom[begin + st.order[k]]
        if is_candidate(inst, st, nom, run, same, loose) and owes_nothing(inst, st, nom):
            st.candidates[count] = nom
            count += 1
    return count


@compiled
def owes_nothing(inst: Instance, st: State, nom: int) -> bool:
    """Say whether a seat takes no day from one that a pin gives the same official."""
    return bool(inst.nom_forced[nom] or st.official_owed[inst.nom_official[nom]] == 0)


@compiled
def is_candidate(inst: Instance, st: State, nom: int, run: int, same: int, loose: bool) -> bool:
    """Say whether a nomination has no seat and may have one in this run, with `same` its cohort.

    Where no run of the cohort is held, only officials who may follow it all count, unless `loose`.
    """
    if st.seat_run[nom] >= 0 or not inst.nom_open[nom]:
        return False
    if inst.nom_pin[nom] >= 0 and inst.nom_pin[nom] != run:
        return False
    official = inst.nom_official[nom]
    if same >= 0:
        return seat_of(inst, st, official, same) >= 0
    return loose or _may_follow(inst, official, run)


@compiled
def _may_follow(inst: Instance, official: int, run: int) -> bool:
    """Say whether an official is nominated for every course of a run's cohort."""
    for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
        if inst.link_kind[i] != SAME_COHORT:
            continue
        other = inst.link_run[i]
        if inst.run_start_ptr[other] == inst.run_start_ptr[other + 1]:
            continue
        found = False
        for j in range(inst.official_nom_ptr[official], inst.official_nom_ptr[official + 1]):
            nom = inst.official_nom[j]
            found |= inst.nom_course[nom] == inst.run_course[other] and inst.nom_open[nom]
        if not found:
            return False
    return True


@compiled
def room(inst: Instance, st: State, run: int) -> int:
    """Give how many more seats a held run has."""
    most = min(inst.course_max[inst.run_course[run]], inst.venue_capacity[st.venue[run]])
    return int(most - st.n_seats[run])


@compiled
def fill(inst: Instance, st: State, run: int, jitter: float, lean: bool) -> bool:
    """Seat the best nominations in a held run; False where it has fewer than it needs.

    No more than it needs and pins ask for, where `lean`.
    """
    same = partner(inst, st, run)
    if room(inst, st, run) <= 0 or (same >= 0 and st.n_seats[run] > 0):
        return is_complete(inst, st, run)
    count = able(inst, st, run, gather(inst, st, run), jitter)
    order = np.arange(count).astype(np.uint32)
    put_in_order(order, st.values[:count])
    _seat_members(inst, st, run, order)
    _seat_best(inst, st, run, order, lean)
    if same >= 0:
        _leave_cohort(inst, st, run, same)
    return is_complete(inst, st, run)


@compiled
def able(inst: Instance, st: State, run: int, count: int, jitter: float) -> int:
    """Keep the candidates that can attend, with what each is worth in `st.values`."""
    start, language = st.start[run], st.language[run]
    city, days = inst.venue_city[st.venue[run]], inst.course_days[inst.run_course[run]]
    dollar, able = st.dollar[inst.course_funder[inst.run_course[run]]], 0
    for i in range(count):
        nom = st.candidates[i]
        official = inst.nom_official[nom]
        home = inst.official_city[official]
        if start <= inst.late and not was_promised(inst, nom, run):
            continue
        if not inst.official_speaks[official, language] or inst.way_days[home, city] < 0:
            continue
        if not official_free(inst, st, nom, run, start):
            continue
        worth = gain(inst, st, nom, run) - dollar * stay_usd(inst, home, city, days)
        st.candidates[able] = nom
        st.values[able] = worth * (1.0 + jitter * (draw(st) - 0.5))
        able += 1
    return able


@compiled
def _seat_members(inst: Instance, st: State, run: int, order: np.ndarray) -> None:
    """Seat the best of each further member until the run has as many as it needs."""
    wanted = inst.course_min_members[inst.run_course[run]]
    if wanted <= 1:
        return
    present = members_in(inst, st, run)
    for i in order:
        if present >= wanted:
            return
        nom = st.candidates[i]
        member = inst.official_member[inst.nom_official[nom]]
        if st.run_member[run, member] == 0 and may_seat(inst, st, nom, run):
            seat(inst, st, nom, run)
            present += 1


@compiled
def _seat_best(inst: Instance, st: State, run: int, order: np.ndarray, lean: bool) -> None:
    least = inst.course_min[inst.run_course[run]]
    for i in order:
        nom = st.candidates[i]
        wanted = st.values[i] > 0.0 and (inst.nom_forced[nom] or not lean)
        if not wanted and st.n_seats[run] >= least:
            return
        if st.seat_run[nom] < 0 and may_seat(inst, st, nom, run):
            seat(inst, st, nom, run)


@compiled
def may_seat(inst: Instance, st: State, nom: int, run: int) -> bool:
    """Say whether a held run has room, for this member too, and its funder can pay."""
    course, official = inst.run_course[run], inst.nom_official[nom]
    if room(inst, st, run) <= 0:
        return False
    member = inst.official_member[official]
    if st.run_member[run, member] >= inst.course_member_limit[course]:
        return False
    home, city = inst.official_city[official], inst.venue_city[st.venue[run]]
    return affordable(inst, st, run, stay_usd(inst, home, city, inst.course_days[course]))


@compiled
def _leave_cohort(inst: Instance, st: State, run: int, same: int) -> None:
    """Take the seats in the cohort's other runs from those who have none in this one."""
    touch(st, same)
    i = 0
    while i < st.n_seats[same]:
        nom = st.seats[same, i]
        if inst.nom_fact[nom] < 0 and seat_of(inst, st, inst.nom_official[nom], run) < 0:
            unseat(inst, st, nom)
        else:
            i += 1


@compiled
def match_cohort(inst: Instance, st: State, run: int) -> None:
    """Leave a run and the held runs of its cohort with the officials whom all of them have."""
    for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
        other = inst.link_run[i]
        if inst.link_kind[i] == SAME_COHORT and st.held[other]:
            _leave_cohort(inst, st, run, other)
            _leave_cohort(inst, st, other, run)


@compiled
def members_in(inst: Instance, st: State, run: int) -> int:
    """Count the distinct members in a run."""
    count = 0
    for i in range(st.n_seats[run]):
        member = inst.official_member[inst.nom_official[st.seats[run, i]]]
        if st.tally[member] == 0:
            count += 1
        st.tally[member] += 1
    for i in range(st.n_seats[run]):
        st.tally[inst.official_member[inst.nom_official[st.seats[run, i]]]] = 0
    return count


@compiled
def is_complete(inst: Instance, st: State, run: int) -> bool:
    """Say whether a held run has the seats, members and cohort that it needs."""
    course = inst.run_course[run]
    if st.n_seats[run] < inst.course_min[course]:
        return False
    if inst.course_min_members[course] > members_in(inst, st, run):
        return False
    for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
        other = inst.link_run[i]
        if inst.link_kind[i] != SAME_COHORT or not st.held[other]:
            continue
        if st.n_seats[other] != st.n_seats[run]:
            return False
        for j in range(st.n_seats[run]):
            if seat_of(inst, st, inst.nom_official[st.seats[run, j]], other) < 0:
                return False
    return True
