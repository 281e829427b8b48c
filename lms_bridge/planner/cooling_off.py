"""The days on which officials are not to begin another course after one that they completed.

A course that builds on the completed one may follow at once, so that a chain of courses, such as
the legs of a study exchange, is not torn apart. A seat that somebody holds already is not taken
from them: their days end before it.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from catalogue.life import MOVABLE
from catalogue.planning_input import Days, OfficialInput, PlanningInput


def cooling_offs(given: PlanningInput) -> dict[str, tuple[Days, ...]]:
    """Give them by official; nobody has any where the policy has no such days."""
    if not given.cooling_off_days:
        return {}
    needed_by = {course.id: set(course.prerequisites) for course in given.courses}
    start = {held.run: held.start for held in given.standing}
    begun: dict[str, set[str]] = defaultdict(set)
    seats: dict[str, list[date]] = defaultdict(list)
    for nomination in given.nominations:
        begun[nomination.official] |= needed_by[nomination.course]
        if nomination.state in MOVABLE and nomination.run in start:
            seats[nomination.official].append(start[nomination.run])
    found = {
        official.id: _days(official, given.cooling_off_days, begun[official.id], seats[official.id])
        for official in given.officials
    }
    return {id: days for id, days in found.items() if days}


def _days(
    official: OfficialInput, cooling_off_days: int, begun: set[str], seats: list[date]
) -> tuple[Days, ...]:
    found = []
    for ended in official.ended:
        if ended.course in begun:
            continue
        first, last = ended.day + timedelta(1), ended.day + timedelta(cooling_off_days)
        last = min([last, *(day - timedelta(1) for day in seats if day >= first)])
        if last >= first:
            found.append(Days(first, last, "cooling off"))
    return tuple(found)
