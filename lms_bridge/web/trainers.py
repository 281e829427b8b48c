"""Trainers: the list, and one with their skills and the days on which they cannot come."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from catalogue.actions.mark_available import mark_available
from catalogue.actions.mark_unavailable import mark_unavailable
from catalogue.actions.set_skills import SkillEntry, set_skills
from catalogue.db import reading
from catalogue.errors import Refused
from catalogue.faults import Fault
from catalogue.queries.officials import Away
from catalogue.queries.trainers import TrainerFilter, TrainerLine, days_away, trainer, trainers
from catalogue.viewer import Role, Viewer
from lms_bridge.doors import COORDINATORS, TEACHERS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.faults_in_words import by_cell
from lms_bridge.web.forms import cells_of, form_of, query_of
from lms_bridge.web.language import _
from lms_bridge.web.lists import addresses, paging_of
from lms_bridge.web.meanwhile import News
from lms_bridge.web.page import came_from, go_on, render
from lms_bridge.web.seen import Thing, act_as_seen, look, mark_in
from lms_bridge.web.spans import Entry, take_days

LENDERS = COORDINATORS | {Role.FOCAL_POINT}
_FIELDS = ("skill", "level", "expires_on")


async def _list(request: web.Request) -> web.Response:
    asked = query_of(request).texts
    wanted = TrainerFilter(text=asked.get("text") or None, skill=asked.get("skill") or None)
    found = await in_thread(trainers, viewer_of(request), wanted, paging_of(request, "name"))
    return await render(
        request, "trainers.html", trainers=found, asked=asked, address=addresses(request)
    )


@dataclass(frozen=True, slots=True)
class _One:
    line: TrainerLine
    away: tuple[Away, ...]
    skills: list[dict[str, str]]
    seen: str


def _skills(viewer: Viewer, id: str) -> list[dict[str, str]]:
    """Give the skills as they stand in the form."""
    return [
        {
            "skill": each.skill,
            "level": str(each.level),
            "expires_on": each.expires_on.isoformat() if each.expires_on else "",
        }
        for each in trainer(viewer, id).skills
    ]


def _thing(request: web.Request) -> Thing[list[dict[str, str]]]:
    return Thing("trainer", request.match_info["trainer"], _skills)


@reading
def _read(viewer: Viewer, thing: Thing[list[dict[str, str]]]) -> _One:
    skills = look(viewer, thing)
    id = thing.id
    return _One(trainer(viewer, id), days_away(viewer, id), skills.value, skills.mark)


async def _show(request: web.Request) -> web.Response:
    return await _page(request, Entry())


async def _page(
    request: web.Request,
    entry: Entry,
    rows: list[dict[str, str]] | None = None,
    faults: list[Fault] | None = None,
    *,
    seen: str = "",
    news: News | None = None,
) -> web.Response:
    viewer = viewer_of(request)
    one = await in_thread(_read, viewer, _thing(request))
    wrong = 422 if entry.faults or faults else 200
    return await render(
        request,
        "trainer.html",
        status=412 if news else wrong,
        one=one,
        entry=entry,
        rows=one.skills if rows is None else rows,
        wrong=by_cell(faults or []),
        certifies=viewer.has(*COORDINATORS),
        seen=seen or one.seen,
        news=news,
    )


async def _certify(request: web.Request) -> web.Response:
    form, thing = await form_of(request), _thing(request)
    rows = form.rows(_FIELDS)
    faults: list[Fault] = []
    news = None
    cells = [cells_of(number, row, faults) for number, row in enumerate(rows, start=1)]
    skills = [
        SkillEntry(
            each.text("skill"), each.whole("level", 0, 100, default=0), each.day_or_none(_FIELDS[2])
        )
        for each in cells
    ]
    if not faults:
        try:
            news = await act_as_seen(request, form, thing, set_skills, thing.id, skills)
        except Refused as refused:
            faults = list(refused.faults)
    if faults:
        return await _page(request, Entry(), rows, faults, seen=mark_in(form))
    if news:
        return await _page(request, Entry(), rows, news=news)
    return go_on(f"/trainers/{thing.id}", _("The skills are kept."))


async def _away(request: web.Request) -> web.Response:
    id = request.match_info["trainer"]
    return await take_days(
        request,
        lambda viewer, start, end, reason: mark_unavailable(viewer, id, start, end, reason),
        _page,
        (
            came_from(request, f"/trainers/{id}"),
            _("It is noted. Plan again if a run is concerned."),
        ),
        is_reasoned=False,
    )


async def _back(request: web.Request) -> web.Response:
    id = request.match_info["trainer"]
    return await take_days(
        request,
        lambda viewer, start, end, _reason: mark_available(viewer, id, start, end),
        _page,
        (came_from(request, f"/trainers/{id}"), _("These days are taken back.")),
        is_reasoned=False,
    )


DOORS: tuple[Door, ...] = (
    page("GET", "/trainers", _list, LENDERS),
    page("GET", "/trainers/{trainer}", _show, LENDERS | TEACHERS),
    page("POST", "/trainers/{trainer}/skills", _certify, COORDINATORS),
    page("POST", "/trainers/{trainer}/unavailable", _away, LENDERS | TEACHERS),
    page("POST", "/trainers/{trainer}/available", _back, LENDERS | TEACHERS),
)
