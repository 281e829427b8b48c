"""The editions of a course, and the runs that keep each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue import sight
from catalogue.db import reading
from catalogue.editions import Edition
from catalogue.runs import Run
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class EditionLine:
    """A course as it was; `runs` are the published ones that keep it, as far as one may know."""

    course: str
    number: int
    made_at: datetime
    document: dict[str, Any]
    runs: tuple[str, ...]


@reading
def editions(viewer: Viewer, course: str) -> tuple[EditionLine, ...]:
    """List a course's editions, the newest first, for everybody with a role.

    Raises Forbidden, NotFound.
    """
    viewer.allow(*Role)
    sight.course(viewer, course)
    runs = list(sight.runs(viewer).where(Run.course == course).order_by(Run.id))
    rows = Edition.select().where(Edition.course == course).order_by(Edition.number.desc())
    return tuple(
        EditionLine(
            course=course,
            number=row.number,
            made_at=row.made_at,
            document=row.document,
            runs=tuple(run.id for run in runs if run.edition == row.number),
        )
        for row in rows
    )
