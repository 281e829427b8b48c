"""Synchronisations with learning management systems, and their names for our things."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalogue.db import reading
from catalogue.lms import LmsLink, SyncRun, SyncState
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
def external_ids(viewer: Viewer, lms: str, kind: str) -> dict[str, str]:
    """Give what an LMS calls our things of a kind, by our ids. Raises Forbidden."""
    viewer.allow_coordinators()
    links = LmsLink.select().where(LmsLink.lms == lms, LmsLink.kind == kind)
    return {link.local_id: link.external_id for link in links}
