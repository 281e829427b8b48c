"""Seats that were left go to who comes next and can sit there, as the planner finds.

A seat is possible where the plan as it stands, with that seat, breaks no rule that it does not
break already. Until the run's answer-by date it is offered at once, afterwards proposed to a
coordinator.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace

from catalogue.actions.promote import promote
from catalogue.actions.propose import end_proposals, propose
from catalogue.db import reading
from catalogue.errors import CatalogueError
from catalogue.plan import Plan
from catalogue.planning_input import PlanningInput
from catalogue.queries.planning import planning_input
from catalogue.queries.vacancies import Vacancy, vacancies
from catalogue.viewer import Viewer
from lms_bridge.planner.answer import Violation
from lms_bridge.planner.client import Planner
from lms_bridge.planner.problem import Posed, pose
from lms_bridge.threads import in_thread

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Filled:
    """Nominations that were offered a seat, and those for which one was proposed."""

    offered: tuple[str, ...]
    proposed: tuple[str, ...]


async def fill_vacancies(planner: Planner, viewer: Viewer, programme: str) -> Filled:
    """Offer or propose the seats that were left; again, it changes nothing.

    Raises Forbidden, NotFound, NotPlannable, PlannerRefused, PlannerUnreachable.
    """
    offered: list[str] = []
    proposed: list[str] = []
    while True:
        left, given = await in_thread(_read, viewer, programme)
        runs = frozenset(vacancy.run for vacancy in left)
        await in_thread(end_proposals, viewer, programme, runs)
        waiting = [v for v in left if v.candidates and len(v.proposed) < v.seats]
        found = await _next_seat(planner, given, waiting)
        if found is None:
            return Filled(tuple(offered), tuple(proposed))
        vacancy, nomination = found
        by_itself = given.planning_date <= vacancy.by_itself_until
        act, done = (promote, offered) if by_itself else (propose, proposed)
        try:
            await in_thread(act, viewer, nomination, vacancy.run)
        except CatalogueError as error:  # it moved meanwhile: whoever moved it tells the relay
            log.info("nomination %s gets no seat in %s: %s", nomination, vacancy.run, error)
            return Filled(tuple(offered), tuple(proposed))
        done.append(nomination)


@reading
def _read(viewer: Viewer, programme: str) -> tuple[tuple[Vacancy, ...], PlanningInput]:
    return vacancies(viewer, programme), planning_input(viewer, programme)


async def _next_seat(
    planner: Planner, given: PlanningInput, left: list[Vacancy]
) -> tuple[Vacancy, str] | None:
    """Find the first seat that is possible, run by run, for whoever comes first."""
    if not left:
        return None
    posed = await in_thread(pose, given)
    before = await _broken(planner, posed, given.standing)
    for vacancy in left:
        for nomination in vacancy.candidates:
            if nomination in vacancy.proposed:
                continue
            with_seat = _with_seat(given.standing, vacancy.run, nomination)
            if await _broken(planner, posed, with_seat) <= before:
                return vacancy, nomination
    return None


def _with_seat(plan: Plan, run: str, nomination: str) -> Plan:
    return tuple(
        replace(held, seats=(*held.seats, nomination)) if held.run == run else held for held in plan
    )


async def _broken(planner: Planner, posed: Posed, plan: Plan) -> frozenset[tuple[object, ...]]:
    """Give what a plan breaks, in a form that can be compared."""
    return frozenset(map(_key, (await planner.check(posed, plan)).violations))


def _key(violation: Violation) -> tuple[object, ...]:
    """Name what is broken; where too few are seated, one more makes it no worse."""
    too_few = violation.code in {"SEATS_MIN", "MEMBERS_MIN"}
    about = ((name, value) for name, value in violation.about.items() if name != "actual")
    return violation.rule, violation.code, *sorted(about if too_few else violation.about.items())
