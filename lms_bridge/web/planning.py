"""A scenario: how its planning goes on, live; then how good it is and what it leaves out.

Without a script the page comes again by itself every few seconds while the planner works.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from aiohttp import web

from catalogue.actions.adopt import adopt
from catalogue.db import reading
from catalogue.errors import Outdated, Refused
from catalogue.queries.left_out import LeftOutLists, left_out
from catalogue.queries.outdated import Newest, newest, outdated
from catalogue.queries.scenarios import ScenarioRecord
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.scenarios import ScenarioState
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.planner.answer import Progress
from lms_bridge.starting import start_planning
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.curve import Curve, curve_of
from lms_bridge.web.errors_in_words import say_outdated
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of
from lms_bridge.web.language import _, later
from lms_bridge.web.page import ANEW, fragment, go_on, parts_of, render
from lms_bridge.web.scenarios import USUAL, read_limits
from lms_bridge.web.terms import say_reason

RULES = {
    "H1": later("when runs are held"),
    "H2": later("where runs are held"),
    "H3": later("who teaches"),
    "H4": later("who learns"),
    "H5": later("how many seats are taken, and by whom"),
    "H6": later("how runs follow one another"),
    "H7": later("budgets"),
    "H8": later("what is past or too soon"),
}
"""The contract's rules in words."""


@dataclass(frozen=True, slots=True)
class Live:
    """Where a search is; totals and bounds are in thousandths.

    `seconds` are those of the search itself: what it waited before belongs to no limit.
    """

    phase: str
    seconds: float
    limit: float
    total: int | None
    bound: int | None
    gap: float | None
    curve: Curve | None

    @property
    def share(self) -> float:
        """How much of the time is gone, 0 to 1."""
        return min(self.seconds / self.limit, 1.0) if self.limit else 0.0


def live_of(record: ScenarioRecord, told: tuple[Progress, ...]) -> Live:
    """Say where a search is, by what it told this process, else by what is stored."""
    last = told[-1] if told else None
    total = record.score.total if record.score else None
    bound = record.line.bound
    if last:
        total, bound = (last.total or total), (last.bound or bound)
    return Live(
        phase=last.phase if last else "queued",
        seconds=last.seconds if last else 0.0,
        limit=float(record.limits.get("seconds", 60)),
        total=total,
        bound=bound,
        gap=gap_of(total, bound),
        curve=curve_of(told),
    )


def gap_of(total: int | None, bound: int | None) -> float | None:
    """Give by how much of its total a plan may be from the best, at most."""
    if total is None or bound is None:
        return None
    return max(0.0, (total - bound) / total) if total else 0.0


def by_course(left: LeftOutLists) -> list[tuple[str, int]]:
    """Count nominations without a seat by their courses, the most first."""
    return Counter(line.course for line in left.unseated).most_common()


@reading
def _read(viewer: Viewer, scenario: str) -> tuple[ScenarioRecord, LeftOutLists]:
    return read_scenario(viewer, scenario), left_out(viewer, scenario)


@reading
def _since(
    viewer: Viewer, record: ScenarioRecord
) -> tuple[Outdated | Refused | None, Newest | None]:
    return outdated(viewer, record.line.id), newest(viewer, record.programme)


async def _show(request: web.Request, sent: Form | None = None) -> web.Response:
    scenario = request.match_info["scenario"]
    record, left = await in_thread(_read, viewer_of(request), scenario)
    since, last = await in_thread(_since, viewer_of(request), record)
    is_ready = record.line.state == ScenarioState.SOLVED and record.score is not None
    if is_ready and request.query.get("then") == "publish":  # as the repair's form asked
        return go_on(f"/scenarios/{scenario}/publish")
    live = await _live(request, record) if record.line.state == ScenarioState.SOLVING else None
    return await render(
        request,
        "scenario.html",
        status=422 if sent else 200,
        programme=record.programme,
        record=record,
        left=left,
        by_course=by_course(left),
        newest=last,
        outdated=list(say_outdated(since)) if since else [],
        gap=gap_of(record.score.total if record.score else None, record.line.bound),
        live=live,
        words=say_reason,
        rules=RULES,
        values=sent.texts if sent else USUAL,
        faults=by_column(sent.faults) if sent else {},
    )


async def _live(request: web.Request, record: ScenarioRecord) -> Live:
    """Say where a search is, also that it waits for a planner that is away."""
    parts = parts_of(request)
    live = live_of(record, parts.jobs.told(record.line.id))
    if live.phase == "queued" and not await parts.planner.is_serving():
        return replace(live, phase="away")
    return live


async def _progress(request: web.Request) -> web.Response:
    scenario = request.match_info["scenario"]
    record = await in_thread(read_scenario, viewer_of(request), scenario)
    live = await _live(request, record)
    response = fragment(request, "progress.html", record=record, live=live)
    if record.line.state != ScenarioState.SOLVING:
        response.headers[ANEW] = "yes"
    return response


async def _left_out(request: web.Request) -> web.Response:
    scenario = request.match_info["scenario"]
    record, left = await in_thread(_read, viewer_of(request), scenario)
    wanted = request.query.get("course", "")
    courses = sorted({line.course for line in left.unseated})
    return await render(
        request,
        "left_out.html",
        programme=record.programme,
        record=record,
        lines=[line for line in left.unseated if wanted in {"", line.course}],
        courses=courses,
        wanted=wanted,
        words=say_reason,
    )


async def _again(request: web.Request) -> web.Response:
    scenario, form, parts = (
        request.match_info["scenario"],
        await form_of(request),
        parts_of(request),
    )
    limits = read_limits(form, parts.settings.solve_workers)
    if form.faults:
        return await _show(request, form)
    await start_planning(parts, viewer_of(request), scenario, limits)
    return go_on(f"/scenarios/{scenario}", _("Planning has begun."))


async def _stop(request: web.Request) -> web.Response:
    scenario = request.match_info["scenario"]
    await parts_of(request).jobs.stop(viewer_of(request), scenario)
    return go_on(f"/scenarios/{scenario}", _("The search is being stopped; its best plan is kept."))


async def _adopt(request: web.Request) -> web.Response:
    scenario = request.match_info["scenario"]
    await act(request, adopt, scenario)
    return go_on(f"/scenarios/{scenario}", _("This scenario is the one to be published now."))


DOORS: tuple[Door, ...] = (
    page("GET", "/scenarios/{scenario}", _show, COORDINATORS),
    page("GET", "/scenarios/{scenario}/progress", _progress, COORDINATORS),
    page("GET", "/scenarios/{scenario}/left-out", _left_out, COORDINATORS),
    page("POST", "/scenarios/{scenario}/start", _again, COORDINATORS),
    page("POST", "/scenarios/{scenario}/stop", _stop, COORDINATORS),
    page("POST", "/scenarios/{scenario}/adopt", _adopt, COORDINATORS),
)
