"""Whether a run that is not held could be, with everything else as it is and some rules left out.

It looks for one start, venue, language, trainers and officials without a seat that go together.
"""

from __future__ import annotations

import numpy as np

from scheduler.engine.attending import was_promised
from scheduler.engine.compiled import compiled
from scheduler.engine.filling import is_candidate
from scheduler.engine.free import official_free, stay_usd, venue_free
from scheduler.engine.instance import FAR, Flags, Instance, Ints
from scheduler.engine.staffing import NOBODY, extra_usd
from scheduler.engine.state import State

_MOST_CREWS = 4000  # choices of trainers that are looked at for one place


@compiled
def could_be_held(
    inst: Instance,
    st: State,
    run: int,
    starts: Ints,
    venues: Ints,
    languages: Ints,
    since: Ints,
    needed: Flags,
    cohort: Ints,
    any_venue: bool,
    few_officials: bool,
    few_members: bool,
    any_cost: bool,
    any_time: bool,
    teaching: Flags,
) -> bool:
    """Say whether the run could be held on one of the starts, at one of the venues.

    Who is both a trainer and an official only teaches if `teaching`, and else only learns.

    `venues` are in the order of their cities, a language may be used `since` its day, only `needed`
    slots must have trainers, and exactly the officials of `cohort` seats, if there are any. What is
    left out: `any_venue` its days and capacity, `few_officials` and `few_members` the least of
    them, `any_cost` the budget, `any_time` that it is too late for new seats.
    """
    course = inst.run_course[run]
    days, funder = inst.course_days[course], inst.course_funder[course]
    purse = inst.budget[funder] - st.funder_cost[funder]
    for start in starts:
        if start + days > inst.n_days:
            continue
        city, language_able = -1, np.zeros(len(languages), np.bool_)
        usd = np.zeros(len(languages), np.int64)
        for venue in venues:
            if inst.venue_city[venue] != city:
                city = inst.venue_city[venue]
                language_able[:] = True
                usd[:] = -1
            if not any_venue and not venue_free(inst, st, venue, start, days):
                continue
            room = inst.course_max[course] if any_venue else inst.venue_capacity[venue]
            for spoken in range(len(languages)):
                if since[spoken] > start or not language_able[spoken]:
                    continue
                language = languages[spoken]
                seats = _seats_usd(
                    inst, st, run, start, city, language, cohort,
                    min(room, inst.course_max[course]), few_officials, few_members, any_time,
                    teaching,
                )  # fmt: skip
                if seats < 0:
                    continue
                if usd[spoken] < 0:
                    usd[spoken] = _crew_usd(inst, st, run, start, city, language, needed, teaching)
                    if usd[spoken] < 0:
                        language_able[spoken] = False
                        continue
                rent = inst.venue_rate[venue] * days
                if any_cost or seats + usd[spoken] + rent <= purse:
                    return True
    return False


@compiled
def _seats_usd(
    inst: Instance,
    st: State,
    run: int,
    start: int,
    city: int,
    language: int,
    cohort: Ints,
    room: int,
    few_officials: bool,
    few_members: bool,
    any_time: bool,
    teaching: Flags,
) -> int:
    """Give the least that enough officials cost, NOBODY where there are too few or too many."""
    course = inst.run_course[run]
    least = 0 if few_officials else inst.course_min[course]
    members = 0 if few_members else inst.course_min_members[course]
    able = _able(inst, st, run, start, city, language, cohort, any_time, teaching)
    if len(cohort) > 0:
        if len(able) < max(len(cohort), least):
            return NOBODY
        least = len(able)
    if room < least:
        return NOBODY
    return _cheapest_usd(inst, st, run, city, able, least, members, room)


@compiled
def _able(
    inst: Instance,
    st: State,
    run: int,
    start: int,
    city: int,
    language: int,
    cohort: Ints,
    any_time: bool,
    teaching: Flags,
) -> Ints:
    """List the nominations without a seat whose officials can attend."""
    course = inst.run_course[run]
    begin, end = inst.course_nom_ptr[course], inst.course_nom_ptr[course + 1]
    able = np.empty(end - begin, np.int32)
    count = 0
    for i in range(begin, end):
        nom = inst.course_nom[i]
        official = inst.nom_official[nom]
        if len(cohort) > 0 and not _has(cohort, official):
            continue
        if not is_candidate(inst, st, nom, run, -1, True):
            continue
        if start <= inst.late and not any_time and not was_promised(inst, nom, run):
            continue
        if not inst.official_speaks[official, language]:
            continue
        if inst.official_trainer[official] >= 0 and teaching[inst.official_trainer[official]]:
            continue
        if inst.way_days[inst.official_city[official], city] < 0:
            continue
        if official_free(inst, st, nom, run, start):
            able[count] = nom
            count += 1
    return able[:count]


@compiled
def _cheapest_usd(
    inst: Instance,
    st: State,
    run: int,
    city: int,
    able: Ints,
    least: int,
    members: int,
    room: int,
) -> int:
    """Give the least that so many officials of so many members cost, NOBODY: there are too few."""
    course = inst.run_course[run]
    limit, days = inst.course_member_limit[course], inst.course_days[course]
    usd = np.empty(len(able), np.int64)
    for i in range(len(able)):
        home = inst.official_city[inst.nom_official[able[i]]]
        usd[i] = stay_usd(inst, home, city, days)
    order, is_seated = np.argsort(usd), np.zeros(len(able), np.bool_)
    total, seats, present = 0, 0, 0
    for i in order:  # first the cheapest of as many members as are needed
        member = inst.official_member[inst.nom_official[able[i]]]
        if st.tally[member] == 0 and present < members and limit > 0:
            st.tally[member], is_seated[i] = 1, True
            present, seats, total = present + 1, seats + 1, total + usd[i]
    for i in order:
        member = inst.official_member[inst.nom_official[able[i]]]
        if not is_seated[i] and seats < least and st.tally[member] < limit:
            st.tally[member] += 1
            seats, total = seats + 1, total + usd[i]
    for nom in able:
        st.tally[inst.official_member[inst.nom_official[nom]]] = 0
    return int(total) if seats >= least and present >= members and seats <= room else NOBODY


@compiled
def _has(values: Ints, value: int) -> bool:
    for each in values:
        if each == value:
            return True
    return False


@compiled
def _crew_usd(
    inst: Instance,
    st: State,
    run: int,
    start: int,
    city: int,
    language: int,
    needed: Flags,
    teaching: Flags,
) -> int:
    """Give the least that trainers for the needed slots cost, NOBODY where there are none.

    All choices are looked at, one slot after another, up to a number of them.
    """
    count = inst.run_slots[run]
    st.chosen[:count] = NOBODY
    tried = np.zeros(count, np.int32)
    paid = np.zeros(count + 1, np.int64)
    best, looked, slot = FAR, 0, 0
    while slot >= 0:
        if slot == count:
            best = min(best, paid[slot])
            slot -= 1
            continue
        if not needed[slot]:
            if tried[slot] > 0:
                tried[slot] = 0
                slot -= 1
            else:
                tried[slot] = 1
                paid[slot + 1] = paid[slot]
                slot += 1
            continue
        block = inst.slot_block[run, slot]
        st.chosen[slot] = NOBODY
        at, end = inst.block_trainer_ptr[block] + tried[slot], inst.block_trainer_ptr[block + 1]
        if looked >= _MOST_CREWS or at >= end:
            tried[slot] = 0
            slot -= 1
            continue
        looked += 1
        tried[slot] += 1
        trainer = inst.block_trainer[at]
        if inst.slot_pin[run, slot] >= 0 and trainer != inst.slot_pin[run, slot]:
            continue
        if not inst.trainer_speaks[trainer, language]:
            continue
        if inst.trainer_official[trainer] >= 0 and not teaching[trainer]:
            continue
        if inst.way_days[inst.trainer_city[trainer], city] < 0:
            continue
        usd = extra_usd(inst, st, run, start, city, slot, trainer)
        if usd == NOBODY or paid[slot] + usd >= best:
            continue
        st.chosen[slot] = trainer
        paid[slot + 1] = paid[slot] + usd
        slot += 1
    return NOBODY if best == FAR else int(best)
