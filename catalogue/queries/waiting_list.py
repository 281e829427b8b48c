"""Who waits for a seat in a course, in the order in which free seats go to them.

The order (domain.md): priority, the member's rank, the member's shortfall against its seat target,
time of endorsement.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from peewee import fn

from catalogue import sight
from catalogue.db import reading
from catalogue.life import State
from catalogue.members import Agency, Member
from catalogue.nominations import Nomination
from catalogue.people import Official, Person
from catalogue.published import programme_of
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class WaitingLine:
    """Somebody who waits; `shortfall` are the seats that their member lacks of its target."""

    nomination: str
    official: str
    given_name: str
    family_name: str
    member: str
    priority: int
    rank: int | None
    shortfall: int
    endorsed_at: datetime | None


@reading
def waiting_list(viewer: Viewer, programme: str, course: str) -> tuple[WaitingLine, ...]:
    """List who waits for a course, the next first, of those whom they may see. Raises NotFound."""
    programme_of(programme)
    sight.course(viewer, course)
    query = (
        sight.nominations(viewer)
        .select(Nomination, Official, Person, Agency, Member)
        .join_from(Agency, Member)
        .where(
            Nomination.programme == programme,
            Nomination.course == course,
            Nomination.state == State.WAITLISTED,
        )
    )
    seats = seats_of_members(Viewer.system(), programme)  # a figure: nobody is hidden
    lines = []
    for row in query:
        member, person = row.official.agency.member, row.official.person
        line = WaitingLine(
            nomination=row.id,
            official=row.official_id,
            given_name=person.given_name,
            family_name=person.family_name,
            member=member.id,
            priority=row.priority,
            rank=row.rank,
            shortfall=max(0, member.seat_target - seats[member.id]),
            endorsed_at=row.endorsed_at,
        )
        lines.append(line)
    return tuple(sorted(lines, key=_order))


def seats_of_members(viewer: Viewer, programme: str) -> Counter[str]:
    """Count the seats of members in a programme, as far as the viewer may count."""
    query = sight.counted(viewer).select(Agency.member, fn.COUNT(Nomination.id))
    seated = query.where(Nomination.programme == programme, Nomination.run.is_null(is_null=False))
    counts: Any = seated.group_by(Agency.member).tuples()
    return Counter(dict(counts))


def _order(line: WaitingLine) -> tuple[object, ...]:
    rank = line.rank or 1_000_000
    endorsed = line.endorsed_at.timestamp() if line.endorsed_at else float("inf")
    return (-line.priority, rank, -line.shortfall, endorsed, line.nomination)
