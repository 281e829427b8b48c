"""Why a run is not held: what must go before it could be, with everything else as it is.

A set of reasons is found by leaving out whatever the others make needless (the deletion filter of
Chinneck & Dravnieks 1991, doi:10.1287/ijoc.3.2.157): without the whole set the run could be held,
with any one of it back it could not. What is asked each time is whether some start, venue,
language, trainers and officials without a seat go together.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cached_property
from itertools import product
from typing import NamedTuple

import numpy as np

from scheduler.clock import Interval
from scheduler.domains import domain
from scheduler.engine.compiled import compiled
from scheduler.engine.disruption import refresh_changes
from scheduler.engine.improve import settle
from scheduler.engine.instance import FAR, Flags, Instance, Ints
from scheduler.engine.numbering import languages
from scheduler.engine.options import place
from scheduler.engine.possible import could_be_held
from scheduler.engine.rows import undo
from scheduler.engine.search import Search
from scheduler.engine.state import JOURNAL, TOTAL, State
from scheduler.problem import CourseLanguage, Link, LinkKind, Run, Venue
from scheduler.reading import Held, Reading
from scheduler.rules import links
from scheduler.schedule import Reason

_MOST_BOTH = 4  # people for whom both is tried; more of them only teach
_AT_ANY_PRICE = -1e15
_FACTS = frozenset({"PAST_STARTED", "TOO_LATE"})
_STARTS = frozenset({"EARLY", "LATE", "WEEKDAY", "PIN_START"})


def reasons(reading: Reading, search: Search, run: Run) -> tuple[Reason, ...]:
    """Give the reasons of a run that is not held, from a search that has the same schedule."""
    asking = _Asking(reading, search, run)
    everything = asking.all_reasons()
    if asking.is_possible(frozenset()):
        return (_worth(search, asking.number),)
    if not asking.is_possible(frozenset(everything)):
        return (Reason("NO_START"),)  # no day of the horizon is long enough, or has materials
    left = list(everything)
    for reason in everything:
        others = [each for each in left if each != reason]
        if asking.is_possible(frozenset(others)):
            left = others
    return tuple(reversed(left))


def _worth(search: Search, number: int) -> Reason:
    """Say what holding a run that could be held would cost."""
    is_held, delta = _try_holding(*search.handles, number)
    if not is_held:
        return Reason("NOT_PROVED")
    return Reason("NOT_WORTH_IT" if delta >= 0 else "NOT_PROVED", delta=int(delta))


class _Tied(NamedTuple):
    """A link of the run, its place in `links`, and the other run if that is held."""

    place: int
    link: Link
    other: Held | None


class _Asking:
    """Whether a run could be held if some reasons were none."""

    def __init__(self, reading: Reading, search: Search, run: Run) -> None:
        problem = reading.problem
        self._reading, self._search, self._run = reading, search, run
        self._course = problem.course[run.course]
        self.number = search.number_of(run)
        self._tied = [
            _Tied(index, link, reading.held.get(_other(link, run.id)))
            for index, link in enumerate(problem.links)
            if run.id in (link.first, link.second)
        ]

    def all_reasons(self) -> list[Reason]:
        """Give whatever could be in the way; what stands last is the last to be left out."""
        found = [Reason("NO_START"), Reason("TOO_FEW_MEMBERS"), Reason("TOO_FEW_OFFICIALS")]
        if self._course.funder is not None:
            found.append(Reason("BUDGET", funder=self._course.funder))
        found += [Reason("NO_TRAINERS", block=block.id) for block in self._course.blocks]
        found += [Reason("LINK", link=tied.place) for tied in self._tied]
        found += [Reason("NO_VENUE"), Reason("FROZEN")]
        if self._run.pinned.held is False:
            found.append(Reason("PINNED_OUT"))
        return found

    def is_possible(self, without: AbstractSet[Reason]) -> bool:
        """Say whether the run could be held if these reasons were none."""
        codes = {reason.code for reason in without}
        if self._run.pinned.held is False and "PINNED_OUT" not in codes:
            return False
        inst = self._search.inst
        relaxed = {"PIN_HELD"} | (_FACTS if "FROZEN" in codes else set())
        relaxed |= _STARTS if "NO_START" in codes else set()
        may = domain(self._reading.problem, self._run, relaxed)
        waived = {reason.link for reason in without if reason.link is not None}
        tied = [each for each in self._tied if each.place not in waived]
        starts = [day for day in may.starts if all(self._fits(each, day) for each in tied)]
        starts = [day for day in starts if day >= inst.day0]
        venues = self._venues(may.venues, "NO_VENUE" in codes)
        spoken, since = self._languages(may.languages)
        blocks = {reason.block for reason in without if reason.block is not None}
        return any(
            could_be_held(
                *self._search.handles,
                self.number,
                np.array(starts, np.int32) - inst.day0,
                venues,
                spoken,
                since,
                self._slots(blocks),
                self._cohort(tied),
                "NO_VENUE" in codes,
                "TOO_FEW_OFFICIALS" in codes,
                "TOO_FEW_MEMBERS" in codes,
                "BUDGET" in codes,
                "FROZEN" in codes,
                teaching,
            )
            for teaching in self._teaching
        )

    @cached_property
    def _teaching(self) -> list[Flags]:
        """Give which trainers only teach: who could also learn here does the one or the other."""
        inst, course = self._search.inst, self._search.inst.run_course[self.number]
        noms = inst.course_nom[inst.course_nom_ptr[course] : inst.course_nom_ptr[course + 1]]
        both = set(inst.official_trainer[inst.nom_official[noms]].tolist()) - {-1}
        choices = [(True, False)] * len(both) if len(both) <= _MOST_BOTH else []
        found = []
        for chosen in product(*choices):
            teaching = np.ones(len(inst.trainer_official), np.bool_)
            teaching[sorted(both)[: len(chosen)]] = chosen
            found.append(teaching)
        return found

    def _venues(self, allowed: Sequence[Venue], is_waived: bool) -> Ints:
        """Give the numbers of the venues, those of a city together."""
        problem = self._reading.problem
        ids = {venue.id for venue in (problem.venues if is_waived else allowed)}
        chosen = [n for n, venue in enumerate(problem.venues) if venue.id in ids]
        chosen.sort(key=lambda n: problem.venues[n].city)
        return np.array(chosen, np.int32)

    def _languages(self, offered: Sequence[CourseLanguage]) -> tuple[Ints, Ints]:
        """Give the numbers of the languages, with the first day of each."""
        names, day0 = languages(self._reading.problem), self._search.inst.day0
        since = [-FAR if o.available_from is None else o.available_from - day0 for o in offered]
        return (
            np.array([names.index(o.language) for o in offered], np.int32),
            np.array(since, np.int32),
        )

    def _slots(self, waived: AbstractSet[str]) -> Flags:
        """Say which of the run's places for trainers must be filled."""
        inst = self._search.inst
        first = int(inst.course_block_ptr[inst.run_course[self.number]])
        names = [block.id for block in self._course.blocks]
        slots = range(int(inst.run_slots[self.number]))
        blocks = [names[int(inst.slot_block[self.number, slot]) - first] for slot in slots]
        return np.array([block not in waived for block in blocks], np.bool_)

    def _cohort(self, tied: Sequence[_Tied]) -> Ints:
        """Give the officials who must have all the seats; nobody where anyone may."""
        problem = self._reading.problem
        number = {official.id: n for n, official in enumerate(problem.officials)}
        for each in tied:
            if each.link.kind is LinkKind.SAME_COHORT and each.other is not None:
                return np.array(sorted(number[o.id] for _, o in each.other.seats), np.int32)
        return np.empty(0, np.int32)

    def _fits(self, tied: _Tied, start: int) -> bool:
        """Say whether a link lets the run start on a day."""
        link, other, is_first = tied.link, tied.other, tied.link.first == self._run.id
        if other is None:
            return not (link.kind is LinkKind.ONLY_IF and is_first)
        mine = Interval(start, start + self._course.days - 1)
        there = Interval(other.start, other.end)
        return links.days_keep(link, *((mine, there) if is_first else (there, mine)))


def _other(link: Link, run: str) -> str:
    return link.second if link.first == run else link.first


@compiled
def _try_holding(inst: Instance, st: State, run: int) -> tuple[bool, int]:
    """Hold a run wherever it is least bad, see what that does to the total, and undo it."""
    before = st.sums[TOTAL]
    is_possible = place(inst, st, run, 0.0, _AT_ANY_PRICE)
    settle(inst, st, False)
    for i in range(st.sums[JOURNAL]):
        refresh_changes(inst, st, st.was_run[i])
    delta = st.sums[TOTAL] - before
    undo(inst, st)
    return is_possible, delta
