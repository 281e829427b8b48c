"""Why a run is not held: how far its options get, rule after rule, with everything else as it is.

Where one gets through all of them, holding the run would make the total worse.
"""

from __future__ import annotations

import numpy as np

from scheduler.clock import free_days
from scheduler.domains import domain
from scheduler.engine.attending import ONE, mask_words, narrow
from scheduler.engine.compiled import compiled
from scheduler.engine.filling import is_candidate, partner
from scheduler.engine.free import lacks_needed, links_allow, venue_free
from scheduler.engine.improve import settle
from scheduler.engine.instance import Instance
from scheduler.engine.options import place
from scheduler.engine.rows import refresh_changes, undo
from scheduler.engine.search import Search
from scheduler.engine.staffing import NOBODY, cheapest, find_trainers
from scheduler.engine.state import JOURNAL, TOTAL, State
from scheduler.problem import LinkKind, Run
from scheduler.reading import Reading
from scheduler.schedule import Reason

_LINK, _VENUE, _TRAINERS, _OFFICIALS, _MEMBERS, _POSSIBLE = range(6)
_PLAIN = {_VENUE: "NO_VENUE", _OFFICIALS: "TOO_FEW_OFFICIALS", _MEMBERS: "TOO_FEW_MEMBERS"}
_AT_ANY_PRICE = -1e15


def reasons(reading: Reading, search: Search, run: Run) -> tuple[Reason, ...]:
    """Give the reasons of a run that is not held, from a search that has the same schedule."""
    problem = reading.problem
    if run.pinned.held is False:
        return (Reason("PINNED_OUT"),)
    if not domain(problem, run).starts:
        some_day = domain(problem, run, {"PAST_STARTED", "TOO_LATE"}).starts
        return (Reason("FROZEN" if some_day else "NO_START"),)
    number = search.number_of(run)
    stage, block = _examine(*search.handles, number)
    if stage == _POSSIBLE:
        return (_worth(reading, search, run, number),)
    if stage == _LINK:
        return (Reason("LINK", link=_link_in_the_way(reading, run)),)
    if stage == _TRAINERS:
        return (Reason("NO_TRAINERS", block=problem.course[run.course].blocks[block].id),)
    return (Reason(_PLAIN[stage]),)


def _worth(reading: Reading, search: Search, run: Run, number: int) -> Reason:
    """Say what holding a run that could be held would cost."""
    is_possible, delta = _try_holding(*search.handles, number)
    if is_possible:
        return Reason("NOT_WORTH_IT" if delta >= 0 else "NOT_PROVED", delta=int(delta))
    funder = reading.problem.course[run.course].funder
    return Reason("NOT_PROVED") if funder is None else Reason("BUDGET", funder=funder)


def _link_in_the_way(reading: Reading, run: Run) -> int | None:
    """Give the first link by which a held run, or one that is not, leaves no start."""
    problem = reading.problem
    starts, days = domain(problem, run).starts, problem.course[run.course].days
    for index, link in enumerate(problem.links):
        if run.id not in (link.first, link.second):
            continue
        other = reading.held.get(link.second if link.first == run.id else link.first)
        if other is None:
            if link.kind is LinkKind.ONLY_IF and link.first == run.id:
                return index
            continue
        ahead = [free_days(day + days - 1, other.start) for day in starts]
        behind = [free_days(other.end, day) for day in starts]
        gaps = ahead if link.first == run.id else behind
        if link.kind is LinkKind.BEFORE:
            most = link.max_gap_days
            fits = any(link.min_gap_days <= g and (most is None or g <= most) for g in gaps)
        elif link.kind is LinkKind.SAME_START:
            fits = other.start in starts
        elif link.kind is LinkKind.APART:
            fits = any(max(p) >= link.min_gap_days for p in zip(ahead, behind, strict=True))
        else:
            continue
        if not fits:
            return index
    return None


@compiled
def _try_holding(inst: Instance, st: State, run: int) -> tuple[bool, int]:
    """Hold a run wherever it is least bad, see what that does to the total, and undo it."""
    before = st.sums[TOTAL]
    is_possible = place(inst, st, run, 0.0, _AT_ANY_PRICE)
    settle(inst, st)
    for i in range(st.sums[JOURNAL]):
        refresh_changes(inst, st, st.was_run[i])
    delta = st.sums[TOTAL] - before
    undo(inst, st)
    return is_possible, delta


@compiled
def _examine(inst: Instance, st: State, run: int) -> tuple[int, int]:
    """Give the rule at which the furthest option fails, and the block without trainers."""
    stage, block = _LINK, 0
    days = inst.course_days[inst.run_course[run]]
    first_block = inst.course_block_ptr[inst.run_course[run]]
    for at in range(inst.run_start_ptr[run], inst.run_start_ptr[run + 1]):
        start = inst.run_start[at]
        if lacks_needed(inst, st, run) or not links_allow(inst, st, run, start):
            continue
        stage = max(stage, _VENUE)
        for i in range(inst.run_venue_ptr[run], inst.run_venue_ptr[run + 1]):
            venue = inst.run_venue[i]
            if not venue_free(inst, st, venue, start, days):
                continue
            for spoken in range(inst.run_language_ptr[run], inst.run_language_ptr[run + 1]):
                if inst.run_language_from[spoken] > start:
                    continue
                language, city = inst.run_language[spoken], inst.venue_city[venue]
                if find_trainers(inst, st, run, start, city, language, 0.0) == NOBODY:
                    if stage <= _TRAINERS:
                        stage = _TRAINERS
                        block = _empty_block(inst, st, run, start, city, language) - first_block
                    continue
                stage = max(stage, _enough(inst, st, run, at, city, language))
                if stage == _POSSIBLE:
                    return stage, block
    return stage, block


@compiled
def _empty_block(inst: Instance, st: State, run: int, start: int, city: int, language: int) -> int:
    """Give a block that nobody could take, else one for which nobody was left."""
    count = inst.run_slots[run]
    found = inst.slot_block[run, 0]
    for slot in range(count):
        if st.chosen[slot] == NOBODY:
            found = inst.slot_block[run, slot]
            break
    for slot in range(count):
        st.chosen[:count] = NOBODY
        if cheapest(inst, st, run, start, city, language, slot, 0.0)[0] == NOBODY:
            return int(inst.slot_block[run, slot])
    return int(found)


@compiled
def _enough(inst: Instance, st: State, run: int, at: int, city: int, language: int) -> int:
    """Say whether enough officials without a seat in the course, of enough members, can attend."""
    course = inst.run_course[run]
    begin, words = inst.course_nom_ptr[course], mask_words(inst, run)
    bit = at - inst.run_start_ptr[run]
    same, count, members = partner(inst, st, run), 0, 0
    for i in range(inst.course_nom_ptr[course + 1] - begin):
        nom = inst.course_nom[begin + i]
        official = inst.nom_official[nom]
        if not is_candidate(inst, st, nom, run, same, True):
            continue
        if not inst.official_speaks[official, language]:
            continue
        if inst.way_days[inst.official_city[official], city] < 0:
            continue
        row = inst.mask_ptr[run] + i * words
        mask = st.masks[row : row + words].copy()
        if (
            not narrow(inst, st, nom, run, mask)
            or mask[bit // 64] & (ONE << np.uint64(bit % 64)) == 0
        ):
            continue
        member = inst.official_member[official]
        if st.tally[member] < inst.course_member_limit[course]:
            count += 1
            members += 1 if st.tally[member] == 0 else 0
        st.tally[member] += 1
    st.tally[:] = 0
    if count < inst.course_min[course]:
        return _OFFICIALS
    return _POSSIBLE if members >= inst.course_min_members[course] else _MEMBERS
