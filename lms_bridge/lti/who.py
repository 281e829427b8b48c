"""Who comes from an LMS: by our own key, by the account that is known, by an e-mail address."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.actions.lti_accounts import link_account
from catalogue.db import changing, reading
from catalogue.lti import FoundBy
from catalogue.queries.lti import (
    Platform,
    account_of,
    people_by_email,
    people_by_key,
    roles_in_lms,
)
from catalogue.signed_in import viewer_of
from catalogue.viewer import Role, Viewer
from lms_bridge.lti.errors import LtiRefused, Refusal
from lms_bridge.lti.launch import Launch

_SYSTEM = Viewer.system("lti")


@dataclass(frozen=True, slots=True)
class Somebody:
    """A person and what they may be now; `must_confirm` where an address alone says so."""

    person: str
    roles: frozenset[Role]
    must_confirm: bool


@changing
def recognise(platform: Platform, launch: Launch) -> Somebody:
    """Find who comes, and note their account where our key names them. Raises LtiRefused."""
    by_key = people_by_key(_SYSTEM, launch.key) if launch.key else ()
    if len(by_key) == 1:
        admitted = _admitted(platform, launch, by_key[0], must_confirm=False)
        link_account(platform.id, launch.subject, by_key[0], FoundBy.KEY)
        return admitted
    known = account_of(platform.id, launch.subject)
    if known:
        return _admitted(platform, launch, known, must_confirm=False)
    by_email: tuple[str, ...] = ()
    says = launch.is_email_verified
    if launch.email and (platform.trusts_email if says is None else says):
        by_email = people_by_email(_SYSTEM, launch.email)
    if len(by_email) > 1:
        raise LtiRefused(Refusal.SEVERAL)
    if not by_email:
        said = f"ID number {launch.key[:64]}" if launch.key else "no ID number"
        raise LtiRefused(Refusal.NOBODY, f"{said}, no verified e-mail address of somebody here")
    return _admitted(platform, launch, by_email[0], must_confirm=True)


@changing
def confirm(platform: Platform, launch: Launch, person: str) -> Somebody:
    """Note that somebody said that they are this person. Raises LtiRefused."""
    admitted = _admitted(platform, launch, person, must_confirm=False)
    link_account(platform.id, launch.subject, person, FoundBy.EMAIL)
    return admitted


@reading
def _admitted(platform: Platform, launch: Launch, person: str, *, must_confirm: bool) -> Somebody:
    """Hold somebody to what they are here, what the LMS's role may be, and whom the LMS shows."""
    viewer = viewer_of(person)
    if platform.member and viewer.member != platform.member:
        raise LtiRefused(Refusal.OTHER_MEMBER)
    roles = viewer.roles & roles_in_lms(launch.roles)
    if platform.member:
        roles -= {Role.OVERSEER, Role.COORDINATOR}
    if not roles:
        raise LtiRefused(Refusal.NO_ROLE, ", ".join(_short(role) for role in launch.roles[:5]))
    return Somebody(person, roles, must_confirm)


def _short(role: str) -> str:
    return role.rpartition("/")[2] or role
