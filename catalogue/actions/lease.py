"""One bridge alone writes to an LMS: it takes the right to do so, keeps it, gives it back."""

from __future__ import annotations

from datetime import timedelta

from catalogue.db import changing
from catalogue.fields import now
from catalogue.lms import LmsLease
from catalogue.viewer import Viewer


@changing
def take_lease(viewer: Viewer, lms: str, holder: str, seconds: float) -> str | None:
    """Take or prolong the right to write to an LMS; gives None, or who else has it.

    What another took by a clock that was ahead ends as if it had been taken now. Raises Forbidden.
    """
    viewer.allow_coordinators()
    moment = now()
    until = moment + timedelta(seconds=seconds)
    row = LmsLease.get_or_none(LmsLease.lms == lms)
    if row and row.holder != holder and row.until > moment:
        if row.until > until:
            LmsLease.update(until=until).where(LmsLease.lms == lms).execute()
        return row.holder
    values = {"holder": holder, "until": until}
    if row:
        LmsLease.update(values).where(LmsLease.lms == lms).execute()
    else:
        LmsLease.create(lms=lms, **values)
    return None


@changing
def give_back_lease(viewer: Viewer, lms: str, holder: str) -> None:
    """Let others write at once; what somebody else holds stays theirs. Raises Forbidden."""
    viewer.allow_coordinators()
    LmsLease.delete().where(LmsLease.lms == lms, LmsLease.holder == holder).execute()
