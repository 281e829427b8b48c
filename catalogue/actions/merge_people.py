"""A coordinator says that two people in the register are one, spelled twice."""

from __future__ import annotations

from catalogue import audit, outbox, sight
from catalogue.about import About, about
from catalogue.access import BearerToken, Login, Session, SignInLink, UserRole, granting
from catalogue.accounts import Account
from catalogue.attendance import Completion
from catalogue.audit import Touch
from catalogue.clients import Client
from catalogue.db import changing
from catalogue.errors import AlreadyThere, Refused, WrongState
from catalogue.facts import LmsFact
from catalogue.faults import Fault, Where
from catalogue.feeds import forget_feeds
from catalogue.gradebook import GradeRecord
from catalogue.life import OPEN
from catalogue.lti import LtiAccount, LtiLaunch
from catalogue.messages import Message
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer, Unavailability
from catalogue.published import held_run
from catalogue.runs import STANDING, Assignment
from catalogue.signed_in import viewer_of
from catalogue.texts import note as tidied
from catalogue.versions import VersionRun
from catalogue.viewer import Viewer


@changing
def merge_people(viewer: Viewer, kept: str, other: str, reason: str = "") -> None:
    """Let one person have all that two have; the other stands only for what was published.

    Raises NotFound; Forbidden also where one is an administrator and who asks is none, or asks from
    an LMS; Refused where they are the same, or not of one member, or one is erased; AlreadyThere
    where both have an open nomination for one course, or one for what the other has completed, or
    both teach; WrongState where both are in runs that overlap.
    """
    viewer.allow_coordinators()
    row, gone = sight.person(viewer, kept), sight.person(viewer, other)
    for person in (kept, other):  # the one gets the roles of both, and their logins
        viewer.allow_to_act_as(viewer_of(person))
    is_erased = row.erased_at or gone.erased_at
    if kept == other or row.member_id != gone.member_id or is_erased:
        raise Refused([Fault(Where(column="other"), "NOT_WITH", other, (kept,))])
    into, of = about(kept), about(other)
    _refuse_clashes(viewer, into, of)
    _move_official(into, of, kept)
    Trainer.update(person=kept).where(Trainer.person == other).execute()
    LmsFact.update(person=kept).where(LmsFact.person == other).execute()
    Message.update(person=kept).where(Message.person == other).execute()
    Login.update(person=kept).where(Login.person == other).execute()
    GradeRecord.update(person=kept).where(GradeRecord.person == other).execute()
    Unavailability.update(person=kept).where(Unavailability.person == other).execute()
    with granting():
        _move_roles(kept, other)
    forget_feeds([other], of.officials if into.officials else ())
    LtiAccount.update(person=kept).where(LtiAccount.person == other).execute()
    for table in (SignInLink, Session, BearerToken, Client, LtiLaunch):
        table.delete().where(table.person == other).execute()
    both = (Person.id == other) | (Person.merged_into == other)
    Person.update(merged_into=kept).where(both).execute()
    touched = [Touch("person", other, gone.member_id, "merged")]
    touched += [Touch("nomination", id, gone.member_id, "merged") for id in of.nominations]
    audit.record(
        viewer,
        "person.merged",
        "person",
        kept,
        member=row.member_id,
        reason=tidied(reason, "reason"),
        touched=touched,
        other=other,
    )
    outbox.put("person.merged", person=kept, other=other)


def _move_roles(kept: str, other: str) -> None:
    has = {role.role for role in UserRole.select().where(UserRole.person == kept)}
    for role in UserRole.select().where(UserRole.person == other):
        if role.role in has:
            role.delete_instance()
        else:
            UserRole.update(person=kept).where(UserRole.id == role.id).execute()


def _refuse_clashes(viewer: Viewer, into: About, of: About) -> None:
    if into.trainers and of.trainers:
        raise AlreadyThere("trainer", into.trainers[0])
    rows = list(
        sight.nominations(viewer).where(
            Nomination.id.in_([*into.nominations, *of.nominations]),
            Nomination.state.in_(sorted(OPEN)),
        )
    )
    theirs = [row for row in rows if row.id in into.nominations]
    others = [row for row in rows if row.id in of.nominations]
    open_for = {row.course_id: row.id for row in theirs}
    for other in others:
        if other.course_id in open_for:
            raise AlreadyThere("nomination", open_for[other.course_id])
    _refuse_completed(viewer, into, others)
    _refuse_completed(viewer, of, theirs)
    for (kind, id), days in _days(viewer, others, of):
        for (_, own), taken in _days(viewer, theirs, into):
            if days.start <= taken.end and taken.start <= days.end:
                raise WrongState(kind, id, state=f"in the days of {own}", wanted="merged")


def _refuse_completed(viewer: Viewer, of: About, others: list[Nomination]) -> None:
    """Go on only where nobody is nominated for what the other has completed."""
    done = sight.completions(viewer).where(
        Completion.official.in_(of.officials),
        Completion.course.in_([other.course_id for other in others]),
        Completion.completed,
    )
    if again := done.order_by(Completion.course).first():
        raise AlreadyThere("completion", f"{again.official_id}.{again.course_id}")


_Thing = tuple[str, str]
"""A kind and an id."""


def _days(viewer: Viewer, seats: list[Nomination], of: About) -> list[tuple[_Thing, VersionRun]]:
    """Give the runs in which somebody sits or teaches, each with the seat or else itself."""
    duties = sight.assignments(viewer).where(
        Assignment.id.in_(of.assignments), Assignment.state.in_(STANDING)
    )
    found = [(("nomination", seat.id), seat.programme_id, seat.run_id or "") for seat in seats]
    found += [(("run", duty.run_id), duty.run.programme_id, duty.run_id) for duty in duties]
    return [(by, held) for by, programme, run in found if (held := held_run(programme, run))]


def _move_official(into: About, of: About, kept: str) -> None:
    """Give the nominations and results to the other's record, or the record itself."""
    if not of.officials:
        return
    if not into.officials:
        Official.update(person=kept).where(Official.id.in_(of.officials)).execute()
        return
    Account.delete().where(Account.official.in_(of.officials)).execute()
    (official, *_), moved = into.officials, Nomination.official.in_(of.officials)
    Nomination.update(official=official).where(moved).execute()
    Completion.update(official=official).where(Completion.official.in_(of.officials)).execute()
