"""What a member's identity system calls its officials.

An official whom no such system has named has no account; it goes by the e-mail address then, or by
its id.
"""

from __future__ import annotations

from peewee import AutoField, ForeignKeyField, TextField

from catalogue.db import Row
from catalogue.fields import MomentField, TermField
from catalogue.people import Official
from catalogue.viewer import Role


class Account(Row):
    """How an identity system names an official; `user_key` is the name without capitals.

    `external_id` is that system's own id, `role` what it lets the official sign in as, which counts
    as long as the official is there. One that it took away is `removed_at` a moment, and not
    there for it any more.
    """

    id = AutoField()
    official = ForeignKeyField(Official, unique=True)
    official_id: str
    user_name = TextField()
    user_key = TextField(index=True)
    external_id = TextField(default="", index=True)
    role = TermField(Role, default=Role.OFFICIAL)
    removed_at = MomentField(null=True)
