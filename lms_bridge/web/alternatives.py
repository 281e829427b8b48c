"""Suggest: complete other plans in which a run is held elsewhere, as differences; one is taken."""

from __future__ import annotations

import json
from dataclasses import dataclass

from aiohttp import web

from catalogue.difference import SeatGained, SeatLost, SeatMoved, changes
from catalogue.faults import Fault, Where
from catalogue.foreign_json import read_json
from catalogue.plan import Plan, plan_of_rows, plan_to_rows
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.errors import BadRequest, BreaksRules, PlannerRefused
from lms_bridge.moving import Looked, look
from lms_bridge.suggesting import PlanChange, change_between, suggest, take
from lms_bridge.threads import in_thread
from lms_bridge.web.changes_in_words import Names, names_for, say_change
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import _
from lms_bridge.web.moving import base_of, board_of
from lms_bridge.web.page import go_on, parts_of, render
from lms_bridge.web.remedies import say_failed_search


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
    found, change = changes(before, now), change_between(before, now)
    kinds = [type(each) for each in found]
    seats = (SeatGained, SeatLost, SeatMoved)
    return Offer(
        delta=delta,
        runs=tuple((c.run, say_change(c, names)) for c in found if not isinstance(c, seats)),
        gained=kinds.count(SeatGained),
        lost=kinds.count(SeatLost),
        moved=kinds.count(SeatMoved),
        rows=json.dumps({"held": plan_to_rows(change.held), "gone": change.gone}),
    )


def read_change(rows: str) -> PlanChange:
    """Read an offer as a form keeps it. Raises BadRequest."""
    try:
        told = read_json(rows)
        return PlanChange(plan_of_rows(told["held"]), tuple(map(str, told["gone"])))
    except (ValueError, TypeError, KeyError):
        where = Where(column="rows")
        raise BadRequest([Fault(where, "MALFORMED", "it is not what the page gave")]) from None


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
    try:
        found = await suggest(parts_of(request).planner, looked, request.match_info["run"])
    except BreaksRules:
        return (), _("This plan is in conflict with the rules; repair it first.")
    except PlannerRefused as refused:
        return (), say_failed_search(refused.reason) or str(refused)
    return tuple(offer_of(looked.plan, each.plan, each.delta, names) for each in found), ""


async def _take(request: web.Request) -> web.Response:
    viewer, match, form = viewer_of(request), request.match_info, await form_of(request)
    seen, rows = form.text("seen"), form.text("rows", longest=10_000_000)
    form.check()
    looked = await look(viewer, match.get("programme", ""), match.get("scenario"))
    held = looked.held(match["run"])
    looked.must_be(seen)
    change, planner = read_change(rows), parts_of(request).planner
    name = _("%(run)s as suggested") % {"run": held.run}
    scenario = await take(planner, viewer, looked, change, name)
    return go_on(board_of(scenario, held), _("It is so now in this scenario."))


_PUBLISHED = "/programmes/{programme}/runs/{run}/alternatives"
_SCENARIO = "/scenarios/{scenario}/runs/{run}/alternatives"
DOORS: tuple[Door, ...] = (
    page("GET", _PUBLISHED, _show, COORDINATORS),
    page("POST", _PUBLISHED, _take, COORDINATORS),
    page("GET", _SCENARIO, _show, COORDINATORS),
    page("POST", _SCENARIO, _take, COORDINATORS),
)
