"""Somebody who edits a course in an LMS chooses what stands there: a run, or their own pages."""

from __future__ import annotations

from aiohttp import web

from catalogue.actions.lti_launches import use_launch
from catalogue.errors import NotFound, NotSignedIn
from catalogue.queries.lti import KeptLaunch, kept_launch
from catalogue.queries.paging import Paging
from catalogue.queries.runs import RunFilter, RunLine, runs
from catalogue.viewer import Role, Viewer
from lms_bridge.doors import EVERYBODY, MACHINES, SEATED, Door, page, viewer_of
from lms_bridge.framing import origin_of, policy_within
from lms_bridge.lti.deep_link import Chosen, response
from lms_bridge.lti.launch import Launch
from lms_bridge.threads import in_thread
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import _
from lms_bridge.web.page import parts_of, render

_ALL = Paging(size=1000)
_OWN = "own"
"""What is chosen where each finds their own pages, whatever their role."""

_EDITORS = EVERYBODY - MACHINES - SEATED | {Role.TRAINER}


def _kept(viewer: Viewer, secret: str) -> KeptLaunch:
    """Find a launch that waits for a choice of this viewer. Raises NotFound."""
    try:
        kept = kept_launch(secret)
    except NotSignedIn:
        raise NotFound("launch", "") from None
    is_deep = kept.document.get("launch", {}).get("is_deep_link")
    if kept.person != viewer.person or not is_deep:
        raise NotFound("launch", "")
    return kept


def _held(viewer: Viewer, programme: str | None) -> tuple[RunLine, ...]:
    return tuple(runs(viewer, programme or "", RunFilter(held=True), _ALL).items)


async def _choose(request: web.Request) -> web.Response:
    viewer = viewer_of(request)
    kept = await in_thread(_kept, viewer, request.match_info["launch"])
    held = await in_thread(_held, viewer, kept.platform.programme)
    return await render(request, "lti_choose.html", runs=held, own=_OWN)


async def _chosen(request: web.Request) -> web.Response:
    viewer, secret = viewer_of(request), request.match_info["launch"]
    kept = await in_thread(_kept, viewer, secret)
    form = await form_of(request)
    wanted, item = form.text("run"), form.texts.get("item", "")
    held = {run.id: run for run in await in_thread(_held, viewer, kept.platform.programme)}
    if wanted and wanted not in held and wanted != _OWN:
        form.fault("run", "UNKNOWN")
    if item not in ("", "attendance", "completion"):
        form.fault("item", "NOT_ONE_OF", "attendance", "completion")
    form.check()
    launch = Launch.of(kept.document["launch"])
    if wanted == _OWN:
        chosen = Chosen(_("My courses and assignments"))
    else:
        run = held[wanted]
        chosen = Chosen(f"{run.course_title} ({run.id})", run.id, item)
    url = parts_of(request).settings.url
    await in_thread(use_launch, secret)
    signed = await in_thread(response, url, kept.platform, launch, [chosen])
    answer = await render(
        request, "lti_chosen.html", to=launch.return_url, signed=signed, title=chosen.title
    )
    answer.headers["Content-Security-Policy"] = policy_within(
        origin_of(kept.platform.authorization_endpoint),
        f"'self' {origin_of(launch.return_url)}",
    )
    return answer


DOORS: tuple[Door, ...] = (
    page("GET", "/lti/choose/{launch}", _choose, _EDITORS),
    page("POST", "/lti/choose/{launch}", _chosen, _EDITORS),
)
