"""LMSes that show our pages (LTI 1.3): who they are, who is who there, what they were told.

Of secrets that travel through browsers only the SHA-256 digests are stored. Our keys are kept as
they are, as those are that sign badges.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from peewee import AutoField, BooleanField, ForeignKeyField, TextField

from catalogue.db import Row
from catalogue.fields import DocumentField, MomentField, SecretField, TermField, WordsField
from catalogue.members import Member
from catalogue.people import Person
from catalogue.programmes import Programme
from catalogue.runs import Run
from catalogue.viewer import Role


class PlatformState(StrEnum):
    """Whether an LMS may show our pages: it waits for an administrator, may, or may no longer."""

    PENDING = "pending"
    ACTIVE = "active"
    RETIRED = "retired"


class LtiPlatform(Row):
    """An LMS, by the name that it gives itself (`issuer`) and the one that it gave us.

    It shows `programme`; where it is tied to `member`, that member's people alone. `token_audience`
    is whom our assertions are for, where that is not its token endpoint. With `trusts_email` an
    e-mail address that it tells is one that it has verified.
    """

    id = TextField(primary_key=True)
    issuer = TextField()
    client_id = TextField()
    name = TextField()
    authorization_endpoint = TextField()
    token_endpoint = TextField()
    jwks_uri = TextField()
    token_audience = TextField(default="")
    state = TermField(PlatformState, default=PlatformState.PENDING)
    programme = ForeignKeyField(Programme, null=True)
    programme_id: str | None
    member = ForeignKeyField(Member, null=True)
    member_id: str | None
    trusts_email = BooleanField(default=False)
    made_at = MomentField()


LtiPlatform.add_index(LtiPlatform.issuer, LtiPlatform.client_id, unique=True)


class LtiDeployment(Row):
    """A place in an LMS where its administrator has put us, by the id that the LMS gave it."""

    id = AutoField()
    platform = ForeignKeyField(LtiPlatform, index=False)
    platform_id: str
    deployment = TextField()


LtiDeployment.add_index(LtiDeployment.platform, LtiDeployment.deployment, unique=True)


class LtiRole(Row):
    """What a role in an LMS may be here, where an administrator has said so."""

    term = TextField(primary_key=True)
    roles = WordsField()


_LIS: Final = "http://purl.imsglobal.org/vocab/lis/v2/"
_WHATEVER_THEY_ARE: Final = tuple(
    role for role in Role if role not in (Role.ADMINISTRATOR, Role.MACHINE_CLIENT)
)

USUAL_ROLES: Final[dict[str, tuple[Role, ...]]] = {
    f"{_LIS}membership#Learner": (Role.OFFICIAL,),
    f"{_LIS}membership#Mentor": (Role.OFFICIAL,),
    f"{_LIS}membership#Instructor": _WHATEVER_THEY_ARE,
    f"{_LIS}membership#ContentDeveloper": _WHATEVER_THEY_ARE,
    f"{_LIS}membership#Manager": _WHATEVER_THEY_ARE,
    f"{_LIS}membership#Administrator": _WHATEVER_THEY_ARE,
    f"{_LIS}institution/person#Administrator": _WHATEVER_THEY_ARE,
    f"{_LIS}system/person#Administrator": _WHATEVER_THEY_ARE,
}
"""What a role in an LMS may be here where nobody has said otherwise; it makes nobody anything."""


class LtiKey(Row):
    """A key that signs what we say to LMSes, as a private JWK.

    The newest of those that sign already does; each is published before it signs, and long after.
    """

    id = TextField(primary_key=True)
    jwk = SecretField()
    made_at = MomentField()
    signs_from = MomentField()


class LtiState(Row):
    """A launch that was begun in a browser (`browser`), and must come back from the LMS once.

    `storage` names the frame of the LMS that keeps the browser's secret where cookies are not kept.
    """

    digest = TextField(primary_key=True)
    browser = TextField()
    nonce = TextField()
    platform = ForeignKeyField(LtiPlatform)
    platform_id: str
    target = TextField()
    storage = TextField(default="")
    expires_at = MomentField()
    used_at = MomentField(null=True)


LtiState.add_index(LtiState.expires_at)


class LtiLaunch(Row):
    """A launch that has arrived and is not through: who it seems to be, and what it asks for."""

    digest = TextField(primary_key=True)
    platform = ForeignKeyField(LtiPlatform)
    platform_id: str
    person = ForeignKeyField(Person, null=True)
    person_id: str | None
    document = DocumentField()
    expires_at = MomentField()
    used_at = MomentField(null=True)


class FoundBy(StrEnum):
    """How an account in an LMS was found to be somebody's."""

    KEY = "key"
    EMAIL = "email"
    ROSTER = "roster"


class LtiAccount(Row):
    """Somebody's account in an LMS, by the `subject` that the LMS gives it."""

    id = AutoField()
    platform = ForeignKeyField(LtiPlatform, index=False)
    platform_id: str
    subject = TextField()
    person = ForeignKeyField(Person)
    person_id: str
    found_by = TermField(FoundBy)
    made_at = MomentField()


LtiAccount.add_index(LtiAccount.platform, LtiAccount.subject, unique=True)


class Mark(StrEnum):
    """What the LMS is told of those who sit in a run, where somebody chose when it was placed."""

    ATTENDANCE = "attendance"
    COMPLETION = "completion"
    NOTHING = "nothing"
    EITHER = ""


class LtiPlacement(Row):
    """A link in a course of an LMS that was launched, and the run that it is of, if of one.

    The addresses are where its line items and its people are, if it told them.
    """

    id = AutoField()
    platform = ForeignKeyField(LtiPlatform, index=False)
    platform_id: str
    context = TextField()
    link = TextField()
    run = ForeignKeyField(Run, null=True)
    run_id: str | None
    mark = TermField(Mark, default=Mark.EITHER)
    line_items = TextField(default="")
    memberships = TextField(default="")
    seen_at = MomentField()


LtiPlacement.add_index(LtiPlacement.platform, LtiPlacement.context, LtiPlacement.link, unique=True)


class LtiScore(Row):
    """What an LMS was told last of somebody in a line item, when, and what came of it.

    `line_item` is its address, `placement` the first link of the run in that course.
    """

    id = AutoField()
    placement = ForeignKeyField(LtiPlacement, index=False)
    placement_id: int
    line_item = TextField(default="")
    item = TextField()
    subject = TextField()
    given = TextField()
    told_at = MomentField()
    said = TextField(default="")


LtiScore.add_index(
    LtiScore.placement, LtiScore.line_item, LtiScore.item, LtiScore.subject, unique=True
)
