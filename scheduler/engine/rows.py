"""Changes of rows: each keeps what follows from the rows true, and the journal undoes it."""

from __future__ import annotations

from scheduler.engine.compiled import compiled
from scheduler.engine.disruption import refresh_changes
from scheduler.engine.free import presence, run_end, stay_usd
from scheduler.engine.instance import NEEDED_BY, SAME_COHORT, Flags, Instance, Ints
from scheduler.engine.state import (
    BROKEN,
    JOURNAL,
    MISSING,
    MOST_SUSPECTS,
    SUSPECTS,
    TOTAL,
    State,
)


@compiled
def touch(st: State, run: int) -> None:
    """Keep a row in the journal before its first change in a move."""
    if st.mark[run] >= 0:
        return
    at = st.sums[JOURNAL]
    st.sums[JOURNAL] += 1
    st.mark[run] = at
    st.was_run[at] = run
    st.was_held[at] = st.held[run]
    st.was_start[at] = st.start[run]
    st.was_venue[at] = st.venue[run]
    st.was_language[at] = st.language[run]
    st.was_slots[at, :] = st.slots[run, :]
    count = st.n_seats[run]
    st.was_n_seats[at] = count
    st.was_seats[at, :count] = st.seats[run, :count]


@compiled
def spend(inst: Instance, st: State, run: int, usd: int) -> None:
    """Add to what a run costs."""
    st.run_cost[run] += usd
    st.funder_cost[inst.course_funder[inst.run_course[run]]] += usd
    st.sums[TOTAL] += usd * inst.usd_price


@compiled
def hold(inst: Instance, st: State, run: int, start: int, venue: int, language: int) -> None:
    """Hold a run, with no trainer and no seat yet."""
    touch(st, run)
    course = inst.run_course[run]
    days = inst.course_days[course]
    st.held[run] = True
    st.start[run], st.venue[run], st.language[run] = start, venue, language
    for day in range(start, start + days):
        st.venue_use[venue, day] += 1
    _count_held(inst, st, run, 1)
    spend(inst, st, run, inst.venue_rate[venue] * days)


@compiled
def drop(inst: Instance, st: State, run: int) -> None:
    """Hold a run no longer: its seats and trainers go first, and what depends on them."""
    touch(st, run)
    st.held[run] = False
    while st.n_seats[run] > 0:
        unseat(inst, st, st.seats[run, st.n_seats[run] - 1])
    for slot in range(inst.run_slots[run]):
        relieve(inst, st, run, slot)
    _vacate(inst, st, run)
    for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
        if inst.link_kind[i] == NEEDED_BY:
            touch(st, inst.link_run[i])  # to be settled


@compiled
def _vacate(inst: Instance, st: State, run: int) -> None:
    venue, days = st.venue[run], inst.course_days[inst.run_course[run]]
    for day in range(st.start[run], st.start[run] + days):
        st.venue_use[venue, day] -= 1
    spend(inst, st, run, -inst.venue_rate[venue] * days)
    st.held[run] = False
    _count_held(inst, st, run, -1)


@compiled
def _count_held(inst: Instance, st: State, run: int, sign: int) -> None:
    if inst.run_required[run]:
        st.sums[TOTAL] -= sign * inst.unheld_price
        st.sums[MISSING] -= sign
    if inst.run_forced[run]:
        st.sums[BROKEN] -= sign
    if not inst.run_frozen[run]:
        st.funder_free[inst.course_funder[inst.run_course[run]]] += sign
    else:
        for slot in range(inst.run_slots[run]):
            if inst.slot_fact[run, slot] < 0:
                st.sums[BROKEN] += sign
    host = inst.venue_member[st.venue[run]]
    if host >= 0:
        if sign > 0 and st.member_hosted[host] < inst.host_target[host]:
            st.sums[TOTAL] -= inst.host_price
        if sign < 0 and st.member_hosted[host] <= inst.host_target[host]:
            st.sums[TOTAL] += inst.host_price
        st.member_hosted[host] += sign


@compiled
def employ(inst: Instance, st: State, run: int, slot: int, trainer: int) -> None:
    """Give an empty slot of a held run a trainer."""
    touch(st, run)
    _staff(inst, st, run, slot, trainer, 1)


@compiled
def relieve(inst: Instance, st: State, run: int, slot: int) -> None:
    """Empty a slot of a held run."""
    trainer = st.slots[run, slot]
    if trainer < 0:
        return
    touch(st, run)
    _staff(inst, st, run, slot, trainer, -1)
    first, last = presence(inst, st, run, trainer)
    if last < first:
        _suspect(inst, st, trainer)


@compiled
def _staff(inst: Instance, st: State, run: int, slot: int, trainer: int, sign: int) -> None:
    home, city = inst.trainer_city[trainer], inst.venue_city[st.venue[run]]
    first, last = presence(inst, st, run, trainer)
    before = stay_usd(inst, home, city, last - first + 1) if last >= first else 0
    st.slots[run, slot] = trainer if sign > 0 else -1
    now_first, now_last = presence(inst, st, run, trainer)
    after = stay_usd(inst, home, city, now_last - now_first + 1) if now_last >= now_first else 0
    block = inst.slot_block[run, slot]
    days = inst.block_last[block] - inst.block_first[block] + 1
    spend(inst, st, run, after - before + sign * inst.trainer_fee[trainer] * days)
    if inst.run_frozen[run]:
        begin = st.start[run] + inst.block_first[block]
        days = _days_inside(inst, begin, begin + days - 1)
        if inst.slot_fact[run, slot] < 0:
            st.sums[BROKEN] -= sign
    st.trainer_used[trainer] += sign * days
    if last < first:
        st.trainer_runs[trainer, st.trainer_n[trainer]] = run
        st.trainer_n[trainer] += 1
    elif now_last < now_first:
        _forget(st, trainer, run)


@compiled
def _days_inside(inst: Instance, first: int, last: int) -> int:
    """Count the days in the horizon; only a frozen run can have others."""
    return max(0, min(last, inst.last_day) - max(first, inst.first_day) + 1)


@compiled
def _forget(st: State, trainer: int, run: int) -> None:
    count = st.trainer_n[trainer]
    for i in range(count):
        if st.trainer_runs[trainer, i] == run:
            st.trainer_runs[trainer, i] = st.trainer_runs[trainer, count - 1]
            break
    st.trainer_n[trainer] = count - 1


@compiled
def _suspect(inst: Instance, st: State, trainer: int) -> None:
    """Note a trainer whose way between two presences may have got longer by losing one."""
    if not inst.detours:
        return
    at = st.sums[SUSPECTS]
    if at < MOST_SUSPECTS:
        st.suspects[at] = trainer
    st.sums[SUSPECTS] += 1


@compiled
def seat(inst: Instance, st: State, nom: int, run: int) -> None:
    """Seat a nomination in a held run."""
    touch(st, run)
    st.seats[run, st.n_seats[run]] = nom
    st.n_seats[run] += 1
    st.seat_run[nom] = run
    _count_seat(inst, st, nom, run, 1)


@compiled
def unseat(inst: Instance, st: State, nom: int) -> None:
    """Take a seat away, and those that may only be had with it."""
    count = 1
    st.stack[0] = nom
    while count > 0:
        count -= 1
        gone = st.stack[count]
        run = st.seat_run[gone]
        if run < 0 or inst.nom_fact[gone] >= 0:
            continue
        touch(st, run)
        last = st.n_seats[run] - 1
        for i in range(last + 1):
            if st.seats[run, i] == gone:
                st.seats[run, i] = st.seats[run, last]
                break
        st.n_seats[run] = last
        st.seat_run[gone] = -1
        _count_seat(inst, st, gone, run, -1)
        for i in range(inst.needed_ptr[gone], inst.needed_ptr[gone + 1]):
            st.stack[count] = inst.needed[i]
            count += 1
        for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
            other = inst.link_run[i]
            if inst.link_kind[i] == SAME_COHORT and st.held[run] and st.held[other]:
                same = seat_of(inst, st, inst.nom_official[gone], other)
                if same >= 0:
                    st.stack[count] = same
                    count += 1


@compiled
def seat_of(inst: Instance, st: State, official: int, run: int) -> int:
    """Give the nomination by which an official has a seat in a run, -1: none."""
    for i in range(inst.official_nom_ptr[official], inst.official_nom_ptr[official + 1]):
        nom = inst.official_nom[i]
        if st.seat_run[nom] == run:
            return int(nom)
    return -1


@compiled
def _count_seat(inst: Instance, st: State, nom: int, run: int, sign: int) -> None:
    st.sums[TOTAL] -= sign * inst.nom_gain[nom]
    if inst.nom_forced[nom]:
        st.sums[BROKEN] -= sign
        st.official_owed[inst.nom_official[nom]] -= sign
    spend(inst, st, run, sign * stay_of(inst, st, nom, run))
    count_attendance(inst, st, nom, run, sign)


@compiled
def stay_of(inst: Instance, st: State, nom: int, run: int) -> int:
    """Give what a nomination's official costs in a held run, in US dollars."""
    home, city = inst.official_city[inst.nom_official[nom]], inst.venue_city[st.venue[run]]
    return stay_usd(inst, home, city, inst.course_days[inst.run_course[run]])


@compiled
def count_attendance(inst: Instance, st: State, nom: int, run: int, sign: int) -> None:
    """Count a seat for its member and its official's days."""
    official = inst.nom_official[nom]
    member, days = inst.official_member[official], inst.course_days[inst.run_course[run]]
    if sign > 0 and st.member_seats[member] < inst.member_target[member]:
        st.sums[TOTAL] -= inst.member_price
    if sign < 0 and st.member_seats[member] <= inst.member_target[member]:
        st.sums[TOTAL] += inst.member_price
    st.member_seats[member] += sign
    st.run_member[run, member] += sign
    if inst.run_frozen[run]:
        days = _days_inside(inst, st.start[run], run_end(inst, st, run))
    st.official_used[official] += sign * days


@compiled
def forget_journal(st: State) -> None:
    """Accept the move: what was before is gone."""
    for i in range(st.sums[JOURNAL]):
        st.mark[st.was_run[i]] = -1
    st.sums[JOURNAL] = 0
    st.sums[SUSPECTS] = 0


@compiled
def restore(
    inst: Instance,
    st: State,
    held: Flags,
    start: Ints,
    venue: Ints,
    language: Ints,
    slots: Ints,
    seats: Ints,
    n_seats: Ints,
) -> None:
    """Put copied rows back, as if they had been in the journal."""
    for run in range(len(held)):
        touch(st, run)
        at = st.mark[run]
        st.was_held[at], st.was_start[at] = held[run], start[run]
        st.was_venue[at], st.was_language[at] = venue[run], language[run]
        st.was_slots[at, :] = slots[run, :]
        st.was_n_seats[at] = n_seats[run]
        st.was_seats[at, :] = seats[run, :]
    undo(inst, st)


@compiled
def undo(inst: Instance, st: State) -> None:
    """Put every row back as the journal has it."""
    count = st.sums[JOURNAL]
    for i in range(count):
        _strip(inst, st, st.was_run[i])
    for i in range(count):
        run = st.was_run[i]
        if st.was_held[i]:
            if not st.held[run]:
                hold(inst, st, run, st.was_start[i], st.was_venue[i], st.was_language[i])
            for slot in range(inst.run_slots[run]):
                if st.was_slots[i, slot] >= 0 and st.slots[run, slot] < 0:
                    employ(inst, st, run, slot, st.was_slots[i, slot])
            for j in range(st.was_n_seats[i]):
                if st.seat_run[st.was_seats[i, j]] != run:
                    seat(inst, st, st.was_seats[i, j], run)
        refresh_changes(inst, st, run)
    forget_journal(st)


@compiled
def _strip(inst: Instance, st: State, run: int) -> None:
    """Take a row down without what depends on it, which the journal has too."""
    if not st.held[run]:
        return
    for j in range(st.n_seats[run] - 1, -1, -1):
        nom = st.seats[run, j]
        if inst.nom_fact[nom] < 0:
            st.n_seats[run] = j
            st.seat_run[nom] = -1
            _count_seat(inst, st, nom, run, -1)
    for slot in range(inst.run_slots[run]):
        if st.slots[run, slot] >= 0 and inst.slot_fact[run, slot] < 0:
            _staff(inst, st, run, slot, st.slots[run, slot], -1)
    if not inst.run_frozen[run]:
        _vacate(inst, st, run)
