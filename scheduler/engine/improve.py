"""The search itself: ruin a few related runs and recreate them, and keep what is not worse.

Schrimpf, Schneider, Stamm-Wilbrandt, Dueck 2000 (doi:10.1006/jcph.1999.6413). The neighbourhoods
are in `ruin.py`, the ways to put a run back in `options.py`, `filling.py` and `staffing.py`.
"""

from __future__ import annotations

import numpy as np

from scheduler.engine.compiled import compiled
from scheduler.engine.disruption import refresh_changes
from scheduler.engine.filling import fill, is_complete, match_cohort, partner, room
from scheduler.engine.free import lacks_needed, travels_well
from scheduler.engine.instance import Instance
from scheduler.engine.options import place
from scheduler.engine.reseating import reseat
from scheduler.engine.rows import drop, forget_journal, undo
from scheduler.engine.ruin import MOVES, SHARE, ruin
from scheduler.engine.staffing import relieve_all, restaff
from scheduler.engine.state import (
    BROKEN,
    CHANGED,
    CHANGES,
    JOURNAL,
    MOST_SUSPECTS,
    SUSPECTS,
    TOTAL,
    WORK,
    State,
    draw,
)


@compiled
def improve(
    inst: Instance, st: State, moves: int, changes_first: bool, heat: float, weight: np.ndarray
) -> None:
    """Try a number of moves. `weight[move]` says how often each kind is drawn, and is adapted.

    A worse total is accepted by chance, the less the more it is in proportion to `heat`
    (thousandths; simulated annealing).
    """
    for _ in range(moves):
        st.sums[WORK] += 1
        before = (st.sums[BROKEN], st.sums[CHANGED], st.sums[CHANGES], st.sums[TOTAL])
        move = _draw_move(st, weight)
        jitter = 0.2 * draw(st) if draw(st) < 0.7 else 0.0
        count = ruin(inst, st, move, jitter)
        for i in range(count):
            run = st.queue[i]
            if not st.held[run]:
                place(inst, st, run, jitter, 0.0)
        if move == SHARE:
            reseat(inst, st, st.queue[0], jitter)
        settle(inst, st, False)
        for i in range(st.sums[JOURNAL]):
            refresh_changes(inst, st, st.was_run[i])
        after = (st.sums[BROKEN], st.sums[CHANGED], st.sums[CHANGES], st.sums[TOTAL])
        bar = before[3] - heat * np.log(1.0 - draw(st)) if heat > 0.0 else float(before[3])
        if _is_worse(before, after, bar, changes_first) or not all_travel(inst, st):
            undo(inst, st)
            weight[move] = max(0.999 * weight[move], 0.02)
        else:
            if after[0] < before[0] or after[3] < before[3]:
                weight[move] = min(weight[move] + 0.05, 1.0)
            forget_journal(st)


@compiled
def _draw_move(st: State, weight: np.ndarray) -> int:
    point = draw(st) * weight.sum()
    for move in range(MOVES):
        point -= weight[move]
        if point < 0.0:
            return move
    return MOVES - 1


@compiled
def _is_worse(
    before: tuple[int, int, int, int],
    after: tuple[int, int, int, int],
    bar: float,
    changes_first: bool,
) -> bool:
    """Compare: first what is broken, then a repair's changes, then the total with its bar."""
    if after[0] != before[0]:
        return after[0] > before[0]
    if changes_first:
        if after[1] != before[1]:
            return after[1] > before[1]
        if after[2] != before[2]:
            return after[2] > before[2]
    return after[3] > bar


@compiled
def settle(inst: Instance, st: State, lean: bool) -> None:
    """Mend or drop the touched runs that lack seats, trainers, cohort or the run they need.

    Seats are given to advantage, or no more than are needed where `lean`.
    """
    again = True
    while again:
        again = False
        i = 0
        while i < st.sums[JOURNAL]:
            run = st.was_run[i]
            i += 1
            if not st.held[run]:
                continue
            if not _is_staffed(inst, st, run) and not restaff(inst, st, run, 0.0):
                if not inst.run_frozen[run]:
                    drop(inst, st, run)
                    again = True
                continue
            if inst.run_frozen[run]:
                continue
            if lacks_needed(inst, st, run):
                drop(inst, st, run)
                again = True
            elif room(inst, st, run) > 0 and partner(inst, st, run) < 0:
                if not fill(inst, st, run, 0.0, lean):
                    drop(inst, st, run)
                    again = True
            elif not is_complete(inst, st, run):
                match_cohort(inst, st, run)
                if not is_complete(inst, st, run):
                    drop(inst, st, run)
                again = True


@compiled
def _is_staffed(inst: Instance, st: State, run: int) -> bool:
    for slot in range(inst.run_slots[run]):
        if st.slots[run, slot] < 0:
            return False
    return True


@compiled
def all_travel(inst: Instance, st: State) -> bool:
    """Say whether the trainers who lost a presence still have the days for their ways."""
    if st.sums[SUSPECTS] > MOST_SUSPECTS:
        return False
    for i in range(st.sums[SUSPECTS]):
        if not travels_well(inst, st, st.suspects[i]):
            return False
    return True


@compiled
def staff_facts(inst: Instance, st: State) -> None:
    """Find trainers for what is frozen."""
    for run in range(len(st.held)):
        if inst.run_frozen[run]:
            restaff(inst, st, run, 0.0)


@compiled
def construct(inst: Instance, st: State, order: np.ndarray, jitter: float) -> None:
    """Place runs in an order, each where it is worth most now; fill those that are held."""
    for run in order:
        if not st.held[run]:
            place(inst, st, run, jitter, 0.0)
        elif not inst.run_frozen[run]:
            fill(inst, st, run, jitter, False)
    keep(inst, st, False)


@compiled
def clear(inst: Instance, st: State) -> None:
    """Hold nothing but facts."""
    for run in range(len(st.held)):
        if inst.run_frozen[run]:
            relieve_all(inst, st, run)
        elif st.held[run]:
            drop(inst, st, run)
    for run in range(len(st.held)):
        refresh_changes(inst, st, run)
    forget_journal(st)


@compiled
def keep(inst: Instance, st: State, lean: bool) -> None:
    """Settle what was changed outside of a move, and keep it."""
    settle(inst, st, lean)
    for run in range(len(st.held)):
        refresh_changes(inst, st, run)
    forget_journal(st)


@compiled
def top_up(inst: Instance, st: State) -> None:
    """Seat whoever can still be seated to advantage."""
    for run in range(len(st.held)):
        if st.held[run] and not inst.run_frozen[run] and partner(inst, st, run) < 0:
            fill(inst, st, run, 0.0, False)
    keep(inst, st, False)
