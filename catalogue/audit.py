"""Who changed what, when and why: one line a change, written with the change itself.

A line carries ids, states and reasons, never names or addresses. What a change touched besides its
own thing (the nominations that a published plan moved) hangs on its line, so that everything has
its trail. Every table records what its rows become (`Change`), and a line answers for all that was
recorded since the line before it.

The lines are a chain: each has a digest over the digest before it, itself, and the digests of what
it answers for. What people wrote and what rows held is in the chain by salted digests, so that
erasure may blank it, and leave the digest, without breaking the chain.
"""

from __future__ import annotations

import hashlib
import json
import operator
import secrets
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from functools import cache, reduce
from typing import Any, NamedTuple

from peewee import SQL, AutoField, ForeignKeyField, IntegerField, Query, TextField, fn

from catalogue.db import Row, at_the_end, is_sqlite
from catalogue.fields import DocumentField, MomentField, now
from catalogue.members import Member
from catalogue.people import Person
from catalogue.rows import add_rows, parts
from catalogue.statement import Statement, gap
from catalogue.viewer import Viewer

_ROWS_AT_ONCE = 500


class Audit(Row):
    """A line of the trail: who (None is the system) did `verb` to the thing `kind` `thing`.

    `last_change` is the last of the changes that it answers for. `digest` is None for lines from
    before there was a chain. Once `reason` and `detail` are erased their `payload_digest` is left.
    """

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
    salt = TextField(default="")
    payload_digest = TextField(default="")
    last_change = IntegerField(default=0, index=True)
    digest = TextField(null=True)

    def digest_of_payload(self) -> str:
        """Give the digest of what people wrote; the stored one where that is erased."""
        return self.payload_digest or _digest(self.salt, self.reason, _form(self.detail))


Audit.add_index(Audit.digest, where=Audit.digest == "", name="audit_unsealed")


class Change(Row):
    """What a row of the table `kind` became by an `event` (insert, update, delete): all of it.

    Written by the database itself. Once the document is erased its `digest` is left.
    """

    number = AutoField()
    kind = TextField()
    thing = TextField()
    event = TextField()
    salt = TextField()
    document = TextField()
    digest = TextField()

    def digest_of_document(self) -> str:
        """Give the digest of what the row became; the stored one where that is erased."""
        number = str(self.number)
        return self.digest or _digest(
            number, self.kind, self.thing, self.event, self.salt, self.document
        )


Change.add_index(Change.kind, Change.thing)
Change.add_index(Change.kind, Change.event, Change.number, name="change_kind_event")


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
) -> datetime:
    """Write a line, in the transaction of the change that it speaks of, and give its moment."""
    at = now()
    added = _ADD.do(
        at=Audit.at.db_value(at),
        person=viewer.person,
        verb=verb,
        kind=kind,
        thing=thing,
        reason=reason,
        request_id=viewer.request_id,
        detail=Audit.detail.db_value(detail),
        salt=secrets.token_hex(16),
    )
    (line,) = added.fetchone()
    at_the_end(_seal)
    touches = [Touch(kind, thing, member, verb), *touched]
    add_rows(Touched, [{"line": line, **touch._asdict()} for touch in touches])
    return at


def _add() -> Query:
    named = "at", "person", "verb", "kind", "thing", "reason", "request_id", "detail", "salt"
    told: dict[Any, Any] = {getattr(Audit, name): gap(name) for name in named}
    told |= {Audit.payload_digest: "", Audit.last_change: _newest_change(), Audit.digest: ""}
    query: Query = Audit.insert(told).returning(Audit.number)
    return query


def _newest_change() -> Any:
    return Change.select(fn.COALESCE(fn.MAX(Change.number), 0))


_ADD = Statement(_add)
_NEWEST_CHANGE = Statement(_newest_change)
_UNSEALED = Statement(lambda: Audit.select().where(SQL("digest = ''")).order_by(Audit.number))
_BEFORE = Statement(
    lambda: (
        Audit.select(Audit.number, Audit.digest, Audit.last_change)
        .where(Audit.number < gap("number"))
        .order_by(Audit.number.desc())
        .limit(1)
    )
)
_SEAL = Statement(
    lambda: Audit.update(
        {Audit.last_change: gap("last_change"), Audit.digest: gap("digest")}
    ).where(Audit.number == gap("number"))
)
_TOUCHED = Statement(
    lambda: (
        Touched.select(Touched.kind, Touched.thing, Touched.member, Touched.change)
        .where(Touched.line == gap("line"))
        .order_by(Touched.id)
    )
)

_CHANGES = Statement(
    lambda: (
        Change.select(
            *(Change.digest, Change.number, Change.kind, Change.thing, Change.event),
            *(Change.salt, Change.document),
        )
        .where(Change.number > gap("first"), Change.number <= gap("last"))
        .order_by(Change.number)
    )
)


def _last_change() -> int:
    ((last,),) = _NEWEST_CHANGE.rows()
    return int(last)


def _seal() -> None:
    """Close the chain over the lines of this transaction; the last answers for what came after."""
    lines = _UNSEALED.read(Audit)
    if not lines:  # what they told of was undone
        return
    lines[-1].last_change = _last_change()
    before = next(iter(_BEFORE.read(Audit, number=lines[0].number)), None)
    for line in lines:
        line.digest = link(before, line)
        _SEAL.do(number=line.number, last_change=line.last_change, digest=line.digest)
        before = line


def link(before: Audit | None, line: Audit) -> str:
    """Give the digest that a line ought to have, after another."""
    own = [
        *((before.digest if before else None) or "", str(line.number), line.at.isoformat()),
        *(line.person_id or "", line.verb, line.kind, line.thing, line.request_id),
        *(str(line.last_change), line.digest_of_payload()),
    ]
    whole = hashlib.sha256(_form(own).encode())
    for row in _TOUCHED.do(line=line.number):
        whole.update(_form(row).encode())
    first = before.last_change if before else 0
    for digest, number, *texts in _CHANGES.do(first=first, last=line.last_change):
        whole.update((digest or _digest(str(number), *texts)).encode())
    return whole.hexdigest()


def _digest(*parts: str) -> str:
    return hashlib.sha256(_form(parts).encode()).hexdigest()


_form = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def forget(names: Collection[str]) -> None:
    """Erase what rows became that name any of these ids, and what was said of them.

    Their digests stay, so that the chain does.
    """
    written = [json.dumps(name) for name in sorted(names)]
    within = [json.dumps(name)[1:-1] for name in written]  # in a document that a row keeps as text
    named = [Change.document.contains(name) for name in (*written, *within)]
    for change in Change.select().where(reduce(operator.or_, named)):
        change.digest = change.digest_of_document()
        change.salt = change.document = ""
        change.save()
    touched = Touched.select(Touched.line).where(Touched.thing.in_(sorted(names)))
    for line in Audit.select().where(Audit.number.in_(touched), Audit.payload_digest == ""):
        line.payload_digest = line.digest_of_payload()
        line.salt, line.reason, line.detail = "", "", {}
        line.save()


def revision() -> int:
    """Give the number of the last line: what is stored now is what it was after that line."""
    last: int | None = Audit.select(fn.MAX(Audit.number)).scalar()
    return last or 0


def newest() -> tuple[int, datetime | None]:
    """Give the number and moment of the last line, which name what is stored now."""
    last = Audit.select(Audit.number, Audit.at).order_by(Audit.number.desc()).get_or_none()
    return (last.number, last.at) if last else (0, None)


def touched_since(revision: int, kind: str, change: str | None = None) -> set[str]:
    """Find the things of a kind that were touched, or changed so, after a revision.

    Changes happen one after another, so that no line with a lesser number comes later.
    """
    rows = Touched.select(Touched.thing).where(Touched.line > revision, Touched.kind == kind)
    if change is not None:
        rows = rows.where(Touched.change == change)
    return {row.thing for row in rows}


def last_details(kind: str, verb: str, things: Collection[str]) -> dict[str, dict[str, Any]]:
    """Give what the last line of a verb tells of each of these things, where there is one."""
    lines = Touched.select(Touched.line).where(
        Touched.kind == kind, Touched.thing.in_(sorted(things))
    )
    told = Audit.select(Audit.thing, Audit.detail).where(
        Audit.number.in_(lines), Audit.verb == verb
    )
    return {row.thing: row.detail for row in told.order_by(Audit.number)}


def mark() -> str:
    """Give a mark of what is stored: the same as long as nothing was changed."""
    last = Audit.select(Audit.number, Audit.digest).order_by(Audit.number.desc()).first()
    return f"{last.number}-{last.digest}" if last else ""


EVENTS = ("insert", "update", "delete")
"""What may befall a row."""

NOT_NEW = ("update", "delete")


def mark_of_rows(tables: Mapping[str, Collection[str]]) -> str:
    """Give a mark of what the rows of some tables hold, each with the events that count.

    It is the same as long as no such thing befell a row.
    """
    pairs = tuple((table, each) for table in sorted(tables) for each in sorted(tables[table]))
    numbers = [number for row in _newest_of(pairs).rows() for number in row if number]
    last = Change.get_by_id(max(numbers)) if numbers else None
    return f"{last.number}-{last.salt}" if last else ""


@cache
def _newest_of(pairs: tuple[tuple[str, str], ...]) -> Statement:
    """Ask for the last change of each table by each event."""
    newest = [
        Change.select(fn.MAX(Change.number)).where(Change.kind == table, Change.event == event)
        for table, event in pairs
    ]
    return Statement(lambda: Change.select(*newest).limit(1))


def last_changes(kind: str, things: Collection[str]) -> dict[str, datetime]:
    """Give when rows of a table were last changed, by key, as far back as their past is kept."""
    found: dict[str, datetime] = {}
    for some in parts(sorted(things), _ROWS_AT_ONCE):
        number = fn.MAX(Change.number).alias("number")
        newest = Change.select(Change.thing, number).group_by(Change.thing)
        newest = newest.where(Change.kind == kind, Change.thing.in_(some)).alias("newest")
        answering = (
            Audit.select(Audit.at)
            .where(Audit.last_change >= newest.c.number)
            .order_by(Audit.last_change, Audit.number)
            .limit(1)
        )
        query: Any = Change.select(newest.c.thing, answering.alias("at")).from_(newest).tuples()
        for thing, at in query:
            moment = Audit.at.python_value(at)
            if moment is not None:
                found[thing] = moment
    return found


def first_and_last(kind: str, things: Collection[str]) -> dict[str, tuple[datetime, datetime]]:
    """Give when lines began to be about things of a kind, and when the last one was."""
    found: dict[str, tuple[datetime, datetime]] = {}
    for some in parts(sorted(things), _ROWS_AT_ONCE):
        query: Any = (
            Touched.select(Touched.thing, fn.MIN(Audit.at), fn.MAX(Audit.at))
            .join(Audit)
            .where(Touched.kind == kind, Touched.thing.in_(some))
            .group_by(Touched.thing)
            .tuples()
        )
        for thing, *moments in query:
            first, last = map(Audit.at.python_value, moments)
            if first is not None and last is not None:
                found[thing] = first, last
    return found


def changed_since(kind: str, moment: datetime) -> Any:
    """Give the keys of rows of a table that were changed at a moment or later, as a query."""
    first: Any = Audit.select(fn.MIN(Audit.number)).where(Audit.at >= moment).scalar()
    before: Any = (
        Audit.select(fn.MAX(Audit.last_change)).where(Audit.number < first).scalar()
        if first
        else _last_change()
    )
    return Change.select(Change.thing).where(Change.kind == kind, Change.number > (before or 0))


def rows_with(kind: str, column: str) -> Any:
    """Give the keys of rows of a table that had a value in a column at some time, as a query.

    What was erased tells nothing.
    """
    return Change.select(Change.thing).where(
        Change.kind == kind, Change.document != "", _value(column).is_null(is_null=False)
    )


def last_values(kind: str, column: str, things: Collection[str]) -> dict[str, str]:
    """Give the last value that rows of a table had in a column, by key; None does not count."""
    value = _value(column)
    query: Any = (
        Change.select(Change.thing, value)
        .where(Change.kind == kind, Change.thing.in_(sorted(things)), Change.document != "")
        .order_by(Change.number)
        .tuples()
    )
    return {thing: held for thing, held in query if held is not None}


def _value(column: str) -> Any:
    """Give a column of what a row became, as text."""
    if is_sqlite():
        return fn.JSON_EXTRACT(Change.document, f"$.{column}")
    return fn.JSONB_EXTRACT_PATH_TEXT(Change.document.cast("jsonb"), column)
