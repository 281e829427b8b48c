"""What changes while a problem is searched: the runs' rows, and all that follows from them.

A row is what a run has now: start, venue, language, a trainer in each slot, nominations in its
seats. Everything else here is kept true to the rows by `rows.py` alone. The journal holds the rows
as they were before the move that is being tried.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from scheduler.engine.compiled import compiled
from scheduler.engine.instance import Flags, Instance, Ints, Longs

Floats = NDArray[np.float64]
Words = NDArray[np.uint64]
Places = NDArray[np.uint32]

# What `sums` counts. BROKEN: pins and facts that are not kept; a schedule is valid where it is 0.
# MISSING: required runs that are not held.
TOTAL, BROKEN, CHANGED, CHANGES, JOURNAL, SUSPECTS, WORK, MISSING = range(8)

MOST_SUSPECTS = 256
MOST_OPTIONS = 16


class State(NamedTuple):
    """The rows, what follows from them, the journal, and room to think."""

    held: Flags
    start: Ints
    venue: Ints
    language: Ints
    slots: Ints  # [run, slot]: a trainer or -1
    seats: Ints  # [run, seat]: a nomination
    n_seats: Ints

    seat_run: Ints  # [nomination]: a run or -1
    venue_use: Ints  # [venue, day]
    trainer_runs: Ints  # [trainer, i]
    trainer_n: Ints
    trainer_used: Ints  # block days
    official_used: Ints  # seat days
    official_owed: Ints  # seats that pins give them and that they do not have
    member_seats: Ints
    member_hosted: Ints
    run_member: Ints  # [run, member]: seats
    run_cost: Longs
    run_changes: Longs  # G5 of the run
    run_changed: Flags
    funder_cost: Longs
    funder_free: Ints  # held runs that are not frozen
    sums: Longs

    mark: Ints  # [run]: its place in the journal or -1
    was_run: Ints
    was_held: Flags
    was_start: Ints
    was_venue: Ints
    was_language: Ints
    was_slots: Ints
    was_seats: Ints
    was_n_seats: Ints

    dollar: Floats  # [funder]: what a dollar counts when options are ranked, in thousandths
    sorted_dollar: Floats  # [course]: what it counted when `order` was made
    order: Places  # [course, city with venues]: its nominations, worthiest first
    masks: Words  # [run, nomination of its course]: the starts that suit, as bits
    random: Words
    suspects: Ints  # trainers between whose presences one was taken away
    stack: Ints
    candidates: Ints
    values: Floats
    taken: Ints
    tally: Ints  # [member]
    queue: Ints  # runs to be placed
    option_value: Floats
    option: Ints  # [i, (start, venue, language)]
    chosen: Ints  # [slot]: trainers that were found


class Rows(NamedTuple):
    """A copy of all rows."""

    held: Flags
    start: Ints
    venue: Ints
    language: Ints
    slots: Ints
    seats: Ints
    n_seats: Ints


def new_state(inst: Instance, seed: int) -> State:
    """Make the state in which no run is held, but for what no row of the search can change."""
    runs, noms = len(inst.run_course), len(inst.nom_official)
    members, funders = len(inst.member_target), len(inst.budget)
    trainers, officials = len(inst.trainer_city), len(inst.official_city)
    slots, seats = inst.slot_block.shape[1], inst.max_seats
    owed = np.zeros(officials, np.int32)
    np.add.at(owed, inst.nom_official[inst.nom_forced], 1)

    def table(*shape: int, fill: int = 0) -> Ints:
        return np.full(shape, fill, dtype=np.int32)

    def flags(count: int) -> Flags:
        return np.zeros(count, dtype=np.bool_)

    def longs(count: int) -> Longs:
        return np.zeros(count, dtype=np.int64)

    return State(
        held=flags(runs),
        start=table(runs),
        venue=table(runs),
        language=table(runs),
        slots=table(runs, slots, fill=-1),
        seats=table(runs, seats),
        n_seats=table(runs),
        seat_run=table(noms, fill=-1),
        venue_use=table(len(inst.venue_city), inst.n_days + 1),
        trainer_runs=table(trainers, inst.max_runs_of_trainer),
        trainer_n=table(trainers),
        trainer_used=table(trainers),
        official_used=table(officials),
        official_owed=owed,
        member_seats=table(members),
        member_hosted=table(members),
        run_member=table(runs, members),
        run_cost=longs(runs),
        run_changes=longs(runs),
        run_changed=flags(runs),
        funder_cost=longs(funders),
        funder_free=table(funders),
        sums=longs(MISSING + 1),
        mark=table(runs, fill=-1),
        was_run=table(runs),
        was_held=flags(runs),
        was_start=table(runs),
        was_venue=table(runs),
        was_language=table(runs),
        was_slots=table(runs, slots),
        was_seats=table(runs, seats),
        was_n_seats=table(runs),
        sorted_dollar=np.full(len(inst.course_days), -1.0),
        order=np.zeros(max(1, noms * len(inst.venue_cities)), np.uint32),
        masks=np.zeros(max(1, int(inst.mask_ptr[-1])), np.uint64),
        dollar=np.full(funders, max(float(inst.usd_price), 0.1)),
        random=np.array([(seed * 0x9E3779B97F4A7C15 + 0x1234567) % (1 << 64) or 1], np.uint64),
        suspects=table(MOST_SUSPECTS),
        stack=table(noms + 1),
        candidates=table(noms + 1),
        values=np.zeros(noms + 1),
        taken=table(noms + 1),
        tally=table(members),
        queue=table(runs + 1),
        option_value=np.zeros(MOST_OPTIONS),
        option=table(MOST_OPTIONS, 3),
        chosen=table(slots),
    )


@compiled
def draw(st: State) -> float:
    """Draw a number from 0 to below 1 (xorshift64*, doi:10.1145/2845077)."""
    x = st.random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    st.random[0] = x
    return float((x * np.uint64(0x2545F4914F6CDD1D)) >> np.uint64(11)) / 9007199254740992.0


@compiled
def draw_below(st: State, count: int) -> int:
    """Draw a whole number from 0 to below `count`."""
    return int(draw(st) * count)
