"""Writing runs with what is pinned and linked, the published plan, nominations and attendance."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time
from itertools import chain
from typing import Any

from catalogue import sight
from catalogue.attendance import Attendance, Completion
from catalogue.calls import Call
from catalogue.courses import Course
from catalogue.exchange.table import Row, Table
from catalogue.grouping import grouped
from catalogue.nominations import Nomination
from catalogue.programmes import Programme
from catalogue.published import runs_held
from catalogue.runs import PinnedTrainer, Run, RunLink, RunVenue
from catalogue.viewer import Viewer


def _runs(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    venues = grouped(
        RunVenue.select().order_by(RunVenue.venue), lambda row: row.run_id, lambda row: row.venue_id
    )
    rows = sight.runs(viewer).select(Run).where(Run.programme == programme).order_by(Run.id)
    for r in rows:
        pins = r.pinned_held, r.pinned_start, r.pinned_venue_id, r.pinned_language
        yield (
            r.id,
            r.course_id,
            r.required,
            r.earliest,
            r.latest,
            venues.get(r.id),
            *pins,
            r.edition,
        )


def _run_trainers(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    if not viewer.sees_all:
        return []
    runs = sight.runs(viewer).select(Run.id).where(Run.programme == programme)
    rows = PinnedTrainer.select().where(PinnedTrainer.run.in_(runs))
    columns = PinnedTrainer.run, PinnedTrainer.block, PinnedTrainer.trainer
    return [(p.run_id, p.block, p.trainer_id) for p in rows.order_by(*columns)]


def _links(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    runs = sight.runs(viewer).select(Run.id).where(Run.programme == programme)
    rows = RunLink.select().where(RunLink.first.in_(runs), RunLink.second.in_(runs))
    for link in rows.order_by(RunLink.kind, RunLink.first, RunLink.second):
        gaps = link.min_gap_days or None, link.max_gap_days
        yield link.kind, link.first_id, link.second_id, *gaps


def _plan(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    plan = sorted(runs_held(viewer, programme.id), key=lambda run: run.run)
    return [(run.run, run.start, run.venue, run.language) for run in plan]


def _plan_trainers(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    return sorted(
        (run.run, pair.block, pair.trainer)
        for run in runs_held(viewer, programme.id)
        for pair in run.trainers
    )


_NOMINATION = (
    *(Nomination.official, Nomination.course, Nomination.state, Nomination.rank),
    *(Nomination.priority, Nomination.run, Nomination.answer_by, Nomination.endorsed_at),
    *(Nomination.pinned_run, Nomination.note, Nomination.reason, Nomination.call),
    *(Nomination.substitutes, Nomination.reminded_on),
)
_ATTENDANCE = Attendance.day, Attendance.present, Attendance.source


def _nominations(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    """Give nominations, earlier ones first: that is how several of an official are told apart."""
    numbers = {call.id: call.number for call in Call.select().where(Call.programme == programme)}
    rows = sight.nominations(viewer).where(Nomination.programme == programme)
    ordered: Any = rows.select(*_NOMINATION).order_by(Nomination.made_at, Nomination.id)
    for (
        *wished,
        endorsed_at,
        pinned,
        note,
        reason,
        call,
        substitutes,
        reminded,
    ) in ordered.tuples().iterator():
        endorsed_on: date | None = endorsed_at
        if endorsed_at and endorsed_at.time() == time():
            endorsed_on = endorsed_at.date()
        said = note, reason, call and numbers[call], substitutes, reminded
        yield *wished, endorsed_on, pinned, *said


def _attendance(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    rows: Any = (
        sight.attendances(viewer)
        .select(*(Nomination.official, Nomination.course), *_ATTENDANCE)
        .where(Nomination.programme == programme)
        .order_by(Nomination.official, Nomination.course, Attendance.day)
    )
    return rows.tuples().iterator()  # type: ignore[no-any-return]


def _completions(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    """Give courses completed before: those without a seat in this programme."""
    here = sight.nominations(viewer).where(Nomination.programme == programme)
    known = sight.courses(viewer).select(Course.id)
    completed = sight.completions(viewer).where(Completion.completed, Completion.course.in_(known))
    elsewhere = completed.where(
        Completion.nomination.is_null() | Completion.nomination.not_in(here.select(Nomination.id))
    )
    last: dict[tuple[str, str], Row] = {}
    for c in elsewhere.order_by(Completion.official, Completion.course, Completion.completed_on):
        last[c.official_id, c.course_id] = (c.completed_on, c.source)
    return [tuple(chain(pair, row)) for pair, row in last.items()]


RUNS = (
    Table(
        "runs",
        "code course required earliest latest venues pinned_held pinned_start pinned_venue "
        "pinned_language edition",
        _runs,
    ),
    Table("run_trainers", "run block trainer", _run_trainers),
    Table("links", "kind first second min_gap_days max_gap_days", _links),
    Table("plan", "run start venue language", _plan),
    Table("plan_trainers", "run block trainer", _plan_trainers),
    Table(
        "nominations",
        "official course state rank priority run answer_by endorsed_on pinned_run note "
        "reason call substitutes reminded_on",
        _nominations,
    ),
    Table("attendance", "official course day present source", _attendance),
    Table("completions", "official course completed_on source", _completions),
)
"""A programme's runs, its plan, and who goes."""
