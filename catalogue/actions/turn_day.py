"""What the planning date brings by itself: offers lapse, members are reminded, lists close."""

from __future__ import annotations

from catalogue.actions.close import close_waiting_lists
from catalogue.actions.lapse import lapse_overdue
from catalogue.actions.remind import remind_of_offers
from catalogue.db import changing
from catalogue.published import programme_of
from catalogue.viewer import Viewer


@changing
def turn_day(viewer: Viewer, programme: str) -> None:
    """Do what is due on a programme's planning date; again on the same day it changes nothing.

    Raises Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    row = programme_of(programme)
    lapse_overdue(viewer, programme)
    remind_of_offers(viewer, programme)
    if row.planning_date > row.end:
        close_waiting_lists(viewer, programme)
