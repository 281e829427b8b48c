"""When things were last changed, and a mark that differs once anything was."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, datetime

from catalogue import audit
from catalogue.db import reading
from catalogue.published import mark_with_versions
from catalogue.viewer import Viewer

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""When that was changed of which no change is known."""

_RUNS = (
    *("programme", "member", "agency", "venue", "city", "course", "course_material", "run"),
    *("trainer", "assignment", "edition"),
)
_PEOPLE: dict[str, Collection[str]] = {"person": audit.NOT_NEW}


@reading
def mark(viewer: Viewer) -> str:
    """Give a mark of what is stored: the same as long as nothing was changed."""
    return audit.mark()


@reading
def mark_of_runs(viewer: Viewer) -> str:
    """Give a mark of what is published, who sits there left aside: the same until it is changed.

    Registered people who are new change nothing: they sit nowhere yet.
    """
    return mark_with_versions({**dict.fromkeys(_RUNS, audit.EVENTS), **_PEOPLE})


@reading
def mark_of_published(viewer: Viewer) -> str:
    """Give a mark of what is published and of who belongs to it: the same until it is changed."""
    tables = dict.fromkeys((*_RUNS, "nomination", "drop_out"), audit.EVENTS)
    return mark_with_versions({**tables, **_PEOPLE, "official": audit.NOT_NEW})


@reading
def last_changes(viewer: Viewer, table: str, things: Collection[str]) -> dict[str, datetime]:
    """Give when rows were last changed, by key, where that is known."""
    return audit.last_changes(table, things)
