"""Writing what came of the training cycle: agenda, calls, answers, lessons, results, money."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from catalogue import sight
from catalogue.attendance import Completion, DropOut, LessonCompletion
from catalogue.badges import Revocation
from catalogue.calls import Call
from catalogue.courses import Course, CourseSession
from catalogue.editions import Edition
from catalogue.exchange.table import Row, Table
from catalogue.expenses import Expense
from catalogue.facts import LmsFact
from catalogue.nominations import Nomination
from catalogue.people import Official
from catalogue.programmes import Programme
from catalogue.proposals import Proposal
from catalogue.runs import Assignment, Run
from catalogue.viewer import Viewer


def _agenda(viewer: Viewer, _: Programme) -> Iterable[Row]:
    """Give sessions; their days count from 1 in the file."""
    seen = sight.courses(viewer).select(Course.id)
    columns = CourseSession.course, CourseSession.day, CourseSession.begins, CourseSession.title
    for s in CourseSession.select().where(CourseSession.course.in_(seen)).order_by(*columns):
        yield s.course_id, s.day + 1, s.begins, s.ends, s.title, s.block


def _editions(viewer: Viewer, _: Programme) -> Iterable[Row]:
    seen = sight.courses(viewer).select(Course.id)
    rows = Edition.select().where(Edition.course.in_(seen))
    for e in rows.order_by(Edition.course, Edition.number):
        yield e.course_id, e.number, e.made_at, json.dumps(e.document, sort_keys=True)


def _calls(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    seen = sight.courses(viewer).select(Course.id)
    rows = Call.select().where(Call.programme == programme, Call.course.in_(seen))
    for c in rows.order_by(Call.course, Call.number):
        yield c.course_id, c.number, c.deadline, c.max_per_member, c.note


def _assignments(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    rows = sight.assignments(viewer).join(Run).where(Run.programme == programme)
    for a in rows.order_by(Assignment.run, Assignment.block, Assignment.trainer):
        yield a.run_id, a.block, a.trainer_id, a.state, a.reason, a.answered_at


def _proposals(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    here = _here(viewer, programme)
    rows = sight.proposals(viewer).where(Proposal.nomination.in_(here))
    for p in rows.order_by(Proposal.run, Proposal.nomination):
        yield p.run_id, p.nomination_id, p.state, p.made_at, p.decided_at


def _lessons(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    rows = sight.lesson_completions(viewer).where(
        LessonCompletion.nomination.in_(_here(viewer, programme))
    )
    for done in rows.order_by(LessonCompletion.nomination, LessonCompletion.lesson):
        yield done.nomination_id, done.lesson, done.completed_at, done.source


def _results(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    rows = sight.completions(viewer).where(Completion.nomination.in_(_here(viewer, programme)))
    decided = Completion.completed, Completion.completed_on, Completion.source
    columns = Completion.nomination, *decided, Completion.decided_at, Completion.certificate
    ordered: Any = rows.select(*columns).order_by(Completion.nomination)
    return ordered.tuples().iterator()  # type: ignore[no-any-return]


def _revocations(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    given = sight.completions(viewer).where(Completion.nomination.in_(_here(viewer, programme)))
    numbers = given.select(Completion.certificate)
    rows = Revocation.select().where(Revocation.certificate.in_(numbers))
    return [(r.certificate, r.reason, r.revoked_at) for r in rows.order_by(Revocation.certificate)]


def _drop_outs(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    rows = sight.drop_outs(viewer).where(DropOut.nomination.in_(_here(viewer, programme)))
    for d in rows.order_by(DropOut.nomination, DropOut.reported_at, DropOut.id):
        yield d.id, d.nomination_id, d.state, d.source, d.note, d.reported_at, d.decided_at


def _expenses(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    if not viewer.sees_all:
        return
    rows = Expense.select().where(Expense.programme == programme)
    for e in rows.order_by(Expense.paid_on, Expense.id):
        yield e.id, e.funder_id, e.run_id, e.amount_usd, e.paid_on, e.note


def _facts(viewer: Viewer, programme: Programme) -> Iterable[Row]:
    if not viewer.sees_all:
        return
    people = sight.officials(viewer).select(Official.person)
    ours = LmsFact.nomination.is_null() | LmsFact.nomination.in_(_here(viewer, programme))
    rows = LmsFact.select().where(ours, LmsFact.person.in_(people))
    for f in rows.order_by(LmsFact.id):
        yield f.lms, f.kind, f.person_id, f.nomination_id, f.item, f.told, f.at, f.seen_at


def _here(viewer: Viewer, programme: Programme) -> Iterable[Nomination]:
    """Give the nominations of a programme that a viewer may see, as a query."""
    rows = sight.nominations(viewer).select(Nomination.id)
    return rows.where(Nomination.programme == programme)


CYCLE = (
    Table("agenda", "course day begins ends title block", _agenda),
    Table("editions", "course number made_at document", _editions),
    Table("calls", "course number deadline max_per_member note", _calls),
    Table("assignments", "run block trainer state reason answered_at", _assignments),
    Table("proposals", "run nomination state made_at decided_at", _proposals),
    Table("lessons", "nomination lesson completed_at source", _lessons),
    Table("results", "nomination completed completed_on source decided_at certificate", _results),
    Table("revocations", "certificate reason revoked_at", _revocations),
    Table("drop_outs", "code nomination state source note reported_at decided_at", _drop_outs),
    Table("expenses", "code funder run amount_usd paid_on note", _expenses),
    Table("facts", "lms kind person nomination item told at seen_at", _facts),
)
"""What came of a programme, besides who was nominated and who was there."""
