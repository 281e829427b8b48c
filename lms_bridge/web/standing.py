"""Where a nomination stands, in a sentence: what its state means, and what comes next."""

from __future__ import annotations

from collections.abc import Mapping

from catalogue.life import State
from lms_bridge.web.language import _, later

_NEXT: Mapping[State, str] = {
    State.DRAFT: later("It is not handed in yet: submit it, and the focal point decides."),
    State.SUBMITTED: later("The focal point decides whether to endorse it."),
    State.ENDORSED: later("It is endorsed. The next plan that is published decides about a seat."),
    State.OFFERED: later("A seat is offered. Accept it, or it goes to somebody else."),
    State.WAITLISTED: later(
        "There is no seat yet. It goes on waiting: for a seat that somebody leaves, and for the "
        "next plan."
    ),
    State.ACCEPTED: later("The seat is confirmed. Nothing more is to be done before the course."),
    State.DECLINED: later("The seat was declined. A new nomination is another chance."),
    State.LAPSED: later("Nobody answered in time. A new nomination is another chance."),
    State.REJECTED: later("A coordinator turned it down; the reason stands beside it."),
    State.WITHDRAWN: later("It was withdrawn. A new nomination is another chance."),
    State.ATTENDED: later("The course was attended. Its end decides whether it is completed."),
    State.ABSENT: later("Nobody came. A new nomination is another chance."),
    State.COMPLETED: later("The course is completed."),
    State.NOT_COMPLETED: later(
        "The course was attended, but not completed. A new nomination is another chance."
    ),
    State.CLOSED: later("The programme has ended without a seat for it."),
}


def say_standing(state: State) -> str:
    """Say what a state means and what comes next."""
    return _(_NEXT[state])
