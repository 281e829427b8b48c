"""Whether a schedule is valid, and what it costs. It never searches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from scheduler.goals import changes, cost, hosts, members, required, seats
from scheduler.problem import Problem
from scheduler.reading import Reading
from scheduler.rules import budget, cohort, links, past, when, where, who_learns, who_teaches
from scheduler.schedule import Schedule, Score, Violation

RULES = (when, where, who_teaches, who_learns, cohort, links, budget, past)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Every broken clause; and the score, which only a valid schedule has."""

    violations: tuple[Violation, ...]
    score: Score | None


def check(problem: Problem, schedule: Schedule) -> Verdict:
    """Recompute everything about a schedule from its problem."""
    reading = Reading(problem, schedule)
    found = tuple(violations(reading))
    return Verdict(found, None if found else score(reading))


def violations(reading: Reading) -> Iterator[Violation]:
    """List what a schedule breaks, rule by rule."""
    for rule in RULES:
        yield from rule.violations(reading)


def score(reading: Reading) -> Score:
    """Give the score of a schedule that is known to be valid."""
    return Score(
        required_unheld=required.measure(reading),
        unseated=seats.measure(reading),
        member_shortfall=members.measure(reading),
        host_shortfall=hosts.measure(reading),
        cost=cost.measure(reading),
        changes=changes.measure(reading),
    )
