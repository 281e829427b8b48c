"""Seats between two plans: proposed ones, and who waits though colleagues ranked later have one."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.actions.propose import decide_proposal
from catalogue.proposals import ProposalState
from catalogue.queries import passed_over, proposals
from catalogue.queries.proposals import ProposalLine
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.planning import WordedReason, worded
from lms_bridge.doors import COORDINATORS, MEMBERS

TAG = "seats"


@dataclass(frozen=True, slots=True)
class ProposalFilter:
    """Which proposals; without a state, all."""

    state: ProposalState | None = None


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Somebody who waits, the nominations ranked after them that have a seat, and why."""

    nomination: str
    given_name: str
    family_name: str
    member: str
    course: str
    rank: int
    colleagues: tuple[str, ...]
    reasons: tuple[WordedReason, ...]


def list_proposals(
    viewer: Viewer, programme: str, wanted: ProposalFilter, page: Slice
) -> Listing[ProposalLine]:
    """List free seats that are proposed for somebody, since their answer-by date is past."""
    return sliced(proposals.proposals(viewer, programme, wanted.state), page)


def get_proposal(viewer: Viewer, programme: str, proposal: str) -> ProposalLine:
    """Give a proposed seat."""
    return proposals.proposal(viewer, programme, proposal)


def accept_proposal(viewer: Viewer, programme: str, proposal: str) -> ProposalLine:
    """Offer the seat that is proposed."""
    get_proposal(viewer, programme, proposal)
    decide_proposal(viewer, proposal, accepted=True)
    return get_proposal(viewer, programme, proposal)


def dismiss_proposal(viewer: Viewer, programme: str, proposal: str) -> ProposalLine:
    """Leave somebody to wait; whoever comes next is proposed."""
    get_proposal(viewer, programme, proposal)
    decide_proposal(viewer, proposal, accepted=False)
    return get_proposal(viewer, programme, proposal)


def list_passed_over(viewer: Viewer, programme: str, page: Slice) -> Listing[PassedOver]:
    """List who waits though the member ranked them before a colleague with a seat, with why."""
    found = passed_over.passed_over(viewer, programme)
    return sliced(tuple(map(_shown, found)), page)


def _shown(line: passed_over.PassedOver) -> PassedOver:
    return PassedOver(
        nomination=line.nomination,
        given_name=line.given_name,
        family_name=line.family_name,
        member=line.member,
        course=line.course,
        rank=line.rank,
        colleagues=line.colleagues,
        reasons=worded(line.reasons),
    )


_PROPOSAL = "/programmes/{programme}/proposals/{proposal}"

DOORS = (
    operation("GET", "/programmes/{programme}/proposals", list_proposals, COORDINATORS, tag=TAG),
    operation("GET", _PROPOSAL, get_proposal, COORDINATORS, tag=TAG, tagged=True),
    operation(
        "POST",
        f"{_PROPOSAL}:accept",
        accept_proposal,
        COORDINATORS,
        tag=TAG,
        tagged=True,
        guarded_by=get_proposal,
    ),
    operation(
        "POST",
        f"{_PROPOSAL}:dismiss",
        dismiss_proposal,
        COORDINATORS,
        tag=TAG,
        tagged=True,
        guarded_by=get_proposal,
    ),
    operation("GET", "/programmes/{programme}/passed-over", list_passed_over, MEMBERS, tag=TAG),
)
