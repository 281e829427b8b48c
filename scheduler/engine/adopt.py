"""Taking a schedule over into the rows, as far as it can be kept: a start, a baseline, an answer.

What cannot be kept is left out run by run, trainer by trainer and seat by seat.
"""

from __future__ import annotations

from scheduler.engine.attending import was_promised
from scheduler.engine.compiled import compiled
from scheduler.engine.filling import is_candidate, may_seat
from scheduler.engine.free import links_allow, official_free, venue_free
from scheduler.engine.instance import Instance, Ints
from scheduler.engine.rows import drop, employ, hold, seat
from scheduler.engine.staffing import affordable, extra_usd
from scheduler.engine.state import State


@compiled
def adopt(
    inst: Instance,
    st: State,
    run: int,
    start: int,
    venue: int,
    language: int,
    duties: Ints,
    noms: Ints,
) -> bool:
    """Hold a run as a schedule has it; False where its place cannot be had or paid for.

    `duties[i]` is a block and a trainer. Trainers who cannot come leave their slots empty, and
    nominations that cannot be seated are left out, which may leave too few: the caller settles
    that once every run has what it can keep, so that none takes what another was promised.
    """
    if not _may_be_held(inst, st, run, start, venue, language):
        return False
    hold(inst, st, run, start, venue, language)
    adopt_trainers(inst, st, run, duties)
    if not affordable(inst, st, run, 0):
        drop(inst, st, run)
        return False
    adopt_seats(inst, st, run, noms)
    return True


@compiled
def _may_be_held(
    inst: Instance, st: State, run: int, start: int, venue: int, language: int
) -> bool:
    days = inst.course_days[inst.run_course[run]]
    if not (
        _has(inst.run_start, inst.run_start_ptr, run, start)
        and _has(inst.run_venue, inst.run_venue_ptr, run, venue)
        and links_allow(inst, st, run, start)
        and venue_free(inst, st, venue, start, days)
    ):
        return False
    for i in range(inst.run_language_ptr[run], inst.run_language_ptr[run + 1]):
        if inst.run_language[i] == language:
            return bool(inst.run_language_from[i] <= start)
    return False


@compiled
def _has(values: Ints, ptr: Ints, row: int, value: int) -> bool:
    for i in range(ptr[row], ptr[row + 1]):
        if values[i] == value:
            return True
    return False


@compiled
def adopt_trainers(inst: Instance, st: State, run: int, duties: Ints) -> None:
    """Employ those of a schedule's trainers who can come, in the slots of their blocks."""
    city, language = inst.venue_city[st.venue[run]], st.language[run]
    for i in range(len(duties)):
        block, trainer = duties[i, 0], duties[i, 1]
        if not qualifies(inst, block, trainer, language):
            continue
        if inst.way_days[inst.trainer_city[trainer], city] < 0:
            continue
        for slot in range(inst.run_slots[run]):
            if inst.slot_block[run, slot] != block or st.slots[run, slot] >= 0:
                continue
            if inst.slot_pin[run, slot] >= 0 and inst.slot_pin[run, slot] != trainer:
                continue
            for other in range(inst.run_slots[run]):
                st.chosen[other] = st.slots[run, other]
            usd = extra_usd(inst, st, run, st.start[run], city, slot, trainer)
            if usd >= 0 and affordable(inst, st, run, usd):
                employ(inst, st, run, slot, trainer)
            break


@compiled
def qualifies(inst: Instance, block: int, trainer: int, language: int) -> bool:
    """Say whether a trainer has a block's skill, and the language."""
    if not inst.trainer_speaks[trainer, language]:
        return False
    for i in range(inst.block_trainer_ptr[block], inst.block_trainer_ptr[block + 1]):
        if inst.block_trainer[i] == trainer:
            return True
    return False


@compiled
def adopt_seats(inst: Instance, st: State, run: int, noms: Ints) -> None:
    """Seat those of a schedule's nominations that can be seated in a held run."""
    city = inst.venue_city[st.venue[run]]
    for i in range(len(noms)):
        nom = noms[i]
        official = inst.nom_official[nom]
        if inst.nom_course[nom] != inst.run_course[run]:
            continue
        if st.start[run] <= inst.late and not was_promised(inst, nom, run):
            continue
        if not inst.official_speaks[official, st.language[run]]:
            continue
        if inst.way_days[inst.official_city[official], city] < 0:
            continue
        if (
            is_candidate(inst, st, nom, run, -1, True)
            and official_free(inst, st, nom, run, st.start[run])
            and may_seat(inst, st, nom, run)
        ):
            seat(inst, st, nom, run)
