"""The seats of a course's runs given anew: the worthiest pairs of nomination and run first."""

from __future__ import annotations

import numpy as np

from scheduler.engine.compiled import compiled
from scheduler.engine.filling import able, gather, may_seat, partner
from scheduler.engine.instance import Instance
from scheduler.engine.rows import seat, unseat
from scheduler.engine.state import State

_MOST_RUNS = 12


@compiled
def reseat(inst: Instance, st: State, first: int, jitter: float) -> None:
    """Empty runs of a course as `empty` does, and seat the best in them again."""
    runs, course = empty(inst, st, first), inst.run_course[first]
    count = len(runs)
    noms = inst.course_nom_ptr[course + 1] - inst.course_nom_ptr[course]
    pair_nom = np.empty(count * noms, np.int32)
    pair_run = np.empty(count * noms, np.int32)
    worth = np.empty(count * noms)
    pairs = 0
    for run in runs:
        found = able(inst, st, run, gather(inst, st, run), jitter)
        pair_nom[pairs : pairs + found] = st.candidates[:found]
        worth[pairs : pairs + found] = st.values[:found]
        pair_run[pairs : pairs + found] = run
        pairs += found
    order = np.argsort(-worth[:pairs])
    for i in order:
        nom, run = pair_nom[i], pair_run[i]
        wanted = worth[i] > 0.0 or st.n_seats[run] < inst.course_min[course]
        if wanted and st.seat_run[nom] < 0 and may_seat(inst, st, nom, run):
            seat(inst, st, nom, run)
    _even_out(inst, st, course, pair_nom, pair_run, order)


@compiled
def empty(inst: Instance, st: State, first: int) -> np.ndarray:
    """Empty held runs of a course, but for facts and cohorts, and list them.

    It begins with the run `first`, held or not; of a course of very many runs not all are taken.
    """
    course = inst.run_course[first]
    begin, end = inst.course_run_ptr[course], inst.course_run_ptr[course + 1]
    at = begin
    while inst.course_run[at] != first:
        at += 1
    found, count = np.empty(_MOST_RUNS, np.int32), 0
    for _ in range(end - begin):
        run = inst.course_run[at]
        at = at + 1 if at + 1 < end else begin
        if count < _MOST_RUNS and _is_free(inst, st, run):
            _empty(inst, st, run)
            found[count] = run
            count += 1
    return found[:count]


@compiled
def _is_free(inst: Instance, st: State, run: int) -> bool:
    return bool(st.held[run] and not inst.run_frozen[run] and partner(inst, st, run) < 0)


@compiled
def _empty(inst: Instance, st: State, run: int) -> None:
    while st.n_seats[run] > 0:
        unseat(inst, st, st.seats[run, st.n_seats[run] - 1])


@compiled
def _even_out(
    inst: Instance,
    st: State,
    course: int,
    pair_nom: np.ndarray,
    pair_run: np.ndarray,
    order: np.ndarray,
) -> None:
    """Move seats from runs that can spare them to runs of the course that lack some."""
    least = inst.course_min[course]
    for i in order:
        nom, run = pair_nom[i], pair_run[i]
        other = st.seat_run[nom]
        if other < 0 or other == run or st.n_seats[run] >= least or st.n_seats[other] <= least:
            continue
        if inst.nom_fact[nom] < 0 and may_seat(inst, st, nom, run):
            unseat(inst, st, nom)
            seat(inst, st, nom, run)
