"""The bridges that share this database."""

from __future__ import annotations

from peewee import TextField

from catalogue.db import Row
from catalogue.fields import MomentField


class Bridge(Row):
    """A bridge, by the name of its durable work, and until when it is taken to be alive.

    `holder` is its name where it has the right to write to an LMS.
    """

    executor = TextField(primary_key=True)
    until = MomentField()
    holder = TextField(default="")
