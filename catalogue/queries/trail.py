"""The audit trail: of one thing, or of everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue import sight
from catalogue.audit import Audit, Touched
from catalogue.db import reading
from catalogue.queries.paging import Page, Paging, page
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class TrailLine:
    """What was done to a thing: who (None is the system) did `verb`, when, why, in which request.

    `kind` and `thing` are what the line hangs on here, `change` what became of it; `detail` belongs
    to the whole change.
    """

    number: int
    at: datetime
    person: str | None
    verb: str
    kind: str
    thing: str
    change: str
    reason: str
    request_id: str
    detail: dict[str, Any]


def _to_one_member(*, detail: dict[str, Any], **values: Any) -> TrailLine:
    """Make a line without the other members of a sheet, which earlier releases wrote down in it.

    What is stored stays as it is, so that the chain does.
    """
    return TrailLine(
        **values, detail={name: told for name, told in detail.items() if name != "members"}
    )


NEWEST_FIRST = Paging(sort="-number")
"""The usual order of a trail."""

_COLUMNS = (
    Audit.number,
    Audit.at,
    Audit.person.alias("person"),
    Audit.verb,
    Touched.kind,
    Touched.thing,
    Touched.change,
    Audit.reason,
    Audit.request_id,
    Audit.detail,
)


@reading
def trail(
    viewer: Viewer,
    kind: str | None = None,
    thing: str | None = None,
    paging: Paging = NEWEST_FIRST,
) -> Page[TrailLine]:
    """List what was done to a thing, to all of a kind, or at all, as far as they may see.

    Raises Forbidden, Refused, BadPageToken.
    """
    viewer.allow(Role.ADMINISTRATOR, Role.COORDINATOR, Role.FOCAL_POINT)
    query = sight.trail(viewer)
    if kind:
        query = query.where(Touched.kind == kind)
    if thing:
        query = query.where(Touched.thing == thing)
    return page(
        query,
        paging,
        columns=_COLUMNS,
        make=TrailLine if viewer.sees_all else _to_one_member,
        sorts={"number": Audit.number},
        id=Touched.id,
        asked=(kind, thing),
    )
