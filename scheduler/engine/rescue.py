"""What must be held, before all else: pinned and required runs, with no more seats than they need.

They are placed in an order; what finds no place then gets it by moves of its own. Each clears the
way for one run, puts that back first and what gave way after it, and is kept where no more is
missing than before. Seats that are not needed yet would use up budgets and officials.
"""

from __future__ import annotations

from scheduler.engine.attending import could_attend
from scheduler.engine.choices import starts_of
from scheduler.engine.compiled import compiled
from scheduler.engine.disruption import refresh_changes
from scheduler.engine.filling import partner
from scheduler.engine.free import leaves_room, links_allow, run_end
from scheduler.engine.improve import all_travel, keep, settle
from scheduler.engine.instance import NEEDS, SAME_COHORT, Instance, Ints
from scheduler.engine.options import place_on
from scheduler.engine.rows import drop, forget_journal, undo, unseat
from scheduler.engine.ruin import add, linked, missing
from scheduler.engine.staffing import is_present
from scheduler.engine.state import (
    BROKEN,
    CHANGED,
    CHANGES,
    JOURNAL,
    MISSING,
    State,
    draw,
    draw_below,
)

# What a move takes away beside the run itself.
_NOTHING, _LINKED, _TEACHERS, _HALL, _PAID = range(5)
_KINDS = 5
_ANY_PRICE = -1e15
_ONE_START = 0.5
_MOST_OTHERS = 3
_DEEPEST = 4


@compiled
def place_musts(inst: Instance, st: State, order: Ints) -> None:
    """Place runs in an order, those that they need before them, with no more seats than needed."""
    for run in order:
        _place_lean(inst, st, run, 0.0)
    keep(inst, st, True)


@compiled
def rescue(inst: Instance, st: State, moves: int, changes_first: bool) -> None:
    """Try a number of moves, as long as something is missing."""
    for _ in range(moves):
        if st.sums[BROKEN] == 0 and st.sums[MISSING] == 0:
            return
        before = _rank(inst, st, changes_first)
        nom = _robbed(inst, st)
        run = (
            missing(inst, st, draw_below(st, len(st.held))) if nom < 0 else _run_for(inst, st, nom)
        )
        if nom >= 0:
            _free_days(inst, st, nom)
        jitter = 0.3 * draw(st)
        if nom >= 0 and st.held[run] and draw(st) < 0.5:
            _free_seat(inst, st, run)
        else:
            _replace(inst, st, run, jitter)
        _settle(inst, st)
        if _rank(inst, st, changes_first) > before or not all_travel(inst, st):
            undo(inst, st)
        else:
            forget_journal(st)


@compiled
def _rank(inst: Instance, st: State, changes_first: bool) -> tuple[int, int, int]:
    """Give what is missing, most important first; a promise that is not kept counts its price."""
    price = st.sums[CHANGES] + inst.unheld_price * st.sums[MISSING]
    return (st.sums[BROKEN], st.sums[CHANGED] if changes_first else 0, price)


@compiled
def _settle(inst: Instance, st: State) -> None:
    settle(inst, st, True)
    for i in range(st.sums[JOURNAL]):
        refresh_changes(inst, st, st.was_run[i])


@compiled
def _place_lean(inst: Instance, st: State, run: int, jitter: float) -> None:
    """Place a run, and before it those that it needs."""
    for _ in range(_DEEPEST):
        first = _first_needed(inst, st, run)
        if first == run or not _place_one(inst, st, first, jitter):
            break
    if not st.held[run]:
        _place_one(inst, st, run, jitter)


@compiled
def _first_needed(inst: Instance, st: State, run: int) -> int:
    """Give the run that must be held first for this one to be: itself, or one further on."""
    for _ in range(_DEEPEST):
        needed = -1
        for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
            if inst.link_kind[i] == NEEDS and not st.held[inst.link_run[i]]:
                needed = inst.link_run[i]
        if needed < 0:
            break
        run = needed
    return run


@compiled
def _place_one(inst: Instance, st: State, run: int, jitter: float) -> bool:
    starts = starts_of(inst, st, run)
    if len(starts) > 1 and jitter > 0.0 and draw(st) < _ONE_START:
        at = draw_below(st, len(starts))
        starts = starts[at : at + 1]
    return place_on(inst, st, run, starts, jitter, _ANY_PRICE, _may_be_lean(inst, run))


@compiled
def _may_be_lean(inst: Instance, run: int) -> bool:
    """Say whether its fewest seats will do for a run: a cohort loses some with each further run."""
    for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
        if inst.link_kind[i] == SAME_COHORT:
            return False
    return True


@compiled
def _robbed(inst: Instance, st: State) -> int:
    """Give a nomination that lacks a seat that a pin gives it, -1: none, or a run comes first."""
    noms = len(st.seat_run)
    if st.sums[BROKEN] == 0 or (st.sums[MISSING] > 0 and draw(st) < 0.5):
        return -1
    first = draw_below(st, noms)
    for i in range(noms):
        nom = (first + i) % noms
        if inst.nom_forced[nom] and st.seat_run[nom] < 0:
            return _first_lacking(inst, st, nom)
    return -1


@compiled
def _first_lacking(inst: Instance, st: State, nom: int) -> int:
    """Give the nomination that must be seated first for this one to be."""
    for _ in range(_DEEPEST):
        lacking = -1
        for i in range(inst.needs_ptr[nom], inst.needs_ptr[nom + 1]):
            if st.seat_run[inst.needs[i]] < 0:
                lacking = inst.needs[i]
        if lacking < 0:
            break
        nom = lacking
    return nom


@compiled
def _run_for(inst: Instance, st: State, nom: int) -> int:
    """Give the run that a nomination is pinned to, or any of its course that it could attend."""
    if inst.nom_pin[nom] >= 0:
        return int(inst.nom_pin[nom])
    course = inst.nom_course[nom]
    begin, end = inst.course_run_ptr[course], inst.course_run_ptr[course + 1]
    first = draw_below(st, end - begin)
    for i in range(end - begin):
        run = inst.course_run[begin + (first + i) % (end - begin)]
        if could_attend(inst, st, nom, run):
            return int(run)
    return int(inst.course_run[begin + first])


@compiled
def _free_days(inst: Instance, st: State, nom: int) -> None:
    """Take the seats of a nomination's official that no pin gives."""
    official = inst.nom_official[nom]
    for i in range(inst.official_nom_ptr[official], inst.official_nom_ptr[official + 1]):
        other = inst.official_nom[i]
        if st.seat_run[other] >= 0 and not inst.nom_forced[other] and inst.nom_fact[other] < 0:
            unseat(inst, st, other)


@compiled
def _free_seat(inst: Instance, st: State, run: int) -> None:
    """Take a seat that no pin gives; whoever a pin gives one comes first when it is given again."""
    count = st.n_seats[run]
    if count == 0 or inst.run_frozen[run] or partner(inst, st, run) >= 0:
        return
    first = draw_below(st, count)
    for i in range(count):
        nom = st.seats[run, (first + i) % count]
        if not inst.nom_forced[nom]:
            unseat(inst, st, nom)
            return


@compiled
def _replace(inst: Instance, st: State, run: int, jitter: float) -> None:
    """Take a run and what is in its way down, and put it back first, then what must be held."""
    count = add(inst, st, run, 0)
    if count == 0:
        return
    kind = draw_below(st, _KINDS)
    if kind == _LINKED:
        count = linked(inst, st, run)
    elif kind != _NOTHING:
        count = _add_rivals(inst, st, run, kind, count)
    for i in range(count):
        if st.held[st.queue[i]]:
            drop(inst, st, st.queue[i])
    for needed in (True, False):
        for i in range(count):
            other = st.queue[i]
            if (inst.run_required[other] or inst.run_forced[other]) == needed:
                _place_lean(inst, st, other, jitter)


@compiled
def _add_rivals(inst: Instance, st: State, run: int, kind: int, count: int) -> int:
    """Put runs in the queue that have the trainers, the hall or the money that this one may need.

    Around one day on which it might begin.
    """
    begin, end = inst.run_start_ptr[run], inst.run_start_ptr[run + 1]
    start = inst.run_start[begin + draw_below(st, end - begin)]
    for _ in range(8):
        if links_allow(inst, st, run, start) and leaves_room(inst, st, run, start):
            break
        start = inst.run_start[begin + draw_below(st, end - begin)]
    last = start + inst.course_days[inst.run_course[run]] - 1
    runs, most = len(st.held), count + _MOST_OTHERS
    trainer, venue = -1, -1
    if kind == _TEACHERS:
        trainer = _teacher(inst, st, run)
    if kind == _HALL and inst.run_venue_ptr[run] < inst.run_venue_ptr[run + 1]:
        size = inst.run_venue_ptr[run + 1] - inst.run_venue_ptr[run]
        venue = inst.run_venue[inst.run_venue_ptr[run] + draw_below(st, size)]
    first = draw_below(st, runs)
    for i in range(runs):
        other = (first + i) % runs
        if count >= most:
            break
        if not st.held[other] or inst.run_frozen[other]:
            continue
        if kind == _PAID:
            course, theirs = inst.run_course[run], inst.run_course[other]
            is_rival = inst.course_funder[course] == inst.course_funder[theirs]
            is_rival = is_rival and draw(st) < 0.5
        else:
            is_rival = st.start[other] <= last + 3 and start - 3 <= run_end(inst, st, other)
            if kind == _TEACHERS:
                is_rival = is_rival and trainer >= 0 and is_present(inst, st, other, trainer)
            else:
                is_rival = is_rival and st.venue[other] == venue
        if is_rival:
            count = add(inst, st, other, count)
    return count


@compiled
def _teacher(inst: Instance, st: State, run: int) -> int:
    """Draw a trainer who could have a place of a run, -1: there is none."""
    if inst.run_slots[run] == 0:
        return -1
    slot = draw_below(st, inst.run_slots[run])
    if inst.slot_pin[run, slot] >= 0:
        return int(inst.slot_pin[run, slot])
    block = inst.slot_block[run, slot]
    begin, end = inst.block_trainer_ptr[block], inst.block_trainer_ptr[block + 1]
    if begin == end:
        return -1
    return int(inst.block_trainer[begin + draw_below(st, end - begin)])
