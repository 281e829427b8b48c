"""What is known about learning management systems: what we made there, and synchronisations."""

from __future__ import annotations

from enum import StrEnum

from peewee import BooleanField, ForeignKeyField, TextField

from catalogue.db import Row
from catalogue.fields import DocumentField, MomentField, TermField
from catalogue.programmes import Programme


class LmsRecord(Row):
    """What we made in an LMS, by our own record: it tells our doing there from others'."""

    lms = TextField(primary_key=True)
    document = DocumentField()
    written_at = MomentField()


class SyncState(StrEnum):
    """How a synchronisation stands."""

    RUNNING = "running"
    FINISHED = "finished"
    FAILED = "failed"


class SyncRun(Row):
    """One synchronisation with an LMS; `figures` count what was found and done, `lines` tell it."""

    id = TextField(primary_key=True)
    programme = ForeignKeyField(Programme)
    programme_id: str
    lms = TextField()
    dry_run = BooleanField(default=False)
    state = TermField(SyncState, default=SyncState.RUNNING)
    began_at = MomentField()
    finished_at = MomentField(null=True)
    figures = DocumentField()
    lines = DocumentField(default=list)
    failure = TextField(default="")
