"""A trainer cannot come on some days, for instance because they fell ill."""

from __future__ import annotations

from datetime import date

from catalogue import audit, outbox, sight
from catalogue.db import changing
from catalogue.people import Unavailability
from catalogue.spans import span_of
from catalogue.texts import note
from catalogue.viewer import Role, Viewer


@changing
def mark_unavailable(
    viewer: Viewer, trainer: str, start: date, end: date, reason: str = ""
) -> None:
    """Note days, both ends included, on which a trainer cannot come; the plan may need a repair.

    What is noted already is not noted twice. A trainer, their member's focal point and coordinators
    may. Raises NotFound, Forbidden, Refused; WrongState where the trainer was erased.
    """
    row = sight.trainer(viewer, trainer)
    row.person.must_be_known("changed")
    viewer.allow(Role.COORDINATOR, Role.ADMINISTRATOR, Role.FOCAL_POINT, Role.TRAINER)
    days = span_of(start, end).document()
    reason = note(reason, "reason")
    is_noted = sight.unavailabilities(viewer).where(
        Unavailability.person == row.person_id,
        Unavailability.start == start,
        Unavailability.end == end,
        Unavailability.reason == reason,
    )
    if is_noted.exists():
        return
    Unavailability.create(person=row.person_id, start=start, end=end, reason=reason)
    member = row.person.member_id
    audit.record(viewer, "trainer.unavailable", "trainer", trainer, member=member, days=days)
    outbox.put("trainer.unavailable", trainer=trainer, days=days)
