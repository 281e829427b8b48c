"""A trainer can come after all on days on which they were to be away."""

from __future__ import annotations

from datetime import date

from catalogue import audit, outbox, sight
from catalogue.db import changing
from catalogue.people import Unavailability
from catalogue.spans import span_of
from catalogue.viewer import Role, Viewer


@changing
def mark_available(viewer: Viewer, trainer: str, start: date, end: date) -> None:
    """Take back days, both ends included, on which a trainer could not come.

    A trainer, their member's focal point and coordinators may. Doing it again changes nothing.
    Raises NotFound, Forbidden, Refused.
    """
    row = sight.trainer(viewer, trainer)
    viewer.allow(Role.COORDINATOR, Role.ADMINISTRATOR, Role.FOCAL_POINT, Role.TRAINER)
    days = span_of(start, end)
    rows = sight.unavailabilities(viewer).where(
        Unavailability.person == row.person_id,
        Unavailability.start <= end,
        Unavailability.end >= start,
    )
    away = list(rows)
    for each in away:
        for left in days.taken_from(each.start, each.end):
            Unavailability.create(
                person=row.person_id,
                start=left.start,
                end=left.end,
                reason=each.reason,
                source=each.source,
            )
        each.delete_instance()
    if away:
        member = row.person.member_id
        audit.record(
            viewer, "trainer.available", "trainer", trainer, member=member, days=days.document()
        )
        outbox.put("trainer.available", trainer=trainer, days=days.document())
