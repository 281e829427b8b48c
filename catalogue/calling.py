"""What a call asks of those who hand nominations in: its deadline, and each member's limit.

A course without a call takes nominations at any time. What was handed in for a call stays handed
in: sent back, it may come again after the deadline. A substitute takes the place of somebody who
was handed in before, and is not asked.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from peewee import fn

from catalogue import sight
from catalogue.calls import Call
from catalogue.faults import Fault, Where
from catalogue.life import State
from catalogue.members import Agency
from catalogue.nominations import Nomination
from catalogue.viewer import Viewer

GIVEN_UP = frozenset({State.DECLINED, State.LAPSED, State.REJECTED, State.WITHDRAWN})
"""States of nominations that take up nothing of their member's limit."""


def newest_calls(programme: str) -> dict[str, Call]:
    """Give the call that counts, by course."""
    last = Call.select(Call.course, fn.MAX(Call.number).alias("number")).where(
        Call.programme == programme
    )
    rows = Call.select().where(Call.programme == programme)
    number = {row.course_id: row.number for row in last.group_by(Call.course)}
    return {row.course_id: row for row in rows if row.number == number[row.course_id]}


def taken(calls: Iterable[Call]) -> Counter[tuple[str, str]]:
    """Count what was handed in for calls, by call and member; a figure, so nobody is hidden."""
    rows = sight.nominations(Viewer.system()).where(
        Nomination.call.in_([call.id for call in calls]),
        Nomination.state.not_in(sorted(GIVEN_UP)),
    )
    counted: Any = rows.select(Nomination.call, Agency.member, fn.COUNT(Nomination.id))
    grouped = counted.group_by(Nomination.call, Agency.member).tuples()
    return Counter({(call, member): count for call, member, count in grouped})


def hand_in(programme: str, given: Sequence[tuple[Nomination, Where]]) -> list[Fault]:
    """Note for which call each is handed in; give the faults of what is too late or too much.

    Each comes with the place to which its fault belongs. Nothing is saved.
    """
    calls = newest_calls(programme)
    concerned = {n.course_id for n, _ in given} & calls.keys()
    count = taken(calls[course] for course in concerned)
    faults = []
    for nomination, where in given:
        call = calls.get(nomination.course_id)
        if call is None or nomination.call_id == call.id:
            continue
        key = call.id, nomination.official.agency.member_id
        count[key] += 1
        if call.deadline < nomination.programme.planning_date:
            day = call.deadline.isoformat()
            faults.append(Fault(where, "CALL_CLOSED", call.course_id, (day,)))
        elif call.max_per_member is not None and count[key] > call.max_per_member:
            most = str(call.max_per_member)
            faults.append(Fault(where, "CALL_FULL", call.course_id, (most,)))
        nomination.call = call
    return faults
