"""Offers whose answer-by date is past lapse; their seats are free."""

from __future__ import annotations

from catalogue import audit, outbox, sight
from catalogue.audit import Touch
from catalogue.db import changing
from catalogue.left_seats import lapse_reports
from catalogue.life import Actor, State
from catalogue.moving import leave_cohort
from catalogue.nominations import Nomination
from catalogue.published import programme_of
from catalogue.viewer import Viewer


@changing
def lapse_overdue(viewer: Viewer, programme: str) -> list[str]:
    """Let lapse what was to be answered before the planning date, and list it.

    Raises Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    today = programme_of(programme).planning_date
    overdue = sight.nominations(viewer).where(
        Nomination.programme == programme,
        Nomination.state == State.OFFERED,
        Nomination.answer_by < today,
    )
    rows = list(overdue.order_by(Nomination.id))
    touched, lapsed = [], []
    for row in rows:
        left = row.run_id or ""
        outbox.put("nomination.lapsed", nomination=row.id, run=left)
        row.move(State.LAPSED, frozenset({Actor.ANSWER_BY_DATE}))
        member = row.official.agency.member_id
        touched.append(Touch("nomination", row.id, member, State.LAPSED))
        lapsed.append((row, left))
    if rows:
        audit.record(viewer, "nominations.lapsed", "programme", programme, touched=touched)
    lapse_reports(viewer, rows)
    for row, left in lapsed:
        leave_cohort(viewer, row, left)
    return [row.id for row in rows]
