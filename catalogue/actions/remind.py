"""Members are reminded of offers that will lapse soon."""

from __future__ import annotations

from datetime import timedelta

from catalogue import audit, outbox, sight
from catalogue.audit import Touch
from catalogue.db import changing
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.published import programme_of
from catalogue.viewer import Viewer


@changing
def remind_of_offers(viewer: Viewer, programme: str) -> list[str]:
    """Remind, once an offer, of what is to be answered within `reminder_days`, and list it.

    Raises Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    row = programme_of(programme)
    today = row.planning_date
    due = sight.nominations(viewer).where(
        Nomination.programme == programme,
        Nomination.state == State.OFFERED,
        Nomination.reminded_on.is_null(),
        Nomination.answer_by.between(today, today + timedelta(days=row.reminder_days)),
    )
    reminded = list(due.order_by(Nomination.id))
    touched = []
    for nomination in reminded:
        nomination.reminded_on = today
        nomination.save()
        day = str(nomination.answer_by)
        outbox.put("nomination.reminded", nomination=nomination.id, answer_by=day)
        member = nomination.official.agency.member_id
        touched.append(Touch("nomination", nomination.id, member, f"reminded, answer by {day}"))
    if reminded:
        audit.record(viewer, "nominations.reminded", "programme", programme, touched=touched)
    return [nomination.id for nomination in reminded]
