"""A scenario is planned: searched, checked by the planner anew, and kept.

The search's stream lives in one step. Each better plan is kept as it comes, so that a crash or a
lost planner costs no more than the way since: the next search starts from there. Who stops a search
gets the best plan so far, with its reasons.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from time import monotonic
from typing import ParamSpec, TypeVar

import structlog
from dbos import DBOS, DBOSConfiguredInstance

from catalogue.actions.finish_scenario import Result, fail_scenario, finish_scenario
from catalogue.actions.keep_improvement import keep_improvement
from catalogue.errors import WrongState
from catalogue.plan import Plan, Score
from catalogue.queries.scenarios import ScenarioRecord
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.scenarios import ScenarioState
from catalogue.viewer import Viewer
from lms_bridge.errors import BridgeError, PlannerRefused, PlannerUnreachable
from lms_bridge.planner.answer import Improvement, Progress
from lms_bridge.planner.client import Limits, Planner
from lms_bridge.planner.problem import Posed, posed_of
from lms_bridge.threads import in_thread
from lms_bridge.workflows.outlasting import AWAY, outlasting

P = ParamSpec("P")
R = TypeVar("R")

TRIES = 5
"""How often a search that broke off is begun again, from the best plan so far."""

WAITS_SECONDS = 3600.0
"""How long a search waits for a free place in the planner."""

_FULL = "SERVER_FULL"
RETRIED = frozenset({_FULL, "SOLVER_CRASHED"})
_LEAST_SECONDS = 10.0
_KEPT_POINTS = 2000
_ACTIVE = ["PENDING", "ENQUEUED"]

log = logging.getLogger(__name__)


def prefix(scenario: str) -> str:
    """Give how the ids of the workflows begin that search for a scenario's plan."""
    return f"plan-{scenario}-"


@DBOS.dbos_class()
class Planning(DBOSConfiguredInstance):
    """Plans scenarios with a planner; `told` is what the searches of this process told last.

    `proved` is the best bound that each of them has told; it rises also where no plan gets better.
    """

    def __init__(self, planner: Planner) -> None:
        """Work with a planner."""
        self.planner = planner
        self.told: dict[str, deque[Progress]] = {}
        self.proved: dict[str, int] = {}
        super().__init__("planning")

    @DBOS.workflow()
    async def plan(self, scenario: str) -> None:
        """Plan a scenario that was started."""
        await self.search(scenario)

    @DBOS.workflow()
    async def conclude(self, scenario: str) -> None:
        """Stop the search and make the best plan so far its result."""
        active = await DBOS.list_workflows_async(
            workflow_id_prefix=prefix(scenario), status=_ACTIVE, load_input=False, load_output=False
        )
        for each in active:
            await DBOS.cancel_workflow_async(each.workflow_id)
        await self.keep_best(scenario)

    @DBOS.step(preemptible=True)
    @outlasting
    async def search(self, scenario: str) -> None:
        """Search until the planner is done, again after what passes by itself."""
        viewer = Viewer.system(f"plan {scenario}")
        structlog.contextvars.bind_contextvars(request_id=scenario)
        try:
            await self._search(viewer, scenario)
        except BridgeError as error:
            await _quietly(fail_scenario, viewer, scenario, f"{error.reason}: {error}")
        except WrongState:
            return  # somebody concluded it meanwhile
        except AWAY:
            raise
        except Exception:
            log.exception("the search for scenario %s failed", scenario)
            await _quietly(fail_scenario, viewer, scenario, "INTERNAL: the log says why")
        finally:
            self.told.pop(scenario, None)

    @DBOS.step()
    @outlasting
    async def keep_best(self, scenario: str) -> None:
        """Explain the best plan so far and finish with it."""
        viewer = Viewer.system(f"plan {scenario}")
        given = await in_thread(read_scenario, viewer, scenario)
        if given.line.state != ScenarioState.SOLVING:
            return
        if given.plan is None:
            await _quietly(fail_scenario, viewer, scenario, "STOPPED: before there was a plan")
            return
        try:
            best = await self._answered(scenario, partial(self._explained, given, given.plan))
        except BridgeError as error:
            await _quietly(fail_scenario, viewer, scenario, f"{error.reason}: {error}")
            return
        await _quietly(finish_scenario, viewer, scenario, best)

    async def _search(self, viewer: Viewer, scenario: str) -> None:
        async def solved() -> Result | None:
            given = await in_thread(read_scenario, viewer, scenario)
            if given.line.state != ScenarioState.SOLVING:
                return None
            return await self._solve(viewer, given)

        result = await self._answered(scenario, solved)
        if result is not None:
            await in_thread(finish_scenario, viewer, scenario, result)

    async def _answered(self, scenario: str, ask: Callable[[], Awaitable[R]]) -> R:
        """Ask the planner, and again after what passes by itself."""
        tries_left, waits_until = TRIES - 1, monotonic() + WAITS_SECONDS
        while True:
            try:
                return await ask()
            except (PlannerUnreachable, PlannerRefused) as error:
                is_passing = isinstance(error, PlannerUnreachable) or error.reason in RETRIED
                is_full = isinstance(error, PlannerRefused) and error.reason == _FULL
                if is_full and monotonic() < waits_until:
                    log.info("scenario %s waits for a free place in the planner", scenario)
                elif tries_left and is_passing:
                    tries_left -= 1
                else:
                    raise
                await asyncio.sleep(getattr(error, "retry_seconds", None) or 2.0)
                await self.planner.appears()  # none at all is waited for, and no try

    async def _solve(self, viewer: Viewer, given: ScenarioRecord) -> Result:
        posed = await in_thread(posed_of, given.problem)
        scenario = given.line.id
        points = self.told.setdefault(scenario, deque(maxlen=_KEPT_POINTS))
        self.proved.pop(scenario, None)
        result: Result | None = None
        async for told in self.planner.solve(posed, _limits(given), given.plan):
            match told:
                case Progress():
                    points.append(told)
                    if told.bound is not None:
                        self.proved[scenario] = told.bound
                case Improvement():
                    await in_thread(
                        keep_improvement,
                        viewer,
                        scenario,
                        told.plan,
                        told.score,
                        told.bound,
                        told.floor,
                    )
                case Result():
                    result = told
        if result is None:
            raise PlannerUnreachable("the planner's answer ended before its result")
        if result.plan is not None:
            score = await self._checked(posed, result.plan)
            if score != result.score:
                raise PlannerRefused(
                    "SCORE_DIFFERS", "the plan's score is not the one that was told"
                )
        return result

    async def _explained(self, given: ScenarioRecord, plan: Plan) -> Result:
        """Make a plan that a search told the result."""
        posed = await in_thread(posed_of, given.problem)
        bounds = given.line.bound, self.proved.get(given.line.id)
        unheld, unseated = await self.planner.explain(posed, plan)
        return Result(
            outcome="FEASIBLE",
            plan=plan,
            score=await self._checked(posed, plan),
            bound=max((bound for bound in bounds if bound is not None), default=None),
            floor=given.line.floor,
            seed=int(given.limits.get("seed", 0)),
            unheld=unheld,
            unseated=unseated,
        )

    async def _checked(self, posed: Posed, plan: Plan) -> Score | None:
        """Have a plan checked by what shares nothing with the search."""
        checked = await self.planner.check(posed, plan)
        if checked.violations:
            first = checked.violations[0]
            raise PlannerRefused(
                "PLAN_NOT_VALID",
                f"the plan breaks {len(checked.violations)} rules, "
                f"{first.rule} {first.code} first ({first.about})",
            )
        return checked.score


def _limits(given: ScenarioRecord) -> Limits:
    """Give what is left of the limits since the scenario was started."""
    limits = dict(given.limits)
    if given.line.started_at and given.plan:
        gone = (datetime.now(UTC) - given.line.started_at).total_seconds()
        limits["seconds"] = max(_LEAST_SECONDS, float(limits.get("seconds", 60)) - gone)
    limits["changes_first"] = given.line.objective == "changes-first"
    return Limits(**limits)


async def _quietly(act: Callable[P, None], *args: P.args, **kwargs: P.kwargs) -> None:
    """End a scenario, unless somebody was faster."""
    with suppress(WrongState):
        await in_thread(act, *args, **kwargs)
