"""Forms of days from one to another: on which somebody cannot come, or a venue is closed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import date

from aiohttp import web

from catalogue.errors import Refused
from catalogue.viewer import Viewer
from lms_bridge.web.acting import act
from lms_bridge.web.faults_in_words import by_column
from lms_bridge.web.forms import form_of
from lms_bridge.web.page import go_on


@dataclass(frozen=True, slots=True)
class Entry:
    """What was written into a form, and what is wrong with it in words, by field."""

    texts: dict[str, str] = field(default_factory=dict)
    faults: dict[str, list[str]] = field(default_factory=dict)

    @property
    def row(self) -> str:
        """The row of which days were to be taken back; empty for the form that adds days."""
        return self.texts.get("row", "")


Change = Callable[[Viewer, date, date, str], None]
"""What is done about days, both ends included, and why."""

Again = Callable[[web.Request, Entry], Awaitable[web.Response]]
"""Shows the page once more, with what is wrong."""


async def take_days(
    request: web.Request, change: Change, again: Again, said: tuple[str, str], *, is_reasoned: bool
) -> web.Response:
    """Do something about the days of a form; `said` is where to go on, and with which notice."""
    form = await form_of(request)
    start, end = form.day("start"), form.day("end")
    reason = form.text("reason", required=is_reasoned, longest=2000)
    faults = form.faults
    if not faults:
        try:
            await act(request, change, start, end, reason)
        except Refused as refused:
            faults = list(refused.faults)
    return await again(request, Entry(form.texts, by_column(faults))) if faults else go_on(*said)
