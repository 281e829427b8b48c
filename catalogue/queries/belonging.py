"""Who belongs to published runs, however many they are: so many seats or people at a time.

For machine clients and for those who run the programme; others are refused (Forbidden).
A page is found by where the one before it ended, or by how many come before it.
"""

from __future__ import annotations

import json
import operator
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import reduce
from typing import Any, Final, NamedTuple

from peewee import SQL, Case, Expression, NodeList, Ordering, fn

from catalogue import audit, sight
from catalogue.courses import Course
from catalogue.db import is_sqlite, reading
from catalogue.members import Agency
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer
from catalogue.queries.desired import DesiredPerson
from catalogue.sight import WHO
from catalogue.versions import Version, VersionRun, VersionTrainer
from catalogue.viewer import Role, Viewer


class Compared(NamedTuple):
    """A column compared with a value by `= != > >= < <= ~` (contains), or with some by `in`.

    Texts are compared by Unicode. What is empty is as if it were not there: only `!=` holds.
    """

    column: str
    operator: str
    value: str | frozenset[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """Which seats: in the runs of `versions`; `every` comparison holds, and one of `some`.

    `since`: besides, it, who has it or its run was changed since then, `runs` being the runs that
    were.
    """

    versions: tuple[str, ...]
    every: tuple[Compared, ...] = ()
    some: tuple[Compared, ...] = ()
    since: datetime | None = None
    runs: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class AskedPeople(Asked):
    """Which people: of one of whose seats `seated` holds (None: seats do not count), or `trainers`.

    `every` and `some` are of the person. `since`: also who `taught` before, or had a seat.
    """

    seated: tuple[Compared, ...] | None = ()
    trainers: frozenset[str] = frozenset()
    taught: frozenset[str] = frozenset()


class Seat(NamedTuple):
    """A seat as it stands, and the id of the official who has it."""

    run: str
    official: str
    who: DesiredPerson


class FormerSeat(NamedTuple):
    """A seat that somebody had and has no more: ids alone, and since when."""

    nomination: str
    person: str
    run: str
    since: datetime | None


class FormerRun(NamedTuple):
    """A run that an earlier version held, as the last one that did, and the newest holds no more.

    `programme` is the id of the one that it belongs to.
    """

    programme: str
    run: str
    course: str
    title: str
    venue: str
    start: date
    end: date


class Published(NamedTuple):
    """The newest version of a programme."""

    version: str
    at: datetime


_TOLD: Final = (Role.ADMINISTRATOR, Role.COORDINATOR, Role.MACHINE_CLIENT)
"""Who may ask at all: an LMS, and those who run the programme. Others are refused (Forbidden)."""


@reading
def newest_versions(viewer: Viewer) -> dict[str, Published]:
    """Give the newest version of each programme that has published any."""
    rows = Version.select().order_by(Version.number)
    return {row.programme_id: Published(row.id, row.published_at) for row in rows}


@reading
def ids(viewer: Viewer, asked: Asked, after: str, limit: int, offset: int = 0) -> list[str]:
    """Give the nominations of seats, or the people, in the order of their ids.

    They begin behind the id `after`, and then behind as many as `offset`.
    """
    query, columns, key = _asked(viewer, asked)
    column = columns[key]
    query = query.where(_unicode(column) > after)
    rows: Any = query.select(column).order_by(_unicode(column)).limit(limit).offset(offset)
    return [id for (id,) in rows.tuples()]


@reading
def ordered(
    viewer: Viewer, asked: Asked, by: str, limit: int, *, descending: bool = False
) -> list[tuple[str, str]]:
    """Give the first ids in the order of a column, each with what that holds."""
    query, columns, key = _asked(viewer, asked)
    order = Ordering(_unicode(columns[by]), "DESC" if descending else "ASC")
    rows: Any = query.select(columns[by], columns[key]).limit(limit)
    rows = rows.order_by(order, _unicode(columns[key]))
    return [(str(value or ""), id) for value, id in rows.tuples()]


@reading
def count(viewer: Viewer, asked: Asked) -> int:
    """Count the seats or people."""
    query, columns, key = _asked(viewer, asked)
    found: int = query.select(columns[key]).count(clear_limit=False)
    return found


@reading
def seats(viewer: Viewer, versions: Collection[str], nominations: Collection[str]) -> list[Seat]:
    """Give the seats of some nominations, in the order of their ids."""
    return _seats(viewer, versions, Nomination.id, nominations)


@reading
def seats_of(viewer: Viewer, versions: Collection[str], people: Collection[str]) -> list[Seat]:
    """Give the seats of some people, in the order of the nominations' ids."""
    return _seats(viewer, versions, Official.person, people)


@reading
def trainers_among(viewer: Viewer, people: Collection[str]) -> dict[str, DesiredPerson]:
    """Give those of some people who are trainers, by the person's id."""
    viewer.allow(*_TOLD)
    rows = sight.trainers(viewer).select(Trainer, Person).where(_among(Trainer.person, people))
    return {row.person_id: DesiredPerson.of_trainer(row.person) for row in rows}


@reading
def former_seats(
    viewer: Viewer, versions: Collection[str], since: datetime | None = None
) -> list[FormerSeat]:
    """Give the seats that people had and have no more, or only those given up since a moment.

    For machine clients, who were told of the seats, and for those who run the programme. A run that
    nobody remembers, since what was known is erased, is empty. Raises Forbidden.
    """
    viewer.allow(*_TOLD)
    query = sight.former_seats(viewer, versions).select(Nomination.id, Official.person)
    if since is not None:
        query = query.where(
            Nomination.id.in_(audit.changed_since("nomination", since))
            | Official.person.in_(audit.changed_since("person", since))
            | _among(Nomination.id, sight.drop_out_moments(since=since))
        )
    rows: Any = query.order_by(_unicode(Nomination.id)).tuples()
    people = dict(rows)
    runs = audit.last_values("nomination", "run_id", people)
    known = (
        audit.last_changes("nomination", people),
        audit.last_changes("person", set(people.values())),
        sight.drop_out_moments(people),
    )
    found = []
    for nomination, person in people.items():
        moments = zip(known, (nomination, person, nomination), strict=True)
        since = max((held[id] for held, id in moments if id in held), default=None)
        found.append(FormerSeat(nomination, person, runs.get(nomination, ""), since))
    return found


@reading
def erased(viewer: Viewer, since: datetime | None = None) -> dict[str, datetime]:
    """Give who was published with a seat and is erased, or was since a moment, and when.

    Their ids alone, for who was told of the seat. Raises Forbidden.
    """
    viewer.allow(*_TOLD)
    query = sight.erased_seats(viewer).select(Person.id, Person.erased_at)
    if since is not None:
        query = query.where(Person.erased_at >= since)
    rows: Any = query.distinct().tuples()
    return dict(rows)


@reading
def last_left(
    viewer: Viewer, people: Collection[str], held: Collection[str]
) -> dict[str, datetime]:
    """Give when some people last gave up a seat that is not `held` any more. Raises Forbidden."""
    viewer.allow(*_TOLD)
    query = sight.told_nominations(viewer).select(Nomination.id, Official.person)
    query = query.where(_among(Official.person, people), ~_among(Nomination.id, held))
    rows: Any = query.tuples()
    who = dict(rows)
    left = audit.last_values("nomination", "run_id", who)
    found: dict[str, datetime] = {}
    for moments in (audit.last_changes("nomination", left), sight.drop_out_moments(left)):
        for nomination, moment in moments.items():
            if nomination in left:
                found[who[nomination]] = max(found.get(who[nomination], moment), moment)
    return found


@reading
def former_runs(viewer: Viewer, versions: Collection[str]) -> list[FormerRun]:
    """Give the runs that versions before these held, and these do not."""
    held = VersionRun.select(VersionRun.run).where(VersionRun.version.in_(sorted(versions)))
    rows: Any = (
        VersionRun.select(
            *(Version.programme, VersionRun.run, VersionRun.course, Course.title),
            *(VersionRun.venue, VersionRun.start, VersionRun.end),
        )
        .join(Version)
        .switch(VersionRun)
        .join(Course)
        .where(Course.id.in_(sight.courses(viewer).select(Course.id)), VersionRun.run.not_in(held))
        .order_by(Version.number)
        .tuples()
    )
    return list({row[1]: FormerRun(*row) for row in rows}.values())


@reading
def former_duties(viewer: Viewer, versions: Collection[str]) -> set[tuple[str, str]]:
    """Give who taught which run in versions before these, as pairs of run and person.

    For machine clients, who were told of them, and for those who run the programme. Raises
    Forbidden.
    """
    viewer.allow(*_TOLD)
    query = sight.former_duties(viewer, versions).select(VersionTrainer.run, Trainer.person)
    rows: Any = query.distinct().tuples()
    return set(rows)


def _seats(
    viewer: Viewer, versions: Collection[str], column: Any, wanted: Collection[str]
) -> list[Seat]:
    viewer.allow(*_TOLD)
    query = sight.standing_seats(viewer, versions).select(
        *(Nomination.run, Nomination.official),
        *(Person.id, Person.given_name, Person.family_name, Person.email),
        *(Person.languages, Agency.member, Agency.id, Nomination.id, Nomination.state),
    )
    rows: Any = query.where(_among(column, wanted)).order_by(_unicode(Nomination.id)).tuples()
    return [Seat(run, official, DesiredPerson(*who)) for run, official, *who in rows]


def _asked(viewer: Viewer, asked: Asked) -> tuple[Any, Mapping[str, Any], str]:
    """Give the rows that are asked for, their columns, and which of these is the key."""
    viewer.allow(*_TOLD)
    if not isinstance(asked, AskedPeople):
        query, columns = sight.standing_seats(viewer, asked.versions), _columns(asked.versions)
        if asked.since is not None:
            query = query.where(
                Nomination.id.in_(audit.changed_since("nomination", asked.since))
                | _among(Nomination.run, asked.runs)
            )
        return _narrowed(query, columns, asked), columns, "nomination"
    seated = None
    if asked.seated is not None:
        seated = sight.standing_seats(viewer, asked.versions)
        columns = _columns(asked.versions)
        seated = seated.where(*(_holds(columns[each.column], each) for each in asked.seated))
    teaching = _listed(asked.trainers) if asked.trainers else None
    query = sight.standing_people(seated, teaching, few=bool(asked.seated))
    if asked.since is not None:
        recent = sight.told_nominations(viewer).where(
            Nomination.id.in_(audit.changed_since("nomination", asked.since))
            | _among(Nomination.id, sight.drop_out_moments(since=asked.since))
            | _among(Nomination.run, asked.runs)
        )
        officials = Official.id.in_(audit.changed_since("official", asked.since))
        query = query.where(
            WHO.id.in_(audit.changed_since("person", asked.since))
            | WHO.id.in_(sight.people_of_officials(officials))
            | WHO.id.in_(recent.select(Official.person))
            | _among(WHO.id, asked.trainers | asked.taught)
        )
    return _narrowed(query, _PERSON, asked), _PERSON, "person"


def _narrowed(query: Any, columns: Mapping[str, Any], asked: Asked) -> Any:
    every = [_holds(columns[each.column], each) for each in asked.every]
    some = [_holds(columns[each.column], each) for each in asked.some]
    if some:
        every.append(reduce(operator.or_, some))
    return query.where(*every) if every else query


def _columns(versions: Collection[str]) -> Mapping[str, Any]:
    """Give the columns of seats in the runs of some versions."""
    held = (VersionRun.run == Nomination.run) & VersionRun.version.in_(sorted(versions))
    return {
        "nomination": Nomination.id,
        "run": Nomination.run,
        "person": Official.person,
        "state": Nomination.state,
        "venue": VersionRun.select(VersionRun.venue).where(held),
        "start": VersionRun.select(VersionRun.start.cast("TEXT")).where(held),
        "end": VersionRun.select(VersionRun.end.cast("TEXT")).where(held),
    }


_PERSON: Final[Mapping[str, Any]] = {
    "person": WHO.id,
    "given_name": WHO.given_name,
    "family_name": WHO.family_name,
    "email": WHO.email,
    "user_name": Case(None, [(WHO.email == "", WHO.id)], WHO.email),
}
"""Columns of people; `user_name` is the address, or the id without one."""


def _holds(column: Any, compared: Compared) -> Any:
    value = compared.value
    if isinstance(value, frozenset):
        return _among(column, value)
    if compared.operator in {"=", "!="}:
        return Expression(column, compared.operator, value)
    if compared.operator == "~":
        place = fn.INSTR if is_sqlite() else fn.STRPOS
        return (place(column, value) > 0) & (column != "")
    return Expression(_unicode(column), compared.operator, value) & (column != "")


def _unicode(column: Any) -> Any:
    """Let a column be compared and ordered by Unicode, in either database."""
    return column if is_sqlite() else NodeList((column, SQL('COLLATE "C"')))


def _among(column: Any, values: Collection[str]) -> Any:
    return Expression(column, "IN", _listed(values))


def _listed(values: Collection[str]) -> Any:
    """Give any number of values as a query."""
    if is_sqlite():
        return SQL("(SELECT value FROM json_each(?))", [json.dumps(sorted(values))])
    text = "(SELECT jsonb_array_elements_text(%s::jsonb))"
    return SQL(text, [json.dumps(sorted(values))])
