"""What the planning date brings: offers lapse, members are reminded, runs and lists end."""

from __future__ import annotations

from catalogue import sight
from catalogue.actions.close import close_waiting_lists
from catalogue.actions.decide_completions import decide_completions
from catalogue.actions.lapse import lapse_overdue
from catalogue.actions.remind import remind_of_offers
from catalogue.db import changing
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.programmes import Programme
from catalogue.published import newest_version, programme_of
from catalogue.versions import VersionRun
from catalogue.viewer import Viewer

SOURCE = "attendance"
"""Who has reported the days, where nobody does so now."""


@changing
def turn_day(viewer: Viewer, programme: str) -> None:
    """Do what is due on a programme's planning date; again on the same day it changes nothing.

    Raises Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    row = programme_of(programme)
    lapse_overdue(viewer, programme)
    remind_of_offers(viewer, programme)
    _decide_ended(viewer, row)
    if row.planning_date > row.end:
        close_waiting_lists(viewer, programme)


def _decide_ended(viewer: Viewer, programme: Programme) -> None:
    """Decide who completed the runs that are over and still have somebody to be judged."""
    judged = sight.seats(viewer).select(Nomination.run)
    judged = judged.where(Nomination.state == State.ATTENDED)
    ended = VersionRun.select(VersionRun.run).where(
        VersionRun.version == newest_version(programme.id),
        VersionRun.end <= programme.planning_date,
        VersionRun.run.in_(judged),
    )
    for row in list(ended.order_by(VersionRun.run)):
        decide_completions(viewer, row.run_id, SOURCE)
