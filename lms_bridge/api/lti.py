"""LMSes that show our pages (LTI): which ones, what of us, and as whom people come from there."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.actions import lti_platforms as platforms
from catalogue.actions.lti_platforms import PlatformWish
from catalogue.errors import NotFound, Refused
from catalogue.faults import Fault, Where
from catalogue.queries.lti import Platform, lti_platforms, lti_roles
from catalogue.viewer import Role, Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import ADMINISTRATORS
from lms_bridge.lti.errors import LtiRefused
from lms_bridge.lti.keys import rotate
from lms_bridge.lti.registration import require_good
from lms_bridge.lti.round import link_all, tell_all
from lms_bridge.parts import Parts
from lms_bridge.threads import in_thread

TAG = "LTI"


class PlatformEntry(Body):
    """What an LMS says of itself, and the name that it gave us, `client_id`.

    `deployments` are the places in it from which we are shown.
    """

    issuer: str
    client_id: str
    name: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_audience: str = ""
    deployments: tuple[str, ...] = ()


class PlatformTie(Body):
    """What an LMS may show: a programme; of its people a member's alone, if one is named.

    `trusts_email` says that it verifies e-mail addresses.
    """

    programme: str
    member: str | None = None
    trusts_email: bool = False


class Deployment(Body):
    """A place in an LMS from which we are shown."""

    deployment: str


class LtiRoleEntry(Body):
    """What those with a role in an LMS, `term`, may be here as far as they are."""

    term: str
    roles: tuple[Role, ...]


class LtiKeyWish(Body):
    """Whether the next key signs at once; usually it is published for a day before it does."""

    at_once: bool = False


@dataclass(frozen=True, slots=True)
class LtiRoleLine:
    """What those with a role in an LMS, `term`, may be here as far as they are."""

    term: str
    roles: tuple[Role, ...]


@dataclass(frozen=True, slots=True)
class RosterPulled:
    """How many accounts of an LMS are known that were not before, and what it refused to tell."""

    linked: int
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScoresTold:
    """How many scores an LMS took, and what it said to those that it did not take."""

    taken: int
    refused: tuple[str, ...]


def list_platforms(viewer: Viewer, page: Slice) -> Listing[Platform]:
    """List the LMSes that registered here or were registered, the newest first."""
    return sliced(lti_platforms(viewer), page)


def get_platform(viewer: Viewer, platform: str) -> Platform:
    """Give an LMS."""
    for each in lti_platforms(viewer):
        if each.id == platform:
            return each
    raise NotFound("platform", platform)


def add_platform(viewer: Viewer, parts: Parts, entry: PlatformEntry) -> Platform:
    """Register an LMS by hand; it shows nothing until it is tied."""
    said = entry.model_dump()
    deployments = said.pop("deployments")
    wish = PlatformWish(**said)
    try:
        require_good(parts.desk.own_hosts, wish)
    except LtiRefused as refused:
        where = Where(column=refused.detail.partition(":")[0])
        raise Refused([Fault(where, "NOT_REACHABLE", refused.detail)]) from None
    return get_platform(viewer, platforms.register_platform(viewer, wish, deployments))


def tie_platform(viewer: Viewer, platform: str, tie: PlatformTie) -> Platform:
    """Let an LMS show a programme, to everybody or to one member's people alone."""
    platforms.tie_platform(viewer, platform, **tie.model_dump())
    return get_platform(viewer, platform)


def retire_platform(viewer: Viewer, platform: str) -> Platform:
    """Let an LMS show nothing any more; who came from it is out."""
    platforms.retire_platform(viewer, platform)
    return get_platform(viewer, platform)


def add_deployment(viewer: Viewer, platform: str, entry: Deployment) -> Platform:
    """Let an LMS show us in one more place."""
    platforms.add_deployment(viewer, platform, entry.deployment)
    return get_platform(viewer, platform)


async def pull_roster(parts: Parts, viewer: Viewer, platform: str) -> RosterPulled:
    """Ask an LMS whose the accounts in its courses are; no seat is made or removed by that."""
    found = await in_thread(get_platform, viewer, platform)
    outcome = await link_all(parts.desk, found)
    return RosterPulled(outcome.taken, outcome.refused)


async def tell_scores(parts: Parts, viewer: Viewer, platform: str) -> ScoresTold:
    """Tell an LMS now what is new of attendance and completion; by itself it is told, too."""
    found = await in_thread(get_platform, viewer, platform)
    outcome = await tell_all(parts.desk, found)
    return ScoresTold(outcome.taken, outcome.refused)


def list_lti_roles(viewer: Viewer, page: Slice) -> Listing[LtiRoleLine]:
    """List what each role in an LMS may be here."""
    lines = [LtiRoleLine(term, roles) for term, roles in sorted(lti_roles(viewer).items())]
    return sliced(tuple(lines), page)


def set_lti_role(viewer: Viewer, entry: LtiRoleEntry) -> LtiRoleLine:
    """Say what those with a role in an LMS may be here; nobody is an administrator by it.

    The etag is that of this role alone.
    """
    platforms.set_lti_roles(viewer, entry.term, entry.roles)
    return _lti_role(viewer, entry)


def _lti_role(viewer: Viewer, entry: LtiRoleEntry) -> LtiRoleLine:
    known = lti_roles(viewer)
    if entry.term not in known:
        raise NotFound("role in an LMS", entry.term)
    return LtiRoleLine(entry.term, known[entry.term])


def renew_lti_key(viewer: Viewer, wish: LtiKeyWish) -> None:
    """Make the key with which the next messages to LMSes are signed; it is published at once."""
    rotate(viewer, at_once=wish.at_once)


_PLATFORM = "/lti/platforms/{platform}"
DOORS = (
    operation("GET", "/lti/platforms", list_platforms, ADMINISTRATORS, tag=TAG),
    operation("GET", _PLATFORM, get_platform, ADMINISTRATORS, tag=TAG, tagged=True),
    operation(
        "POST",
        "/lti/platforms",
        add_platform,
        ADMINISTRATORS,
        tag=TAG,
        status=201,
        tagged=True,
        location="/lti/platforms/{id}",
    ),
    *(
        operation(
            "POST",
            f"{_PLATFORM}:{verb}",
            act,
            ADMINISTRATORS,
            tag=TAG,
            tagged=True,
            guarded_by=get_platform,
        )
        for verb, act in (
            ("tie", tie_platform),
            ("retire", retire_platform),
            ("deploy", add_deployment),
        )
    ),
    operation("POST", f"{_PLATFORM}:pull-roster", pull_roster, ADMINISTRATORS, tag=TAG),
    operation("POST", f"{_PLATFORM}:tell-scores", tell_scores, ADMINISTRATORS, tag=TAG),
    operation("GET", "/lti/roles", list_lti_roles, ADMINISTRATORS, tag=TAG),
    operation(
        "PUT",
        "/lti/roles",
        set_lti_role,
        ADMINISTRATORS,
        tag=TAG,
        tagged=True,
        guarded_by=_lti_role,
    ),
    operation("POST", "/lti:renew-key", renew_lti_key, ADMINISTRATORS, tag=TAG, status=204),
)
