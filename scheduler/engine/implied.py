"""What pins imply: runs that must be held and nominations that must be seated for a pin to be kept.

The rules alone decide what is valid; knowing this early only spares the search a long way round.
"""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from scheduler.problem import LinkKind, Problem


class Implied(NamedTuple):
    """Runs to be held; nominations to be seated, each with its run where that is implied too."""

    runs: frozenset[str]
    seats: dict[str, str | None]


def implied(problem: Problem) -> Implied:
    """Follow the pins through ONLY_IF links, cohorts and prerequisites."""
    facts = {n for run in problem.frozen.values() for n in run.seats}
    of: dict[str, dict[str, str]] = defaultdict(dict)
    for nomination in problem.nominations:
        of[nomination.official][nomination.course] = nomination.id
    needs, cohorts = _links(problem)
    runs = {r.id for r in problem.runs if r.pinned.held}
    seats: dict[str, str | None] = {}
    seen: set[tuple[str, str | None]] = set()
    todo: list[tuple[str, str | None]] = [
        (n.id, n.pinned_run)
        for n in problem.nominations
        if n.pinned_run is not None and n.pinned_run not in problem.frozen
    ]
    while todo:
        id, run = todo.pop()
        if id in facts or (id, run) in seen or (run is None and id in seats):
            continue
        seen.add((id, run))  # one that is wanted in two runs is a contradiction, which comes out
        seats[id] = run
        nomination = problem.nomination[id]
        official = problem.official[nomination.official]
        mine = of[official.id]
        todo += [
            (mine[course], problem.nomination[mine[course]].pinned_run)
            for course in problem.course[nomination.course].prerequisites
            if course not in official.completed and course in mine
        ]
        if run is not None:
            runs.add(run)
            for other in cohorts[run]:
                course = problem.run[other].course
                if other in runs | _needed(needs, runs) and course in mine:
                    todo.append((mine[course], other))
    runs |= _needed(needs, runs)
    return Implied(frozenset(runs - set(problem.frozen)), seats)


def _links(problem: Problem) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    needs: dict[str, list[str]] = defaultdict(list)
    cohorts: dict[str, list[str]] = defaultdict(list)
    for link in problem.links:
        if link.kind is LinkKind.ONLY_IF and link.first not in problem.frozen:
            needs[link.first].append(link.second)
        if link.kind is LinkKind.SAME_COHORT:
            cohorts[link.first].append(link.second)
            cohorts[link.second].append(link.first)
    return needs, cohorts


def _needed(needs: dict[str, list[str]], runs: set[str]) -> set[str]:
    """Give the runs that held ones need, directly or through others."""
    found: set[str] = set()
    todo = list(runs)
    while todo:
        for other in needs[todo.pop()]:
            if other not in found:
                found.add(other)
                todo.append(other)
    return found
