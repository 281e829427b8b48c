"""Synchronisations with learning management systems, and our record of what we made there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.lms import LmsRecord, SyncRun, SyncState
from catalogue.published import programme_of
from catalogue.rows import read_as
from catalogue.viewer import Role, Viewer

_RECENT = 1000


@dataclass(frozen=True, slots=True)
class SyncLine:
    """A synchronisation; `figures` count what was found and changed."""

    id: str
    lms: str
    dry_run: bool
    state: SyncState
    began_at: datetime
    finished_at: datetime | None
    figures: dict[str, int]
    failure: str


class Looks(NamedTuple):
    """When the last looks at an LMS began that ended well: at all that happened, and at any."""

    whole: datetime | None
    last: datetime | None


@reading
def last_looks(
    viewer: Viewer, lms: str, *, partial: Sequence[str] = (), narrow: str = "-"
) -> Looks:
    """Give when an LMS was looked at last.

    Ids that begin as one of `partial` are of looks for what is new, as `narrow` of looks at a few
    runs, which ask for nothing that happened. Raises Forbidden.
    """
    viewer.allow_coordinators()
    query = (
        SyncRun.select(SyncRun.id, SyncRun.began_at)
        .where(SyncRun.lms == lms, SyncRun.state == SyncState.FINISHED)
        .order_by(SyncRun.began_at.desc())
        .limit(_RECENT)
    )
    found = [row for row in query if not row.id.startswith(narrow)]
    whole = [row for row in found if not row.id.startswith(tuple(partial))]
    return Looks(*(rows[0].began_at if rows else None for rows in (whole, found)))


@reading
def syncs(viewer: Viewer, programme: str, count: int = 50) -> tuple[SyncLine, ...]:
    """List the last synchronisations of a programme, the newest first.

    Raises Forbidden, NotFound.
    """
    viewer.allow(Role.ADMINISTRATOR, Role.COORDINATOR, Role.OVERSEER)
    programme_of(programme)
    query = (
        SyncRun.select(
            SyncRun.id,
            SyncRun.lms,
            SyncRun.dry_run,
            SyncRun.state,
            SyncRun.began_at,
            SyncRun.finished_at,
            SyncRun.figures,
            SyncRun.failure,
        )
        .where(SyncRun.programme == programme)
        .order_by(SyncRun.began_at.desc(), SyncRun.id)
        .limit(count)
    )
    return tuple(read_as(SyncLine, query))


@reading
def sync_lines(viewer: Viewer, sync: str) -> tuple[dict[str, str], ...]:
    """Give what a synchronisation told, line by line: a kind, a text, a reason where it failed.

    Raises Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    row = SyncRun.get_or_none(SyncRun.id == sync)
    if row is None:
        raise NotFound("sync", sync)
    return tuple(row.lines)


@reading
def lms_record(viewer: Viewer, lms: str) -> dict[str, Any] | None:
    """Give our record of what we made in an LMS; None before the first. Raises Forbidden."""
    viewer.allow_coordinators()
    row = LmsRecord.get_or_none(LmsRecord.lms == lms)
    return row.document if row else None
