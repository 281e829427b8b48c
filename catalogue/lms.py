"""What is known about an LMS: what we made there, who may write, what failed, synchronisations."""

from __future__ import annotations

from enum import StrEnum

from peewee import BooleanField, ForeignKeyField, IntegerField, TextField

from catalogue.db import Row
from catalogue.fields import DocumentField, MomentField, TermField
from catalogue.programmes import Programme


class LmsRecord(Row):
    """What we made in an LMS, by our own record: it tells our doing there from others'."""

    lms = TextField(primary_key=True)
    document = DocumentField()
    written_at = MomentField()


class LmsLease(Row):
    """That one bridge alone, the `holder`, may write to an LMS until a moment."""

    lms = TextField(primary_key=True)
    holder = TextField()
    until = MomentField()


class LmsItem(Row):
    """A change that an LMS refused, by its name; it is tried in each run unless it is set aside."""

    id = TextField(primary_key=True)
    lms = TextField()
    key = TextField()
    words = TextField()
    reason = TextField()
    text = TextField()
    tries = IntegerField(default=1)
    first_at = MomentField()
    last_at = MomentField()
    aside_at = MomentField(null=True)


LmsItem.add_index(LmsItem.lms, LmsItem.key, unique=True)


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
