"""The history of what was published."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from peewee import fn

from catalogue import sight
from catalogue.db import reading
from catalogue.published import programme_of
from catalogue.rows import read_as
from catalogue.versions import Version, VersionRun
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A published version; `runs` and `seats` count what it has. Figures are in thousandths."""

    id: str
    number: int
    note: str
    published_at: datetime
    published_by: str | None
    planning_date: date
    scenario: str
    runs: int
    seats: int
    score: dict[str, int] | None
    bound: int | None
    floor: int | None


@reading
def versions(viewer: Viewer, programme: str) -> tuple[VersionLine, ...]:
    """List a programme's versions, the newest first, for everybody with a role.

    Raises Forbidden, NotFound.
    """
    viewer.allow(*Role)
    programme_of(programme)
    runs = VersionRun.select(fn.COUNT(VersionRun.run)).where(VersionRun.version == Version.id)
    query = (
        Version.select(
            Version.id,
            Version.number,
            Version.note,
            Version.published_at,
            Version.published_by.alias("published_by"),
            Version.planning_date,
            Version.scenario,
            runs.alias("runs"),
            sight.seats_published().alias("seats"),
            Version.score,
            Version.bound,
            Version.floor,
        )
        .where(Version.programme == programme)
        .order_by(Version.number.desc())
    )
    return tuple(read_as(VersionLine, query))
