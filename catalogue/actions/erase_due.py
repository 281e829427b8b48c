"""The end of a retention period: who has had nothing to do with us for so long is erased."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from catalogue import sight
from catalogue.access import UserRole
from catalogue.actions.erase_person import erase_person
from catalogue.attendance import Completion
from catalogue.db import at_the_end, changing
from catalogue.life import OPEN
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer
from catalogue.problems import forget_in_problems
from catalogue.programmes import Programme
from catalogue.published import newest_version, programme_of
from catalogue.versions import VersionRun
from catalogue.viewer import Viewer


@changing
def erase_due(viewer: Viewer, programme: str) -> tuple[str, ...]:
    """Erase officials whose last nomination or course ended more than `retention_days` ago.

    Ago from the planning date. A programme without `retention_days` keeps people. Who has an open
    nomination anywhere, teaches, or may sign in by a role stays. Raises Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    row = programme_of(programme)
    due = due_for_erasure(viewer, row, row.planning_date)
    for person in due:
        erase_person(viewer, person, f"kept for {row.retention_days} days")
    at_the_end(forget_in_problems)  # also of whom a release erased that did not
    return due


def due_for_erasure(viewer: Viewer, programme: Programme, day: date) -> tuple[str, ...]:
    """List whom a programme keeps no longer on a day, as things stand."""
    if programme.retention_days is None:
        return ()
    limit = day - timedelta(days=programme.retention_days)
    last, kept = _last_days(viewer)
    kept |= {grant.person_id for grant in UserRole.select(UserRole.person)}
    kept |= {trainer.person_id for trainer in sight.trainers(viewer).select(Trainer.person)}
    return tuple(sorted(id for id, ended in last.items() if ended < limit and id not in kept))


def _last_days(viewer: Viewer) -> tuple[dict[str, date], set[str]]:
    """Give the last day of each official's doings, and who has an open nomination."""
    last: dict[str, date] = defaultdict(lambda: date.min)
    is_open: set[str] = set()
    ends: dict[tuple[str, str], date] = {}
    for nomination in sight.nominations(viewer).select(Nomination, Official, Person):
        person = nomination.official.person
        if person.erased_at:
            continue
        if nomination.state in OPEN:
            is_open.add(person.id)
        run = nomination.programme_id, nomination.run_id or ""
        if nomination.run_id and run not in ends:
            ends[run] = _end(*run)
        moved: date = nomination.moved_at.date()
        last[person.id] = max(last[person.id], ends.get(run, moved))
    for completion in sight.completions(viewer).select(Completion, Official, Person):
        person = completion.official.person
        if not person.erased_at:
            last[person.id] = max(last[person.id], completion.completed_on)
    return last, is_open


def _end(programme: str, run: str) -> date:
    version = newest_version(programme)
    held = VersionRun.get_or_none(VersionRun.version == version, VersionRun.run == run)
    return held.end if held else date.min
