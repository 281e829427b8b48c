"""A programme is begun by hand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from catalogue.errors import AlreadyThere, Refused
from catalogue.exchange.begin_programme import begin_programme
from catalogue.faults import Fault, Where
from catalogue.programmes import DAY_RULES, OWN_DAYS, WEIGHTS, usual_terms
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, Door, page
from lms_bridge.web.acting import act_once, fresh_key
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import _
from lms_bridge.web.page import go_on, render
from lms_bridge.web.rules import groups

_OWN = ("code", "name", "start", "end", "planning_date", *OWN_DAYS)
_TABLES = {"day_rules": DAY_RULES, "weights": WEIGHTS}


async def _new(request: web.Request) -> web.Response:
    today = datetime.now(UTC).date().isoformat()
    usual = {name: str(value) for name, value in usual_terms().items()}
    return await _form(request, usual | {"planning_date": today})


async def _form(
    request: web.Request,
    facts: Mapping[str, str],
    faults: tuple[Fault, ...] = (),
    status: int = 200,
) -> web.Response:
    return await render(
        request,
        "new_programme.html",
        status=status,
        facts=facts,
        wrong_facts=by_column(faults),
        groups=groups(),
        key=fresh_key(),
    )


async def _begin(request: web.Request) -> web.Response:
    form = await form_of(request)
    facts = {name: form.texts.get(name, "") for name in (*_OWN, *DAY_RULES, *WEIGHTS)}
    own = {name: facts[name] for name in _OWN}
    tables = {table: {name: facts[name] for name in names} for table, names in _TABLES.items()}

    def begin(viewer: Viewer) -> dict[str, Any]:
        return {"programme": begin_programme(viewer, own, tables)}

    try:
        made, _is_new = await act_once(request, form, begin)
    except Refused as refused:
        return await _form(request, facts, refused.faults, 422)
    except AlreadyThere as there:
        return await _form(request, facts, (Fault(Where(column="code"), "TWICE", there.id),), 409)
    return go_on(
        f"/programmes/{made['programme']}/tables",
        _("The programme is begun. Bring what it is made of."),
    )


DOORS: tuple[Door, ...] = (
    page("GET", "/new-programme", _new, COORDINATORS),
    page("POST", "/new-programme", _begin, COORDINATORS),
)
