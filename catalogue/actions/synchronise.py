"""A synchronisation with an LMS begins and ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from catalogue import audit
from catalogue.db import changing
from catalogue.errors import NotFound, WrongState
from catalogue.fields import now
from catalogue.ids import fresh_id
from catalogue.lms import LmsRecord, SyncRun, SyncState
from catalogue.published import programme_of
from catalogue.viewer import Viewer

_MOST_LINES = 1000


@changing
def begin_sync(
    viewer: Viewer, programme: str, lms: str, *, dry_run: bool = False, id: str | None = None
) -> str:
    """Note that a synchronisation begins, and give its id.

    Whoever gives an `id` may repeat it: it begins once. Raises Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    programme_of(programme)
    if id and SyncRun.get_or_none(SyncRun.id == id):
        return id
    made = SyncRun.create(
        id=id or fresh_id(), programme=programme, lms=lms, dry_run=dry_run, began_at=now()
    )
    audit.record(viewer, "sync.begun", "sync", made.id, lms=lms, dry_run=dry_run)
    return made.id


@changing
def finish_sync(
    viewer: Viewer,
    sync: str,
    figures: Mapping[str, int],
    failure: str = "",
    lines: Sequence[Mapping[str, str]] = (),
) -> None:
    """Note how a synchronisation ended, by its figures; `failure` is a reason, if it failed.

    `lines` tell what it found and did; the first thousand are kept. Raises Forbidden, NotFound;
    WrongState where it has ended already.
    """
    viewer.allow_coordinators()
    row = SyncRun.get_or_none(SyncRun.id == sync)
    if row is None:
        raise NotFound("sync", sync)
    state = SyncState.FAILED if failure else SyncState.FINISHED
    if row.state != SyncState.RUNNING:
        raise WrongState("sync", sync, state=row.state, wanted=state)
    row.state, row.figures, row.failure = state, dict(figures), failure
    row.lines = [dict(line) for line in lines[:_MOST_LINES]]
    row.finished_at = now()
    row.save()
    audit.record(viewer, f"sync.{state}", "sync", sync, figures=row.figures, failure=failure)


@changing
def tell_progress(
    viewer: Viewer,
    sync: str,
    figures: Mapping[str, int],
    failure: str = "",
    lines: Sequence[Mapping[str, str]] = (),
) -> None:
    """Note how far a synchronisation is, and the reason that keeps it from going on, if any.

    `lines` tell what that is. One that has ended stays as it is. Raises Forbidden.
    """
    viewer.allow_coordinators()
    running = SyncRun.id == sync, SyncRun.state == SyncState.RUNNING
    told = {"figures": dict(figures), "failure": failure, "lines": [dict(line) for line in lines]}
    SyncRun.update(told).where(*running).execute()


@changing
def keep_record(viewer: Viewer, lms: str, document: Mapping[str, Any]) -> None:
    """Keep our record of what we made in an LMS. Raises Forbidden."""
    viewer.allow_coordinators()
    values = {"document": dict(document), "written_at": now()}
    if not LmsRecord.update(values).where(LmsRecord.lms == lms).execute():
        LmsRecord.create(lms=lms, **values)
