"""A trainer's busy times come from their calendar."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from catalogue import audit, outbox, sight
from catalogue.busy import busy_days
from catalogue.db import changing
from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.people import Unavailability
from catalogue.published import programme_of
from catalogue.viewer import Role, Viewer

CALENDAR = "calendar"
"""The source of days that came from a calendar; others were entered by hand."""


@changing
def import_busy(viewer: Viewer, programme: str, trainer: str, calendar: bytes) -> int:
    """Take a trainer's busy days of a programme from a calendar (.ics); gives how many spans.

    They take the place of those that came from a calendar before; what was entered by hand stays.
    A trainer, their member's focal point and coordinators may. Raises NotFound, Forbidden,
    Refused; WrongState where the trainer was erased.
    """
    row = sight.trainer(viewer, trainer)
    row.person.must_be_known("changed")
    viewer.allow(Role.COORDINATOR, Role.ADMINISTRATOR, Role.FOCAL_POINT, Role.TRAINER)
    dates = programme_of(programme)
    city = row.person.city
    if city is None:
        raise Refused([Fault(Where(column="city"), "MISSING", trainer)])
    spans = busy_days(calendar, ZoneInfo(city.time_zone), dates.start, dates.end)
    of_calendar = sight.unavailabilities(viewer).where(
        Unavailability.person == row.person_id, Unavailability.source == CALENDAR
    )
    before = {(each.start, each.end): each for each in of_calendar}
    for span, each in before.items():
        if span not in spans and span[1] >= dates.start and span[0] <= dates.end:
            each.delete_instance()
    new = [span for span in spans if span not in before]
    for start, end in new:
        Unavailability.create(
            person=row.person_id, start=start, end=end, reason="busy", source=CALENDAR
        )
    member = row.person.member_id
    audit.record(viewer, "trainer.busy", "trainer", trainer, member=member, spans=len(spans))
    outbox.put("trainer.busy", trainer=trainer, programme=programme)
    return len(spans)
