"""Free seats that are proposed for those who wait, after the answer-by date: offer them or not."""

from __future__ import annotations

from aiohttp import web

from catalogue.actions.propose import decide_proposal
from catalogue.queries.proposals import proposal, proposals
from catalogue.viewer import Viewer
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.forms import form_of
from lms_bridge.web.language import _
from lms_bridge.web.page import go_on, render


async def _list(request: web.Request) -> web.Response:
    lines = await in_thread(proposals, viewer_of(request), request.match_info["programme"], None)
    return await render(
        request,
        "free_seats.html",
        waiting=[line for line in lines if line.decided_at is None],
        decided=[line for line in lines if line.decided_at is not None],
    )


def _decide(viewer: Viewer, programme: str, id: str, *, accepted: bool) -> None:
    proposal(viewer, programme, id)
    decide_proposal(viewer, id, accepted=accepted)


async def _decided(request: web.Request) -> web.Response:
    programme, id = request.match_info["programme"], request.match_info["proposal"]
    accepted = (await form_of(request)).yes("accepted")
    await act(request, _decide, programme, id, accepted=accepted)
    notice = _("The seat is offered.") if accepted else _("They wait on; the next one is proposed.")
    return go_on(f"/programmes/{programme}/free-seats", notice)


_SEATS = "/programmes/{programme}/free-seats"
DOORS: tuple[Door, ...] = (
    page("GET", _SEATS, _list, COORDINATORS),
    page("POST", f"{_SEATS}/{{proposal}}", _decided, COORDINATORS),
)
