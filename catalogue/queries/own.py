"""What is somebody's own: the time zone where they live, the days on which they are away."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue import sight
from catalogue.db import reading
from catalogue.people import Unavailability
from catalogue.queries.officials import Away
from catalogue.rows import read_as
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Own:
    """A viewer's own; `time_zone` is None where their city is not known, else an IANA name."""

    city: str | None
    time_zone: str | None
    away: tuple[Away, ...]


@reading
def own(viewer: Viewer) -> Own:
    """Give a viewer what is their own. Raises NotFound for the system, which is nobody."""
    person = sight.person(viewer, viewer.person or "")
    absences = sight.unavailabilities(viewer).where(Unavailability.person == person)
    days = (Unavailability.start, Unavailability.end, Unavailability.reason)
    return Own(
        city=person.city.name if person.city else None,
        time_zone=person.city.time_zone if person.city else None,
        away=tuple(read_as(Away, absences.select(*days).order_by(Unavailability.start))),
    )


@reading
def reading_language(viewer: Viewer) -> str:
    """Give in which language a viewer reads; "" where they have not said. Raises NotFound."""
    reads: str = sight.person(viewer, viewer.person or "").reads
    return reads
