"""Who one is, and the tokens with which programs act as somebody."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

from pydantic import Field

from catalogue.actions import end_sessions as ending
from catalogue.actions import make_link as linking
from catalogue.actions import make_token as making
from catalogue.actions import revoke_token as revoking
from catalogue.actions import take_role as taking
from catalogue.queries import sessions, users
from catalogue.queries.sessions import LoginLine, RunningSession
from catalogue.queries.users import TokenLine, UserLine
from catalogue.viewer import Role, Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import ADMINISTRATORS, COORDINATORS, EVERYBODY, MACHINES
from lms_bridge.parts import Parts

TAG = "access"


class TokenWish(Body):
    """What a token is for, and how long it is good; `person` null is oneself."""

    name: str
    days: Annotated[int, Field(ge=1, le=366)] = 90
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Myself:
    """As whom one is signed in."""

    person: str
    roles: tuple[Role, ...]
    member: str | None
    agency: str | None


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token. Its secret is shown this once: it is not stored, nor told again for the same key."""

    id: str
    secret: str | None


def get_myself(viewer: Viewer) -> Myself:
    """Tell as whom one is signed in, and with which roles."""
    return Myself(viewer.person or "", tuple(sorted(viewer.roles)), viewer.member, viewer.agency)


def list_users(viewer: Viewer, page: Slice) -> Listing[UserLine]:
    """List who was granted a role."""
    return sliced(users.users(viewer), page)


def take_role(viewer: Viewer, person: str, role: str) -> None:
    """Take a granted role away from somebody, but not one's own as an administrator."""
    taking.take_role(viewer, person, role)


def list_sessions(viewer: Viewer, page: Slice) -> Listing[RunningSession]:
    """List where one is signed in oneself, the newest first."""
    return sliced(sessions.sessions(viewer), page)


def list_logins(viewer: Viewer, page: Slice) -> Listing[LoginLine]:
    """List the OpenID providers with whose word one signs in; a browser ties them, on a page."""
    return sliced(sessions.logins(viewer), page)


def list_tokens(viewer: Viewer, page: Slice) -> Listing[TokenLine]:
    """List one's own tokens, or all for those who run the programme, the newest first."""
    return sliced(users.tokens(viewer), page)


def make_token(viewer: Viewer, wish: TokenWish) -> NewToken:
    """Make a token with which a program acts as oneself, or as somebody whom one may stand for."""
    lifetime = timedelta(days=wish.days)
    person = viewer.person if wish.person is None else wish.person
    return NewToken(*making.make_token(viewer, person or "", wish.name, lifetime))


def revoke_token(viewer: Viewer, token: str) -> None:
    """Revoke a token; it is good no longer."""
    revoking.revoke_token(viewer, token)


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link that signs in once. It is shown this once, and not told again for the same key."""

    address: str | None


def make_sign_in_link(viewer: Viewer, parts: Parts, person: str) -> NewLink:
    """Make a link that signs somebody in, once, within seven days."""
    return NewLink(f"{parts.settings.url}/sign-in/{linking.make_link(viewer, person)}")


def _without_address(made: NewLink) -> NewLink:
    return replace(made, address=None)


def sign_out_everywhere(viewer: Viewer, person: str) -> None:
    """End every session of oneself, or of somebody whom one may stand for.

    Links that were not followed yet are good no longer.
    """
    ending.end_sessions(viewer, person)


def _without_secret(made: NewToken) -> NewToken:
    return replace(made, secret=None)


DOORS = (
    operation("GET", "/me", get_myself, EVERYBODY, tag=TAG),
    operation("GET", "/me/sessions", list_sessions, EVERYBODY - MACHINES, tag=TAG),
    operation("GET", "/me/logins", list_logins, EVERYBODY - MACHINES, tag=TAG),
    operation("GET", "/users", list_users, COORDINATORS, tag=TAG),
    operation(
        "DELETE",
        "/users/{person}/roles/{role}",
        take_role,
        ADMINISTRATORS,
        tag=TAG,
        status=204,
    ),
    operation("GET", "/tokens", list_tokens, EVERYBODY, tag=TAG),
    operation(
        "POST",
        "/tokens",
        make_token,
        EVERYBODY - MACHINES,
        tag=TAG,
        status=201,
        kept=_without_secret,
    ),
    operation(
        "POST",
        "/people/{person}:sign-out",
        sign_out_everywhere,
        EVERYBODY - MACHINES,
        tag=TAG,
        status=204,
    ),
    operation(
        "POST",
        "/people/{person}:make-link",
        make_sign_in_link,
        COORDINATORS,
        tag=TAG,
        status=201,
        kept=_without_address,
    ),
    operation("DELETE", "/tokens/{token}", revoke_token, EVERYBODY, tag=TAG, status=204),
)
