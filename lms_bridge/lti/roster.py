"""Who is in a course of an LMS (Names and Roles 2.0): to know whose each account is.

It never makes or removes a seat: who learns where is decided here.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from yarl import URL

from catalogue.actions.lti_accounts import link_accounts
from catalogue.lti import FoundBy
from catalogue.queries.lti import Platform, lti_accounts, people_by_keys
from catalogue.viewer import Viewer
from lms_bridge.lti.claims import NAMES_SCOPE
from lms_bridge.lti.errors import Unfetchable
from lms_bridge.lti.paging import pages
from lms_bridge.lti.tokens import Tokens
from lms_bridge.roster import person_of
from lms_bridge.threads import in_thread

ON_A_PAGE: Final = 200
"""How many an LMS is asked for at once; it may give more, or all."""

ACCEPT: Final = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"


@dataclass(frozen=True, slots=True)
class Member:
    """An account in a course of an LMS, and the key that the LMS has for whose it is."""

    subject: str
    key: str


async def members(tokens: Tokens, platform: Platform, memberships: str) -> list[Member]:
    """List the accounts in a course. Raises Unfetchable."""
    found: list[Member] = []
    address = str(URL(memberships).update_query(limit=str(ON_A_PAGE)))
    async for page in pages(tokens, platform, NAMES_SCOPE, address, ACCEPT):
        listed = page.get("members") if isinstance(page, dict) else None
        if not isinstance(listed, list):
            raise Unfetchable("the LMS's list of people has no members")
        found += [member for each in listed if (member := _member(each))]
    return found


def _member(said: Any) -> Member | None:
    if not isinstance(said, dict) or said.get("status", "Active") != "Active":
        return None
    subject, key = said.get("user_id"), said.get("lis_person_sourcedid")
    if not isinstance(subject, str) or not isinstance(key, str) or not 0 < len(subject) <= 255:
        return None
    return Member(subject, person_of(key)) if key else None


async def link_members(tokens: Tokens, platform: Platform, memberships: str) -> int:
    """Note whose the accounts in a course are, as far as keys say so; how many were new.

    Raises Unfetchable.
    """
    return await in_thread(_link, platform, await members(tokens, platform, memberships))


def _link(platform: Platform, found: list[Member]) -> int:
    viewer = Viewer.system("lti")
    whose = people_by_keys(viewer, platform.id, {member.key for member in found})
    known = lti_accounts(viewer, platform.id)
    named = [(each.subject, whose[each.key]) for each in found if each.key in whose]
    new = [each for each in named if known.get(each[0]) != each[1]]
    return link_accounts(platform.id, new, FoundBy.ROSTER)
