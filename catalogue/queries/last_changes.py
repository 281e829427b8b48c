"""When things were last changed, and a mark that differs once anything was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from peewee import fn

from catalogue import audit
from catalogue.db import reading
from catalogue.versions import Version
from catalogue.viewer import Viewer

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When that was changed of which no change is known."""

Moments = Callable[..., datetime]
"""From things, each a pair of table and key, to when one of them was last changed."""


@reading
def mark(viewer: Viewer) -> str:
    """Give a mark of what is stored: the same as long as nothing was changed."""
    return audit.mark()


@reading
def mark_of_published(viewer: Viewer) -> str:
    """Give a mark of what is published and who belongs to it: the same until that may be changed.

    Neither what an LMS tells changes it nor who is registered newly: such a one sits nowhere yet.
    """
    rows = audit.mark_of_rows({"grade_record", "lms_fact"}, {"account", "official", "person"})
    newest = Version.select(fn.COUNT(Version.id), fn.MAX(Version.published_at)).scalar(
        as_tuple=True
    )
    return f"{rows} {newest}"


@reading
def last_changes(viewer: Viewer, *tables: str) -> Moments:
    """Give when rows were last changed: never earlier than the newest version was published."""
    known = audit.last_changes(tables)
    newest = Version.select(fn.MAX(Version.published_at)).scalar()
    least = Version.published_at.python_value(newest) or LONG_AGO

    def moment(*things: tuple[str, str]) -> datetime:
        return max([least, *(known.get(thing, least) for thing in things)])

    return moment
