"""Programs of others that may come with credentials of their own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalogue import sight
from catalogue.clients import Client
from catalogue.db import reading
from catalogue.people import Person
from catalogue.rows import read_as
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ClientLine:
    """A client without its secret; it sees only `member`'s people where there is one."""

    id: str
    name: str
    scopes: tuple[str, ...]
    member: str | None
    url: str
    made_at: datetime
    revoked_at: datetime | None


@reading
def clients(viewer: Viewer) -> tuple[ClientLine, ...]:
    """List the clients, the newest first. Raises Forbidden."""
    viewer.allow_coordinators()
    query = Client.select(
        Client.id,
        Client.name,
        Client.scopes,
        Person.member.alias("member"),
        Client.url,
        Client.made_at,
        Client.revoked_at,
    ).join(Person)
    query = query.where(Person.id.in_(sight.people(viewer).select(Person.id)))
    return tuple(read_as(ClientLine, query.order_by(Client.made_at.desc(), Client.id)))


@reading
def own_key(viewer: Viewer) -> bytes:
    """Give what only a client and the catalogue have in common; nothing where it is no client."""
    row = Client.get_or_none(Client.person == viewer.person) if viewer.person else None
    return bytes.fromhex(row.digest) if row else b""
