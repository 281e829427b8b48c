"""A free seat is proposed for somebody, where the run's answer-by date is past."""

from __future__ import annotations

from catalogue import audit, outbox, sight
from catalogue.actions.promote import promote
from catalogue.db import changing
from catalogue.errors import WrongState
from catalogue.fields import now
from catalogue.ids import fresh_id
from catalogue.life import State
from catalogue.proposals import Proposal, ProposalState
from catalogue.viewer import Viewer

_WAITING = frozenset({State.WAITLISTED, State.ENDORSED})


@changing
def propose(viewer: Viewer, nomination: str, run: str) -> None:
    """Propose a seat of a run for a nomination; doing so again changes nothing.

    Raises Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    row = sight.nomination(viewer, nomination)
    sight.run(viewer, run)
    earlier = sight.proposals(viewer).where(Proposal.nomination == nomination, Proposal.run == run)
    made = earlier.get_or_none()
    if made is None:
        Proposal.create(id=fresh_id(), nomination=nomination, run=run)
    elif made.state == ProposalState.OPEN:
        return
    else:
        made.state, made.made_at = ProposalState.OPEN, now()
        made.decided_at, made.decided_by = None, None
        made.save()
    member = row.official.agency.member_id
    audit.record(viewer, "seat.proposed", "nomination", nomination, member=member, run=run)
    outbox.put("seat.proposed", programme=row.programme_id, nomination=nomination, run=run)


@changing
def decide_proposal(viewer: Viewer, proposal: str, *, accepted: bool) -> None:
    """Offer the seat that is proposed, or leave the nomination to wait.

    Raises Forbidden, NotFound; WrongState where it is decided, or the nomination waits no longer;
    NotSeatable where the seat is gone.
    """
    viewer.allow_coordinators()
    row = sight.proposal(viewer, proposal)
    wanted = ProposalState.ACCEPTED if accepted else ProposalState.DISMISSED
    if row.state != ProposalState.OPEN:
        raise WrongState("proposal", proposal, state=row.state, wanted=wanted)
    if accepted:
        promote(viewer, row.nomination_id, row.run_id)
    row.state, row.decided_at, row.decided_by_id = wanted, now(), viewer.person
    row.save()
    member = row.nomination.official.agency.member_id
    audit.record(
        viewer, f"proposal.{wanted}", "nomination", row.nomination_id, member=member, run=row.run_id
    )
    outbox.put(f"proposal.{wanted}", nomination=row.nomination_id, run=row.run_id)


@changing
def end_proposals(viewer: Viewer, programme: str, runs: frozenset[str]) -> list[str]:
    """End the open proposals of a programme whose seat is gone, or whose nomination waits no more.

    `runs` are those with a free seat. Lists the nominations. Raises Forbidden.
    """
    viewer.allow_coordinators()
    ended = []
    for row in list(sight.proposals(viewer).where(Proposal.state == ProposalState.OPEN)):
        nomination = row.nomination
        is_good = nomination.state in _WAITING and row.run_id in runs
        if nomination.programme_id == programme and not is_good:
            row.state, row.decided_at = ProposalState.OVER, now()
            row.save()
            ended.append(nomination.id)
    if ended:
        audit.record(viewer, "proposals.ended", "programme", programme, nominations=sorted(ended))
    return ended
