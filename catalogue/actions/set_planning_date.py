"""A coordinator moves a programme's today."""

from __future__ import annotations

from datetime import date, timedelta

from catalogue import audit, outbox, sight
from catalogue.actions.decide_completions import NOTING_DAYS
from catalogue.actions.erase_due import due_for_erasure
from catalogue.db import changing
from catalogue.errors import Irrevocable
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.programmes import Programme
from catalogue.published import newest_version, programme_of
from catalogue.versions import VersionRun
from catalogue.viewer import Viewer


@changing
def set_planning_date(
    viewer: Viewer, programme: str, day: date, *, knowingly: bool = False
) -> None:
    """Set the day that counts as today for the plan: what began by then is fact.

    The day that it is already changes nothing.
    What it brings by itself and nobody can take back (`turn_day`, `erase_due`) happens only where
    it is done `knowingly`. Raises Forbidden, NotFound; Irrevocable with how much that is.
    """
    viewer.allow_coordinators()
    row = programme_of(programme)
    if day == row.planning_date:
        return
    if day > row.planning_date and not knowingly:
        _refuse_what_is_lost(viewer, row, day)
    before, row.planning_date = row.planning_date, day
    row.save()
    verb, change = "programme.planning_date_set", [before.isoformat(), day.isoformat()]
    audit.record(viewer, verb, "programme", programme, change=change)
    outbox.put(verb, programme=programme, day=day.isoformat())


def _refuse_what_is_lost(viewer: Viewer, programme: Programme, day: date) -> None:
    """Go on only where the day brings nothing that cannot be taken back. Raises Irrevocable."""
    of_programme = sight.nominations(viewer).where(Nomination.programme == programme)
    lapse = of_programme.where(Nomination.state == State.OFFERED, Nomination.answer_by < day)
    waiting = of_programme.where(Nomination.state == State.WAITLISTED)
    settled = VersionRun.select(VersionRun.run).where(
        VersionRun.version == newest_version(programme.id),
        VersionRun.end < day - timedelta(days=NOTING_DAYS),
    )
    judge = of_programme.where(Nomination.state == State.ATTENDED, Nomination.run.in_(settled))
    brings = {
        "lapse": lapse.count(),
        "close": waiting.count() if day > programme.end else 0,
        "judge": judge.count(),
        "erase": len(due_for_erasure(viewer, programme, day)),
    }
    if any(brings.values()):
        raise Irrevocable(day.isoformat(), **brings)
