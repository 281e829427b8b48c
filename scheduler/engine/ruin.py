"""What a move takes apart: a few runs that compete, the seats of a course, or trainers."""

from __future__ import annotations

from scheduler.engine.compiled import compiled
from scheduler.engine.free import run_end
from scheduler.engine.instance import SAME_COHORT, Instance
from scheduler.engine.reseating import empty, reseat
from scheduler.engine.rows import drop
from scheduler.engine.staffing import is_present, relieve_all
from scheduler.engine.state import BROKEN, State, draw, draw_below

MOVES = 9
ONE_RUN, SAME_COURSE, SAME_TIME, SAME_TRAINER, SAME_FUNDER, LINKED, SEATS, TRAINERS, SHARE = range(
    MOVES
)

_NEAR_DAYS = 21
_MOST_LINKED = 8
_DISSOLVE = 0.25
# How often a move begins with what must be, and is not.
_RESCUE = 0.3


@compiled
def ruin(inst: Instance, st: State, move: int, jitter: float) -> int:
    """Take something apart; give how many runs in `st.queue` are then to be placed."""
    runs = len(st.held)
    seed = _seed(inst, st)
    if move == SEATS:
        reseat(inst, st, seed, jitter)
        if draw(st) < 0.3:
            reseat(inst, st, draw_below(st, runs), jitter)
        return 0
    if move == SHARE:
        return _share(inst, st, seed)
    if move == TRAINERS:
        _relieve_related(inst, st, seed)
        return 0
    wanted = 1 if move == ONE_RUN else 2 + draw_below(st, 3)
    count = linked(inst, st, seed) if move == LINKED else _related(inst, st, seed, move, wanted)
    for i in range(count):
        if st.held[st.queue[i]]:
            drop(inst, st, st.queue[i])
    if draw(st) < 0.5:
        _shuffle(st, count)
    return count


@compiled
def _seed(inst: Instance, st: State) -> int:
    """Draw a run; often one that must be or should be held and is not, or lacks a pinned seat."""
    seed = draw_below(st, len(st.held))
    if draw(st) >= _RESCUE:
        return seed
    if st.sums[BROKEN] > 0 and draw(st) < 0.5:
        return _robbed(inst, st, seed)
    return missing(inst, st, seed)


@compiled
def _robbed(inst: Instance, st: State, seed: int) -> int:
    """Give a run that a nomination without a seat is pinned to, else the seed."""
    noms = len(st.seat_run)
    first = draw_below(st, noms)
    for i in range(noms):
        nom = (first + i) % noms
        if inst.nom_forced[nom] and st.seat_run[nom] < 0 and inst.nom_pin[nom] >= 0:
            return int(inst.nom_pin[nom])
    return seed


@compiled
def missing(inst: Instance, st: State, seed: int) -> int:
    """Give the next run from the seed on that is forced or required and not held, else the seed."""
    runs = len(st.held)
    for i in range(runs):
        run = (seed + i) % runs
        if st.held[run] or inst.run_start_ptr[run] == inst.run_start_ptr[run + 1]:
            continue
        if inst.run_required[run] or inst.run_forced[run]:
            return run
    return seed


@compiled
def _related(inst: Instance, st: State, seed: int, move: int, wanted: int) -> int:
    """List the seed and some runs related to it, drawn by chance, and their cohorts."""
    runs = len(st.held)
    count = add(inst, st, seed, 0)
    for _ in range(8 * wanted):
        if count >= wanted:
            break
        other = draw_below(st, runs)
        if move == SAME_COURSE:
            course = inst.run_course[seed]
            size = inst.course_run_ptr[course + 1] - inst.course_run_ptr[course]
            other = inst.course_run[inst.course_run_ptr[course] + draw_below(st, size)]
        elif not _is_related(inst, st, seed, other, move):
            continue
        count = add(inst, st, other, count)
    return count


@compiled
def _share(inst: Instance, st: State, seed: int) -> int:
    """Take the seats of a course's runs away, to be shared by one more, one less or elsewhere.

    The run stands first in `st.queue` even where it is not to be placed again. Alone it could only
    have those who have no seat yet, which seldom are enough.
    """
    course = inst.run_course[seed]
    begin, end = inst.course_run_ptr[course], inst.course_run_ptr[course + 1]
    for _ in range(4):
        other = inst.course_run[begin + draw_below(st, end - begin)]
        if not st.held[other] and not st.held[seed]:
            break
        if not st.held[other]:
            seed = other
    count = add(inst, st, seed, 0)
    if count == 0:
        st.queue[0] = seed
        return 0
    empty(inst, st, seed)
    if not st.held[seed]:
        return count
    for i in range(count):
        if st.held[st.queue[i]]:
            drop(inst, st, st.queue[i])
    return 0 if draw(st) < _DISSOLVE else count


@compiled
def linked(inst: Instance, st: State, seed: int) -> int:
    """List the seed and the runs that links tie to it, directly or over others."""
    count = add(inst, st, seed, 0)
    at = 0
    while at < count < _MOST_LINKED:
        run = st.queue[at]
        for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
            count = add(inst, st, inst.link_run[i], count)
        at += 1
    return count


@compiled
def add(inst: Instance, st: State, run: int, count: int) -> int:
    """Put a run, and the other runs of its cohort, in the queue."""
    if inst.run_frozen[run] or _queued(st, run, count):
        return count
    if inst.run_start_ptr[run] == inst.run_start_ptr[run + 1]:
        return count
    st.queue[count] = run
    count += 1
    for i in range(inst.link_ptr[run], inst.link_ptr[run + 1]):
        other = inst.link_run[i]
        if inst.link_kind[i] != SAME_COHORT or inst.run_frozen[other]:
            continue
        if not _queued(st, other, count):
            st.queue[count] = other
            count += 1
    return count


@compiled
def _queued(st: State, run: int, count: int) -> bool:
    for i in range(count):
        if st.queue[i] == run:
            return True
    return False


@compiled
def _is_related(inst: Instance, st: State, seed: int, other: int, move: int) -> bool:
    if move == SAME_FUNDER:
        return bool(
            inst.course_funder[inst.run_course[seed]] == inst.course_funder[inst.run_course[other]]
        )
    if not st.held[other]:
        return False
    if move == SAME_TRAINER and st.held[seed]:
        for slot in range(inst.run_slots[seed]):
            trainer = st.slots[seed, slot]
            if trainer >= 0 and is_present(inst, st, other, trainer):
                return True
        return False
    return _near(inst, st, seed, other)


@compiled
def _near(inst: Instance, st: State, seed: int, other: int) -> bool:
    """Say whether a held run lies close to where the seed is, or may be."""
    if st.held[seed]:
        begin, end = st.start[seed], run_end(inst, st, seed)
    elif inst.run_start_ptr[seed] == inst.run_start_ptr[seed + 1]:
        return False
    else:
        begin = inst.run_start[inst.run_start_ptr[seed]]
        end = inst.run_start[inst.run_start_ptr[seed + 1] - 1]
    return bool(
        st.start[other] <= end + _NEAR_DAYS and begin <= run_end(inst, st, other) + _NEAR_DAYS
    )


@compiled
def _relieve_related(inst: Instance, st: State, seed: int) -> None:
    """Empty the slots of a held run and of some that lie near it in time."""
    runs = len(st.held)
    if not st.held[seed]:
        return
    relieve_all(inst, st, seed)
    for _ in range(2 + draw_below(st, 6)):
        other = draw_below(st, runs)
        if st.held[other] and _near(inst, st, seed, other):
            relieve_all(inst, st, other)


@compiled
def _shuffle(st: State, count: int) -> None:
    for i in range(count - 1, 0, -1):
        j = draw_below(st, i + 1)
        st.queue[i], st.queue[j] = st.queue[j], st.queue[i]
