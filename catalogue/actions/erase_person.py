"""A coordinator erases a person: what tells who they were goes, what figures count stays.

Names, e-mail address, languages, gender, notes, reasons and secrets go, from the tables and from
their past; the audit trail keeps the digests of what it held. Member, agency, city (which costs
need), seats and results stay under the id, so that every figure but that by gender is what it was.
"""

from __future__ import annotations

import operator
import re
from datetime import date
from functools import reduce

from catalogue import audit, outbox, sight
from catalogue.about import About, about
from catalogue.access import BearerToken, Login, Session, SignInLink, UserRole
from catalogue.accounts import Account
from catalogue.attendance import DropOut
from catalogue.clients import Client
from catalogue.db import at_the_end, changing, leave_no_trace
from catalogue.errors import WrongState
from catalogue.facts import FactKind, LmsFact
from catalogue.feeds import forget_feeds
from catalogue.fields import now
from catalogue.gradebook import GradeRecord
from catalogue.idempotency import StoredAnswer
from catalogue.life import OPEN
from catalogue.lms import LmsItem, SyncRun
from catalogue.lti import LtiAccount, LtiLaunch, LtiScore
from catalogue.messages import Message
from catalogue.nominations import Nomination
from catalogue.people import Person, Unavailability
from catalogue.published import held_run
from catalogue.runs import Assignment, AssignmentState, Run
from catalogue.searchable import forget_words
from catalogue.texts import note as tidied
from catalogue.viewer import Viewer

NAMELESS = "—"
"""What stands for the name of somebody who was erased."""


@changing
def erase_person(viewer: Viewer, person: str, reason: str = "") -> None:
    """Erase somebody; doing so again changes nothing.

    Raises Forbidden, NotFound; WrongState where a nomination of theirs is open or they teach in a
    run that is not over.
    """
    viewer.allow_coordinators()
    row = sight.person(viewer, person)
    if row.erased_at:
        return
    found = about(person)
    _refuse_what_is_open(viewer, found)
    said = tidied(reason, "reason")
    named = _named(row, found)
    _blank_rows(found)
    _blank_answers(found, named)
    audit.forget(found.names)
    audit.record(viewer, "person.erased", "person", person, member=row.member_id, reason=said)
    outbox.put("person.erased", person=person)
    at_the_end(forget_words)
    leave_no_trace()


def _refuse_what_is_open(viewer: Viewer, found: About) -> None:
    is_theirs = Nomination.id.in_(found.nominations) & Nomination.state.in_(sorted(OPEN))
    for nomination in sight.nominations(viewer).where(is_theirs):
        raise WrongState("nomination", nomination.id, state=nomination.state, wanted="erased")
    asked = (AssignmentState.ASKED, AssignmentState.ACCEPTED)
    duties = sight.assignments(viewer).select(Assignment, Run).join(Run)
    for duty in duties.where(Assignment.id.in_(found.assignments), Assignment.state.in_(asked)):
        held = held_run(duty.run.programme_id, duty.run_id)
        today: date = duty.run.programme.planning_date
        if held and held.end >= today:
            raise WrongState("assignment", duty.run_id, state=duty.state, wanted="erased")


def _blank_rows(found: About) -> None:
    Person.update(
        given_name="",
        family_name=NAMELESS,
        email="",
        languages=(),
        reads="",
        gender=None,
        erased_at=now(),
    ).where(Person.id.in_(found.people)).execute()
    accounts = LtiAccount.select(LtiAccount.subject).where(LtiAccount.person.in_(found.people))
    subjects = sorted(row.subject for row in accounts)
    LtiScore.delete().where(LtiScore.subject.in_(subjects)).execute()
    tables = (Unavailability, UserRole, SignInLink, Session, Login, BearerToken, Client)
    for table in (*tables, LtiLaunch, LtiAccount, Message):
        table.delete().where(table.person.in_(found.people)).execute()
    Account.delete().where(Account.official.in_(found.officials)).execute()
    forget_feeds(found.people, [*found.officials, *found.trainers])
    is_profile = LmsFact.person.in_(found.people) & (LmsFact.kind == FactKind.PROFILE)
    LmsFact.delete().where(is_profile).execute()
    GradeRecord.delete().where(GradeRecord.person.in_(found.people)).execute()
    Nomination.update(note="", reason="").where(Nomination.id.in_(found.nominations)).execute()
    DropOut.update(note="").where(DropOut.id.in_(found.drop_outs)).execute()
    Assignment.update(reason="").where(Assignment.id.in_(found.assignments)).execute()


def _named(row: Person, found: About) -> re.Pattern[str]:
    """Make what finds a text that names somebody, by an id or a name, and nobody else by theirs."""
    is_shared = sight.has_namesakes(row, found.people)
    full = f"{row.given_name} {row.family_name}".strip()
    words = {full if is_shared else row.family_name, row.email, *found.names} - {""}
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(words)))})(?![\w-])")


def _blank_answers(found: About, named: re.Pattern[str]) -> None:
    """Forget what was answered to them or about them, and what synchronisations told."""
    about = [StoredAnswer.body.contains(f'"{name}"') for name in sorted(found.names)]
    theirs = StoredAnswer.caller.in_(found.people)
    StoredAnswer.delete().where(reduce(operator.or_, about, theirs)).execute()
    for sync in SyncRun.select():
        kept = [line for line in sync.lines if not named.search(str(line))]
        if len(kept) < len(sync.lines):
            sync.lines = kept
            sync.save()
    for item in LmsItem.select():
        if named.search(f"{item.key} {item.words} {item.text}"):
            item.delete_instance()
