"""Funders: what they gave, what the published plan commits, what was paid; and noting a payment."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from aiohttp import web

from catalogue.actions.record_expense import record_expense
from catalogue.db import reading
from catalogue.errors import Refused
from catalogue.faults import Fault
from catalogue.queries.funders import ExpenseLine, FunderLine, expenses, funders
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, OVERSEERS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act_once, fresh_key
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import _
from lms_bridge.web.page import go_on, render

_MOST_USD = 1_000_000_000


@dataclass(frozen=True, slots=True)
class _Known:
    funders: tuple[FunderLine, ...]
    expenses: tuple[ExpenseLine, ...]


@reading
def _read(viewer: Viewer, programme: str) -> _Known:
    paid = expenses(viewer, programme) if viewer.has(*COORDINATORS) else ()
    return _Known(funders(viewer, programme), paid)


async def _show(request: web.Request) -> web.Response:
    return await _page(request, {}, [])


async def _page(
    request: web.Request, values: dict[str, str], faults: list[Fault], status: int = 200
) -> web.Response:
    viewer = viewer_of(request)
    known = await in_thread(_read, viewer, request.match_info["programme"])
    return await render(
        request,
        "money.html",
        status=status,
        known=known,
        names={each.id: each.name for each in known.funders},
        runs=sorted(run.run for each in known.funders for run in each.runs),
        pays=viewer.has(*COORDINATORS),
        values=values,
        key=fresh_key(),
        faults=by_column(faults),
    )


async def _pay(request: web.Request) -> web.Response:
    programme, form = request.match_info["programme"], await form_of(request)
    funder, paid_on = form.text("funder"), form.day("paid_on")
    amount_usd = form.whole("amount_usd", -_MOST_USD, _MOST_USD)
    run, note = form.text("run", required=False) or None, form.text("note", required=False)
    if form.faults:
        return await _page(request, form.texts, form.faults, 422)

    def pay(viewer: Viewer) -> dict[str, Any]:
        record_expense(viewer, programme, funder, amount_usd, paid_on, run, note)
        return {}

    try:
        await act_once(request, form, pay)
    except Refused as refused:
        return await _page(request, form.texts, list(refused.faults), 422)
    return go_on(f"/programmes/{programme}/money", _("It is noted."))


DOORS: tuple[Door, ...] = (
    page("GET", "/programmes/{programme}/money", _show, OVERSEERS),
    page("POST", "/programmes/{programme}/money", _pay, COORDINATORS),
)
