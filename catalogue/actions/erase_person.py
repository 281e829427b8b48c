"""A coordinator erases a person: what tells who they were goes, what figures count stays.

Names, e-mail address, languages, gender, notes, reasons and secrets go, from the tables and from
their past; the audit trail keeps the digests of what it held. Member, agency, city (which costs
need), seats and results stay under the id, so that every figure but that by gender is what it was.
"""

from __future__ import annotations

import operator
import re
from functools import reduce

from catalogue import audit, outbox, sight
from catalogue.about import About, about
from catalogue.access import BearerToken, Login, Session, SignInLink, UserRole
from catalogue.accounts import Account
from catalogue.attendance import DropOut
from catalogue.clients import Client
from catalogue.db import at_the_end, changing, leave_no_trace
from catalogue.errors import StillOpen
from catalogue.facts import FactKind, LmsFact
from catalogue.feeds import forget_feeds
from catalogue.fields import now
from catalogue.gradebook import GradeRecord
from catalogue.handed_out import end_what_was_made_by
from catalogue.idempotency import StoredAnswer
from catalogue.life import Actor, State
from catalogue.lms import LmsItem, SyncRun
from catalogue.lti import LtiAccount, LtiLaunch, LtiScore
from catalogue.messages import Message
from catalogue.moving import move
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Unavailability
from catalogue.problems import forget_in_problems
from catalogue.runs import Assignment
from catalogue.searchable import forget_words
from catalogue.signed_in import viewer_of
from catalogue.still_open import WITHDRAWABLE, still_open
from catalogue.texts import note as tidied
from catalogue.viewer import Role, Viewer

NAMELESS = "—"
"""What stands for the name of somebody who was erased."""


@changing
def erase_person(viewer: Viewer, person: str, reason: str = "", *, withdraw: bool = False) -> None:
    """Erase somebody; doing so again changes nothing. An official has left their agency then.

    `withdraw` ends their open nominations, seats included, in the member's name. Raises Forbidden,
    NotFound; StillOpen where, otherwise, a nomination of theirs is open, or where it is not decided
    yet whether they completed a run, or they teach in one that is not over.
    """
    viewer.allow_coordinators()
    row = sight.person(viewer, person)
    if row.erased_at:
        return
    if viewer_of(person).has(Role.ADMINISTRATOR):
        viewer.allow(Role.ADMINISTRATOR)
    found = about(person)
    said = tidied(reason, "reason")
    standing = still_open(viewer, person, found)
    if standing:
        _refuse_or_withdraw(viewer, standing, withdraw=withdraw)
    named = _named(row, found)
    for each in found.people:
        end_what_was_made_by(each)
    _blank_rows(found)
    _blank_answers(found, named)
    audit.forget(found.names)
    audit.record(viewer, "person.erased", "person", person, member=row.member_id, reason=said)
    outbox.put("person.erased", person=person)
    at_the_end(forget_words)
    at_the_end(forget_in_problems)
    leave_no_trace()


def _refuse_or_withdraw(viewer: Viewer, standing: StillOpen, *, withdraw: bool) -> None:
    """Withdraw what may be; one of the same cohort may have ended another by then."""
    if standing.attended or standing.duties or not withdraw:
        raise standing.without_nominations() if withdraw else standing
    for id in standing.nominations:
        row = sight.nomination(viewer, id)
        if row.state in WITHDRAWABLE:
            move(
                *(viewer, row, State.WITHDRAWN),
                verb="withdrawn",
                reason="is erased",
                by=Actor.FOCAL_POINT,
            )


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
    is_there = Official.id.in_(found.officials) & Official.retired_at.is_null()
    Official.update(retired_at=now()).where(is_there).execute()
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
