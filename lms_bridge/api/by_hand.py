"""Plans are changed by hand: a run is held otherwise, with what that would break; undo and redo.

Whoever changes a plan names the one that they saw (`seen`): two coordinators never overwrite each
other. A change of the published plan makes a scenario, to be published.
"""

from __future__ import annotations

from catalogue.actions import change_plan as changing
from catalogue.db import reading
from catalogue.errors import Refused, WrongState
from catalogue.faults import Fault, Where
from catalogue.plan import BlockTrainer, Plan, PlannedRun, plan_tag
from catalogue.queries.scenarios import plan_steps
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.plan_changes import (
    MoveTried,
    OtherPlan,
    OtherPlans,
    PlanByHand,
    PlanMove,
    PlannedRunEntry,
    RunChange,
    RunMove,
    Seen,
    TrainerEntry,
    WordedViolation,
)
from lms_bridge.doors import COORDINATORS
from lms_bridge.errors import BreaksRules
from lms_bridge.moving import Looked, Move, keep, look, try_move
from lms_bridge.parts import Parts
from lms_bridge.planner.answer import Violation
from lms_bridge.suggesting import PlanChange, change_between, suggest, take
from lms_bridge.threads import in_thread
from lms_bridge.violations import violation_words

TAG = "plans by hand"


@reading
def get_plan_by_hand(viewer: Viewer, scenario: str) -> PlanByHand:
    """Tell the name of a scenario's plan, and how many changes by hand can be undone or redone."""
    record, steps = read_scenario(viewer, scenario), plan_steps(viewer, scenario)
    if record.plan is None:
        raise WrongState("scenario", scenario, state=record.line.state, wanted="changed")
    return PlanByHand(scenario, plan_tag(record.plan), steps.number, steps.last)


def undo(viewer: Viewer, scenario: str, seen: Seen) -> PlanByHand:
    """Take back the last change by hand."""
    changing.undo_change(viewer, scenario, seen.seen)
    return get_plan_by_hand(viewer, scenario)


def redo(viewer: Viewer, scenario: str, seen: Seen) -> PlanByHand:
    """Do again the change that was taken back last."""
    changing.redo_change(viewer, scenario, seen.seen)
    return get_plan_by_hand(viewer, scenario)


async def try_move_in_scenario(
    parts: Parts, viewer: Viewer, scenario: str, run: str, change: RunChange
) -> MoveTried:
    """Say what a scenario's plan would break with a run held otherwise; nothing is kept."""
    return await _tried(parts, viewer, await look(viewer, "", scenario), run, change)


async def try_move_in_programme(
    parts: Parts, viewer: Viewer, programme: str, run: str, change: RunChange
) -> MoveTried:
    """Say what the published plan would break with a run held otherwise; nothing is kept."""
    return await _tried(parts, viewer, await look(viewer, programme, None), run, change)


async def move_in_scenario(
    parts: Parts, viewer: Viewer, scenario: str, run: str, move: RunMove
) -> PlanByHand:
    """Hold a run of a scenario's plan otherwise."""
    return await _moved(parts, viewer, await look(viewer, "", scenario), run, move)


async def move_in_programme(
    parts: Parts, viewer: Viewer, programme: str, run: str, move: RunMove
) -> PlanByHand:
    """Hold a run of the published plan otherwise, in a scenario that is made of it."""
    return await _moved(parts, viewer, await look(viewer, programme, None), run, move)


async def suggest_in_scenario(parts: Parts, viewer: Viewer, scenario: str, run: str) -> OtherPlans:
    """Suggest other plans in which a run of a scenario is held elsewhere or on other days."""
    return await _suggested(parts, await look(viewer, "", scenario), run)


async def suggest_in_programme(
    parts: Parts, viewer: Viewer, programme: str, run: str
) -> OtherPlans:
    """Suggest other plans in which a published run is held elsewhere or on other days."""
    return await _suggested(parts, await look(viewer, programme, None), run)


async def change_plan_of_scenario(
    parts: Parts, viewer: Viewer, scenario: str, move: PlanMove
) -> PlanByHand:
    """Change a scenario's plan in many places at once, for instance as was suggested."""
    return await _changed(parts, viewer, await look(viewer, "", scenario), move)


async def change_plan_of_programme(
    parts: Parts, viewer: Viewer, programme: str, move: PlanMove
) -> PlanByHand:
    """Change the published plan in many places at once, in a scenario that is made of it."""
    return await _changed(parts, viewer, await look(viewer, programme, None), move)


def _move(looked: Looked, run: str, change: RunChange) -> Move:
    held = looked.held(run)
    return Move(
        run=run,
        start=change.start or held.start,
        venue=change.venue or held.venue,
        language=change.language or held.language,
        trainers=held.trainers if change.trainers is None else _trainers(change.trainers),
    )


def _trainers(entries: tuple[TrainerEntry, ...]) -> tuple[BlockTrainer, ...]:
    return tuple(BlockTrainer(each.block, each.trainer) for each in entries)


async def _tried(
    parts: Parts, viewer: Viewer, looked: Looked, run: str, change: RunChange
) -> MoveTried:
    tried = await try_move(parts.planner, viewer, looked, _move(looked, run, change))
    return MoveTried(
        seen=looked.tag,
        hard=_worded(tried.hard),
        provisional=_worded(tried.provisional),
        giving_way=tuple(line.id for line in tried.giving_way),
        in_the_way=tried.in_the_way,
        score=tried.score,
        delta=tried.delta,
    )


def _worded(violations: tuple[Violation, ...]) -> tuple[WordedViolation, ...]:
    return tuple(WordedViolation(each, violation_words(each)) for each in violations)


async def _moved(
    parts: Parts, viewer: Viewer, looked: Looked, run: str, move: RunMove
) -> PlanByHand:
    looked.must_be(move.seen)
    tried = await try_move(parts.planner, viewer, looked, _move(looked, run, move))
    if tried.hard:
        raise BreaksRules(tuple(dict.fromkeys(map(violation_words, tried.hard))))
    giving_way = tuple(sorted(line.id for line in tried.giving_way))
    if giving_way != tuple(sorted(move.giving_way)):
        where, said = Where(column="giving_way"), ", ".join(move.giving_way)
        raise Refused([Fault(where, "NOT_ONE_OF", said, giving_way)])
    name = move.name or f"{run} moved"
    return await _kept(viewer, await keep(parts.planner, viewer, looked, tried.plan, name))


async def _suggested(parts: Parts, looked: Looked, run: str) -> OtherPlans:
    found = await suggest(parts.planner, looked, run)
    changes = [(each.delta, change_between(looked.plan, each.plan)) for each in found]
    offers = [OtherPlan(delta, _entries(each.held), each.gone) for delta, each in changes]
    return OtherPlans(looked.tag, tuple(offers))


async def _changed(parts: Parts, viewer: Viewer, looked: Looked, move: PlanMove) -> PlanByHand:
    looked.must_be(move.seen)
    change = PlanChange(_plan(move.held), move.gone)
    name = move.name or "Changed by hand"
    return await _kept(viewer, await take(parts.planner, viewer, looked, change, name))


def _plan(entries: tuple[PlannedRunEntry, ...]) -> Plan:
    return tuple(
        PlannedRun(
            run=each.run,
            start=each.start,
            venue=each.venue,
            language=each.language,
            trainers=_trainers(each.trainers),
            seats=each.seats,
        )
        for each in entries
    )


def _entries(plan: Plan) -> tuple[PlannedRunEntry, ...]:
    """Write a plan as it is sent: `_plan` reads it."""
    return tuple(
        PlannedRunEntry(
            run=held.run,
            start=held.start,
            venue=held.venue,
            language=held.language,
            trainers=tuple(TrainerEntry(block=t.block, trainer=t.trainer) for t in held.trainers),
            seats=held.seats,
        )
        for held in plan
    )


async def _kept(viewer: Viewer, scenario: str) -> PlanByHand:
    return await in_thread(get_plan_by_hand, viewer, scenario)


_RUN, _SCENARIO_RUN = "/programmes/{programme}/runs/{run}", "/scenarios/{scenario}/runs/{run}"
DOORS = (
    operation("GET", "/scenarios/{scenario}/plan", get_plan_by_hand, COORDINATORS, tag=TAG),
    operation("POST", "/scenarios/{scenario}:undo", undo, COORDINATORS, tag=TAG),
    operation("POST", "/scenarios/{scenario}:redo", redo, COORDINATORS, tag=TAG),
    operation("POST", f"{_SCENARIO_RUN}:try-move", try_move_in_scenario, COORDINATORS, tag=TAG),
    operation("POST", f"{_RUN}:try-move", try_move_in_programme, COORDINATORS, tag=TAG),
    operation("POST", f"{_SCENARIO_RUN}:move", move_in_scenario, COORDINATORS, tag=TAG),
    operation("POST", f"{_RUN}:move", move_in_programme, COORDINATORS, tag=TAG),
    operation("POST", f"{_SCENARIO_RUN}:suggest", suggest_in_scenario, COORDINATORS, tag=TAG),
    operation("POST", f"{_RUN}:suggest", suggest_in_programme, COORDINATORS, tag=TAG),
    operation(
        "POST", "/scenarios/{scenario}:change", change_plan_of_scenario, COORDINATORS, tag=TAG
    ),
    operation(
        "POST", "/programmes/{programme}:change", change_plan_of_programme, COORDINATORS, tag=TAG
    ),
)
