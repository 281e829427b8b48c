"""Synchronisations with learning management systems, and our record of what we made there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.lms import LmsRecord, SyncRun, SyncState
from catalogue.published import programme_of
from catalogue.rows import read_as
from catalogue.viewer import Role, Viewer


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
