"""Scenarios side by side, and the form with which one is planned."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from catalogue.actions.draft_scenario import draft_scenario
from catalogue.errors import Refused
from catalogue.faults import Fault
from catalogue.queries.outdated import newest
from catalogue.queries.planning import terms
from catalogue.queries.scenarios import scenarios
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.planner.client import Limits
from lms_bridge.planner.wishes import Wishes
from lms_bridge.starting import CHANGES_FIRST, TOTAL, start_planning
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act_once, fresh_key
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of, query_of
from lms_bridge.web.language import _
from lms_bridge.web.page import go_on, parts_of, render
from lms_bridge.web.weights import CHANGES, GOALS, read_weights, sliders

LONGEST_SECONDS = 3600
USUAL = {"seconds": "60", "gap": "0", "objective": TOTAL}


def read_limits(form: Form, workers: int) -> Limits:
    """Read when a search ends; what is wrong is kept in the form's faults."""
    seconds = form.whole("seconds", 1, LONGEST_SECONDS, default=60)
    gap = form.decimal("gap", 0, 100) if form.has("gap") else 0.0
    objective = form.text("objective", required=False) or TOTAL
    if objective not in {TOTAL, CHANGES_FIRST}:
        form.fault("objective", "NOT_ONE_OF", TOTAL, CHANGES_FIRST)
    return Limits(
        seconds=float(seconds),
        gap=gap / 100,
        workers=workers,
        changes_first=objective == CHANGES_FIRST,
    )


async def _list(request: web.Request) -> web.Response:
    values = USUAL | {
        name: value for name, value in query_of(request).texts.items() if name in USUAL
    }
    return await _page(request, values, [])


async def _page(
    request: web.Request, values: dict[str, str], faults: list[Fault], status: int = 200
) -> web.Response:
    programme, viewer = request.match_info["programme"], viewer_of(request)
    lines = await in_thread(scenarios, viewer, programme)
    usual = await in_thread(terms, viewer, programme)
    last = await in_thread(newest, viewer, programme)
    return await render(
        request,
        "scenarios.html",
        status=status,
        scenarios=lines,
        newest=last,
        goals=tuple(sliders(GOALS, usual, values)),
        changes=tuple(sliders(CHANGES, usual, values)),
        values=values,
        faults=by_column(faults),
        key=fresh_key(),
        longest=LONGEST_SECONDS,
    )


async def _begin(request: web.Request) -> web.Response:
    form, parts = await form_of(request), parts_of(request)
    limits = read_limits(form, parts.settings.solve_workers)
    name = form.text("name")
    programme = request.match_info["programme"]
    usual = await in_thread(terms, viewer_of(request), programme)
    wishes = Wishes(
        weights=read_weights(form, usual),
        first=form.day_or_none("first"),
        last=form.day_or_none("last"),
    )
    if wishes.first and wishes.last and wishes.first > wishes.last:
        form.fault("last", "BEFORE_START", wishes.first.isoformat())
    if form.faults:
        return await _page(request, form.texts, form.faults, 422)

    def draft(viewer: Viewer) -> dict[str, Any]:
        return {"scenario": draft_scenario(viewer, programme, name)}

    try:
        made, is_new = await act_once(request, form, draft)
    except Refused as refused:
        return await _page(request, form.texts, list(refused.faults), 422)
    scenario = made["scenario"]
    if is_new:
        await start_planning(parts, viewer_of(request), scenario, limits, wishes)
    return go_on(f"/scenarios/{scenario}", _("Planning has begun."))


DOORS: tuple[Door, ...] = (
    page("GET", "/programmes/{programme}/scenarios", _list, COORDINATORS),
    page("POST", "/programmes/{programme}/scenarios", _begin, COORDINATORS),
)
