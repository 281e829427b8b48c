"""The moves of a nomination's life, and where it is to have its seat."""

from __future__ import annotations

from collections.abc import Callable

from catalogue.actions import accept as accepting
from catalogue.actions import decline as declining
from catalogue.actions import endorse as endorsing
from catalogue.actions import pin_nomination as pinning
from catalogue.actions import promote as promoting
from catalogue.actions import reject as rejecting
from catalogue.actions import send_back as sending_back
from catalogue.actions import submit as submitting
from catalogue.actions import withdraw as withdrawing
from catalogue.queries.nominations import NominationLine
from catalogue.queries.nominations import nomination as now
from catalogue.viewer import Role, Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.nominations import TAG, get_nomination
from lms_bridge.api.operation import Body
from lms_bridge.doors import COORDINATORS, FOCAL_POINTS, MEMBERS, SEATED, Door


class Rank(Body):
    """Where the member puts an official for a course; 1 is its first choice."""

    rank: int


class Why(Body):
    """Why, if one wants to say."""

    reason: str = ""


class Because(Body):
    """Why; those concerned read it."""

    reason: str


class Pin(Body):
    """The run that a nomination is to be seated in; null leaves it to the planner."""

    run: str | None


class Seat(Body):
    """The published run with the free seat."""

    run: str


def submit(viewer: Viewer, nomination: str) -> NominationLine:
    """Hand a draft in for endorsement."""
    submitting.submit(viewer, nomination)
    return now(viewer, nomination)


def send_back(viewer: Viewer, nomination: str, because: Because) -> NominationLine:
    """Send a submitted nomination back to its agency."""
    sending_back.send_back(viewer, nomination, because.reason)
    return now(viewer, nomination)


def endorse(viewer: Viewer, nomination: str, rank: Rank) -> NominationLine:
    """Endorse a submitted nomination with its rank; from now on it enters plans."""
    endorsing.endorse(viewer, nomination, rank.rank)
    return now(viewer, nomination)


def accept(viewer: Viewer, nomination: str) -> NominationLine:
    """Accept an offered seat."""
    accepting.accept(viewer, nomination)
    return now(viewer, nomination)


def decline(viewer: Viewer, nomination: str, why: Why) -> NominationLine:
    """Decline an offered seat, which is free then; so are seats in runs that share its cohort."""
    declining.decline(viewer, nomination, why.reason)
    return now(viewer, nomination)


def withdraw(viewer: Viewer, nomination: str, why: Why) -> NominationLine:
    """Withdraw a nomination at the member's wish; its seat is free, as `decline` has it."""
    withdrawing.withdraw(viewer, nomination, why.reason)
    return now(viewer, nomination)


def reject(viewer: Viewer, nomination: str, because: Because) -> NominationLine:
    """Reject a nomination that has no seat yet."""
    rejecting.reject(viewer, nomination, because.reason)
    return now(viewer, nomination)


def pin_nomination(viewer: Viewer, nomination: str, pin: Pin) -> NominationLine:
    """Decide in which run of its course a nomination is to be seated, or leave it open."""
    pinning.pin_nomination(viewer, nomination, pin.run)
    return now(viewer, nomination)


def promote(viewer: Viewer, nomination: str, seat: Seat) -> NominationLine:
    """Offer somebody who waits, or an endorsed substitute, a free seat in a published run."""
    promoting.promote(viewer, nomination, seat.run)
    return now(viewer, nomination)


def _move(verb: str, act: Callable[..., NominationLine], roles: frozenset[Role]) -> Door:
    return operation(
        "POST",
        f"/nominations/{{nomination}}:{verb}",
        act,
        roles,
        tag=TAG,
        tagged=True,
        guarded_by=get_nomination,
    )


DOORS = (
    _move("submit", submit, MEMBERS),
    _move("send-back", send_back, FOCAL_POINTS | COORDINATORS),
    _move("endorse", endorse, FOCAL_POINTS | COORDINATORS),
    _move("accept", accept, FOCAL_POINTS | COORDINATORS | SEATED),
    _move("decline", decline, MEMBERS | SEATED),
    _move("withdraw", withdraw, MEMBERS),
    _move("reject", reject, COORDINATORS),
    _move("pin", pin_nomination, COORDINATORS),
    _move("promote", promote, COORDINATORS),
)
