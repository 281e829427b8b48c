"""A coordinator sets the days that a programme's members are held to."""

from __future__ import annotations

from catalogue import audit, outbox
from catalogue.db import changing
from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.published import programme_of
from catalogue.viewer import Viewer

_MOST_DAYS = 3660


@changing
def set_terms(
    viewer: Viewer,
    programme: str,
    *,
    answer_by_days: int | None = None,
    reminder_days: int | None = None,
    cooling_off_days: int | None = None,
) -> None:
    """Set how many days before a start offers lapse, and what goes with it; None stays as it is.

    Members are reminded `reminder_days` before an offer lapses; after a course an official begins
    no other for `cooling_off_days`. Offers that are made already keep their day. Raises Forbidden,
    NotFound, Refused.
    """
    viewer.allow_coordinators()
    row = programme_of(programme)
    given = {
        "answer_by_days": answer_by_days,
        "reminder_days": reminder_days,
        "cooling_off_days": cooling_off_days,
    }
    wanted = {name: days for name, days in given.items() if days is not None}
    faults = [
        Fault(Where(column=name), "OUT_OF_RANGE", str(days), (f"0 to {_MOST_DAYS}",))
        for name, days in wanted.items()
        if not 0 <= days <= _MOST_DAYS
    ]
    if faults:
        raise Refused(faults)
    changed = {name: days for name, days in wanted.items() if getattr(row, name) != days}
    for name, days in changed.items():
        setattr(row, name, days)
    if changed:
        row.save()
        audit.record(viewer, "programme.terms_set", "programme", programme, days=changed)
        outbox.put("programme.terms_set", programme=programme)
