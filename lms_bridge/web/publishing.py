"""Publishing: what would change for people and in the LMS, then one button.

Whether the plan still keeps every rule as things stand today is asked of the planner, and said.
Exactly what was shown is published: the form knows which result of the planner it showed, and which
enrolments it showed ending in the LMS. Where the LMS does not answer, the plan can be published all
the same; it is synchronised when it answers again.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from catalogue.actions.adopt import adopt
from catalogue.actions.publish import publish
from catalogue.db import reading
from catalogue.errors import Outdated, Refused, WrongState
from catalogue.faults import Fault, Where
from catalogue.foreign_json import read_json
from catalogue.plan import plan_tag
from catalogue.queries.differences import Difference, to_scenario
from catalogue.queries.messages import Draft, drafts
from catalogue.queries.outdated import Newest, newest, outdated
from catalogue.queries.scenarios import ScenarioRecord
from catalogue.queries.scenarios import scenario as read_scenario
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.errors import BadRequest, NotPlannable, PlannerRefused, PlannerUnreachable
from lms_bridge.holding import broken_today
from lms_bridge.lms import Lms
from lms_bridge.planner.client import Planner
from lms_bridge.sync.errors import LmsError
from lms_bridge.sync.state import Role
from lms_bridge.synced import removals
from lms_bridge.synchronising import preview
from lms_bridge.threads import in_thread
from lms_bridge.violations import violation_words
from lms_bridge.web.acting import act_once, fresh_key
from lms_bridge.web.changes_in_words import Names, counts, names_for, of_run, say_change
from lms_bridge.web.errors_in_words import say_outdated
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import LANGUAGES, _, direction
from lms_bridge.web.lms_failures import say_failure
from lms_bridge.web.lms_in_words import LmsWords, lms_words
from lms_bridge.web.mending import repair_in
from lms_bridge.web.messages_in_words import language_of, letter_of
from lms_bridge.web.page import go_on, parts_of, render
from lms_bridge.web.remedies import say_failed_search


@dataclass(frozen=True, slots=True)
class _Seen:
    record: ScenarioRecord
    difference: Difference
    names: Names
    drafts: tuple[Draft, ...]
    outdated: Outdated | Refused | None
    newest: Newest | None


@reading
def _read(viewer: Viewer, scenario: str) -> _Seen:
    record = read_scenario(viewer, scenario)
    difference = to_scenario(viewer, scenario)
    return _Seen(
        record,
        difference,
        names_for(viewer),
        drafts(viewer, scenario),
        outdated(viewer, scenario),
        newest(viewer, record.programme),
    )


def seal_of(record: ScenarioRecord) -> str:
    """Name a result of the planner, to know it again."""
    return f"{record.problem_digest}-{plan_tag(record.plan or ())}"


async def _in_lms(
    viewer: Viewer, lms: Lms | None, record: ScenarioRecord
) -> tuple[LmsWords | None, list[list[str]], str]:
    """Give what would change in the LMS, whom it would lose, or why that is not known."""
    if lms is None:
        return None, [], _("No LMS is set up.")
    try:
        found = await preview(viewer, lms, programme=record.programme, scenario=record.line.id)
    except LmsError as error:
        return None, [], say_failure(error.reason)
    return lms_words(found), [list(each) for each in removals(found.difference)], ""


async def _broken(
    viewer: Viewer, planner: Planner, scenario: str, names: Names
) -> tuple[list[str], str]:
    """Say which rules the plan breaks as things stand today, or why that is not known."""
    try:
        broken = await broken_today(planner, viewer, scenario)
    except (NotPlannable, PlannerRefused, PlannerUnreachable) as error:
        return [], say_failed_search(error.reason)
    called = names.venues | names.trainers
    return list(dict.fromkeys(violation_words(each, called, _) for each in broken)), ""


async def _show(request: web.Request) -> web.Response:
    viewer, parts = viewer_of(request), parts_of(request)
    seen = await in_thread(_read, viewer, request.match_info["scenario"])
    line = seen.record.line
    if seen.record.plan is None or line.state != "solved":
        raise WrongState("scenario", line.id, state=line.state, wanted="published")
    if seen.record.score is None:
        state = _("in conflict with the rules")
        raise WrongState("scenario", line.id, state=state, wanted="published")
    broken, unknown = await _broken(viewer, parts.planner, line.id, seen.names)
    in_lms, leaving, silence = await _in_lms(viewer, parts.lms, seen.record)
    return await render(
        request,
        "publish.html",
        programme=seen.record.programme,
        record=seen.record,
        difference=seen.difference,
        names=seen.names,
        counts=counts(seen.difference),
        repair=repair_in(seen.record, seen.difference),
        of_run=of_run,
        say_change=say_change,
        outdated=list(say_outdated(seen.outdated)) if seen.outdated else [],
        newest=seen.newest,
        broken=broken,
        unknown=unknown,
        in_lms=in_lms,
        leaving=json.dumps(leaving),
        silence=silence,
        has_lms=parts.lms is not None,
        letters=_letters(seen.drafts),
        without_address=sum(not each.has_address for each in seen.drafts),
        has_mail=bool(parts.settings.mail_server),
        seal=seal_of(seen.record),
        key=fresh_key(),
    )


async def _people(request: web.Request) -> web.Response:
    seen = await in_thread(_read, viewer_of(request), request.match_info["scenario"])
    return await render(
        request,
        "told.html",
        programme=seen.record.programme,
        difference=seen.difference,
        names=seen.names,
        say_change=say_change,
        back=f"/scenarios/{seen.record.line.id}/publish",
    )


def _letters(found: tuple[Draft, ...]) -> list[tuple[str, int]]:
    """Count what would be told by the language in which it is read."""
    spoken = Counter(language_of(each.languages) for each in found)
    return [(LANGUAGES[code], count) for code, count in spoken.most_common()]


async def _messages(request: web.Request) -> web.Response:
    viewer, scenario = viewer_of(request), request.match_info["scenario"]
    url = f"{parts_of(request).settings.url}/messages"
    record = await in_thread(read_scenario, viewer, scenario)
    found = await in_thread(drafts, viewer, scenario)
    wanted = request.query.get("reader")
    shown = next((each for each in found if each.person == wanted), found[0] if found else None)
    letter = letter_of(shown, url) if shown else None
    return await render(
        request,
        "drafts.html",
        programme=record.programme,
        record=record,
        drafts=[(each, language_of(each.languages)) for each in found],
        shown=shown,
        letter=letter,
        letter_direction=direction(letter[0]) if letter else "",
    )


async def _publish(request: web.Request) -> web.Response:
    scenario, form = request.match_info["scenario"], await form_of(request)
    leaving = read_leaving(form.text("leaving", required=False, longest=10_000_000) or "[]")

    def change(viewer: Viewer) -> dict[str, Any]:
        record = read_scenario(viewer, scenario)
        if seal_of(record) != form.texts.get("seal"):
            state = _("not what it was when you looked")
            raise WrongState("scenario", scenario, state=state, wanted="published")
        if not record.line.work_in_progress:
            adopt(viewer, scenario)
        done = publish(viewer, record.programme, form.texts.get("note", ""), leaving)
        return {
            "programme": record.programme,
            "number": done.number,
            "offered": len(done.offered),
            "moved": len(done.moved),
            "waitlisted": len(done.waitlisted),
        }

    done, _is_new = await act_once(request, form, change, even_if_changed=True)
    notice = _(
        "Version %(number)s is published: seats offered: %(offered)s, moved: %(moved)s, "
        "on the waiting list: %(waitlisted)s."
    )
    has_lms = parts_of(request).lms is not None
    path = f"/programmes/{done['programme']}/" + ("lms?asked=9" if has_lms else "plan")
    return go_on(path, notice % done)


def read_leaving(text: str) -> list[list[str]]:
    """Read the enrolments whose end a form showed. Raises BadRequest."""
    try:
        rows = [[str(key), str(person), str(Role(role))] for key, person, role in read_json(text)]
    except (ValueError, TypeError):
        where = Where(column="leaving")
        raise BadRequest([Fault(where, "MALFORMED", "it is not what the page gave")]) from None
    return rows


DOORS: tuple[Door, ...] = (
    page("GET", "/scenarios/{scenario}/publish", _show, COORDINATORS),
    page("GET", "/scenarios/{scenario}/told", _people, COORDINATORS),
    page("GET", "/scenarios/{scenario}/messages", _messages, COORDINATORS),
    page("POST", "/scenarios/{scenario}/publish", _publish, COORDINATORS),
)
