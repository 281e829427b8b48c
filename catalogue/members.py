"""Members and organisations, their agencies, and those who pay."""

from __future__ import annotations

from enum import StrEnum

from peewee import ForeignKeyField, IntegerField, TextField

from catalogue.db import Row
from catalogue.fields import TermField


class MemberKind(StrEnum):
    """Whether its people count in what is owed to members."""

    MEMBER = "member"
    ORGANISATION = "organisation"


class Member(Row):
    """A state or territory (ISO 3166 alpha-3), or an organisation whose people take part."""

    id = TextField(primary_key=True)
    name = TextField()
    kind = TermField(MemberKind, default=MemberKind.MEMBER)
    seat_target = IntegerField(default=0)
    host_target = IntegerField(default=0)


class Agency(Row):
    """Where a member's people work. Its `kind` is what a course's audience names."""

    id = TextField(primary_key=True)
    member = ForeignKeyField(Member)
    member_id: str
    name = TextField()
    kind = TextField()


class Funder(Row):
    """Somebody who pays for courses; without a budget there is no limit."""

    id = TextField(primary_key=True)
    name = TextField()
    budget_usd = IntegerField(null=True)
