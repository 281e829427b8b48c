"""What each run could be by itself: starts, venues and languages that meet H1, H2 and H8 alone.

The exact model, the fast search, the floor and the reasons all begin here. `relaxed` names clauses
to leave out, as the search for a conflict does.
"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from scheduler.clock import Day, first_common_day
from scheduler.problem import CourseLanguage, Problem, Run, Venue
from scheduler.rules import past, when, where

NONE: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Domain:
    """The starts, venues and languages that a run may have, each by itself."""

    starts: tuple[Day, ...]
    venues: tuple[Venue, ...]
    languages: tuple[CourseLanguage, ...]


def domain(problem: Problem, run: Run, relaxed: AbstractSet[str] = NONE) -> Domain:
    """Give what a run that is not frozen may have; nothing where it must not be held."""
    if run.pinned.held is False and "PIN_HELD" not in relaxed:
        return Domain((), (), ())
    return Domain(
        starts=tuple(
            day
            for day in when.days(problem, run, relaxed)
            if past.may_start(problem, run, day, relaxed)
        ),
        venues=tuple(where.venues(problem, run, relaxed)),
        languages=tuple(when.languages(problem, run, relaxed)),
    )


def fits(problem: Problem, run: Run, start: Day, venue: Venue, language: CourseLanguage) -> bool:
    """Say whether a start, a venue and a language of a run's domain go together."""
    end = start + problem.course[run.course].days - 1
    in_time = language.available_from is None or language.available_from <= start
    return in_time and first_common_day(start, end, venue.closed) is None
