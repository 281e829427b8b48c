"""A plan to look at: as bars on venue rows over the weeks, and as a list with seats.

The published plan is for everybody, a scenario's for those who run the programme.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from aiohttp import web

from catalogue.db import reading
from catalogue.plan import plan_tag
from catalogue.queries.board import Bar, Board, VenueRow, board
from catalogue.queries.paging import Paging
from catalogue.queries.runs import runs
from catalogue.queries.scenarios import ScenarioRecord, Steps, plan_steps
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.queries.trainers import trainers
from catalogue.scenarios import ScenarioState
from catalogue.viewer import Role, Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.drawing import Drawing, Scale, colours, draw, place_name
from lms_bridge.web.forms import Form, query_of
from lms_bridge.web.navigation import PEOPLE
from lms_bridge.web.page import render

_ALL = Paging(size=1000)
PERIODS = (6, 12, 0)
"""Months that are shown at once; 0 is the whole programme."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan with what it is compared with, its colours and its trainers' names."""

    board: Board
    published: Board | None
    colours: dict[str, int]
    trainers: dict[str, str]
    record: ScenarioRecord | None
    steps: Steps | None

    @property
    def can_change(self) -> bool:
        """Whether there is a plan that can be changed by hand."""
        if self.record is None:
            return self.board.version is not None
        return self.record.line.state == ScenarioState.SOLVED and self.record.plan is not None


@reading
def read_plan(viewer: Viewer, programme: str, scenario: str | None) -> Shown:
    """Read the published plan, or a scenario's. Raises NotFound, Forbidden."""
    record = read_scenario(viewer, scenario) if scenario else None
    programme = record.programme if record else programme
    names = {}
    if viewer.has(Role.ADMINISTRATOR, Role.COORDINATOR, Role.FOCAL_POINT, Role.TRAINER):
        known = trainers(viewer, paging=_ALL).items
        names = {t.id: f"{t.given_name} {t.family_name}".strip() for t in known}
    published = board(viewer, programme)
    return Shown(
        board=board(viewer, programme, scenario) if scenario else published,
        published=published if scenario and published.version else None,
        colours=colours(run.course for run in runs(viewer, programme, paging=_ALL).items),
        trainers=names,
        record=record,
        steps=plan_steps(viewer, scenario) if scenario else None,
    )


@dataclass(frozen=True, slots=True)
class Window:
    """The months that are shown, and the addresses of others."""

    scale: Scale
    months: int
    earlier: str
    later: str
    periods: tuple[tuple[int, str], ...]


def window_of(asked: Form, board: Board) -> Window:
    """Decide which months are shown: those asked for, else a year from before the planning date."""
    months = asked.whole("months", 0, 36, default=12)
    first = _month(asked.texts.get("from", "")) or _add(board.today.replace(day=1), -1)
    asked.check()
    start, last = board.start.replace(day=1), board.end
    if months == 0:
        first, until = start, last
    else:
        latest = max(start, _add(last.replace(day=1), 1 - months))
        first = min(max(first, start), latest)
        until = _add(first, months) - timedelta(days=1)

    def address(at: date, count: int) -> str:
        return "?" + urlencode({"from": f"{at:%Y-%m}", "months": count})

    step = max(1, months // 2)
    return Window(
        scale=Scale(first, until),
        months=months,
        earlier=address(_add(first, -step), months) if months and first > start else "",
        later=address(_add(first, step), months) if months and until < last else "",
        periods=tuple((each, address(first, each)) for each in PERIODS),
    )


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


def _add(month: date, count: int) -> date:
    years, place = divmod(month.month - 1 + count, 12)
    return month.replace(year=month.year + years, month=place + 1)


def held(drawing: Drawing, board: Board) -> list[tuple[Bar, VenueRow]]:
    """List what is held in the months that are shown, by days."""
    return sorted(_held(drawing.scale, board), key=lambda pair: (pair[0].start, pair[0].run))


def _held(scale: Scale, board: Board) -> Iterator[tuple[Bar, VenueRow]]:
    for row in board.rows:
        for bar in row.bars:
            if scale.shows(bar.start, bar.end):
                yield bar, row


async def _published(request: web.Request) -> web.Response:
    return await _show(request, request.match_info["programme"], None)


async def _of_scenario(request: web.Request) -> web.Response:
    return await _show(request, "", request.match_info["scenario"])


async def _show(request: web.Request, programme: str, scenario: str | None) -> web.Response:
    viewer, asked = viewer_of(request), query_of(request)
    shown = await in_thread(read_plan, viewer, programme, scenario)
    window = window_of(asked, shown.board)
    drawing = draw(
        shown.board,
        window.scale,
        shown.colours,
        shown.published,
        all_venues=asked.yes("venues"),
    )
    everything = [bar for row in shown.board.rows for bar in row.bars]
    return await render(
        request,
        "plan.html",
        programme=shown.board.programme,
        shown=shown,
        window=window,
        drawing=drawing,
        held=held(drawing, shown.board),
        total=len(everything),
        seats=sum(bar.seats for bar in everything),
        most=sum(bar.max_seats for bar in everything),
        place_name=place_name,
        can_move=viewer.has(*COORDINATORS) and shown.can_change,
        steps=shown.steps,
        tag=plan_tag(shown.record.plan or ()) if shown.record else "",
        run_path=f"/scenarios/{scenario}/runs/" if scenario else f"/programmes/{programme}/runs/",
    )


DOORS: tuple[Door, ...] = (
    page("GET", "/programmes/{programme}/plan", _published, PEOPLE),
    page("GET", "/scenarios/{scenario}/plan", _of_scenario, COORDINATORS),
)
