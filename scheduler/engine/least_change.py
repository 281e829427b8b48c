"""What the changes of one promised run cost at least (G5), whatever the others do.

Each price is taken over all ways in which the run can be held beside what a state holds, and over
not holding it. In that state only runs may be held that are as they were promised in every schedule
that is compared, without seats but facts. Trainers are looked at one by one, seats one by one, and
budgets not at all, so that no schedule pays less.
"""

from __future__ import annotations

import numpy as np

from scheduler.engine.adopt import qualifies
from scheduler.engine.attending import ONE, mask_words
from scheduler.engine.compiled import compiled
from scheduler.engine.disruption import factor, move_price
from scheduler.engine.free import links_allow, presence, run_end, transfer_days, venue_free
from scheduler.engine.instance import Flags, Instance
from scheduler.engine.rows import employ, hold
from scheduler.engine.staffing import NOBODY
from scheduler.engine.state import State

IMPOSSIBLE = 1 << 60


@compiled
def least_change(inst: Instance, st: State, run: int) -> int:
    """Give the least that a run pays which is not frozen and not held in the state, in thousandths.

    IMPOSSIBLE where it can neither be held nor be left out.
    """
    base, best = inst.base_start[run], IMPOSSIBLE
    promised = inst.base_seat_ptr[run + 1] - inst.base_seat_ptr[run]
    if not inst.run_forced[run]:
        best = (inst.cancel_price + inst.seat_price * promised) * factor(inst, base)
    days = inst.course_days[inst.run_course[run]]
    for at in range(inst.run_start_ptr[run], inst.run_start_ptr[run + 1]):
        start = inst.run_start[at]
        times = factor(inst, min(base, start))
        if not links_allow(inst, st, run, start):
            continue
        for i in range(inst.run_venue_ptr[run], inst.run_venue_ptr[run + 1]):
            venue = inst.run_venue[i]
            if not venue_free(inst, st, venue, start, days):
                continue
            city = inst.venue_city[venue]
            for spoken in range(inst.run_language_ptr[run], inst.run_language_ptr[run + 1]):
                if inst.run_language_from[spoken] > start:
                    continue
                language = inst.run_language[spoken]
                price = move_price(inst, run, start, venue, language) * times
                if price >= best:
                    continue
                price += inst.seat_price * times * seats_lost(inst, run, at, city, language)
                if price >= best:
                    continue
                swaps = _swaps(inst, st, run, start, city, language)
                if swaps != NOBODY:
                    best = min(best, price + inst.swap_price * times * swaps)
    return int(best)


@compiled
def seats_lost(inst: Instance, run: int, at: int, city: int, language: int) -> int:
    """Count the promised seats that a start (a place in `run_start`) and a place rule out."""
    days, start = inst.course_days[inst.run_course[run]], inst.run_start[at]
    lost = 0
    for i in range(inst.base_seat_ptr[run], inst.base_seat_ptr[run + 1]):
        nom = inst.base_seat[i]
        official = inst.nom_official[nom]
        away = False
        for j in range(inst.away_ptr[official], inst.away_ptr[official + 1]):
            away |= inst.away_first[j] < start + days and start <= inst.away_last[j]
        elsewhere = inst.nom_pin[nom] >= 0 and inst.nom_pin[nom] != run
        if (
            away
            or elsewhere
            or not inst.nom_open[nom]
            or inst.nom_course[nom] != inst.run_course[run]
            or not inst.official_speaks[official, language]
            or inst.way_days[inst.official_city[official], city] < 0
        ):
            lost += 1
    return lost


@compiled
def _swaps(inst: Instance, st: State, run: int, start: int, city: int, language: int) -> int:
    """Count the promised duties that cannot be kept; NOBODY where a block has too few trainers."""
    lost, course = 0, inst.run_course[run]
    for block in range(inst.course_block_ptr[course], inst.course_block_ptr[course + 1]):
        able = 0
        for i in range(inst.block_trainer_ptr[block], inst.block_trainer_ptr[block + 1]):
            able += _may_come(inst, st, inst.block_trainer[i], block, start, city, language)
            if able == inst.block_count[block]:
                break
        if able < inst.block_count[block]:
            return NOBODY
    for i in range(inst.base_duty_ptr[run], inst.base_duty_ptr[run + 1]):
        block, trainer = inst.base_duty_block[i], inst.base_duty_trainer[i]
        kept = qualifies(inst, block, trainer, language)
        lost += not (kept and _may_come(inst, st, trainer, block, start, city, language))
    return lost


@compiled
def _may_come(
    inst: Instance, st: State, trainer: int, block: int, start: int, city: int, language: int
) -> bool:
    """Say whether a trainer could teach a block beside what the state holds.

    Where a way can be shorter with a stop than without, ways are not looked at.
    """
    home = inst.trainer_city[trainer]
    if not inst.trainer_speaks[trainer, language] or inst.way_days[home, city] < 0:
        return False
    first, last = start + inst.block_first[block], start + inst.block_last[block]
    if inst.trainer_busy[trainer, first] <= last:
        return False
    if st.trainer_used[trainer] + last - first + 1 > inst.trainer_days[trainer]:
        return False
    return _is_free(inst, st, trainer, first, last, city)


@compiled
def _is_free(inst: Instance, st: State, trainer: int, first: int, last: int, city: int) -> bool:
    home = inst.trainer_city[trainer]
    for i in range(st.trainer_n[trainer]):
        other = st.trainer_runs[trainer, i]
        there = inst.venue_city[st.venue[other]]
        begin, end = presence(inst, st, other, trainer)
        if begin <= last and first <= end:
            return False
        if inst.detours:
            continue
        if end < first and first - end - 1 < transfer_days(inst, home, there, city):
            return False
        if last < begin and begin - last - 1 < transfer_days(inst, home, city, there):
            return False
    return True


@compiled
def hold_promise(inst: Instance, st: State, run: int) -> None:
    """Hold a run as it was promised, without seats; of a fact, employ whom it lacks."""
    if not st.held[run]:
        hold(inst, st, run, inst.base_start[run], inst.base_venue[run], inst.base_language[run])
    for i in range(inst.base_duty_ptr[run], inst.base_duty_ptr[run + 1]):
        for slot in range(inst.run_slots[run]):
            if inst.slot_block[run, slot] == inst.base_duty_block[i] and st.slots[run, slot] < 0:
                employ(inst, st, run, slot, inst.base_duty_trainer[i])
                break


@compiled
def able_to_sit(inst: Instance, st: State, run: int, at: int) -> Flags:
    """Say which nominations of its course a run could seat as promised, beside the facts alone.

    `at` is the promised start's place in `run_start`; the state holds nothing but facts.
    """
    course, start = inst.run_course[run], inst.run_start[at]
    begin, days = inst.course_nom_ptr[course], inst.course_days[course]
    city, language = inst.venue_city[inst.base_venue[run]], inst.base_language[run]
    words, bit = mask_words(inst, run), at - inst.run_start_ptr[run]
    able = np.zeros(inst.course_nom_ptr[course + 1] - begin, np.bool_)
    for i in range(len(able)):
        nom = inst.course_nom[begin + i]
        official = inst.nom_official[nom]
        word = st.masks[inst.mask_ptr[run] + i * words + bit // 64]
        able[i] = (
            word & (ONE << np.uint64(bit % 64)) != 0
            and inst.official_speaks[official, language]
            and inst.way_days[inst.official_city[official], city] >= 0
            and st.official_used[official] + days <= inst.official_days[official]
            and not _clashes(inst, st, official, start, days)
        )
    return able


@compiled
def _clashes(inst: Instance, st: State, official: int, start: int, days: int) -> bool:
    """Say whether an official's seats, or the rest before or after them, share these days."""
    for i in range(inst.official_nom_ptr[official], inst.official_nom_ptr[official + 1]):
        seated = st.seat_run[inst.official_nom[i]]
        if (
            seated >= 0
            and start - run_end(inst, st, seated) - 1 < inst.rest
            and st.start[seated] - start - days < inst.rest
        ):
            return True
    return False
