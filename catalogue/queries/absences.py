"""When trainers cannot come: by their own word, or because another programme has booked them."""

from __future__ import annotations

from catalogue import sight
from catalogue.bookings import booked_elsewhere
from catalogue.db import reading
from catalogue.grouping import grouped
from catalogue.people import Trainer, Unavailability
from catalogue.queries.closures import Closed
from catalogue.viewer import Viewer


@reading
def absences(viewer: Viewer, programme: str) -> dict[str, tuple[Closed, ...]]:
    """Give the days, in their order, by trainer, of those whom the viewer may see."""
    trainers = sight.trainers(viewer).select(Trainer.id, Trainer.person)
    trainer_of = {trainer.person_id: trainer.id for trainer in trainers}
    days = [
        (trainer_of.get(row.person_id), Closed(row.start, row.end, row.reason))
        for row in sight.unavailabilities(viewer).order_by(Unavailability.start)
    ]
    if viewer.sees_all:
        days += [
            (trainer_of.get(each.person or ""), Closed(each.start, each.end, each.run))
            for each in booked_elsewhere(viewer, programme)
        ]
    found = grouped(days, lambda pair: pair[0], lambda pair: pair[1])
    return {trainer: away for trainer, away in found.items() if trainer}
