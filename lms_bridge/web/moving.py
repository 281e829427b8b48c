"""Moving a run: by a form, and from the board by arrow keys or dragging, with conflicts at once.

Nothing is kept until it is confirmed, and then only what was shown: the form names the plan and the
seats that give way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from aiohttp import web

from catalogue import audit
from catalogue.actions.change_plan import redo_change, undo_change
from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.plan import BlockTrainer, PlannedRun
from catalogue.queries.courses import BlockLine, CourseLine, courses
from catalogue.queries.nominations import NominationLine, nomination
from catalogue.queries.officials import OfficialLine, official
from catalogue.queries.paging import Paging
from catalogue.queries.runs import RunLine, runs
from catalogue.queries.scenarios import Steps, plan_steps
from catalogue.queries.trainers import TrainerLine, trainers
from catalogue.queries.venues import VenueLine, venues
from catalogue.viewer import Viewer
from lms_bridge.auth import CSRF_FIELD, csrf_token, session_of
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.errors import PlannerRefused, PlannerUnreachable
from lms_bridge.moving import Looked, Move, Tried, as_it_is_now, keep, look, try_move
from lms_bridge.planner.answer import Violation
from lms_bridge.threads import in_thread
from lms_bridge.violations import violation_words
from lms_bridge.web.acting import act
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import Form, form_of, query_of
from lms_bridge.web.language import _, ngettext, say_day, say_language
from lms_bridge.web.page import came_from, fragment, go_on, parts_of, render
from lms_bridge.web.remedies import say_failed_search

_ALL = Paging(size=1000)
_FEW = 2


@dataclass(frozen=True, slots=True)
class Choices:
    """What a run can be moved to, and what things are called."""

    run: RunLine
    course: CourseLine
    venues: tuple[VenueLine, ...]
    allowed: frozenset[str]  # ids of venues; none: any
    trainers: tuple[TrainerLine, ...]
    steps: Steps | None

    def names(self) -> dict[str, str]:
        """Give what venues and trainers are called."""
        return {v.id: v.name for v in self.venues} | {t.id: name_of(t) for t in self.trainers}

    def possible(self) -> list[VenueLine]:
        """List the venues where the run may be held."""
        return [each for each in self.venues if not self.allowed or each.id in self.allowed]

    def able(self, block: BlockLine, taken: tuple[str, ...]) -> list[tuple[str, str]]:
        """List who can teach a block by their skill, and who does, with their names."""
        return [
            (each.id, name_of(each))
            for each in self.trainers
            if each.id in taken
            or not block.skill
            or any(s.skill == block.skill and s.level >= block.level for s in each.skills)
        ]


def name_of(person: TrainerLine | NominationLine | OfficialLine) -> str:
    """Give somebody's name."""
    return f"{person.given_name} {person.family_name}".strip()


@dataclass(frozen=True, slots=True)
class _Known:
    runs: dict[str, RunLine]
    courses: dict[str, CourseLine]
    venues: tuple[VenueLine, ...]
    trainers: tuple[TrainerLine, ...]


@lru_cache(maxsize=4)
def _known(viewer: Viewer, programme: str, _line: int, _moment: datetime | None) -> _Known:
    """Read what runs can be moved to, once for all keys until something changes."""
    return _Known(
        runs={each.id: each for each in runs(viewer, programme, paging=_ALL).items},
        courses={each.id: each for each in courses(viewer, paging=_ALL).items},
        venues=venues(viewer, paging=_ALL).items,
        trainers=trainers(viewer, paging=_ALL).items,
    )


@reading
def _choices(viewer: Viewer, looked: Looked, run: str) -> Choices:
    known = _known(replace(viewer, request_id=""), looked.programme, *audit.newest())
    if run not in known.runs:
        raise NotFound("run", run)
    line = known.runs[run]
    given, _posed = as_it_is_now(looked.programme)
    allowed = next((each.venues for each in given.runs if each.id == run), ())
    return Choices(
        run=line,
        course=known.courses[line.course],
        venues=known.venues,
        allowed=frozenset({*allowed, looked.held(run).venue} if allowed else ()),
        trainers=known.trainers,
        steps=plan_steps(viewer, looked.scenario) if looked.scenario else None,
    )


def read_move(form: Form, looked: Looked, choices: Choices) -> Move:
    """Read how the run is to be held; what a form does not say stays. Faults stay in the form."""
    held = looked.held(choices.run.id)
    trainers: list[BlockTrainer] = []
    for block in choices.course.blocks:
        field = f"trainer-{block.code}"
        if field in form.lists:
            chosen = dict.fromkeys(id for id in form.several(field) if id)
            trainers += [BlockTrainer(block.code, id) for id in chosen]
        else:
            trainers += [pair for pair in held.trainers if pair.block == block.code]
    return Move(
        run=held.run,
        start=form.day_or_none("start") or held.start,
        venue=form.text("venue", required=False) or held.venue,
        language=form.text("language", required=False) or held.language,
        trainers=tuple(trainers),
    )


@dataclass(frozen=True, slots=True)
class Said:
    """A move and what comes of it, in words."""

    where: str
    is_moved: bool
    hard: tuple[str, ...]
    provisional: tuple[str, ...]
    tried: Tried

    @property
    def giving_way(self) -> str:
        """Name the seats that give way, as a form keeps them."""
        return ",".join(line.id for line in self.tried.giving_way)

    @property
    def can_be_kept(self) -> bool:
        """Whether confirming keeps it."""
        return self.is_moved and not self.hard


def say(
    looked: Looked, choices: Choices, move: Move, tried: Tried, people: Mapping[str, str]
) -> Said:
    """Say what comes of a move; `people` are what nominations, officials and days are called."""
    held, names = looked.held(move.run), choices.names() | dict(people)
    is_moved = (held.start, held.venue, held.language, set(held.trainers)) != (
        *(move.start, move.venue, move.language),
        set(move.trainers),
    )
    where = _("%(run)s: from %(day)s at %(venue)s, in %(language)s.") % {
        "run": move.run,
        "day": say_day(move.start, "EEE d MMM y"),
        "venue": names.get(move.venue, move.venue),
        "language": say_language(move.language),
    }
    return Said(
        where=where,
        is_moved=is_moved,
        hard=tuple(_in_words(tried.hard, names)),
        provisional=tuple(_in_words(tried.provisional, names)),
        tried=tried,
    )


def _kinds(violations: Iterable[Violation]) -> list[list[Violation]]:
    """Put conflicts of one kind about one run together."""
    kinds: dict[tuple[str, object], list[Violation]] = {}
    for each in violations:
        kinds.setdefault((each.code, each.about.get("run")), []).append(each)
    return list(kinds.values())


def _in_words(violations: Iterable[Violation], names: Mapping[str, str]) -> Iterator[str]:
    """Say conflicts, of each kind a few and how many more there are."""
    for found in _kinds(violations):
        yield from dict.fromkeys(violation_words(each, names, _) for each in found[:_FEW])
        if (more := len(found) - _FEW) > 0:
            text = ngettext("… and %(count)s more like it.", "… and %(count)s more like it.", more)
            yield text % {"count": more}


@reading
def _spoken_of(viewer: Viewer, tried: Tried) -> dict[str, str]:
    """Name the officials and days of which the conflicts that are said speak."""
    said = [v for of in (tried.hard, tried.provisional) for k in _kinds(of) for v in k[:_FEW]]
    names = {}
    for id in {str(v.about["nomination"]) for v in said if "nomination" in v.about}:
        names[id] = name_of(nomination(viewer, id))
    for id in {str(v.about["official"]) for v in said if "official" in v.about}:
        names[id] = name_of(official(viewer, id).line)
    days = {str(v.about["day"]) for v in said if "day" in v.about}
    return names | {day: say_day(date.fromisoformat(day), "EEE d MMM y") for day in days}


def base_of(request: web.Request) -> str:
    """Give the address of the plan that is looked at."""
    match = request.match_info
    if "scenario" in match:
        return f"/scenarios/{match['scenario']}"
    return f"/programmes/{match['programme']}"


async def looked_at(request: web.Request) -> tuple[Looked, Choices]:
    """Read the plan and the run that an address names. Raises NotFound, WrongState."""
    viewer, match = viewer_of(request), request.match_info
    looked = await look(viewer, match.get("programme", ""), match.get("scenario"))
    return looked, await in_thread(_choices, viewer, looked, match["run"])


async def _said(request: web.Request, looked: Looked, choices: Choices, move: Move) -> Said:
    viewer = viewer_of(request)
    tried = await try_move(parts_of(request).planner, viewer, looked, move)
    people = await in_thread(_spoken_of, viewer, tried)
    return say(looked, choices, move, tried, people)


async def _said_or_why_not(
    request: web.Request, looked: Looked, choices: Choices, move: Move
) -> tuple[Said | None, str]:
    try:
        return await _said(request, looked, choices, move), ""
    except (PlannerRefused, PlannerUnreachable) as error:
        return None, say_failed_search(error.reason)


async def _show(request: web.Request) -> web.Response:
    form = query_of(request)
    looked, choices = await looked_at(request)
    move = read_move(form, looked, choices)
    said, silence = await _said_or_why_not(request, looked, choices, move)
    return await _page(request, form, looked, choices, move, said, silence)


async def _page(
    request: web.Request,
    form: Form,
    looked: Looked,
    choices: Choices,
    move: Move,
    said: Said | None,
    silence: str,
) -> web.Response:
    status = 422 if form.faults or (form.has("keep") and said and said.hard) else 200
    return await render(
        request,
        "move.html",
        status=503 if silence else status,
        programme=looked.programme,
        base=base_of(request),
        looked=looked,
        choices=choices,
        move=move,
        said=said,
        silence=silence,
        written_start=form.texts.get("start", ""),
        faults=by_column(form.faults),
    )


async def _check(request: web.Request) -> web.Response:
    """Say what comes of a move, as a part of a page; with `panel`, also the form to keep it."""
    form = query_of(request)
    looked, choices = await looked_at(request)
    move = read_move(form, looked, choices)
    said = await _said(request, looked, choices, move)
    return fragment(
        request,
        "moving.html",
        said=said,
        move=move,
        looked=looked,
        base=base_of(request),
        panel=form.yes("panel"),
        csrf_field=CSRF_FIELD,
        csrf=csrf_token(session_of(request)),
    )


async def _keep(request: web.Request) -> web.Response:
    form = await form_of(request)
    looked, choices = await looked_at(request)
    seen = form.text("seen")
    form.check()
    looked.must_be(seen)
    move = read_move(form, looked, choices)
    said, silence = await _said_or_why_not(request, looked, choices, move)
    is_shown = said is not None and form.texts.get("giving_way", "") == said.giving_way
    if said is None or form.faults or not (form.has("keep") and said.can_be_kept and is_shown):
        return await _page(request, form, looked, choices, move, said, silence)
    scenario = await _kept(request, looked, said.tried.plan, _("%(run)s moved"), move.run)
    return go_on(board_of(scenario, move), said.where)


async def _kept(request: web.Request, looked: Looked, plan: Any, name: str, run: str) -> str:
    viewer, parts = viewer_of(request), parts_of(request)
    return await keep(parts.planner, viewer, looked, plan, name % {"run": run})


def board_of(scenario: str, held: Move | PlannedRun) -> str:
    """Give the address of a scenario's board with a run in it, to which the keyboard goes."""
    first = held.start - timedelta(days=45)
    return f"/scenarios/{scenario}/plan?from={first:%Y-%m}&months=12#run={held.run}"


async def _undo(request: web.Request) -> web.Response:
    scenario, form = request.match_info["scenario"], await form_of(request)
    seen, again = form.text("seen"), form.yes("again")
    form.check()
    await act(request, redo_change if again else undo_change, scenario, seen)
    notice = _("The change is done again.") if again else _("The change is taken back.")
    return go_on(came_from(request, f"/scenarios/{scenario}/plan") + "#tools", notice)


_PUBLISHED = "/programmes/{programme}/runs/{run}/move"
_SCENARIO = "/scenarios/{scenario}/runs/{run}/move"
DOORS: tuple[Door, ...] = (
    page("GET", _PUBLISHED, _show, COORDINATORS),
    page("POST", _PUBLISHED, _keep, COORDINATORS),
    page("GET", f"{_PUBLISHED}/check", _check, COORDINATORS),
    page("GET", _SCENARIO, _show, COORDINATORS),
    page("POST", _SCENARIO, _keep, COORDINATORS),
    page("GET", f"{_SCENARIO}/check", _check, COORDINATORS),
    page("POST", "/scenarios/{scenario}/undo", _undo, COORDINATORS),
)
