"""G4: what the held runs cost, whoever pays.

A way that is missing costs nothing: only a fact (H8) can have one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scheduler.problem import Problem
from scheduler.reading import Held, Reading

if TYPE_CHECKING:
    from scheduler.variables import Placing, Variables


def measure(reading: Reading) -> int:
    """Give the term in thousandths: the weight is for a thousand dollars."""
    weight = reading.problem.policy.weights.cost_per_thousand_usd
    return weight * sum(run_cost_usd(reading, held) for held in reading.held.values())


def run_cost_usd(reading: Reading, held: Held) -> int:
    """Give what a held run costs in US dollars; a run at an unknown venue has no cost yet."""
    return held.once("cost_usd", _run_cost_usd, reading, held)


def _run_cost_usd(reading: Reading, held: Held) -> int:
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
    stays: dict[str, int] = problem.known.setdefault(("stays", city, days), {})
    for home in {official.id: official.city for _, official in held.seats}.values():
        usd = stays.get(home)
        if usd is None:
            usd = stays[home] = stay_usd(problem, home, city, days)
        cost += usd
    return cost


def stay_usd(problem: Problem, home: str, city: str, days: int) -> int:
    """Give what one person from `home` costs for `days` in a city: both ways and per diems."""
    if home == city:
        return 0
    way = problem.travel_cost_usd(home, city) or 0
    return 2 * way + problem.city[city].per_diem_usd * days


def term(variables: Variables) -> Any:
    """Give the term on the exact model."""
    weight = variables.problem.policy.weights.cost_per_thousand_usd
    return weight * sum(cost_usd(variables, p) for p in variables.placings.values())


def cost_usd(variables: Variables, placing: Placing) -> Any:
    """Give what a run costs in US dollars, on the exact model."""
    problem, days = variables.problem, placing.course.days
    cost: Any = 0
    for venue, literal in placing.venues.items():
        cost += problem.venue[venue].day_rate_usd * days * literal
    for stint in placing.stints:
        trainer, present_days = stint.trainer, stint.last_day - stint.first_day + 1
        fee = trainer.day_fee_usd * sum(block.days for block in stint.blocks)
        cost += (fee + stay_usd(problem, trainer.city, stint.city, present_days)) * stint.literal
    # An official counts once; only a fact could seat one twice in a run.
    seats = {problem.nomination[id].official: cities for id, cities in placing.seats.items()}
    for official, cities in seats.items():
        home = problem.official[official].city
        for city, literal in cities.items():
            cost += stay_usd(problem, home, city, days) * literal
    return cost
