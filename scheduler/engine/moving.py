"""Single changes of a schedule that somebody asks for: a run elsewhere, a seat, another trainer.

Each begins from a settled state, changes rows and says whether that went well; the caller settles,
looks, and undoes. What else must give way does so here, and is found another place where there is
one.
"""

from __future__ import annotations

import numpy as np

from scheduler.engine.adopt import adopt
from scheduler.engine.attending import was_promised
from scheduler.engine.choices import all_venues_of
from scheduler.engine.compiled import compiled
from scheduler.engine.disruption import refresh_changes
from scheduler.engine.filling import fill, is_candidate, is_complete, may_seat
from scheduler.engine.free import links_allow, official_free, run_end, travels_well
from scheduler.engine.improve import settle
from scheduler.engine.instance import FAR, SAME_COHORT, Instance
from scheduler.engine.options import find_options, place
from scheduler.engine.rows import drop, employ, relieve, seat, unseat
from scheduler.engine.staffing import NOBODY, affordable, extra_usd
from scheduler.engine.state import BROKEN, JOURNAL, MOST_SUSPECTS, SUSPECTS, State

NONE = -1
ALL = -2


@compiled
def options_of(
    inst: Instance, st: State, run: int, other: int, begin: int, end: int
) -> tuple[np.ndarray, np.ndarray]:
    """Give the worthiest (start, venue, language) of a run and what they are worth, best first.

    As if it and `other` were not held; only the starts at `begin` to below `end` of its own.
    """
    for each in (run, other):
        if each >= 0 and st.held[each]:
            drop(inst, st, each)
    starts = np.empty(end - begin, np.int32)
    allowed = 0
    for at in range(begin, end):
        if links_allow(inst, st, run, inst.run_start[at]):
            starts[allowed] = at
            allowed += 1
    count = find_options(inst, st, run, starts[:allowed], all_venues_of(inst, run), 0.0)
    return st.option[:count].copy(), st.option_value[:count].copy()


@compiled
def hold_at(
    inst: Instance,
    st: State,
    run: int,
    other: int,
    start: int,
    venue: int,
    language: int,
    nom: int,
) -> bool:
    """Hold a run there, with the trainers and seats that it had as far as they can come.

    `nom` is seated first. `other` gives way, and is put back where it was or where it can be.
    """
    duties, noms = _duties_of(inst, st, run), _seats_of(st, run, nom)
    was_held = other >= 0 and st.held[other]
    if was_held:
        others_duties, others_noms = _duties_of(inst, st, other), _seats_of(st, other, NONE)
        then, there, spoken = st.start[other], st.venue[other], st.language[other]
        drop(inst, st, other)
    if st.held[run]:
        drop(inst, st, run)
    if nom >= 0 and st.seat_run[nom] >= 0:
        unseat(inst, st, nom)
    if not adopt(inst, st, run, start, venue, language, duties, noms):
        return False
    if nom >= 0 and st.seat_run[nom] != run:
        return False
    if not fill(inst, st, run, 0.0, False):
        return False
    if was_held:
        kept = adopt(inst, st, other, then, there, spoken, others_duties, others_noms)
        if kept and not fill(inst, st, other, 0.0, False):
            drop(inst, st, other)
            kept = False
        if not kept:
            place(inst, st, other, 0.0, 0.0)
    elif other >= 0:
        place(inst, st, other, 0.0, -1e15)
    return True


@compiled
def _duties_of(inst: Instance, st: State, run: int) -> np.ndarray:
    """Give a held run's blocks and trainers as pairs."""
    found = np.empty((inst.run_slots[run], 2), np.int32)
    count = 0
    for slot in range(inst.run_slots[run]):
        if st.held[run] and st.slots[run, slot] >= 0:
            found[count, 0], found[count, 1] = inst.slot_block[run, slot], st.slots[run, slot]
            count += 1
    return found[:count]


@compiled
def _seats_of(st: State, run: int, first: int) -> np.ndarray:
    """Give the nominations in a held run, with `first` before them."""
    count = st.n_seats[run] if st.held[run] else 0
    found = np.empty(count + 1, np.int32)
    found[0] = first
    found[1:] = st.seats[run, :count]
    return found if first >= 0 else found[1:]


@compiled
def let_go(inst: Instance, st: State, run: int) -> bool:
    """Hold a run no longer."""
    drop(inst, st, run)
    return True


@compiled
def give_seat(inst: Instance, st: State, nom: int, run: int, out: int) -> bool:
    """Seat a nomination in a held run, in place of `out` and of what its official cannot do too.

    Whoever gives way is seated in another run of their course where one has room.
    """
    if st.seat_run[nom] >= 0:
        unseat(inst, st, nom)
    if out >= 0:
        unseat(inst, st, out)
    gone = _clear_days(inst, st, nom, run)
    if not _seat_if_free(inst, st, nom, run) or not _follow_cohort(inst, st, nom, run):
        return False
    if out >= 0:
        seat_somewhere(inst, st, out)
    for i in range(len(gone)):
        seat_somewhere(inst, st, gone[i])
    return True


@compiled
def _clear_days(inst: Instance, st: State, nom: int, run: int) -> np.ndarray:
    """Take from a nomination's official the seats that forbid one in a run; give which."""
    official = inst.nom_official[nom]
    begin, end = inst.official_nom_ptr[official], inst.official_nom_ptr[official + 1]
    gone = np.empty(end - begin, np.int32)
    count, days = 0, inst.course_days[inst.run_course[run]]
    for i in range(begin, end):
        other = inst.official_nom[i]
        seated = st.seat_run[other]
        if seated < 0 or seated == run or inst.nom_fact[other] >= 0 or _is_needed(inst, nom, other):
            continue
        ahead = st.start[seated] - run_end(inst, st, run) - 1
        behind = st.start[run] - run_end(inst, st, seated) - 1
        is_full = st.official_used[official] + days > inst.official_days[official]
        if is_full or max(ahead, behind) < inst.rest:
            unseat(inst, st, other)
            gone[count] = other
            count += 1
    return gone[:count]


@compiled
def _is_needed(inst: Instance, nom: int, other: int) -> bool:
    for i in range(inst.needs_ptr[nom], inst.needs_ptr[nom + 1]):
        if inst.needs[i] == other:
            return True
    return False


@compiled
def _seat_if_free(inst: Instance, st: State, nom: int, run: int) -> bool:
    """Seat a nomination that has no seat in a held run if nothing forbids it."""
    official, start = inst.nom_official[nom], st.start[run]
    if inst.run_frozen[run] or not is_candidate(inst, st, nom, run, -1, True):
        return False
    if start <= inst.late and not was_promised(inst, nom, run):
        return False
    if not inst.official_speaks[official, st.language[run]]:
        return False
    if inst.way_days[inst.official_city[official], inst.venue_city[st.venue[run]]] < 0:
        return False
    if not official_free(inst, st, nom, run, start) or not may_seat(inst, st, nom, run):
        return False
    seat(inst, st, nom, run)
    return True


@compiled
def _follow_cohort(inst: Instance, st: State, nom: int, run: int) -> bool:
    """Seat an official who was seated in a run in the held runs of its cohort too."""
    official = inst.nom_official[nom]
    for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
        other = inst.link_run[i]
        if inst.link_kind[i] != SAME_COHORT or not st.held[other]:
            continue
        is_there = False
        for j in range(inst.official_nom_ptr[official], inst.official_nom_ptr[official + 1]):
            same = inst.official_nom[j]
            if inst.nom_course[same] != inst.run_course[other]:
                continue
            if st.seat_run[same] >= 0 and st.seat_run[same] != other:
                unseat(inst, st, same)
            is_there = st.seat_run[same] == other or _seat_if_free(inst, st, same, other)
            break
        if not is_there:
            return False
    return True


@compiled
def seat_somewhere(inst: Instance, st: State, nom: int) -> bool:
    """Seat a nomination in the first held run of its course that can take it."""
    if st.seat_run[nom] >= 0:
        return True
    course = inst.nom_course[nom]
    for i in range(inst.course_run_ptr[course], inst.course_run_ptr[course + 1]):
        run = inst.course_run[i]
        if not st.held[run] or not is_complete(inst, st, run):
            continue
        if _seat_if_free(inst, st, nom, run):
            if _follow_cohort(inst, st, nom, run):
                return True
            unseat(inst, st, nom)
    return False


@compiled
def employ_instead(
    inst: Instance, st: State, run: int, slot: int, trainer: int, freed: int
) -> bool:
    """Give a slot of a held run to another trainer, who leaves the run `freed` (ALL of them)."""
    city = inst.venue_city[st.venue[run]]
    if not inst.trainer_speaks[trainer, st.language[run]]:
        return False
    if inst.way_days[inst.trainer_city[trainer], city] < 0:
        return False
    relieve(inst, st, run, slot)
    for at in range(st.trainer_n[trainer] - 1, -1, -1):
        other = st.trainer_runs[trainer, at]
        if other == run or (freed != ALL and freed != other):  # noqa: PLR1714  # for numba
            continue
        for theirs in range(inst.run_slots[other]):
            if st.slots[other, theirs] == trainer and inst.slot_fact[other, theirs] < 0:
                relieve(inst, st, other, theirs)
    st.chosen[: inst.run_slots[run]] = st.slots[run, : inst.run_slots[run]]
    usd = extra_usd(inst, st, run, st.start[run], city, slot, trainer)
    if usd == NOBODY or not affordable(inst, st, run, usd):
        return False
    employ(inst, st, run, slot, trainer)
    return True


@compiled
def finish(inst: Instance, st: State) -> bool:
    """Settle what a change left behind, and price it; False where pins, facts or ways are broken.

    The journal still has what was before.
    """
    settle(inst, st, False)
    for i in range(st.sums[JOURNAL]):
        refresh_changes(inst, st, st.was_run[i])
    if st.sums[BROKEN] != 0 or st.sums[SUSPECTS] > MOST_SUSPECTS:
        return False
    for i in range(st.sums[SUSPECTS]):
        if not travels_well(inst, st, st.suspects[i]):
            return False
    return True


@compiled
def extent(inst: Instance, st: State) -> tuple[int, int]:
    """Count the runs that a change holds otherwise, and the seats that it takes away.

    Of what was before, as the journal has it; a seat in another run counts as one.
    """
    runs, seats = 0, 0
    for i in range(st.sums[JOURNAL]):
        run = st.was_run[i]
        differs = st.was_held[i] != st.held[run]
        if st.was_held[i] and st.held[run]:
            differs = (
                st.was_start[i] != st.start[run]
                or st.was_venue[i] != st.venue[run]
                or st.was_language[i] != st.language[run]
            )
            for slot in range(inst.run_slots[run]):
                differs |= st.was_slots[i, slot] != st.slots[run, slot]
        runs += 1 if differs else 0
        if st.was_held[i]:
            for j in range(st.was_n_seats[i]):
                if st.seat_run[st.was_seats[i, j]] != run:
                    seats += 1
    return runs, seats


@compiled
def nearness(inst: Instance, st: State, run: int, other: int) -> int:
    """Say how likely a held run is to be in another's way: links, then course, venues and days."""
    for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
        if inst.link_run[i] == other:
            return 0
    if inst.run_course[run] == inst.run_course[other]:
        return 1
    if not st.held[other]:
        return FAR
    if inst.course_funder[inst.run_course[run]] == inst.course_funder[inst.run_course[other]]:
        return 2
    return 3
