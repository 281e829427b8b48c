"""Who and what is booked on which days, by the published plans as they stand today.

People are booked as human beings: who teaches one run cannot sit in another on the same day.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from peewee import fn

from catalogue import sight
from catalogue.courses import Block, Course
from catalogue.nominations import Nomination
from catalogue.people import Official, Trainer
from catalogue.plan import Plan
from catalogue.programmes import Programme
from catalogue.runs import Run
from catalogue.versions import Version, VersionRun, VersionTrainer
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Booking:
    """A person, or else a venue, that a run needs on some days, both ends included."""

    run: str
    start: date
    end: date
    person: str | None = None
    venue: str | None = None

    def clashes(self, other: Booking) -> bool:
        """Say whether both need the same on a day."""
        same = (self.person, self.venue) == (other.person, other.venue)
        return same and self.start <= other.end and other.start <= self.end


def booked_elsewhere(viewer: Viewer, programme: str) -> list[Booking]:
    """List what the published plans of all other programmes need, hall by hall and head by head."""
    if not Programme.select().where(Programme.id != programme).exists():
        return []
    newest = Version.select(fn.MAX(Version.number)).where(Version.programme == Programme.id)
    versions = (
        Version.select(Version.id)
        .join(Programme)
        .where(Version.programme != programme, Version.number == newest)
    )
    held = list(VersionRun.select().where(VersionRun.version.in_(versions)))
    days = {row.run_id: (row.course_id, row.start, row.end) for row in held}
    taught = (
        sight.version_trainers(viewer)
        .select(VersionTrainer, Trainer)
        .join(Trainer)
        .where(VersionTrainer.version.in_(versions))
    )
    seated = sight.nominations(viewer).select(Nomination, Official)
    seats = seated.where(Nomination.programme != programme, Nomination.run.is_null(is_null=False))
    return [
        *(Booking(row.run_id, row.start, row.end, venue=row.venue_id) for row in held),
        *_teaching(((t.run_id, t.block, t.trainer.person_id) for t in taught), days),
        *_sitting(((n.run_id or "", n.official.person_id) for n in seats), days),
    ]


def booked_by(viewer: Viewer, plan: Plan) -> list[Booking]:
    """List what a plan of runs, trainers and nominations that are there would need."""
    runs = sight.runs(viewer).select(Run, Course).where(Run.id.in_([held.run for held in plan]))
    course = {run.id: run.course for run in runs}
    days = {
        p.run: (course[p.run].id, p.start, p.start + timedelta(days=course[p.run].days - 1))
        for p in plan
    }
    teachers = {t.id: t.person_id for t in sight.trainers(viewer).select(Trainer)}
    known = sight.nominations(viewer).select(Nomination, Official)
    officials = {n.id: n.official.person_id for n in known}
    return [
        *(Booking(p.run, *days[p.run][1:], venue=p.venue) for p in plan),
        *_teaching(((p.run, b.block, teachers[b.trainer]) for p in plan for b in p.trainers), days),
        *_sitting(((p.run, officials[seat]) for p in plan for seat in p.seats), days),
    ]


_Days = dict[str, tuple[str, date, date]]
"""The course of each run, and its first and last day."""


def _teaching(duties: Iterable[tuple[str, str, str]], days: _Days) -> Iterable[Booking]:
    """Book trainers from the first to the last day of their blocks in a run."""
    blocks = {(b.course_id, b.code): (b.first_day, b.last_day) for b in Block.select()}
    spans: dict[tuple[str, str], tuple[int, int]] = {}
    for run, block, person in duties:
        course, start, end = days[run]
        first, last = blocks.get((course, block), (0, (end - start).days))
        before = spans.get((run, person), (first, last))
        spans[run, person] = min(first, before[0]), max(last, before[1])
    for (run, person), (first, last) in spans.items():
        start = days[run][1]
        yield Booking(
            run, start + timedelta(days=first), start + timedelta(days=last), person=person
        )


def _sitting(seats: Iterable[tuple[str, str]], days: _Days) -> Iterable[Booking]:
    return (Booking(run, *days[run][1:], person=person) for run, person in seats if run in days)


def clashing(wanted: Iterable[Booking], booked: Iterable[Booking]) -> list[tuple[Booking, Booking]]:
    """Pair what is wanted with what is booked for the same days already."""
    by_need: dict[tuple[str | None, str | None], list[Booking]] = {}
    for each in booked:
        by_need.setdefault((each.person, each.venue), []).append(each)
    return [
        (want, other)
        for want in wanted
        for other in by_need.get((want.person, want.venue), ())
        if want.clashes(other)
    ]
