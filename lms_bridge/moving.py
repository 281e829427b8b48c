"""A run is held otherwise: what the plan would break by it, what must give way, and keeping it.

A conflict that concerns only a seat that nobody has accepted is provisional: the seat gives way,
and whoever had it waits again. Any other conflict is hard: such a plan is not kept. What was broken
before, for instance by a trainer who fell ill, hinders nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache

from catalogue import audit
from catalogue.actions.change_plan import change_plan, plan_by_hand
from catalogue.actions.finish_scenario import Result
from catalogue.db import changing, reading
from catalogue.errors import ChangedMeanwhile, NotFound, WrongState
from catalogue.life import State
from catalogue.plan import BlockTrainer, Plan, PlannedRun, Score, plan_tag
from catalogue.planning_input import PlanningInput
from catalogue.queries.nominations import NominationFilter, NominationLine, nominations
from catalogue.queries.paging import Paging
from catalogue.queries.planning import planning_input
from catalogue.queries.runs import runs
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.scenarios import ScenarioState
from catalogue.viewer import Viewer
from lms_bridge.planner.answer import Violation
from lms_bridge.planner.client import Planner
from lms_bridge.planner.problem import Posed, pose, posed_of
from lms_bridge.threads import in_thread

_ALL = Paging(size=1000)
NOT_FIRM = frozenset({State.ENDORSED, State.WAITLISTED, State.OFFERED})
"""States of a nomination whose seat nobody relies on yet."""


@dataclass(frozen=True, slots=True)
class Looked:
    """The plan that somebody looks at: a scenario's, or the published one as it stands today.

    `tag` names it (`plan_tag`). `score` is None where it is not known, or where it breaks rules.
    """

    programme: str
    scenario: str | None
    plan: Plan
    tag: str
    posed: Posed
    revision: int
    score: Score | None
    bound: int | None
    floor: int | None

    def held(self, run: str) -> PlannedRun:
        """Find a run that is held. Raises NotFound."""
        for each in self.plan:
            if each.run == run:
                return each
        raise NotFound("held run", run)

    def must_be(self, seen: str) -> None:
        """Go on only if it is the plan of that tag. Raises ChangedMeanwhile."""
        if seen != self.tag:
            kind = "scenario" if self.scenario else "programme"
            raise ChangedMeanwhile(kind, self.scenario or self.programme)


@dataclass(frozen=True, slots=True)
class Move:
    """How a run is to be held instead."""

    run: str
    start: date
    venue: str
    language: str
    trainers: tuple[BlockTrainer, ...]


@dataclass(frozen=True, slots=True)
class Tried:
    """A plan with a run moved; `plan` without the seats that gave way, which are `giving_way`.

    `hard` and `provisional` are what it would break besides what was broken before. `in_the_way`
    are other runs in hard conflicts. `delta` is the score's total less that of before, in
    thousandths; None where either breaks a rule.
    """

    plan: Plan
    hard: tuple[Violation, ...]
    provisional: tuple[Violation, ...]
    giving_way: tuple[NominationLine, ...]
    in_the_way: tuple[str, ...]
    broken_before: int
    score: Score | None
    delta: int | None


async def look(viewer: Viewer, programme: str, scenario: str | None) -> Looked:
    """Read the plan that is looked at. Raises Forbidden, NotFound, WrongState, NotPlannable."""
    viewer.allow_coordinators()
    return await in_thread(_of_scenario if scenario else _standing, viewer, scenario or programme)


@reading
def _standing(_: Viewer, programme: str) -> Looked:
    return _as_published(programme, *audit.newest())


@lru_cache(maxsize=4)
def _as_published(programme: str, line: int, moment: datetime | None) -> Looked:
    given, posed = _at(programme, line, moment)
    return Looked(
        programme=programme,
        scenario=None,
        plan=given.standing,
        tag=plan_tag(given.standing),
        posed=posed,
        revision=given.revision,
        score=None,
        bound=None,
        floor=None,
    )


@reading
def as_it_is_now(programme: str) -> tuple[PlanningInput, Posed]:
    """Read a programme as planning sees it, once for all who look until something changes."""
    return _at(programme, *audit.newest())


@lru_cache(maxsize=4)
def _at(programme: str, _line: int, _moment: datetime | None) -> tuple[PlanningInput, Posed]:
    given = planning_input(Viewer.system("moving"), programme)
    return given, pose(given)


@reading
def _of_scenario(viewer: Viewer, scenario: str) -> Looked:
    record = read_scenario(viewer, scenario)
    line = record.line
    if record.plan is None or line.state != ScenarioState.SOLVED:
        raise WrongState("scenario", scenario, state=line.state, wanted="changed")
    return Looked(
        programme=record.programme,
        scenario=scenario,
        plan=record.plan,
        tag=plan_tag(record.plan),
        posed=_posed(record.problem),
        revision=0,
        score=record.score,
        bound=line.bound,
        floor=line.floor,
    )


@lru_cache(maxsize=4)
def _posed(problem: str) -> Posed:
    return posed_of(problem)


async def try_move(planner: Planner, viewer: Viewer, looked: Looked, move: Move) -> Tried:
    """Say what a move would break, and what must give way. Raises NotFound, PlannerRefused."""
    held = looked.held(move.run)
    moved = replace(
        held,
        start=move.start,
        venue=move.venue,
        language=move.language,
        trainers=move.trainers,
    )
    before = await planner.check(looked.posed, looked.plan)
    known = set(map(_key, before.violations))
    plan = _with(looked.plan, moved)
    checked = await planner.check(looked.posed, plan)
    hard = [each for each in checked.violations if _key(each) not in known]
    seats = await in_thread(_seats, viewer, looked.programme, held) if hard else {}
    provisional = [each for each in hard if _seat_of(each, move.run, seats)]
    giving_way = {seat for each in provisional if (seat := _seat_of(each, move.run, seats))}
    if giving_way:
        left = tuple(seat for seat in held.seats if seat not in giving_way)
        plan = _with(looked.plan, replace(moved, seats=left))
        checked = await planner.check(looked.posed, plan)
        hard = [each for each in checked.violations if _key(each) not in known]
    return Tried(
        plan=plan,
        hard=tuple(hard),
        provisional=tuple(provisional),
        giving_way=tuple(seats[seat] for seat in sorted(giving_way)),
        in_the_way=tuple(dict.fromkeys(_others(hard, move.run))),
        broken_before=len(known),
        score=checked.score,
        delta=_delta(checked.score, before.score),
    )


def _delta(now: Score | None, before: Score | None) -> int | None:
    return now.total - before.total if now and before else None


def _with(plan: Plan, changed: PlannedRun) -> Plan:
    return tuple(changed if held.run == changed.run else held for held in plan)


def _key(violation: Violation) -> tuple[object, ...]:
    return violation.rule, violation.code, *sorted(violation.about.items())


def _others(violations: list[Violation], run: str) -> list[str]:
    found = [v.about.get(name) for v in violations for name in ("run", "other_run")]
    return [str(each) for each in found if each and each != run]


@reading
def _seats(viewer: Viewer, programme: str, held: PlannedRun) -> dict[str, NominationLine]:
    """Read the seats of a run that nobody relies on yet."""
    known = runs(viewer, programme, paging=_ALL).items
    course = next((line.course for line in known if line.id == held.run), None)
    wanted = NominationFilter(programme, course=course, states=tuple(sorted(NOT_FIRM)))
    lines = nominations(viewer, wanted, _ALL).items
    return {line.id: line for line in lines if line.id in set(held.seats)}


def _seat_of(violation: Violation, run: str, seats: Mapping[str, NominationLine]) -> str | None:
    """Give the seat in the run that would mend a violation, if nobody relies on it yet."""
    about = violation.about
    if violation.rule != "H4" or run not in {about.get("run", run), about.get("other_run")}:
        return None
    for seat, line in seats.items():
        if about.get("nomination", seat) == seat and about.get("official") == line.official:
            return seat
    return None


async def keep(planner: Planner, viewer: Viewer, looked: Looked, plan: Plan, name: str) -> str:
    """Keep a changed plan; gives the id of its scenario, a new one for the published plan.

    `name` is that of a new one. Raises ChangedMeanwhile, Forbidden, NotFound, PlannerRefused.
    """
    after = await _result(planner, looked, plan)
    if looked.scenario:
        await in_thread(change_plan, viewer, looked.scenario, looked.tag, after)
        return looked.scenario
    before = await _result(planner, looked, looked.plan)
    return await in_thread(_branch, viewer, looked, name, before, after)


async def _result(planner: Planner, looked: Looked, plan: Plan) -> Result:
    checked = await planner.check(looked.posed, plan)
    known = checked.score is not None
    unheld, unseated = await planner.explain(looked.posed, plan) if known else ((), ())
    return Result(
        outcome="FEASIBLE",
        plan=plan,
        score=checked.score,
        bound=looked.bound,
        floor=looked.floor,
        seed=0,
        unheld=unheld,
        unseated=unseated,
    )


@changing
def _branch(viewer: Viewer, looked: Looked, name: str, before: Result, after: Result) -> str:
    """Make a scenario of the published plan, and change it."""
    if plan_tag(planning_input(viewer, looked.programme).standing) != looked.tag:
        raise ChangedMeanwhile("programme", looked.programme)
    scenario = plan_by_hand(
        viewer,
        looked.programme,
        name,
        before,
        problem=looked.posed.text,
        problem_digest=looked.posed.digest,
        revision=looked.revision,
    )
    change_plan(viewer, scenario, looked.tag, after)
    return scenario
