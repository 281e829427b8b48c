"""Calls for nominations, and what a member's rank means to the planner."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field

from catalogue.actions import call as calling
from catalogue.life import PRIORITY_OF_RANK, priority_of
from catalogue.queries import calls
from catalogue.queries.calls import CallLine
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import COORDINATORS, EVERYBODY, MACHINES, MEMBERS

TAG = "calls"

_Limit = Annotated[int, Field(ge=1, le=9999)] | None


class CallTerms(Body):
    """Until when nominations are taken, that day included, and how many of each member."""

    deadline: date
    max_per_member: _Limit = None
    note: str = ""


class CallEntry(CallTerms):
    """A call for a course."""

    course: str


@dataclass(frozen=True, slots=True)
class RankMeaning:
    """A member's rank of an official for a course, and the priority that it gives, 5 at most."""

    rank: int
    priority: int


def list_calls(viewer: Viewer, programme: str, wanted: Slice) -> Listing[CallLine]:
    """List the calls that count, the next deadline first."""
    return sliced(calls.calls(viewer, programme), wanted)


def get_call(viewer: Viewer, call: str) -> CallLine:
    """Give a call."""
    return calls.call(viewer, call)


def open_call(viewer: Viewer, programme: str, entry: CallEntry) -> CallLine:
    """Call for nominations for a course; from then on this call counts for it."""
    made = calling.open_call(viewer, programme, **entry.model_dump())
    return calls.call(viewer, made)


def change_call(viewer: Viewer, call: str, terms: CallTerms) -> CallLine:
    """Set another deadline, limit or note; what was handed in stays so."""
    calling.change_call(viewer, call, **terms.model_dump())
    return calls.call(viewer, call)


def list_priorities(wanted: Slice) -> Listing[RankMeaning]:
    """List what a rank means to the planner; any later rank means the same as the last."""
    ranks = [*PRIORITY_OF_RANK, max(PRIORITY_OF_RANK) + 1]
    return sliced(tuple(RankMeaning(rank, priority_of(rank)) for rank in ranks), wanted)


DOORS = (
    operation("GET", "/programmes/{programme}/calls", list_calls, EVERYBODY - MACHINES, tag=TAG),
    operation(
        "POST",
        "/programmes/{programme}/calls",
        open_call,
        COORDINATORS,
        tag=TAG,
        status=201,
        tagged=True,
        location="/calls/{id}",
    ),
    operation("GET", "/calls/{call}", get_call, EVERYBODY - MACHINES, tag=TAG, tagged=True),
    operation(
        "PUT",
        "/calls/{call}",
        change_call,
        COORDINATORS,
        tag=TAG,
        tagged=True,
        guarded_by=get_call,
    ),
    operation("GET", "/priorities", list_priorities, MEMBERS, tag=TAG),
)
