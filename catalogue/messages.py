"""Messages: what one person is told of what happened, and what became of mailing it.

A message holds ids and days, never names: its words are made when it is read or sent, in the
reader's language.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any

from peewee import AutoField, ForeignKeyField, IntegerField, TextField

from catalogue.db import Row
from catalogue.fields import DocumentField, MomentField, TermField
from catalogue.people import Person
from catalogue.programmes import Programme


class Kind(StrEnum):
    """What a line of a message says."""

    OFFERED = "offered"
    MOVED = "moved"
    LOST = "lost"
    CHANGED = "changed"
    REMINDED = "reminded"
    LAPSED = "lapsed"
    ASKED = "asked"
    RELEASED = "released"
    CALLED = "called"


@dataclass(frozen=True, slots=True)
class Line:
    """A line: what happened, to which run of which course, and where and when that is.

    `nomination` where it is about an official's seat; `old_...` is what was before, where that is
    another. Of a call for nominations only the course and `answer_by` are told.
    """

    kind: Kind
    course: str
    run: str = ""
    nomination: str = ""
    start: date | None = None
    end: date | None = None
    venue: str = ""
    language: str = ""
    answer_by: date | None = None
    old_run: str = ""
    old_start: date | None = None
    old_venue: str = ""
    old_language: str = ""

    def document(self) -> dict[str, Any]:
        """Write it, without what is empty."""
        written = {name: value for name, value in asdict(self).items() if value}
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in written.items()
        }


@dataclass(frozen=True, slots=True)
class News:
    """A line for a person."""

    person: str
    line: Line


_DAYS = frozenset(field.name for field in fields(Line) if "date" in str(field.type))


def line_of(document: dict[str, Any]) -> Line:
    """Read a line as it was written."""
    read = {name: value for name, value in document.items() if name != "letter"}
    for name in _DAYS & read.keys():
        read[name] = date.fromisoformat(read[name])
    return Line(**read | {"kind": Kind(read["kind"])})


class MessageState(StrEnum):
    """What became of a message."""

    KEPT = "kept"
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"


NO_MAIL, NO_ADDRESS = "NO_MAIL", "NO_ADDRESS"
"""Why a message stands on the pages alone."""


class Message(Row):
    """A message to somebody; each of its lines names the `letter` of the outbox that it is from.

    One that is to be mailed is `due_at` a moment, until which more lines are added; who sends it
    puts that off meanwhile. `said` is the last answer of the mail server, or why there is no mail;
    `language` the one in which it was sent.
    """

    id = AutoField()
    person = ForeignKeyField(Person)
    person_id: str
    programme = ForeignKeyField(Programme)
    programme_id: str
    lines = DocumentField(default=list)
    made_at = MomentField()
    state = TermField(MessageState)
    due_at = MomentField(null=True)
    tries = IntegerField(default=0)
    said = TextField(default="")
    tried_at = MomentField(null=True)
    language = TextField(default="")

    class Meta:
        """What is asked for often."""

        indexes = ((("due_at",), False),)
