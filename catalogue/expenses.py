"""What was really spent."""

from __future__ import annotations

from peewee import DateField, ForeignKeyField, IntegerField, TextField

from catalogue.db import Row
from catalogue.fields import MomentField, now
from catalogue.members import Funder
from catalogue.programmes import Programme
from catalogue.runs import Run


class Expense(Row):
    """Money that a funder paid for a programme, for a run if for one; negative is money back."""

    id = TextField(primary_key=True)
    programme = ForeignKeyField(Programme)
    programme_id: str
    funder = ForeignKeyField(Funder)
    funder_id: str
    run = ForeignKeyField(Run, null=True)
    run_id: str | None
    amount_usd = IntegerField()
    paid_on = DateField()
    note = TextField(default="")
    recorded_at = MomentField(default=now)
