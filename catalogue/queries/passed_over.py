"""Who waits although the member put them before a colleague who has a seat, and why.

The member's ranks are wishes; a plan looks at days, languages and much else. Where it seats
somebody before a colleague whom the member ranked higher for the same course, the reason is owed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from catalogue import sight
from catalogue.db import reading
from catalogue.grouping import grouped
from catalogue.life import MOVABLE, State
from catalogue.members import Agency
from catalogue.nominations import Nomination
from catalogue.people import Official, Person
from catalogue.plan import Reason, left_out_of_rows
from catalogue.published import newest_version, programme_of
from catalogue.versions import VersionOrigin
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class PassedOver:
    """Somebody who waits, and the colleagues ranked after them who have a seat.

    `reasons` are the planner's, of the newest version; none where they came to wait after it.
    """

    nomination: str
    given_name: str
    family_name: str
    member: str
    course: str
    rank: int
    colleagues: tuple[str, ...]
    reasons: tuple[Reason, ...]


@reading
def waiting_reasons(viewer: Viewer, programme: str) -> dict[str, tuple[Reason, ...]]:
    """Give the planner's reasons for those who wait, of whom they may see the record, by id."""
    waiting = sight.nominations(viewer).where(
        Nomination.programme == programme, Nomination.state == State.WAITLISTED
    )
    reasons = _reasons(programme)
    ids: Any = waiting.select(Nomination.id).tuples()
    return {id: reasons[id] for (id,) in ids if id in reasons}


@reading
def passed_over(
    viewer: Viewer, programme: str, nomination: str | None = None
) -> tuple[PassedOver, ...]:
    """List those of whom they may see the record, or one of them. Raises NotFound."""
    programme_of(programme)
    if nomination:
        sight.nomination(viewer, nomination)
    rows = (
        sight.nominations(viewer)
        .select(Nomination, Official, Person, Agency)
        .where(Nomination.programme == programme, Nomination.rank.is_null(is_null=False))
        .order_by(Nomination.course, Nomination.rank, Nomination.id)
    )
    of_pair = grouped(rows, lambda n: (n.official.agency.member_id, n.course_id), lambda n: n)
    reasons = _reasons(programme)
    found = []
    for (member, course), of_member in of_pair.items():
        seated = [n for n in of_member if n.state in MOVABLE]
        for waiting in of_member:
            before = [n.id for n in seated if (n.rank or 0) > (waiting.rank or 0)]
            is_asked = nomination in {None, waiting.id}
            if not (is_asked and before and waiting.state == State.WAITLISTED):
                continue
            person = waiting.official.person
            line = PassedOver(
                nomination=waiting.id,
                given_name=person.given_name,
                family_name=person.family_name,
                member=member,
                course=course,
                rank=waiting.rank or 0,
                colleagues=tuple(before),
                reasons=reasons.get(waiting.id, ()),
            )
            found.append(line)
    return tuple(found)


def _reasons(programme: str) -> dict[str, tuple[Reason, ...]]:

    version = newest_version(programme)
    origin = VersionOrigin.get_or_none(VersionOrigin.version == version)
    left_out = left_out_of_rows(origin.unseated) if origin else ()
    return {each.id: each.reasons for each in left_out}
