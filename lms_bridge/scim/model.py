"""An official as SCIM has it: a User with what the standard has no word for in an extension."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Annotated, Any, Final, cast

from pydantic import Field
from scim2_models import (
    URN,
    AnyExtension,
    CaseExact,
    ComplexAttribute,
    Extension,
    Meta,
    Required,
    Resource,
    Uniqueness,
)

from catalogue.actions.keep_account import AccountForm
from catalogue.named import GRANTED, AccountLine, Moments
from catalogue.viewer import Role

ROOT: Final = "/scim/v2"
"""Where SCIM begins."""

MOST_VALUES: Final = 50
"""Most addresses or languages of an official."""


class Name(ComplexAttribute):
    """The official's name."""

    family_name: Annotated[str | None, Required.true] = None
    """The family name; whoever has one name has this one."""

    given_name: str | None = None
    """The given name."""


class Email(ComplexAttribute):
    """An e-mail address."""

    value: Annotated[str | None, Required.true] = None
    """The address."""

    type: str | None = Field(default=None, examples=["work"])
    """What it is for; the one that is kept is that for work."""


class User(Resource[AnyExtension]):
    """An official of a member: what is kept of one, and no more."""

    __schema__ = URN("urn:ietf:params:scim:schemas:core:2.0:User")

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    """What the identity system calls the official."""

    name: Annotated[Name | None, Required.true] = None
    """The official's name."""

    active: Annotated[bool | None, Required.true] = None
    """Whether the official is still there; true where nothing is said."""

    emails: list[Email] | None = Field(default=None, max_length=MOST_VALUES)
    """The official's e-mail address; of several one for work is kept, or else the first."""


class Official(Extension):
    """What training needs to know of an official."""

    __schema__ = URN("urn:ietf:params:scim:schemas:extension:lokakarya:2.0:Official")

    agency: Annotated[str | None, Required.true, CaseExact.true] = None
    """The id of the agency for which the official works."""

    languages: list[str] | None = Field(
        default=None, max_length=MOST_VALUES, examples=["ar", "en", "fr", "id", "zh-Hant"]
    )
    """Languages that the official speaks, by their codes (BCP 47)."""

    role: str | None = Field(default=None, examples=[str(role) for role in GRANTED])
    """What the official signs in as besides: for their agency, or for the whole member."""

    city: Annotated[str | None, CaseExact.true] = None
    """The id of the city in which the official lives; without it no plan can seat them."""


Model = User[Annotated[Official, Required.true]]
"""A user with the extension, which it must have."""


def user_of(line: AccountLine, url: str, moments: Moments | None = None) -> User[Any]:
    """Make the user of an official; `url` is that of the bridge, `moments` when it was changed."""
    made: User[Any] = Model(
        id=line.id,
        external_id=line.external_id or None,
        user_name=line.user_name,
        name=Name(family_name=line.family_name, given_name=line.given_name or None),
        active=line.active,
        emails=[Email(value=line.email, type="work")] if line.email else None,
    )
    made[Official] = Official(
        agency=line.agency,
        languages=list(line.languages) or None,
        role=None if line.role == Role.OFFICIAL else str(line.role),
        city=line.city,
    )
    created, changed = moments or (None, None)
    made.meta = Meta(
        resource_type="User",
        created=created,
        last_modified=changed,
        location=f"{url}{ROOT}/Users/{line.id}",
        version=version_of(line),
    )
    return made


def meta_of(user: User[Any]) -> tuple[str, str]:
    """Give the etag and the address of a user that was made here."""
    assert user.meta is not None
    return user.meta.version or "", user.meta.location or ""


def version_of(line: AccountLine) -> str:
    """Give the etag of an official."""
    return f'W/"{hashlib.sha256(repr(line).encode()).hexdigest()[:20]}"'


def form_of(said: User[Any]) -> AccountForm:
    """Read what is said of an official."""
    there = cast("Official | None", said[Official]) or Official()
    name = said.name or Name()
    return AccountForm(
        user_name=said.user_name or "",
        family_name=name.family_name or "",
        given_name=name.given_name or "",
        agency=there.agency or "",
        email=_address(said.emails or ()),
        languages=tuple(there.languages or ()),
        city=there.city,
        external_id=said.external_id or "",
        role=_role(there.role),
        active=said.active is not False,
    )


def _address(emails: Sequence[Email]) -> str:
    there = [each for each in emails if each.value]
    kept = next((each for each in there if each.type == "work"), there[0] if there else Email())
    return kept.value or ""


def _role(word: str | None) -> Role:
    """Read a role; what is none is refused by the catalogue."""
    return cast("Role", word) if word else Role.OFFICIAL
