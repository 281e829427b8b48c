"""Who changed what, when and why: one line a change, written with the change itself.

A line carries ids, states and reasons, never names or addresses. What a change touched besides its
own thing (the nominations that a published plan moved) hangs on its line, so that everything has
its trail.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from peewee import AutoField, ForeignKeyField, TextField, chunked, fn

from catalogue.db import Row
from catalogue.fields import DocumentField, MomentField, now
from catalogue.members import Member
from catalogue.people import Person
from catalogue.viewer import Viewer

_ROWS_AT_ONCE = 500


class Audit(Row):
    """A line of the trail: who (None is the system) did `verb` to the thing `kind` `thing`."""

    number = AutoField()
    at = MomentField()
    person = ForeignKeyField(Person, null=True)
    person_id: str | None
    verb = TextField()
    kind = TextField()
    thing = TextField()
    reason = TextField(default="")
    request_id = TextField(default="")
    detail = DocumentField()


class Touched(Row):
    """A thing that a line is about, the line's own included; `change` says what became of it.

    `member` is whose people it is about, if anybody's; that member's focal point may read the line.
    """

    id = AutoField()
    line = ForeignKeyField(Audit)
    kind = TextField()
    thing = TextField()
    member = ForeignKeyField(Member, null=True)
    member_id: str | None
    change = TextField(default="")


Touched.add_index(Touched.kind, Touched.thing)


class Touch(NamedTuple):
    """Something that a change touched besides its own thing."""

    kind: str
    thing: str
    member: str | None
    change: str


def record(
    viewer: Viewer,
    verb: str,
    kind: str,
    thing: str,
    *,
    member: str | None = None,
    reason: str = "",
    touched: Iterable[Touch] = (),
    **detail: Any,
) -> None:
    """Write a line, in the transaction of the change that it speaks of."""
    line = Audit.create(
        at=now(),
        person=viewer.person,
        verb=verb,
        kind=kind,
        thing=thing,
        reason=reason,
        request_id=viewer.request_id,
        detail=detail,
    )
    touches = [Touch(kind, thing, member, verb), *touched]
    for some in chunked(touches, _ROWS_AT_ONCE):
        Touched.insert_many([{"line": line, **touch._asdict()} for touch in some]).execute()


def revision() -> int:
    """Give the number of the last line: what is stored now is what it was after that line."""
    last: int | None = Audit.select(fn.MAX(Audit.number)).scalar()
    return last or 0


def touched_since(revision: int, kind: str) -> set[str]:
    """Find the things of a kind that were touched after a revision.

    Changes happen one after another, so that no line with a lesser number comes later.
    """
    rows = Touched.select(Touched.thing).where(Touched.line > revision, Touched.kind == kind)
    return {row.thing for row in rows}
