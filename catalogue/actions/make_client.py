"""A program of others gets credentials of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from catalogue import audit
from catalogue.access import UserRole, fresh_secret
from catalogue.clients import Client
from catalogue.db import changing
from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.fields import now
from catalogue.ids import fresh_id
from catalogue.members import Member
from catalogue.people import Person
from catalogue.texts import note
from catalogue.viewer import Role, Viewer


@changing
def make_client(
    viewer: Viewer,
    name: str,
    scopes: Sequence[str],
    *,
    member: str | None = None,
    public_keys: dict[str, Any] | None = None,
    url: str = "",
) -> tuple[str, str]:
    """Make a client: its id, and its secret, which is not stored.

    With a member it sees the seats of that member's people alone, and who teaches. Raises
    Forbidden, Refused.
    """
    viewer.allow_coordinators()
    called = note(name, "name")
    faults = []
    if not called:
        faults.append(Fault(Where(column="name"), "MISSING", ""))
    if member is not None and Member.get_or_none(Member.id == member) is None:
        faults.append(Fault(Where(column="member"), "UNKNOWN", member))
    if faults:
        raise Refused(faults)
    secret, id = fresh_secret(), fresh_id()
    machine = Person.create(id=f"client-{id}", family_name=called, member=member)
    UserRole.create(person=machine, role=Role.MACHINE_CLIENT)
    Client.create(
        id=id,
        person=machine,
        name=called,
        digest=secret.digest,
        scopes=tuple(scopes),
        public_keys=public_keys or {},
        url=url,
        made_at=now(),
    )
    audit.record(viewer, "client.made", "person", machine.id, member=member, scopes=list(scopes))
    return id, secret.text
