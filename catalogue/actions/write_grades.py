"""A system of others writes into the gradebook; what it says of somebody is a fact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from catalogue import audit, outbox
from catalogue.actions.record_facts import Told, record_facts
from catalogue.clients import Client
from catalogue.db import changing
from catalogue.errors import Forbidden, NotFound
from catalogue.fields import now
from catalogue.gradebook import GradeRecord
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class Written:
    """A record as it is kept, under its name; of a result what it says of whom, too."""

    kind: str
    name: str
    document: dict[str, Any]
    told: Told | None = None


@changing
def write_grades(viewer: Viewer, records: Sequence[Written]) -> tuple[bool, ...]:
    """Write records, or none, and say which of them are new.

    Raises Forbidden, also where a record of that name is another client's.
    """
    viewer.allow(Role.MACHINE_CLIENT)
    client = _client(viewer)
    fresh = []
    for record in records:
        row = _found(record.kind, record.name)
        if row and row.client != client.id:
            raise Forbidden({"the client that wrote it"})
        fresh.append(row is None or row.removed_at is not None)
        row = row or GradeRecord(kind=record.kind, name=record.name, client=client.id)
        row.person_id = record.told.person if record.told else None
        row.document, row.written_at, row.removed_at = record.document, now(), None
        row.save()
        audit.record(viewer, "grade.written", record.kind, record.name)
    told = [record.told for record in records if record.told]
    if told:
        record_facts(Viewer.system(viewer.request_id), client.name, told)
        outbox.put("grades.written", client=client.id, results=len(told))
    return tuple(fresh)


@changing
def remove_grade(viewer: Viewer, kind: str, name: str) -> None:
    """Delete a record; the fact that it told stays. Raises Forbidden, NotFound."""
    viewer.allow(Role.MACHINE_CLIENT)
    row = _found(kind, name)
    if row is None or row.removed_at:
        raise NotFound(kind, name)
    if row.client != _client(viewer).id:
        raise Forbidden({"the client that wrote it"})
    row.removed_at = now()
    row.save()
    audit.record(viewer, "grade.removed", kind, name)


def _client(viewer: Viewer) -> Client:
    found: Client | None = Client.get_or_none(Client.person == viewer.person)
    if found is None:
        raise Forbidden({Role.MACHINE_CLIENT})
    return found


def _found(kind: str, name: str) -> GradeRecord | None:
    found: GradeRecord | None = GradeRecord.get_or_none(
        GradeRecord.kind == kind, GradeRecord.name == name
    )
    return found
