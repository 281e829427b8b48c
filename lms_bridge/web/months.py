"""The calendar of those who nominate: month by month, what is held and who of theirs sits there."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from aiohttp import web

from catalogue.db import reading
from catalogue.queries.nominations import NominationFilter, NominationLine, nominations
from catalogue.queries.paging import Paging
from catalogue.queries.runs import RunLine, runs
from catalogue.viewer import Viewer
from lms_bridge.doors import MEMBERS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.page import render

_ALL = Paging(size=1000)


@dataclass(frozen=True, slots=True)
class Month:
    """A month with the runs that begin in it, each with those whom the reader may know there."""

    first: date
    runs: tuple[tuple[RunLine, tuple[NominationLine, ...]], ...]


@reading
def months(viewer: Viewer, programme: str, *, everything: bool) -> tuple[Month, ...]:
    """List months with runs in which somebody of the reader's sits; with `everything`, all runs."""
    seated = defaultdict(list)
    for line in nominations(viewer, NominationFilter(programme), _ALL).items:
        if line.run:
            seated[line.run].append(line)
    found: dict[date, list[tuple[RunLine, tuple[NominationLine, ...]]]] = defaultdict(list)
    for run in runs(viewer, programme, paging=_ALL).items:
        if run.start and (everything or run.id in seated):
            people = sorted(seated[run.id], key=lambda line: (line.family_name, line.id))
            found[run.start.replace(day=1)].append((run, tuple(people)))
    return tuple(
        Month(first, tuple(sorted(of, key=lambda pair: (pair[0].start or first, pair[0].id))))
        for first, of in sorted(found.items())
    )


async def _show(request: web.Request) -> web.Response:
    everything = request.query.get("all") == "yes"
    programme = request.match_info["programme"]
    shown = await in_thread(months, viewer_of(request), programme, everything=everything)
    return await render(request, "months.html", months=shown, everything=everything)


DOORS: tuple[Door, ...] = (page("GET", "/programmes/{programme}/calendar", _show, MEMBERS),)
