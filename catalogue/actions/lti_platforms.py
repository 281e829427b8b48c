"""An administrator says which LMSes may show our pages, what of them, and as whom people come."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass

from catalogue import audit
from catalogue.db import changing
from catalogue.errors import AlreadyThere, NotFound, Refused
from catalogue.faults import Fault, Where
from catalogue.fields import now
from catalogue.ids import fresh_id
from catalogue.lti import USUAL_ROLES, LtiDeployment, LtiPlatform, LtiRole, PlatformState
from catalogue.members import Member
from catalogue.programmes import Programme
from catalogue.texts import note
from catalogue.viewer import Role, Viewer

MOST_PENDING = 50
"""How many LMSes may wait for an administrator at once: anybody can let one register."""

LONGEST_DEPLOYMENT = 255
"""Characters of a deployment's id, as LTI limits it."""


@dataclass(frozen=True, slots=True)
class PlatformWish:
    """What an LMS says of itself, and the name that it gave us (`client_id`)."""

    issuer: str
    client_id: str
    name: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_audience: str = ""


@changing
def register_platform(viewer: Viewer, wish: PlatformWish, deployments: Collection[str] = ()) -> str:
    """Let an LMS wait for an administrator; its id. The caller has checked its addresses.

    Whoever comes by registration is nobody: the viewer is the system. Raises Forbidden, Refused,
    AlreadyThere.
    """
    viewer.allow(Role.ADMINISTRATOR)
    faults = [
        Fault(Where(column=name), "MISSING", "")
        for name, value in asdict(wish).items()
        if not value.strip() and name != "token_audience"
    ]
    waiting = LtiPlatform.select().where(LtiPlatform.state == PlatformState.PENDING).count()
    if viewer.is_system and waiting >= MOST_PENDING:
        faults.append(Fault(Where(), "TOO_MANY", str(waiting), (str(MOST_PENDING),)))
    if faults:
        raise Refused(faults)
    same = (LtiPlatform.issuer == wish.issuer) & (LtiPlatform.client_id == wish.client_id)
    known = LtiPlatform.get_or_none(same)
    if known:
        raise AlreadyThere("platform", known.id)
    values = asdict(wish) | {"name": note(wish.name, "name")}
    made = LtiPlatform.create(id=fresh_id(), made_at=now(), **values)
    for deployment in deployments:
        _deploy(made.id, deployment)
    audit.record(viewer, "platform.registered", "platform", made.id)
    return made.id


@changing
def tie_platform(
    viewer: Viewer,
    platform: str,
    programme: str,
    *,
    member: str | None = None,
    trusts_email: bool = False,
) -> None:
    """Let an LMS show a programme, and of its people all or a member's alone.

    Raises Forbidden, NotFound, Refused.
    """
    row = platform_of(viewer, platform)
    faults = []
    if Programme.get_or_none(Programme.id == programme) is None:
        faults.append(Fault(Where(column="programme"), "UNKNOWN", programme))
    if member is not None and Member.get_or_none(Member.id == member) is None:
        faults.append(Fault(Where(column="member"), "UNKNOWN", member))
    if faults:
        raise Refused(faults)
    LtiPlatform.update(
        programme=programme,
        member=member,
        trusts_email=trusts_email,
        state=PlatformState.ACTIVE,
    ).where(LtiPlatform.id == row.id).execute()
    audit.record(
        viewer, "platform.tied", "platform", platform, programme=programme, only_member=member
    )


@changing
def retire_platform(viewer: Viewer, platform: str) -> None:
    """Let an LMS show nothing any more; who came from it is out. Raises Forbidden, NotFound."""
    row = platform_of(viewer, platform)
    row.state = PlatformState.RETIRED
    row.save()
    audit.record(viewer, "platform.retired", "platform", platform)


@changing
def add_deployment(viewer: Viewer, platform: str, deployment: str) -> None:
    """Let an LMS show our pages in one more place. Raises Forbidden, NotFound, Refused."""
    row = platform_of(viewer, platform)
    if not 0 < len(deployment) <= LONGEST_DEPLOYMENT:
        raise Refused([Fault(Where(column="deployment"), "MISSING", deployment[:40])])
    _deploy(row.id, deployment)
    audit.record(viewer, "platform.deployed", "platform", platform, deployment=deployment)


@changing
def set_lti_roles(viewer: Viewer, term: str, roles: Collection[Role]) -> None:
    """Say what those with a role in an LMS may be here, as far as they are.

    The same changes nothing. Nobody is an administrator in an LMS. Raises Forbidden, Refused.
    """
    viewer.allow(Role.ADMINISTRATOR)
    if not term.startswith(("http://", "https://")):
        raise Refused([Fault(Where(column="term"), "MALFORMED", term[:80])])
    if Role.ADMINISTRATOR in roles or Role.MACHINE_CLIENT in roles:
        raise Refused([Fault(Where(column="roles"), "NOT_ONE_OF", Role.ADMINISTRATOR)])
    known, wanted = LtiRole.get_or_none(LtiRole.term == term), tuple(sorted(roles))
    if set(wanted) == set(known.roles if known else USUAL_ROLES.get(term, ())):
        return
    LtiRole.delete().where(LtiRole.term == term).execute()
    LtiRole.create(term=term, roles=wanted)
    audit.record(viewer, "lti_role.set", "lti_role", term, roles=sorted(roles))


def platform_of(viewer: Viewer, platform: str) -> LtiPlatform:
    """Find an LMS, for who may change it. Raises Forbidden, NotFound."""
    viewer.allow(Role.ADMINISTRATOR)
    row = LtiPlatform.get_or_none(LtiPlatform.id == platform)
    if row is None:
        raise NotFound("platform", platform)
    return row


def _deploy(platform: str, deployment: str) -> None:
    values = {"platform": platform, "deployment": deployment}
    LtiDeployment.insert(values).on_conflict_ignore().execute()
