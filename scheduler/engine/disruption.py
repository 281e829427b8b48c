"""What a run costs that is not as it was promised (G5), kept true to its row."""

from __future__ import annotations

from scheduler.engine.compiled import compiled
from scheduler.engine.instance import Instance
from scheduler.engine.state import CHANGED, CHANGES, TOTAL, State


@compiled
def refresh_changes(inst: Instance, st: State, run: int) -> None:
    """Recompute what a run's changes against the baseline cost (G5)."""
    if not inst.run_base[run]:
        return
    price, changed = _changes_of(inst, st, run)
    st.sums[TOTAL] += price - st.run_changes[run]
    st.sums[CHANGES] += price - st.run_changes[run]
    st.sums[CHANGED] += int(changed) - int(st.run_changed[run])
    st.run_changes[run] = price
    st.run_changed[run] = changed


@compiled
def _changes_of(inst: Instance, st: State, run: int) -> tuple[int, bool]:
    lost = 0
    for i in range(inst.base_seat_ptr[run], inst.base_seat_ptr[run + 1]):
        if st.seat_run[inst.base_seat[i]] != run and not inst.run_frozen[run]:
            lost += 1
    price = inst.seat_price * lost
    base = inst.base_start[run]
    if not st.held[run]:
        return (price + inst.cancel_price) * factor(inst, base), True
    price += move_price(inst, run, st.start[run], st.venue[run], st.language[run])
    present, same = 0, 0
    for slot in range(inst.run_slots[run]):
        if st.slots[run, slot] >= 0:
            present += 1
    for i in range(inst.base_duty_ptr[run], inst.base_duty_ptr[run + 1]):
        if teaches(inst, st, run, inst.base_duty_block[i], inst.base_duty_trainer[i]):
            same += 1
    lost = inst.base_duty_ptr[run + 1] - inst.base_duty_ptr[run] - same
    changed = (
        st.start[run] != base
        or st.venue[run] != inst.base_venue[run]
        or st.language[run] != inst.base_language[run]
        or inst.base_place_gone[run]
        or same != inst.base_duties[run]
        or present != inst.base_duties[run]
    )
    price += inst.swap_price * lost
    return price * factor(inst, min(base, st.start[run])), changed


@compiled
def teaches(inst: Instance, st: State, run: int, block: int, trainer: int) -> bool:
    """Say whether a trainer is in a block of a run."""
    for slot in range(inst.run_slots[run]):
        if inst.slot_block[run, slot] == block and st.slots[run, slot] == trainer:
            return True
    return False


@compiled
def factor(inst: Instance, day: int) -> int:
    """Give what changes are multiplied by where the earlier of two starts is `day`."""
    return inst.notice_factor if day <= inst.notice else 1


@compiled
def move_price(inst: Instance, run: int, start: int, venue: int, language: int) -> int:
    """Give the price, without notice, of another start, venue and language than promised."""
    if not inst.run_base[run]:
        return 0
    price = 0
    moved = abs(start - inst.base_start[run])
    if moved > 0:
        price += inst.date_price + inst.week_price * ((moved + 6) // 7)
    if inst.base_venue[run] >= 0 and venue != inst.base_venue[run]:
        price += inst.venue_price
    if inst.base_language[run] >= 0 and language != inst.base_language[run]:
        price += inst.language_price
    return price
