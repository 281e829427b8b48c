"""Messages: a reader's own, and for those who run the programme what was sent to whom."""

from __future__ import annotations

from aiohttp import web

from catalogue.actions.keep_messages import send_again
from catalogue.errors import NotFound
from catalogue.messages import MessageState
from catalogue.queries.messages import messages
from lms_bridge.doors import COORDINATORS, Door, page, viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.forms import query_of
from lms_bridge.web.language import LANGUAGES, _
from lms_bridge.web.lists import addresses, paging_of
from lms_bridge.web.messages_in_words import say_line, say_outcome
from lms_bridge.web.navigation import PEOPLE
from lms_bridge.web.page import go_on, parts_of, render


async def _list(request: web.Request) -> web.Response:
    viewer, form = viewer_of(request), query_of(request)
    state = form.term("state", MessageState) if form.has("state") else None
    form.check()
    found = await in_thread(messages, viewer, state, paging_of(request, "-id"))
    return await render(
        request,
        "messages.html",
        found=found,
        state=state,
        states=list(MessageState),
        say_line=say_line,
        say_outcome=say_outcome,
        language_names=LANGUAGES,
        runs_it=viewer.has(*COORDINATORS),
        has_mail=bool(parts_of(request).settings.mail_server),
        address=addresses(request),
    )


async def _send_again(request: web.Request) -> web.Response:
    id = request.match_info["message"]
    if not id.isdecimal():
        raise NotFound("message", id)
    await act(request, send_again, int(id))
    return go_on("/messages", _("The message is sent again."))


DOORS: tuple[Door, ...] = (
    page("GET", "/messages", _list, PEOPLE),
    page("POST", "/messages/{message}/send-again", _send_again, COORDINATORS),
)
