"""The attendance sheet of a run, for those who teach it; for coordinators where nobody does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from aiohttp import web

from catalogue import sight
from catalogue.actions.decide_completions import decide_completions
from catalogue.actions.record_attendance import record_as_seen
from catalogue.db import changing, reading
from catalogue.errors import Forbidden, NotFound
from catalogue.programmes import last_day_begun
from catalogue.published import programme_of
from catalogue.queries.learning import LearnerLine, learners
from catalogue.queries.runs import RunLine
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, TEACHERS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import _, say_day
from lms_bridge.web.page import go_on, render
from lms_bridge.web.runs import find_run

SOURCE = "trainer"


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A run with those who sit in it; `last` is the last day of which anything can be noted."""

    run: RunLine
    lines: tuple[LearnerLine, ...]
    last: date


@reading
def _read(viewer: Viewer, programme: str, run: str) -> _Sheet:
    if not (viewer.has(*TEACHERS) or sight.stands_in(viewer, run)):
        raise Forbidden(TEACHERS)
    last = last_day_begun(programme_of(programme))
    return _Sheet(find_run(viewer, programme, run), learners(viewer, run), last)


def days_of(run: RunLine) -> list[date]:
    """List the days of a run that is held. Raises NotFound for one that is not."""
    if run.start is None:
        raise NotFound("held run", run.id)
    return [run.start + timedelta(days=i) for i in range(run.days)]


async def _show(request: web.Request) -> web.Response:
    found = await in_thread(
        _read, viewer_of(request), request.match_info["programme"], request.match_info["run"]
    )
    days = days_of(found.run)
    asked = request.query.get("day", "")
    day = next((each for each in days if each.isoformat() == asked), days[0])
    return await _sheet(request, found, day)


async def _sheet(
    request: web.Request,
    found: _Sheet,
    day: date,
    wanted: Mapping[str, bool] | None = None,
    noted: int = 0,
) -> web.Response:
    """Show the sheet of a day; `wanted` is what was said otherwise than somebody else noted."""
    return await render(
        request,
        "attendance.html",
        status=409 if wanted else 200,
        run=found.run,
        lines=found.lines,
        days=days_of(found.run),
        day=day,
        is_to_come=day > found.last,
        wanted=wanted or {},
        noted=noted,
    )


@changing
def _note(
    viewer: Viewer,
    run: str,
    day: date,
    present: Mapping[str, bool],
    seen: Mapping[str, bool | None],
) -> tuple[list[str], dict[str, bool]]:
    """Note a sheet; the course's rule then decides."""
    found = record_as_seen(viewer, run, day, present, seen, SOURCE)
    decide_completions(Viewer.system(viewer.request_id), run, SOURCE)
    return found


async def _record(request: web.Request) -> web.Response:
    programme, run = request.match_info["programme"], request.match_info["run"]
    form = await form_of(request)
    day = form.day("day")
    present = {
        name.removeprefix("there-"): form.yes(name)
        for name, value in form.texts.items()
        if name.startswith("there-") and value
    }
    shown = {"yes": True, "no": False}
    seen = {
        name.removeprefix("seen-"): shown.get(value)
        for name, value in form.texts.items()
        if name.startswith("seen-")
    }
    form.check()
    noted, differing = await act(request, _note, run, day, present, seen)
    if differing:
        found = await in_thread(_read, viewer_of(request), programme, run)
        wanted = {id: present[id] for id in differing}
        return await _sheet(request, found, day, wanted, len(noted))
    notice = _("%(day)s is noted. New entries: %(count)s.")
    path = f"/programmes/{programme}/runs/{run}/attendance?day={day}"
    return go_on(path, notice % {"day": say_day(day), "count": len(noted)})


_SHEET = "/programmes/{programme}/runs/{run}/attendance"
DOORS: tuple[Door, ...] = (
    page("GET", _SHEET, _show, COORDINATORS | TEACHERS),
    page("POST", _SHEET, _record, COORDINATORS | TEACHERS),
)
