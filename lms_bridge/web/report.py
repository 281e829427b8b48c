"""A report: figures in groups, as plots, as a table, and to print; it names no person."""

from __future__ import annotations

from collections.abc import Mapping

from aiohttp import web

from catalogue.queries.report import BY, RESTRICTED, report
from lms_bridge.doors import FOCAL_POINTS, OVERSEERS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.charts import cost_bars, equity_curve, seat_bars
from lms_bridge.web.forms import query_of
from lms_bridge.web.language import _, later
from lms_bridge.web.page import render

REPORTERS = OVERSEERS | FOCAL_POINTS

GROUPINGS: Mapping[str, str] = {
    "member": later("by member"),
    "agency": later("by agency"),
    "gender": later("by gender"),
    "course": later("by course"),
    "run": later("by run"),
    "funder": later("by funder"),
    "period": later("by quarter"),
    "host": later("by hosting member"),
}


async def _show(request: web.Request) -> web.Response:
    asked = query_of(request)
    by = asked.texts.get("by") or "member"
    if by not in BY:
        asked.fault("by", "NOT_ONE_OF", *BY)
    asked.check()
    programme = request.match_info["programme"]
    made = await in_thread(report, viewer_of(request), programme, by)
    return await render(
        request,
        "report.html",
        report=made,
        groupings={name: _(text) for name, text in GROUPINGS.items()},
        restricted=RESTRICTED,
        seats=seat_bars(made.lines),
        costs=cost_bars(made.lines),
        curve=equity_curve(made.lines) if by == "member" and len(made.lines) > 1 else "",
    )


DOORS: tuple[Door, ...] = (page("GET", "/programmes/{programme}/report", _show, REPORTERS),)
