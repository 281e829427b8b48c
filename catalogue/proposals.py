"""Seats that are proposed: who would come next, where the answer-by date is past."""

from __future__ import annotations

from enum import StrEnum

from peewee import ForeignKeyField, TextField

from catalogue.db import Row
from catalogue.fields import MomentField, TermField, now
from catalogue.nominations import Nomination
from catalogue.people import Person
from catalogue.runs import Run


class ProposalState(StrEnum):
    """What became of a proposal; it is over when somebody else has the seat."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DISMISSED = "dismissed"
    OVER = "over"


class Proposal(Row):
    """That a free seat of a run goes to a nomination; a coordinator decides."""

    id = TextField(primary_key=True)
    run = ForeignKeyField(Run, index=False)
    run_id: str
    nomination = ForeignKeyField(Nomination)
    nomination_id: str
    state = TermField(ProposalState, default=ProposalState.OPEN)
    made_at = MomentField(default=now)
    decided_at = MomentField(null=True)
    decided_by = ForeignKeyField(Person, null=True)
    decided_by_id: str | None


Proposal.add_index(Proposal.run, Proposal.nomination, unique=True)
