"""Seats that are proposed, for the coordinators who decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from peewee import JOIN

from catalogue import sight
from catalogue.db import reading
from catalogue.errors import NotFound
from catalogue.members import Agency
from catalogue.nominations import Nomination
from catalogue.people import Official, Person
from catalogue.proposals import Proposal, ProposalState
from catalogue.published import newest_version, programme_of
from catalogue.rows import read_as
from catalogue.versions import VersionRun
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """That a free seat of a run goes to somebody; `start` is the run's, if it is still held."""

    id: str
    programme: str
    run: str
    start: date | None
    nomination: str
    official: str
    given_name: str
    family_name: str
    member: str
    state: ProposalState
    made_at: datetime
    decided_at: datetime | None


@reading
def proposals(
    viewer: Viewer, programme: str, state: ProposalState | None = ProposalState.OPEN
) -> tuple[ProposalLine, ...]:
    """List proposed seats in a state, or in any for None, by run. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    programme_of(programme)
    version = newest_version(programme)
    held = (VersionRun.run == Proposal.run) & (VersionRun.version == version)
    query = (
        sight.proposals(viewer)
        .join(VersionRun, JOIN.LEFT_OUTER, on=held)
        .where(Nomination.programme == programme)
    )
    if state is not None:
        query = query.where(Proposal.state == state)
    columns = (
        Proposal.id,
        Nomination.programme.alias("programme"),
        Proposal.run.alias("run"),
        VersionRun.start,
        Nomination.id.alias("nomination"),
        Official.id.alias("official"),
        Person.given_name,
        Person.family_name,
        Agency.member.alias("member"),
        Proposal.state,
        Proposal.made_at,
        Proposal.decided_at,
    )
    ordered = query.select(*columns).order_by(Proposal.run, Proposal.made_at, Proposal.id)
    return tuple(read_as(ProposalLine, ordered))


@reading
def proposal(viewer: Viewer, programme: str, id: str) -> ProposalLine:
    """Give a proposed seat. Raises Forbidden, NotFound."""
    for line in proposals(viewer, programme, None):
        if line.id == id:
            return line
    raise NotFound("proposal", id)
