"""A coordinator brings a published run to the newest edition of its course."""

from __future__ import annotations

from catalogue import audit, outbox, sight
from catalogue.db import changing
from catalogue.editions import newest_edition
from catalogue.errors import WrongState
from catalogue.published import held_run
from catalogue.viewer import Viewer


@changing
def renew_edition(viewer: Viewer, run: str) -> None:
    """Let a run go on by what its course is now: those who sit in it are told.

    Raises Forbidden, NotFound; WrongState where it is not published.
    """
    viewer.allow_coordinators()
    row = sight.run(viewer, run)
    if held_run(row.programme_id, run) is None:
        raise WrongState("run", run, state="not published", wanted="renewed")
    before, row.edition = row.edition, newest_edition(row.course)
    row.save()
    audit.record(viewer, "run.renewed", "run", run, editions=[before, row.edition])
    outbox.put("run.renewed", programme=row.programme_id, run=run, edition=row.edition)
