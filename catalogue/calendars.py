"""Calendars: when and where published runs are held, as a programme, a place or somebody has them.

A run with an agenda has an event for each session, in the venue's time; one without has whole days.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from catalogue import audit, sight
from catalogue.db import reading
from catalogue.editions import Edition, edition_of
from catalogue.errors import NotFound
from catalogue.feeds import FeedKind
from catalogue.life import State
from catalogue.members import Agency, Member
from catalogue.nominations import Nomination
from catalogue.people import Official, Trainer
from catalogue.places import City, Venue
from catalogue.programmes import Programme
from catalogue.published import mark_with_versions, newest_version, programme_of
from catalogue.runs import STANDING, Assignment, AssignmentState, Run
from catalogue.sessions import sessions_of
from catalogue.versions import VersionRun
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Event:
    """An event of a calendar, always under the same `key`.

    From `begins` to `ends`: days, the second not included, or moments in the venue's zone.
    `is_settled` is False while an offer or a question is not answered.
    """

    key: str
    title: str
    begins: date | datetime
    ends: date | datetime
    time_zone: str
    place: str
    is_settled: bool = True


@dataclass(frozen=True, slots=True)
class _Part:
    """What of a run somebody has: a block, or all of it."""

    run: str
    block: str | None = None
    is_settled: bool = True


@reading
def own_calendars(viewer: Viewer) -> tuple[tuple[FeedKind, str], ...]:
    """List the calendars of the viewer themselves: as an official, and as a trainer."""
    tables = (
        (FeedKind.OFFICIAL, Official, sight.officials(viewer)),
        (FeedKind.TRAINER, Trainer, sight.trainers(viewer)),
    )
    return tuple(
        (kind, row.id)
        for kind, table, seen in tables
        for row in seen.where(table.person == viewer.person).order_by(table.id)
    )


@reading
def calendar(viewer: Viewer, kind: FeedKind, subject: str) -> list[Event]:
    """List what a calendar holds, as far as the viewer may see it.

    Raises NotFound where there is no such subject, or none that they may see.
    """
    match kind:
        case FeedKind.PROGRAMME:
            programme_of(subject)
            return _events(viewer, None, programme=subject)
        case FeedKind.VENUE:
            if not Venue.select().where(Venue.id == subject).exists():
                raise NotFound("venue", subject)
            return _events(viewer, None, venue=subject)
        case FeedKind.MEMBER:
            _must_speak_for(viewer, subject)
            seats = sight.nominations(viewer).where(Agency.member == subject)
            named = seats.where(Nomination.run.is_null(is_null=False))
            return _events(viewer, [_Part(id) for id in sorted({s.run_id or "" for s in named})])
        case FeedKind.TRAINER:
            sight.trainer(viewer, subject)
            duties = sight.assignments(viewer).where(
                Assignment.trainer == subject, Assignment.state.in_(STANDING)
            )
            accepted = AssignmentState.ACCEPTED
            return _events(
                viewer, [_Part(duty.run_id, duty.block, duty.state == accepted) for duty in duties]
            )
        case FeedKind.OFFICIAL:
            sight.official(viewer, subject)
            seats = sight.nominations(viewer).where(
                Nomination.official == subject, Nomination.run.is_null(is_null=False)
            )
            offered = State.OFFERED
            return _events(
                viewer, [_Part(seat.run_id or "", None, seat.state != offered) for seat in seats]
            )


_HELD = (
    "programme",
    "member",
    "venue",
    "city",
    "course",
    "block",
    "course_session",
    "edition",
    "run",
)
_KNOWN = "participant", "agency", "nomination", "assignment"


def mark_of_calendar(viewer: Viewer, kind: FeedKind) -> str:
    """Give a mark of what such calendars are made of: the same until some of it is changed.

    Who is newly registered changes none: they sit and teach nowhere yet.
    """
    tables: dict[str, tuple[str, ...]] = dict.fromkeys(_HELD, audit.EVENTS)
    if not (viewer.sees_all and kind in {FeedKind.PROGRAMME, FeedKind.VENUE}):
        tables |= dict.fromkeys(_KNOWN, audit.EVENTS)
        tables |= dict.fromkeys(("person", "official", "trainer"), audit.NOT_NEW)
    return mark_with_versions(tables)


def _must_speak_for(viewer: Viewer, member: str) -> None:
    speaks = viewer.has(Role.FOCAL_POINT, Role.AGENCY_OFFICER) and viewer.member == member
    there = Member.select().where(Member.id == member).exists()
    if not (there and (viewer.sees_all or speaks)):
        raise NotFound("member", member)


def _events(
    viewer: Viewer,
    parts: Iterable[_Part] | None,
    *,
    programme: str | None = None,
    venue: str | None = None,
) -> list[Event]:
    """Give the events of parts of runs; None is all runs of a programme, or at a venue."""
    programmes = Programme.select()
    seen = sight.runs(viewer).select(Run.id, Run.course, Run.edition)
    if programme:
        programmes = programmes.where(Programme.id == programme)
        seen = seen.where(Run.programme == programme)
    newest = [version for row in programmes if (version := newest_version(row.id))]
    rows = VersionRun.select(VersionRun.run, VersionRun.start, VersionRun.end, VersionRun.venue)
    rows = rows.where(VersionRun.version.in_(newest))
    if venue:
        rows = rows.where(VersionRun.venue == venue)
    held = {row.run_id: row for row in rows}
    places = {each.id: each for each in Venue.select(Venue, City).join(City)}
    for row in held.values():
        row.venue = places[row.venue_id]  # read once, however many runs are there
    runs = {row.id: row for row in seen.objects()}
    if parts is None:
        parts = [_Part(id) for id in runs]
    kept = {(row.course_id, row.number): row.document for row in Edition.select()}
    found: list[Event] = []
    for part in parts:
        run = runs.get(part.run)
        if run and part.run in held:
            key = run.course_id, run.edition or 0
            if key not in kept:
                kept[key] = edition_of(run)
            found += _of_run(held[part.run], run, kept[key], part)
    return sorted(found, key=lambda event: (f"{event.begins:%Y-%m-%d}", event.key))


def _of_run(held: VersionRun, run: Run, edition: dict[str, Any], part: _Part) -> Iterator[Event]:
    title, zone = edition["title"], held.venue.city.time_zone
    place = f"{held.venue.name}, {held.venue.city.name}"
    numbers: Counter[date] = Counter()
    is_empty = True
    for session in sessions_of(held, edition):
        day = session.begins.date()
        numbers[day] += 1
        if part.block is not None and session.block != part.block:
            continue
        is_empty = False
        yield Event(
            key=f"{run.id}.{(day - held.start).days}.{numbers[day]}",
            title=f"{title}: {session.title}",
            begins=session.begins,
            ends=session.ends,
            time_zone=zone,
            place=place,
            is_settled=part.is_settled,
        )
    if is_empty:
        first, last = _days(held, edition, part.block)
        key = run.id if part.block is None else f"{run.id}.{part.block}"
        until = last + timedelta(days=1)
        yield Event(key, title, first, until, "", place, part.is_settled)


def _days(held: VersionRun, edition: dict[str, Any], block: str | None) -> tuple[date, date]:
    for each in edition["blocks"]:
        if each["code"] == block:
            first, last = each["first_day"], each["last_day"]
            return held.start + timedelta(days=first), held.start + timedelta(days=last)
    return held.start, held.end
