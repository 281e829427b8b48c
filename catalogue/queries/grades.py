"""What systems of others wrote into the gradebook."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from catalogue import sight
from catalogue.db import reading
from catalogue.gradebook import GradeRecord
from catalogue.people import Official
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class GradeLine:
    """A record as it was written; `removed_at` where it was deleted."""

    kind: str
    name: str
    document: dict[str, Any]
    written_at: datetime
    removed_at: datetime | None


@reading
def grades(viewer: Viewer) -> tuple[GradeLine, ...]:
    """List the records, and of results those of whom they may see in a run. Raises Forbidden."""
    viewer.allow(Role.ADMINISTRATOR, Role.COORDINATOR, Role.MACHINE_CLIENT)
    seen = sight.seats(viewer).where(Official.person == GradeRecord.person)
    theirs = GradeRecord.person.is_null() | fn.EXISTS(seen)
    return tuple(
        GradeLine(row.kind, row.name, row.document, row.written_at, row.removed_at)
        for row in GradeRecord.select().where(theirs).order_by(GradeRecord.id)
    )
