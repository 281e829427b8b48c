"""G4: what the held runs cost, whoever pays.

A way that is missing costs nothing: only a fact (H8) can have one.
"""

from __future__ import annotations

from scheduler.problem import Problem
from scheduler.reading import Held, Reading


def measure(reading: Reading) -> int:
    """Give the term in thousandths: the weight is for a thousand dollars."""
    weight = reading.problem.policy.weights.cost_per_thousand_usd
    return weight * sum(run_cost_usd(reading, held) for held in reading.held.values())


def run_cost_usd(reading: Reading, held: Held) -> int:
    """Give what a held run costs in US dollars; a run at an unknown venue has no cost yet."""
    venue = held.venue
    if venue is None:
        return 0
    problem, city, days = reading.problem, venue.city, held.course.days
    cost = venue.day_rate_usd * days
    for presences in (reading.presences[t] for t in {t.id for _, t in held.duties}):
        for presence in presences:
            if presence.held is held:
                trainer = presence.trainer
                block_days = sum(block.days for block in presence.blocks)
                present_days = presence.last - presence.first + 1
                cost += trainer.day_fee_usd * block_days
                cost += stay_usd(problem, trainer.city, city, present_days)
    stays: dict[str, int] = {}
    for _, official in held.seats:
        home = official.city
        if home not in stays:
            stays[home] = stay_usd(problem, home, city, days)
        cost += stays[home]
    return cost


def stay_usd(problem: Problem, home: str, city: str, days: int) -> int:
    """Give what one person from `home` costs for `days` in a city: both ways and per diems."""
    if home == city:
        return 0
    way = problem.travel_cost_usd(home, city) or 0
    return 2 * way + problem.city[city].per_diem_usd * days
