"""What is broken of a promise, mended with as little as possible: trainers, then seats, then place.

Everything that can stay is held before anything is mended, so that no broken run takes what an
unbroken one was promised.
"""

from __future__ import annotations

from scheduler.engine.compiled import compiled
from scheduler.engine.filling import fill, is_complete, partner
from scheduler.engine.instance import Instance, Ints
from scheduler.engine.options import place
from scheduler.engine.rows import drop
from scheduler.engine.staffing import restaff
from scheduler.engine.state import State


@compiled
def mend(inst: Instance, st: State, runs: Ints) -> None:
    """Staff and fill runs where they are held; hold elsewhere, in this order, what is left over."""
    for run in runs:
        if inst.run_frozen[run]:
            restaff(inst, st, run, 0.0)
    for run in runs:
        if st.held[run] and not inst.run_frozen[run] and not restaff(inst, st, run, 0.0):
            drop(inst, st, run)
    for run in runs:
        is_short = st.held[run] and not inst.run_frozen[run] and not is_complete(inst, st, run)
        if is_short and partner(inst, st, run) < 0 and not fill(inst, st, run, 0.0, False):
            drop(inst, st, run)
    for run in runs:
        if not st.held[run]:
            place(inst, st, run, 0.0, 0.0)
