"""Numbers for everything in a problem, and the shapes of its arrays."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from scheduler.clock import Interval
from scheduler.engine.implied import implied
from scheduler.engine.instance import FAR, Flags, Ints
from scheduler.problem import Problem


def array(values: Sequence[int]) -> Ints:
    """Make an array of numbers; never an empty one, which numba could not type."""
    return np.array(values or [0], dtype=np.int32)


def flags(values: list[bool]) -> Flags:
    """Make an array of flags."""
    return np.array(values or [False], dtype=np.bool_)


def ragged(lists: Sequence[Sequence[int]]) -> tuple[Ints, Ints]:
    """Put lists end to end, with where each begins; an empty one where there are none."""
    lists = lists or [()]
    ptr = np.zeros(len(lists) + 1, dtype=np.int32)
    np.cumsum([len(each) for each in lists], out=ptr[1:])
    return ptr, array([value for each in lists for value in each])


def limit(value: int | None) -> int:
    """Give a limit, or one that is never reached."""
    return FAR if value is None else value


def index(records: Iterable[Any]) -> dict[str, int]:
    """Give records numbers, by their ids."""
    return {record.id: index for index, record in enumerate(records)}


def languages(problem: Problem) -> list[str]:
    """List the languages that a run can have, in the order of their numbers."""
    spoken = [o.language for c in problem.courses for o in c.languages]
    return list(dict.fromkeys([*spoken, *(r.language for r in problem.frozen.values())]))


class Flattener:
    """The indexes that the parts of a problem share while its arrays are made."""

    def __init__(self, problem: Problem) -> None:
        """Give everything its number."""
        self.problem = problem
        self.implied = implied(problem)
        days = [problem.horizon.start, problem.horizon.end]
        for fact in problem.frozen.values():
            course = problem.course[problem.run[fact.id].course]
            days += [fact.start, fact.start + course.days - 1]
        self.day0 = min(days)
        self.n_days = max(days) - self.day0 + 1
        self.city = index(problem.cities)
        self.venue = index(problem.venues)
        self.course = index(problem.courses)
        self.run = index(problem.runs)
        self.trainer = index(problem.trainers)
        self.official = index(problem.officials)
        self.nomination = index(problem.nominations)
        self.member = index(problem.members)
        self.funder = index(problem.funders)
        self.language = {name: index for index, name in enumerate(languages(problem))}
        self.block = {
            (c.id, b.id): index
            for index, (c, b) in enumerate((c, b) for c in problem.courses for b in c.blocks)
        }

    def day(self, day: int) -> int:
        """Count a calendar day from day 0."""
        return day - self.day0

    def next_in(self, tables: Sequence[Sequence[Interval]]) -> Ints:
        """Give, for each table of intervals and day, the first day in one from there on."""
        found = np.full((max(1, len(tables)), self.n_days + 1), FAR, dtype=np.int32)
        for row, intervals in enumerate(tables):
            inside = np.zeros(self.n_days + 1, dtype=np.bool_)
            for interval in intervals:
                first, last = max(0, self.day(interval.start)), self.day(interval.end)
                if last >= 0:
                    inside[first : last + 1] = True
            days = np.where(inside, np.arange(self.n_days + 1), FAR)
            found[row] = np.minimum.accumulate(days[::-1])[::-1]
        return found

    def speaks(self, people: Sequence[Any]) -> Flags:
        """Give who speaks which language."""
        found = np.zeros((max(1, len(people)), max(1, len(self.language))), dtype=np.bool_)
        for row, person in enumerate(people):
            for name in person.languages:
                if name in self.language:
                    found[row, self.language[name]] = True
        return found
