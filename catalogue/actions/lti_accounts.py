"""Accounts in an LMS: whose each is, and somebody who comes with theirs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from peewee import fn

from catalogue import audit, sight
from catalogue.access import Session
from catalogue.actions.sign_in import begin_session
from catalogue.db import changing
from catalogue.feeds import Feed
from catalogue.fields import now
from catalogue.lti import FoundBy, LtiAccount
from catalogue.rows import parts
from catalogue.viewer import Role, Viewer

_AT_ONCE = 500  # as long as others wait to write

FRAMED_SESSION_LIFETIME = timedelta(hours=4)
"""How long somebody who came from an LMS stays signed in."""


@changing
def link_account(platform: str, subject: str, person: str, found_by: FoundBy) -> bool:
    """Note whose an account is; say whether that is new.

    An account that is somebody's becomes another's where our key in the LMS says so, and stays
    theirs otherwise.
    """
    values = {
        "platform": platform,
        "subject": subject,
        "person": person,
        "found_by": found_by,
        "made_at": now(),
    }
    known = LtiAccount.get_or_none(LtiAccount.platform == platform, LtiAccount.subject == subject)
    if known and (known.person_id == person or found_by == FoundBy.EMAIL):
        return False
    if known:
        LtiAccount.update(values).where(LtiAccount.id == known.id).execute()
    else:
        LtiAccount.create(**values)
    audit.record(
        Viewer.system(), "account.linked", "person", person, platform=platform, found_by=found_by
    )
    return True


def link_accounts(platform: str, found: Sequence[tuple[str, str]], found_by: FoundBy) -> int:
    """Note whose accounts are, each a subject and a person, some at once; how many were new."""
    return sum(_link_some(platform, some, found_by) for some in parts(found, _AT_ONCE))


@changing
def _link_some(platform: str, found: Sequence[tuple[str, str]], found_by: FoundBy) -> int:
    return sum(link_account(platform, subject, person, found_by) for subject, person in found)


@changing
def unlink_accounts(viewer: Viewer, platform: str, person: str) -> int:
    """Forget which accounts in an LMS are somebody's, and end what was begun with them.

    That are their sessions from there, and the calendars subscribed to as them since, wherever.
    Gives how many accounts that were. Raises Forbidden, NotFound.
    """
    viewer.allow(Role.ADMINISTRATOR)
    row = sight.person(viewer, person)
    theirs = (LtiAccount.platform == platform) & (LtiAccount.person == person)
    since = LtiAccount.select(fn.MIN(LtiAccount.made_at)).where(theirs).scalar()
    count: int = LtiAccount.delete().where(theirs).execute()
    if count:
        begun = (Session.platform == platform) & (Session.person == person)
        Session.update(revoked_at=now()).where(begun & Session.revoked_at.is_null()).execute()
        told = (Feed.person == person) & (Feed.made_at >= since)
        Feed.update(revoked_at=now()).where(told & Feed.revoked_at.is_null()).execute()
        audit.record(
            viewer, "account.unlinked", "person", person, member=row.member_id, platform=platform
        )
    return count


@changing
def sign_in_from_lms(
    platform: str,
    person: str,
    roles: Collection[Role],
    request_id: str = "",
    lifetime: timedelta = FRAMED_SESSION_LIFETIME,
) -> str:
    """Give the secret of a session in which somebody has no more than these roles."""
    return begin_session(
        person, request_id, lifetime, platform=platform, roles=tuple(sorted(roles))
    )
