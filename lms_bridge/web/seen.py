"""Forms that hold all of a thing: nobody overwrites what somebody else has changed meanwhile.

A form carries a mark of its thing as it was when the page was made. Where the thing is that no
more, nothing is changed, and the form comes back as it was filled in, with who changed the thing
and a fresh mark: whoever still means it sends it once more.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Concatenate, Generic, ParamSpec, TypeVar

from aiohttp import web

from catalogue import audit
from catalogue.db import changing, reading
from catalogue.errors import ChangedMeanwhile
from catalogue.queries.trail import trail
from catalogue.queries.users import users
from catalogue.viewer import Viewer
from lms_bridge.doors import viewer_of
from lms_bridge.threads import in_thread
from lms_bridge.web.acting import act
from lms_bridge.web.forms import Form
from lms_bridge.web.meanwhile import News

P = ParamSpec("P")
T = TypeVar("T")

_FIELD = "seen"


@dataclass(frozen=True, slots=True)
class Thing(Generic[T]):
    """A thing of a form, as the audit trail names it, and how what its form holds is read."""

    kind: str
    id: str
    read: Callable[[Viewer, str], T]


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """What a form holds of its thing, and the mark of it."""

    value: T
    mark: str


@reading
def look(viewer: Viewer, thing: Thing[T]) -> Seen[T]:
    """Read what a form holds, with its mark. Raises what reading raises."""
    value = thing.read(viewer, thing.id)
    return Seen(value, f"{audit.revision()}-{_digest(value)}")


def mark_in(form: Form) -> str:
    """Give the mark that a form carries; it stays the same while faults are mended."""
    return form.texts.get(_FIELD, "")


async def act_as_seen(
    request: web.Request,
    form: Form,
    thing: Thing[T],
    change: Callable[Concatenate[Viewer, P], object],
    *args: P.args,
    **kwargs: P.kwargs,
) -> News | None:
    """Carry out an action, or say who has changed its thing since the form was made.

    A form without a mark, which no page of ours sends, is not compared. Raises what the action
    raises.
    """
    mark = mark_in(form)

    @changing
    def unless_changed(viewer: Viewer) -> None:
        if mark and _digest(thing.read(viewer, thing.id)) != mark.rpartition("-")[2]:
            raise ChangedMeanwhile(thing.kind, thing.id)
        change(viewer, *args, **kwargs)

    try:
        await act(request, unless_changed)
    except ChangedMeanwhile:
        return await in_thread(_news, viewer_of(request), thing, mark)
    return None


@reading
def _news(viewer: Viewer, thing: Thing[T], mark: str) -> News:
    """Find the last change since the mark; one that came with a whole table names no thing."""
    since = int(number) if (number := mark.partition("-")[0]).isdigit() else 0
    for line in trail(viewer, thing.kind, thing.id).items:
        if line.number > since:
            named = {u.person: f"{u.given_name} {u.family_name}".strip() for u in users(viewer)}
            return News(named.get(line.person or "", ""), line.at)
    return News()


def _digest(value: object) -> str:
    return hashlib.sha256(repr(value).encode()).hexdigest()[:32]
