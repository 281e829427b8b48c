"""Suggest: complete other plans in which a run is held elsewhere, as differences; one is taken."""

from __future__ import annotations

import json
from dataclasses import dataclass

from aiohttp import web

from catalogue.difference import RunCancelled, SeatGained, SeatLost, SeatMoved, changes
from catalogue.errors import ChangedMeanwhile
from catalogue.faults import Fault, Where
from catalogue.plan import Plan, plan_of_rows, plan_to_rows
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.errors import BadRequest, PlannerRefused
from lms_bridge.moving import Looked, keep, look
from lms_bridge.planner.client import About
from lms_bridge.threads import in_thread
from lms_bridge.web.changes_in_words import Names, names_for, say_change
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import _
from lms_bridge.web.moving import base_of, board_of
from lms_bridge.web.page import go_on, parts_of, render


@dataclass(frozen=True, slots=True)
class Offer:
    """Another plan: what would be different, by how much it is worse, and its changed runs."""

    delta: int
    runs: tuple[tuple[str, str], ...]
    gained: int
    lost: int
    moved: int
    rows: str


def offer_of(before: Plan, now: Plan, delta: int, names: Names) -> Offer:
    """Say a plan as a difference."""
    found = changes(before, now)
    kinds = [type(change) for change in found]
    seats = (SeatGained, SeatLost, SeatMoved)
    return Offer(
        delta=delta,
        runs=tuple((c.run, say_change(c, names)) for c in found if not isinstance(c, seats)),
        gained=kinds.count(SeatGained),
        lost=kinds.count(SeatLost),
        moved=kinds.count(SeatMoved),
        rows=json.dumps(
            {
                "held": plan_to_rows(tuple(held for held in now if held not in before)),
                "gone": [c.run for c in found if isinstance(c, RunCancelled)],
            }
        ),
    )


def plan_with(plan: Plan, rows: str) -> Plan:
    """Put the changed runs of an offer into a plan. Raises BadRequest."""
    try:
        told = json.loads(rows)
        changed = {held.run: held for held in plan_of_rows(told["held"])}
        gone = set(map(str, told["gone"]))
    except (ValueError, TypeError, KeyError):
        raise _not_ours() from None
    kept = [changed.pop(held.run, held) for held in plan if held.run not in gone]
    return (*kept, *changed.values())


def _not_ours() -> BadRequest:
    return BadRequest([Fault(Where(column="rows"), "MALFORMED", "it is not what the page gave")])


async def _show(request: web.Request) -> web.Response:
    viewer, match = viewer_of(request), request.match_info
    looked = await look(viewer, match.get("programme", ""), match.get("scenario"))
    held, names = looked.held(match["run"]), await in_thread(names_for, viewer)
    offers, silence = await _offers(request, looked, names)
    return await render(
        request,
        "alternatives.html",
        programme=looked.programme,
        base=base_of(request),
        looked=looked,
        held=held,
        offers=offers,
        silence=silence,
        names=names,
    )


async def _offers(
    request: web.Request, looked: Looked, names: Names
) -> tuple[tuple[Offer, ...], str]:
    """Give the offers, or why there can be none."""
    planner, run = parts_of(request).planner, request.match_info["run"]
    checked = await planner.check(looked.posed, looked.plan)
    if checked.violations:
        return (), _("This plan is in conflict with the rules; repair it first.")
    try:
        found = await planner.suggest(looked.posed, looked.plan, About(run=run))
    except PlannerRefused as refused:
        return (), str(refused)
    return tuple(offer_of(looked.plan, each.plan, each.delta, names) for each in found), ""


async def _take(request: web.Request) -> web.Response:
    viewer, match, form = viewer_of(request), request.match_info, await form_of(request)
    seen, rows = form.text("seen"), form.text("rows", longest=10_000_000)
    form.check()
    looked = await look(viewer, match.get("programme", ""), match.get("scenario"))
    held = looked.held(match["run"])
    if seen != looked.tag:
        kind = "scenario" if looked.scenario else "programme"
        raise ChangedMeanwhile(kind, looked.scenario or looked.programme)
    plan, planner = plan_with(looked.plan, rows), parts_of(request).planner
    checked = await planner.check(looked.posed, plan)
    if checked.violations:
        raise _not_ours()
    name = _("%(run)s as suggested") % {"run": held.run}
    scenario = await keep(planner, viewer, looked, plan, name)
    return go_on(board_of(scenario, held.start), _("It is so now in this scenario."))


_PUBLISHED = "/programmes/{programme}/runs/{run}/alternatives"
_SCENARIO = "/scenarios/{scenario}/runs/{run}/alternatives"
DOORS: tuple[Door, ...] = (
    page("GET", _PUBLISHED, _show, COORDINATORS),
    page("POST", _PUBLISHED, _take, COORDINATORS),
    page("GET", _SCENARIO, _show, COORDINATORS),
    page("POST", _SCENARIO, _take, COORDINATORS),
)
