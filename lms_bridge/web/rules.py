"""A programme's rules about days, and what matters how much in its plans, as fields of a form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from aiohttp import web

from catalogue.actions.set_terms import set_terms
from catalogue.faults import Fault
from catalogue.programmes import TERMS, most_of
from catalogue.queries.planning import terms
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import _, later
from lms_bridge.web.meanwhile import News
from lms_bridge.web.page import go_on, render
from lms_bridge.web.seen import Thing, act_as_seen, look, mark_in
from lms_bridge.web.weights import CHANGES, GOALS

DAYS: Mapping[str, tuple[str, str]] = {
    "answer_by_days": (
        later("Days to answer"),
        later("How many days before a run begins an unanswered offer lapses."),
    ),
    "reminder_days": (
        later("Days of reminder"),
        later("How many days before an offer lapses members are reminded."),
    ),
    "cooling_off_days": (
        later("Days between courses"),
        later("How many days an official waits before beginning another course."),
    ),
    "official_rest_days": (
        later("Days of rest"),
        later("How many days at least are free between two runs of one official."),
    ),
    "min_notice_days": (
        later("Days that stay"),
        later("How many days from the planning date nothing is moved and no seat is added."),
    ),
    "notice_days": (
        later("Days of notice"),
        later("How many days before a run begins a change to it counts as late."),
    ),
    "notice_factor": (
        later("Late changes count"),
        later("How many times the points of other changes; see below."),
    ),
}
"""What each rule is called, and what it says."""


@dataclass(frozen=True, slots=True)
class Group:
    """Fields under a heading: the name of each, its title and its meaning."""

    title: str
    lead: str
    fields: Mapping[str, tuple[str, str]]


_GROUPS = (
    Group(later("Days"), "", DAYS),
    Group(
        later("What matters how much"),
        later("A plan is good if it has few points. Points are counted:"),
        GOALS,
    ),
    Group(
        later("What is published stays as it is"),
        later("Against the published plan points are counted:"),
        CHANGES,
    ),
)


def groups() -> Iterator[Group]:
    """Give the fields of all `TERMS` in the reader's language."""
    for group in _GROUPS:
        words = {name: (_(title), _(text)) for name, (title, text) in group.fields.items()}
        yield Group(_(group.title), _(group.lead) if group.lead else "", words)


def _thing(request: web.Request) -> Thing[dict[str, int]]:
    return Thing("programme", request.match_info["programme"], terms)


async def _show(request: web.Request) -> web.Response:
    found = await in_thread(look, viewer_of(request), _thing(request))
    facts = {name: str(value) for name, value in found.value.items()}
    return await _form(request, facts, seen=found.mark)


async def _form(
    request: web.Request,
    facts: Mapping[str, str],
    faults: Sequence[Fault] = (),
    *,
    seen: str,
    news: News | None = None,
) -> web.Response:
    return await render(
        request,
        "rules.html",
        status=412 if news else 422 if faults else 200,
        facts=facts,
        wrong_facts=by_column(faults),
        groups=groups(),
        seen=seen,
        news=news,
    )


async def _set(request: web.Request) -> web.Response:
    form, thing = await form_of(request), _thing(request)
    wanted = {name: form.whole(name, most=most_of(name)) for name in TERMS}
    if form.faults:
        return await _form(request, form.texts, form.faults, seen=mark_in(form))
    news = await act_as_seen(request, form, thing, set_terms, thing.id, wanted)
    if news:
        found = await in_thread(look, viewer_of(request), thing)
        return await _form(request, form.texts, seen=found.mark, news=news)
    return go_on(request.path, _("It is kept, for all that is planned from now on."))


DOORS: tuple[Door, ...] = (
    page("GET", "/programmes/{programme}/rules", _show, COORDINATORS),
    page("POST", "/programmes/{programme}/rules", _set, COORDINATORS),
)
