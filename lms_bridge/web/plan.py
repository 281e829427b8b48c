"""A plan to look at: as bars on rows over the weeks, and as a list with seats.

The published plan is for everybody, a scenario's for those who run the programme.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from urllib.parse import urlencode

from aiohttp import web

from catalogue.db import reading
from catalogue.plan import plan_tag
from catalogue.queries.absences import absences
from catalogue.queries.board import Bar, Board, VenueRow, board
from catalogue.queries.funders import funder_names
from catalogue.queries.organisations import organisations
from catalogue.queries.paging import Paging
from catalogue.queries.runs import RunLine, runs
from catalogue.queries.scenarios import ScenarioRecord, Steps, plan_steps
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.queries.trainers import trainers
from catalogue.scenarios import ScenarioState
from catalogue.viewer import Role, Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.measures import seats_of_members
from lms_bridge.moving import as_it_is_now
from lms_bridge.threads import in_thread
from lms_bridge.web.balance import Balance, balance
from lms_bridge.web.drawing import Drawing, Scale, colours, draw
from lms_bridge.web.forms import Form, query_of
from lms_bridge.web.language import _
from lms_bridge.web.navigation import PEOPLE
from lms_bridge.web.page import fragment, render
from lms_bridge.web.rows import BY, SHOW, Known, Wanted, narrowed, rows_of

_ALL = Paging(size=1000)
PERIODS = (3, 6, 12, 0)
"""Months that are shown at once; 0 is the whole programme."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A plan with what it is compared with, its colours and its trainers' names."""

    board: Board
    published: Board | None
    colours: dict[str, int]
    known: Known
    runs: tuple[RunLine, ...]
    balance: Balance | None
    tag: str
    record: ScenarioRecord | None
    steps: Steps | None

    @property
    def plan_address(self) -> str:
        """Where the plan is looked at."""
        if self.record:
            return f"/scenarios/{self.record.line.id}/plan"
        return f"/programmes/{self.board.programme}/plan"

    @property
    def trainers(self) -> Mapping[str, str]:
        """What the trainers are called whom the reader may know."""
        return self.known.trainers

    @property
    def can_change(self) -> bool:
        """Whether there is a plan that can be changed by hand."""
        if self.record is None:
            return self.board.version is not None
        return self.record.line.state == ScenarioState.SOLVED and self.record.plan is not None


@dataclass(frozen=True, slots=True)
class Sought:
    """What a page needs besides the plan, and takes long to read in a large programme."""

    balance: bool = False
    seats: bool = False
    away: bool = False


@reading
def read_plan(
    viewer: Viewer, programme: str, scenario: str | None, sought: Sought = Sought()
) -> Shown:
    """Read the published plan, or a scenario's. Raises NotFound, Forbidden."""
    record = read_scenario(viewer, scenario) if scenario else None
    programme = record.programme if record else programme
    names = {}
    if viewer.has(Role.ADMINISTRATOR, Role.COORDINATOR, Role.FOCAL_POINT, Role.TRAINER):
        known = trainers(viewer, paging=_ALL).items
        names = {t.id: f"{t.given_name} {t.family_name}".strip() for t in known}
    published = board(viewer, programme)
    known_runs = runs(viewer, programme, paging=_ALL).items
    is_more = viewer.sees_all and (sought.balance or sought.seats)
    given = as_it_is_now(programme)[0] if is_more else None
    plan = ((record.plan or ()) if record else given.standing) if given else ()
    members = {m.id: m.name for m in organisations(viewer).members} if viewer.sees_all else {}
    payers = funder_names(viewer) if given else {}
    shown = board(viewer, programme, scenario) if scenario else published
    return Shown(
        board=shown,
        published=published if scenario and published.version else None,
        colours=colours(run.course for run in known_runs),
        known=Known(
            trainers=names,
            members=members,
            seats=seats_of_members(given, plan) if given else {},
            away=absences(viewer, programme) if sought.away else {},
        ),
        runs=known_runs if viewer.sees_all else (),
        balance=balance(given, plan, members | payers) if given and sought.balance else None,
        tag=plan_tag(record.plan or ()) if record else board_tag(shown),
        record=record,
        steps=plan_steps(viewer, scenario) if scenario else None,
    )


def board_tag(shown: Board) -> str:
    """Name the published plan by what stands on the board, to know it again."""
    bars = [repr(bar) for row in shown.rows for bar in row.bars]
    return hashlib.sha256("\n".join(bars).encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Window:
    """The months that are shown, and the addresses of others."""

    scale: Scale
    months: int
    earlier: str
    later: str
    periods: tuple[tuple[int, str], ...]
    kept: Mapping[str, str]
    """What else the address says."""

    def where(self, **other: str) -> str:
        """Give the address of the same months, otherwise."""
        here = {"from": f"{self.scale.first:%Y-%m}", "months": str(self.months)}
        said = {**here, **self.kept, **other}
        return "?" + urlencode({name: text for name, text in said.items() if text})


_KEPT = ("by", "course", "venue", "member", "show", "rows")


_FEWER_MONTHS = 6
"""How many months are shown at first to those whose line may be slow; a year is a choice."""


def window_of(asked: Form, board: Board, usual_months: int) -> Window:
    """Decide which months are shown: those asked for, else the usual from last month on."""
    months = asked.whole("months", 0, 36, default=usual_months)
    first = _month(asked.texts.get("from", "")) or _add(board.today.replace(day=1), -1)
    asked.check()
    start, last = board.start.replace(day=1), board.end
    if months == 0:
        first, until = start, last
    else:
        latest = max(start, _add(last.replace(day=1), 1 - months))
        first = min(max(first, start), latest)
        until = _add(first, months) - timedelta(days=1)

    kept = {name: text for name in _KEPT if (text := asked.texts.get(name, ""))}

    def address(at: date, count: int) -> str:
        return "?" + urlencode({"from": f"{at:%Y-%m}", "months": count, **kept})

    step = max(1, months // 2)
    return Window(
        scale=Scale(first, until),
        months=months,
        earlier=address(_add(first, -step), months) if months and first > start else "",
        later=address(_add(first, step), months) if months and until < last else "",
        periods=tuple((each, address(first, each)) for each in PERIODS),
        kept=kept,
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
    by, wanted = _wanted(asked)
    sought = Sought(
        balance=asked.yes("balance"),
        seats=by == "member" or bool(wanted.member),
        away=by == "trainer",
    )
    shown = await in_thread(read_plan, viewer, programme, scenario, sought)
    window = window_of(asked, shown.board, 12 if viewer.sees_all else _FEWER_MONTHS)
    seen = narrowed(shown.board, wanted, shown.known, shown.published)
    before = narrowed(shown.published, wanted, shown.known) if shown.published else None
    drawing = draw(
        rows_of(seen, by, shown.known),
        seen.today,
        window.scale,
        shown.colours,
        rows_of(before, by, shown.known) if before else None,
        all_rows=asked.yes("rows"),
    )
    everything = [bar for row in shown.board.rows for bar in row.bars]
    is_held = {bar.run for bar in everything}
    return await render(
        request,
        "plan.html",
        programme=shown.board.programme,
        shown=shown,
        window=window,
        drawing=drawing,
        held=held(drawing, seen),
        by=by,
        wanted=wanted,
        groupings={name: _(text) for name, text in BY.items() if _may(name, shown)},
        kinds={name: _(text) for name, text in SHOW.items() if name != "changed" or scenario},
        courses=sorted({(bar.course, bar.course_title) for bar in everything}),
        unheld=[
            run
            for run in shown.runs
            if run.id not in is_held
            and wanted.course in {"", run.course}
            and (wanted.show != "required" or run.required)
        ],
        total=len(everything),
        seats=sum(bar.seats for bar in everything),
        most=sum(bar.max_seats for bar in everything),
        can_move=viewer.has(*COORDINATORS) and shown.can_change,
        steps=shown.steps,
        tag=shown.tag,
        run_path=f"/scenarios/{scenario}/runs/" if scenario else f"/programmes/{programme}/runs/",
    )


async def _balance(request: web.Request) -> web.Response:
    """Give the strips beside the board, as a part of a page."""
    match = request.match_info
    wanted = match.get("programme", ""), match.get("scenario")
    shown = await in_thread(read_plan, viewer_of(request), *wanted, Sought(balance=True))
    return fragment(request, "strips.html", balance=shown.balance)


def _may(by: str, shown: Shown) -> bool:
    """Say whether there is anything to show by this."""
    there = {"trainer": shown.known.trainers, "member": shown.known.members}
    return bool(there.get(by, True))


def _wanted(asked: Form) -> tuple[str, Wanted]:
    """Read by what rows are, and which runs are shown. Raises Refused."""
    by, show = asked.texts.get("by") or "venue", asked.texts.get("show", "")
    if by not in BY:
        asked.fault("by", "NOT_ONE_OF", *BY)
    if show not in SHOW:
        asked.fault("show", "NOT_ONE_OF", *SHOW)
    asked.check()
    course, venue, member = (asked.texts.get(name, "") for name in ("course", "venue", "member"))
    return by, Wanted(course, venue, member, show)


DOORS: tuple[Door, ...] = (
    page("GET", "/programmes/{programme}/plan", _published, PEOPLE),
    page("GET", "/scenarios/{scenario}/plan", _of_scenario, COORDINATORS),
    page("GET", "/programmes/{programme}/plan/balance", _balance, COORDINATORS),
    page("GET", "/scenarios/{scenario}/plan/balance", _balance, COORDINATORS),
)
