"""What systems of others write into the gradebook: categories, line items, results, scales."""

from __future__ import annotations

from peewee import AutoField, ForeignKeyField, TextField

from catalogue.db import Row
from catalogue.fields import DocumentField, MomentField
from catalogue.people import Person


class GradeRecord(Row):
    """A record of a `kind` that the client `client` wrote under a `name` of its choice.

    `person` is whose result it is, if it is one. One that was deleted is `removed_at` a moment.
    """

    id = AutoField()
    kind = TextField()
    name = TextField()
    client = TextField()
    person = ForeignKeyField(Person, null=True)
    person_id: str | None
    document = DocumentField()
    written_at = MomentField()
    removed_at = MomentField(null=True)


GradeRecord.add_index(GradeRecord.kind, GradeRecord.name, unique=True)
