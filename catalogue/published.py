"""What a programme has published: its newest version, and its plan as it stands today.

The standing plan is the newest version with today's seats: who has declined or withdrawn since is
gone, who was promoted since is there. It is what the next plan changes as little as it can.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from peewee import fn

from catalogue import audit, sight
from catalogue.courses import Course
from catalogue.errors import NotFound
from catalogue.nominations import Nomination
from catalogue.plan import BlockTrainer, Plan, PlannedRun
from catalogue.programmes import Programme
from catalogue.statement import Statement
from catalogue.versions import Version, VersionRun, VersionSeat, VersionTrainer
from catalogue.viewer import Viewer

PUBLISHED = "plan.published"
"""What becomes of a version, once, in the audit trail."""


def programme_of(id: str) -> Programme:
    """Find a programme. Raises NotFound."""
    row = Programme.get_or_none(Programme.id == id)
    if row is None:
        raise NotFound("programme", id)
    return row


def newest_version(programme: str) -> Version | None:
    """Find the version that was published last, if any was."""
    query = Version.select().where(Version.programme == programme)
    return query.order_by(Version.number.desc()).get_or_none()


def mark_with_versions(tables: Mapping[str, Collection[str]]) -> str:
    """Give a mark as `audit.mark_of_rows` does that differs once something is published, too."""
    return f"{audit.mark_of_rows(tables)} {_VERSIONS.rows()}"


_VERSIONS = Statement(
    lambda: Version.select(fn.COUNT(Version.id), fn.MAX(Version.published_at)),
)


def version_known_at(programme: str, revision: int) -> Version | None:
    """Find the version that was the newest at a revision of what is stored."""
    since = audit.touched_since(revision, "version", PUBLISHED)
    query = Version.select().where(Version.programme == programme, Version.id.not_in(sorted(since)))
    return query.order_by(Version.number.desc()).get_or_none()


def version_of(id: str) -> Version:
    """Find a version. Raises NotFound."""
    row = Version.get_or_none(Version.id == id)
    if row is None:
        raise NotFound("version", id)
    return row


def plan_of(viewer: Viewer, version: Version) -> Plan:
    """Give a version's plan, with the trainers and seats that the viewer may see."""
    rows = sight.version_seats(viewer).where(VersionSeat.version == version)
    seats = [(s.run_id, s.nomination_id) for s in rows.order_by(VersionSeat.id)]
    return _plan(viewer, version, seats)


def standing_plan(viewer: Viewer, programme: str) -> Plan:
    """Give the plan as it stands today, with the trainers and seats that the viewer may see."""
    version = newest_version(programme)
    if version is None:
        return ()
    rows = sight.nominations(viewer).where(
        Nomination.programme == programme, Nomination.run.is_null(is_null=False)
    )
    seats: Any = rows.select(Nomination.run, Nomination.id).order_by(Nomination.id).tuples()
    return _plan(viewer, version, seats)


def runs_held(viewer: Viewer, programme: str) -> Plan:
    """Give the plan as it stands today without its seats, which are most of it."""
    version = newest_version(programme)
    return _plan(viewer, version, ()) if version else ()


def _plan(viewer: Viewer, version: Version, seats: Iterable[tuple[str, str]]) -> Plan:
    trainers: dict[str, list[BlockTrainer]] = defaultdict(list)
    taught = sight.version_trainers(viewer).where(VersionTrainer.version == version)
    for row in taught.order_by(VersionTrainer.id):
        trainers[row.run_id].append(BlockTrainer(row.block, row.trainer_id))
    seated: dict[str, list[str]] = defaultdict(list)
    for run, nomination in seats:
        seated[run].append(nomination)
    known = sight.courses(viewer).select(Course.id)
    held = VersionRun.select().where(VersionRun.version == version, VersionRun.course.in_(known))
    return tuple(
        PlannedRun(
            run=row.run_id,
            start=row.start,
            venue=row.venue_id,
            language=row.language,
            trainers=tuple(trainers[row.run_id]),
            seats=tuple(seated[row.run_id]),
        )
        for row in held.order_by(VersionRun.start, VersionRun.run)
    )


def held_run(programme: str, run: str) -> VersionRun | None:
    """Find a run in the newest version, if it is held there."""
    version = newest_version(programme)
    return VersionRun.get_or_none(VersionRun.version == version, VersionRun.run == run)
