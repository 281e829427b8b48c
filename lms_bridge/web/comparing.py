"""Scenarios side by side, term by term, and what fairness among the members costs.

The price of fairness is found by planning the same programme with more and more weight on it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from aiohttp import web

from catalogue.db import reading
from catalogue.queries.scenarios import ScenarioRecord, scenarios
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.scenarios import ScenarioState
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.fairness import FACTORS, plan_series, pose_series
from lms_bridge.measures import Measures, measure
from lms_bridge.moving import as_it_is_now
from lms_bridge.planner.client import Limits
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act_once, fresh_key
from lms_bridge.web.forms import form_of, query_of
from lms_bridge.web.language import _, later
from lms_bridge.web.page import go_on, parts_of, render
from lms_bridge.web.weights import STEPS

MOST = 8
"""Scenarios that are set side by side at most."""

TERMS: Mapping[str, str] = {
    "held": later("Runs held"),
    "required_unheld": later("Required runs that are not held"),
    "seats": later("Seats"),
    "unseated": later("Nominations without a seat"),
    "priorities_unseated": later("Their priorities, summed up"),
    "seats_short": later("Seats that members lack of their targets"),
    "hosted_short": later("Runs that members lack of their hosting targets"),
    "cost_usd": later("Cost in US dollars"),
}
"""What is compared, in words."""

PAID = ("priorities_unseated", "cost_usd")
"""Terms in which fairness is paid."""

WIDTH, HEIGHT = 320, 160


@dataclass(frozen=True, slots=True)
class Compared:
    """A scenario with its figures; none where it has no plan."""

    record: ScenarioRecord
    figures: Measures | None


@dataclass(frozen=True, slots=True)
class Price:
    """A curve of what is paid for fewer lacking seats: a path, and points as (x, y, name, beaten).

    A plan is beaten where another pays no more for no more lacking seats, and less of one of both.
    """

    path: str
    points: tuple[tuple[float, float, str, bool], ...]
    least: int
    most: int
    left: int
    right: int
    width: int = WIDTH
    height: int = HEIGHT


def price_of(compared: Sequence[Compared], term: str) -> Price | None:
    """Draw a term over the seats that members lack; None with fewer than two unlike plans.

    The path joins the plans that no other beats.
    """
    known = sorted(
        (each.figures.seats_short, getattr(each.figures, term), each.record.line.name)
        for each in compared
        if each.figures
    )
    if len({short for short, _value, _name in known}) < 2:
        return None
    left, right = known[0][0], known[-1][0]
    values = [value for _short, value, _name in known]
    least, most = min(values), max(values)
    points = tuple(
        (
            round(12 + (short - left) / (right - left) * (WIDTH - 24), 1),
            round(HEIGHT - 12 - (value - least) / ((most - least) or 1) * (HEIGHT - 24), 1),
            name,
            any(s <= short and v <= value and (s, v) != (short, value) for s, v, _name in known),
        )
        for short, value, name in known
    )
    path = "M" + "L".join(f"{x} {y}" for x, y, _name, is_beaten in points if not is_beaten)
    return Price(path, points, least, most, left, right)


@reading
def _read(
    viewer: Viewer, programme: str, wanted: list[str]
) -> tuple[list[Compared], list[ScenarioRecord]]:
    """Give what is compared, and what is not as it has no plan and none is sought."""
    known = {line.id: line for line in scenarios(viewer, programme)}
    ids = [id for id in dict.fromkeys(wanted) if id in known] or [
        id for id, line in known.items() if line.state == ScenarioState.SOLVED
    ]
    given, _posed = as_it_is_now(programme)
    records = [read_scenario(viewer, id) for id in ids[:MOST]]
    compared, left_out = [], []
    for each in records:
        if each.plan is not None:
            compared.append(Compared(each, measure(given, each.plan)))
        elif each.line.state == ScenarioState.SOLVING:
            compared.append(Compared(each, None))
        else:
            left_out.append(each)
    return compared, left_out


async def _compare(request: web.Request) -> web.Response:
    programme = request.match_info["programme"]
    wanted = query_of(request).several("scenario")
    compared, left_out = await in_thread(_read, viewer_of(request), programme, wanted)
    return await render(
        request,
        "compare.html",
        compared=compared,
        left_out=left_out,
        measured={name: _(text) for name, text in TERMS.items()},
        prices={_(TERMS[term]): price_of(compared, term) for term in PAID},
        waits=any(each.record.line.state == ScenarioState.SOLVING for each in compared),
        address=f"{request.path_qs}",
        key=fresh_key(),
    )


async def _series(request: web.Request) -> web.Response:
    """Plan the programme several times, with more and more weight on fairness."""
    programme, form = request.match_info["programme"], await form_of(request)
    seconds = form.whole("seconds", 1, 600, default=20)
    form.check()
    limits = Limits(seconds=float(seconds), workers=parts_of(request).settings.solve_workers)
    words = dict(STEPS)
    names = [_("Fairness: %(step)s") % {"step": _(words[factor])} for factor in FACTORS]

    posed = await in_thread(pose_series, programme)

    def plan(viewer: Viewer) -> dict[str, Any]:
        return {"scenarios": plan_series(viewer, programme, names, limits, posed)}

    made, _is_new = await act_once(request, form, plan)
    ids: list[str] = made["scenarios"]
    asked = urlencode([("scenario", id) for id in ids])
    notice = _("Planning has begun, one after another.")
    return go_on(f"/programmes/{programme}/scenarios/compare?{asked}", notice)


_COMPARE = "/programmes/{programme}/scenarios/compare"
DOORS: tuple[Door, ...] = (
    page("GET", _COMPARE, _compare, COORDINATORS),
    page("POST", "/programmes/{programme}/scenarios/fairness", _series, COORDINATORS),
)
