"""What is known about learning management systems: their names for things, and synchronisations."""

from __future__ import annotations

from enum import StrEnum

from peewee import BooleanField, ForeignKeyField, TextField

from catalogue.db import Row
from catalogue.fields import DocumentField, MomentField, TermField
from catalogue.programmes import Programme


class LmsLink(Row):
    """What a thing of ours (a kind and an id, such as a run) is called in an LMS."""

    lms = TextField()
    kind = TextField()
    local_id = TextField()
    external_id = TextField()


LmsLink.add_index(LmsLink.lms, LmsLink.kind, LmsLink.local_id, unique=True)
LmsLink.add_index(LmsLink.lms, LmsLink.kind, LmsLink.external_id, unique=True)


class SyncState(StrEnum):
    """How a synchronisation stands."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class SyncRun(Row):
    """One synchronisation with an LMS; `figures` count what was found and changed."""

    id = TextField(primary_key=True)
    programme = ForeignKeyField(Programme)
    programme_id: str
    lms = TextField()
    dry_run = BooleanField(default=False)
    state = TermField(SyncState, default=SyncState.RUNNING)
    began_at = MomentField()
    finished_at = MomentField(null=True)
    figures = DocumentField()
    failure = TextField(default="")
