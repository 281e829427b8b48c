"""Programs of others: let in, given another secret, let in no longer."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from catalogue.actions import make_client as making
from catalogue.actions import revoke_client as revoking
from catalogue.actions import rotate_client as rotating
from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.queries import clients
from catalogue.queries.clients import ClientLine
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.operation import Body
from lms_bridge.doors import ADMINISTRATORS
from lms_bridge.oauth.scopes import SCIM, SCOPES, short_of
from lms_bridge.parts import Parts
from lms_bridge.rostering import refuse_second_way

TAG = "clients"

_LONG = {short_of(scope): scope for scope in SCOPES}


class ClientWish(Body):
    """A program: its name, its scopes, in full or short as `roster.readonly`, and where it is.

    With a `member` it sees that member's people only; the scope `scim` needs one.
    """

    name: str
    scopes: tuple[str, ...]
    member: str | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class NewClient:
    """A client. Its secret is shown this once: it is not stored, nor told for the same key."""

    id: str
    secret: str | None


def list_clients(viewer: Viewer, page: Slice) -> Listing[ClientLine]:
    """List the programs that may come with credentials of their own, the newest first."""
    return sliced(clients.clients(viewer), page)


def make_client(viewer: Viewer, parts: Parts, wish: ClientWish) -> NewClient:
    """Let a program in."""
    scopes = [_LONG.get(scope, scope) for scope in dict.fromkeys(wish.scopes)]
    faults = [
        Fault(Where(column="scopes"), "NOT_ONE_OF", scope, tuple(_LONG))
        for scope in scopes
        if scope not in SCOPES
    ]
    needed: dict[str, Any] = {"name": wish.name.strip(), "scopes": scopes}
    needed |= {"member": wish.member} if SCIM in scopes else {}
    faults += [
        Fault(Where(column=each), "MISSING", "") for each, held in needed.items() if not held
    ]
    if wish.url and not wish.url.startswith(("http://", "https://")):
        faults.append(Fault(Where(column="url"), "NOT_REACHABLE", wish.url))
    if faults:
        raise Refused(faults)
    if parts.lms is not None:
        refuse_second_way(parts.lms.name, parts.lms.url, wish.name, wish.url, scopes)
    return NewClient(
        *making.make_client(viewer, wish.name.strip(), scopes, member=wish.member, url=wish.url)
    )


def rotate_client_secret(viewer: Viewer, client: str) -> NewClient:
    """Give a program another secret; the one before is good no longer."""
    return NewClient(client, rotating.rotate_client(viewer, client))


def revoke_client(viewer: Viewer, client: str) -> None:
    """Let a program in no longer, not even with a token that it holds."""
    revoking.revoke_client(viewer, client)


def _without_secret(made: NewClient) -> NewClient:
    return replace(made, secret=None)


DOORS = (
    operation("GET", "/clients", list_clients, ADMINISTRATORS, tag=TAG),
    operation(
        "POST", "/clients", make_client, ADMINISTRATORS, tag=TAG, status=201, kept=_without_secret
    ),
    operation(
        "POST",
        "/clients/{client}:rotate-secret",
        rotate_client_secret,
        ADMINISTRATORS,
        tag=TAG,
        kept=_without_secret,
    ),
    operation(
        "POST", "/clients/{client}:revoke", revoke_client, ADMINISTRATORS, tag=TAG, status=204
    ),
)
