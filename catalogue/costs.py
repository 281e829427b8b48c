"""What a held run costs (contract, cost of a run), from plain values; whole US dollars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from catalogue.plan import Plan, PlannedRun
from catalogue.planning_input import CourseInput, PlanningInput, TrainerInput


@dataclass(frozen=True, slots=True)
class _Prices:
    given: PlanningInput
    way: Mapping[tuple[str, str], int]
    per_diem: Mapping[str, int]

    def visit(self, home: str | None, city: str, days: int) -> int:
        """Give what one person's way there and back costs, and their days away from home."""
        if home is None or home == city:
            return 0
        return 2 * self.way.get((home, city), 0) + self.per_diem[city] * days


def costs_of(given: PlanningInput, plan: Plan) -> dict[str, int]:
    """Give what each run of a plan costs, by run.

    Trainers and officials whom the input does not know cost nothing.
    """
    way = {(t.origin, t.destination): t.cost_usd for t in given.travel}
    way |= {(there, here): cost for (here, there), cost in way.items()}
    prices = _Prices(given, way, {city.id: city.per_diem_usd for city in given.cities})
    courses = {course.id: course for course in given.courses}
    course_of = {run.id: courses[run.course] for run in given.runs}
    trainers = {trainer.id: trainer for trainer in given.trainers}
    homes = {official.id: official.city for official in given.officials}
    seats = {n.id: homes.get(n.official) for n in given.nominations}
    venues = {venue.id: venue for venue in given.venues}
    found = {}
    for held in plan:
        course, venue = course_of[held.run], venues[held.venue]
        found[held.run] = (
            venue.day_rate_usd * course.days
            + _trainers(prices, held, course, trainers, venue.city)
            + sum(prices.visit(seats.get(seat), venue.city, course.days) for seat in held.seats)
        )
    return found


def _trainers(
    prices: _Prices,
    held: PlannedRun,
    course: CourseInput,
    trainers: Mapping[str, TrainerInput],
    city: str,
) -> int:
    blocks = {block.code: block for block in course.blocks}
    total = 0
    for id in {pair.trainer for pair in held.trainers} & trainers.keys():
        taught = [blocks[p.block] for p in held.trainers if p.trainer == id and p.block in blocks]
        if not taught:
            continue
        trainer = trainers[id]
        presence = max(b.last_day for b in taught) - min(b.first_day for b in taught) + 1
        days = sum(block.last_day - block.first_day + 1 for block in taught)
        total += trainer.day_fee_usd * days + prices.visit(trainer.city, city, presence)
    return total
