"""A seat that is left takes the open report with it that somebody dropped out of it."""

from __future__ import annotations

from collections.abc import Iterable

from catalogue import audit
from catalogue.attendance import DropOut, DropOutState
from catalogue.fields import now
from catalogue.nominations import Nomination
from catalogue.rows import narrowed
from catalogue.viewer import Viewer


def lapse_reports(viewer: Viewer, left: Iterable[Nomination]) -> None:
    """Let lapse what is reported of the seats that some nominations have no more.

    That an official left the agency is said of whatever seat they have.
    """
    known = {n.id: n for n in left if not (n.run_id and n.official.retired_at)}
    reported = DropOut.select().where(DropOut.state == DropOutState.REPORTED)
    for row in list(narrowed(reported, DropOut.nomination, known.keys())):
        if row.nomination_id not in known:
            continue
        row.state, row.decided_at, row.decided_by_id = DropOutState.LAPSED, now(), viewer.person
        row.save()
        member = known[row.nomination_id].official.agency.member_id
        audit.record(viewer, "drop_out.lapsed", "nomination", row.nomination_id, member=member)
