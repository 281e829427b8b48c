"""Nominations: the wish that an official attends a course, and the seat that came of it."""

from __future__ import annotations

from collections.abc import Iterable

from peewee import DateField, ForeignKeyField, IntegerField, TextField

from catalogue.calls import Call
from catalogue.courses import Course
from catalogue.db import Row
from catalogue.errors import WrongState
from catalogue.fields import MomentField, TermField, now
from catalogue.life import OPEN, SEATED, Actor, State, may_move, ways_out
from catalogue.people import Official
from catalogue.programmes import Programme
from catalogue.runs import Run


class Nomination(Row):
    """An official's nomination for a course; `priority` 1 to 5, 5 matters most.

    `run` is where it has its seat, and is there in the states SEATED and no others. `reason` says
    why it was last moved, where somebody said so. `call` is the one that it was handed in for.
    """

    id = TextField(primary_key=True)
    programme = ForeignKeyField(Programme, index=False)
    programme_id: str
    official = ForeignKeyField(Official)
    official_id: str
    course = ForeignKeyField(Course)
    course_id: str
    state = TermField(State, default=State.DRAFT)
    priority = IntegerField(default=1)
    rank = IntegerField(null=True)
    note = TextField(default="")
    reason = TextField(default="")
    pinned_run = ForeignKeyField(Run, null=True, backref="pinned_nominations")
    pinned_run_id: str | None
    run = ForeignKeyField(Run, null=True)
    run_id: str | None
    answer_by = DateField(null=True)
    reminded_on = DateField(null=True)
    call = ForeignKeyField(Call, null=True)
    call_id: str | None
    substitutes = ForeignKeyField("self", null=True)
    substitutes_id: str | None
    made_at = MomentField(default=now)
    endorsed_at = MomentField(null=True)
    moved_at = MomentField(default=now)

    def move(self, to: State, actors: frozenset[Actor], reason: str = "") -> None:
        """Move it on and save it, together with what else was set on it. Raises WrongState."""
        if not may_move(self.state, to, actors):
            allowed = ways_out(self.state, actors)
            raise WrongState(
                "nomination",
                self.id,
                state=self.state,
                wanted=to,
                actors=actors,
                allowed=allowed,
            )
        self.state = to
        self.reason = reason
        self.moved_at = now()
        if to not in SEATED:
            self.run = None
        if to != State.OFFERED:
            self.answer_by = self.reminded_on = None
        self.save()


def latest(nominations: Iterable[Nomination]) -> list[Nomination]:
    """Give, of an official's nominations for one course, the one that counts for a plan.

    That is the open one, if there is one, or else the last; who was absent may be nominated again.
    """
    ranked = sorted(nominations, key=lambda n: (n.state in OPEN, n.made_at, n.id))
    return list({(n.official_id, n.course_id): n for n in ranked}.values())


Nomination.add_index(Nomination.programme, Nomination.state)
Nomination.add_index(
    Nomination.official,
    Nomination.course,
    unique=True,
    where=Nomination.state.in_(sorted(OPEN)),
    name="nomination_open",
)
