"""Programmes: their days, what "today" is for their plan, and the policy of planning."""

from __future__ import annotations

from datetime import date, timedelta

from peewee import DateField, IntegerField, TextField

from catalogue.db import Row
from catalogue.fields import now

PLAYED_THROUGH = timedelta(days=31)
"""How far a planning date lies from today where a programme is only played through."""

EARLIEST_ZONE = timedelta(hours=14)
"""How far the earliest place on earth is before UTC."""


class Programme(Row):
    """A training programme; `planning_date` is its today. Prices and day rules as in the contract.

    `answer_by_days` before a run starts its offers lapse; `reminder_days` before that day their
    members are reminded. `cooling_off_days` after a course an official is not to begin another.
    `retention_days` after their last doings people are erased; None keeps them.
    """

    id = TextField(primary_key=True)
    name = TextField()
    start = DateField()
    end = DateField()
    planning_date = DateField()
    answer_by_days = IntegerField(default=42)
    reminder_days = IntegerField(default=7)
    cooling_off_days = IntegerField(default=0)
    retention_days = IntegerField(null=True)

    official_rest_days = IntegerField(default=0)
    notice_days = IntegerField(default=42)
    notice_factor = IntegerField(default=3)
    min_notice_days = IntegerField(default=0)

    required_unheld = IntegerField(default=1000)
    unseated = IntegerField(default=10)
    member_shortfall = IntegerField(default=5)
    host_shortfall = IntegerField(default=20)
    cost_per_thousand_usd = IntegerField(default=1)
    run_cancelled = IntegerField(default=100)
    moved_date = IntegerField(default=20)
    moved_date_per_week = IntegerField(default=5)
    moved_venue = IntegerField(default=10)
    moved_language = IntegerField(default=20)
    swapped_trainer = IntegerField(default=5)
    moved_official = IntegerField(default=8)


def last_day_begun(programme: Programme) -> date:
    """Give the last day of which anybody can know what happened: the planning date.

    Where that is near today it may lag behind, and a day that has begun somewhere counts, too.
    """
    today = (now() + EARLIEST_ZONE).date()
    planned: date = programme.planning_date
    return planned if abs(today - planned) > PLAYED_THROUGH else max(today, planned)


DAY_RULES = ("official_rest_days", "notice_days", "notice_factor", "min_notice_days")
"""The policy's rules about days, by their names in the contract."""

OWN_DAYS = ("answer_by_days", "reminder_days", "cooling_off_days")
"""The catalogue's own rules about days."""

WEIGHTS = (
    "required_unheld",
    "unseated",
    "member_shortfall",
    "host_shortfall",
    "cost_per_thousand_usd",
    "run_cancelled",
    "moved_date",
    "moved_date_per_week",
    "moved_venue",
    "moved_language",
    "swapped_trainer",
    "moved_official",
)
"""The policy's weights, by their names in the contract."""

TERMS = (*OWN_DAYS, *DAY_RULES, *WEIGHTS)
"""What a coordinator sets of a programme, whole numbers from 0."""

_MOST_DAYS = 3660
_LARGEST_WEIGHT = 1_000_000


def most_of(name: str) -> int:
    """Give the largest value of one of `TERMS`."""
    return _LARGEST_WEIGHT if name in WEIGHTS else _MOST_DAYS


def usual_terms() -> dict[str, int]:
    """Give the `TERMS` with which a programme begins."""
    return {name: getattr(Programme, name).default for name in TERMS}
