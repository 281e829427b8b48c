"""Who teaches a run: the cheapest trainers that are free, the scarcest places first."""

from __future__ import annotations

import numpy as np

from scheduler.engine.compiled import compiled
from scheduler.engine.free import presence, stay_usd, trainer_fits
from scheduler.engine.instance import FAR, Instance
from scheduler.engine.rows import employ, relieve
from scheduler.engine.state import State, draw

NOBODY = -1
_TRIES = 3


@compiled
def find_trainers(
    inst: Instance, st: State, run: int, start: int, city: int, language: int, jitter: float
) -> int:
    """Find trainers for the empty slots of a run if it were held so.

    Leaves them in `st.chosen` and gives what they cost in US dollars, NOBODY where a slot has none.
    `jitter` spoils the choice of the cheapest by chance, up to that share of a price.
    """
    count = inst.run_slots[run]
    rank = np.empty(count, np.int64)
    for slot in range(count):
        block = inst.slot_block[run, slot]
        rank[slot] = inst.block_trainer_ptr[block + 1] - inst.block_trainer_ptr[block]
        if inst.slot_pin[run, slot] >= 0:
            rank[slot] = 0
    for _ in range(_TRIES):
        for slot in range(count):
            st.chosen[slot] = st.slots[run, slot] if st.held[run] else NOBODY
        usd, failed = 0, NOBODY
        for slot in np.argsort(rank):
            if st.chosen[slot] != NOBODY:
                continue
            trainer, price = cheapest(inst, st, run, start, city, language, slot, jitter)
            if trainer == NOBODY:
                failed = slot
                break
            st.chosen[slot] = trainer
            usd += price
        if failed == NOBODY:
            return usd
        if rank[failed] < 0:
            return NOBODY
        rank[failed] -= 1 << 20  # the slot that failed chooses first
    return NOBODY


@compiled
def cheapest(
    inst: Instance,
    st: State,
    run: int,
    start: int,
    city: int,
    language: int,
    slot: int,
    jitter: float,
) -> tuple[int, int]:
    """Give the cheapest trainer for a slot beside those chosen, NOBODY where there is none."""
    block = inst.slot_block[run, slot]
    best, best_usd, best_rank = NOBODY, 0, 1e18
    for i in range(inst.block_trainer_ptr[block], inst.block_trainer_ptr[block + 1]):
        trainer = inst.block_trainer[i]
        if inst.slot_pin[run, slot] >= 0 and trainer != inst.slot_pin[run, slot]:
            continue
        if not inst.trainer_speaks[trainer, language]:
            continue
        if inst.way_days[inst.trainer_city[trainer], city] < 0:
            continue
        usd = extra_usd(inst, st, run, start, city, slot, trainer)
        if usd < 0:
            continue
        rank = usd * (1.0 + jitter * draw(st))
        if inst.run_base[run] and _was_promised(inst, run, block, trainer):
            rank -= 1e6  # an unchanged trainer comes first
        if rank < best_rank:
            best, best_usd, best_rank = trainer, usd, rank
    return best, best_usd


@compiled
def _was_promised(inst: Instance, run: int, block: int, trainer: int) -> bool:
    for i in range(inst.base_duty_ptr[run], inst.base_duty_ptr[run + 1]):
        if inst.base_duty_block[i] == block and inst.base_duty_trainer[i] == trainer:
            return True
    return False


@compiled
def extra_usd(
    inst: Instance, st: State, run: int, start: int, city: int, slot: int, trainer: int
) -> int:
    """Give what a trainer in a slot adds to the cost, NOBODY where they cannot take it."""
    block = inst.slot_block[run, slot]
    begin, end = inst.block_first[block], inst.block_last[block]
    first, last, pending = FAR, -FAR, 0
    for other in range(inst.run_slots[run]):
        if st.chosen[other] != trainer:
            continue
        theirs = inst.slot_block[run, other]
        if inst.block_first[theirs] <= end and begin <= inst.block_last[theirs]:
            return NOBODY
        first = min(first, inst.block_first[theirs])
        last = max(last, inst.block_last[theirs])
        if not st.held[run] or st.slots[run, other] != trainer:
            pending += inst.block_last[theirs] - inst.block_first[theirs] + 1
    days = end - begin + 1
    if st.trainer_used[trainer] + pending + days > inst.trainer_days[trainer]:
        return NOBODY
    home = inst.trainer_city[trainer]
    before = stay_usd(inst, home, city, last - first + 1) if last >= first else 0
    first, last = min(first, begin), max(last, end)
    if not trainer_fits(inst, st, trainer, run, start + first, start + last, city):
        return NOBODY
    after = stay_usd(inst, home, city, last - first + 1)
    return int(inst.trainer_fee[trainer] * days + after - before)


@compiled
def employ_chosen(inst: Instance, st: State, run: int) -> None:
    """Give a held run the trainers that were found for it."""
    for slot in range(inst.run_slots[run]):
        if st.slots[run, slot] < 0:
            employ(inst, st, run, slot, st.chosen[slot])


@compiled
def restaff(inst: Instance, st: State, run: int, jitter: float) -> bool:
    """Find trainers for the empty slots of a held run; False leaves them empty."""
    city = inst.venue_city[st.venue[run]]
    usd = find_trainers(inst, st, run, st.start[run], city, st.language[run], jitter)
    if usd == NOBODY or not affordable(inst, st, run, usd):
        return False
    employ_chosen(inst, st, run)
    return True


@compiled
def relieve_all(inst: Instance, st: State, run: int) -> None:
    """Empty every slot of a run that is not fact."""
    for slot in range(inst.run_slots[run]):
        if inst.slot_fact[run, slot] < 0:
            relieve(inst, st, run, slot)


@compiled
def affordable(inst: Instance, st: State, run: int, usd: int) -> bool:
    """Say whether a run's funder can pay more; what facts cost binds only what is added to them."""
    funder = inst.course_funder[inst.run_course[run]]
    if inst.run_frozen[run] and st.funder_free[funder] == 0:
        return True
    return bool(st.funder_cost[funder] + usd <= inst.budget[funder])


@compiled
def is_present(inst: Instance, st: State, run: int, trainer: int) -> bool:
    """Say whether a trainer is present at a run."""
    first, last = presence(inst, st, run, trainer)
    return last >= first
