"""A nomination's life: the whole of it, and the only place where it is written.

It knows states and those who move them; no table, no viewer.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """Where a nomination stands."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    ENDORSED = "endorsed"
    OFFERED = "offered"
    WAITLISTED = "waitlisted"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    LAPSED = "lapsed"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    ATTENDED = "attended"
    ABSENT = "absent"
    COMPLETED = "completed"
    NOT_COMPLETED = "not_completed"
    CLOSED = "closed"


class Actor(StrEnum):
    """Who or what moves a nomination."""

    AGENCY_OFFICER = "agency officer"
    FOCAL_POINT = "focal point"
    OFFICIAL = "official"
    COORDINATOR = "coordinator"
    TRAINER = "trainer"
    LMS = "LMS"
    PUBLISHING = "publishing a plan"
    PROMOTION = "promotion"
    ANSWER_BY_DATE = "answer-by date"
    DROP_OUT = "confirmed drop-out"
    COHORT = "leaving the cohort"
    COMPLETION_RULE = "completion rule"
    END_OF_PROGRAMME = "end of the programme"


class Move(NamedTuple):
    """A state, who moves a nomination there, and from where; None is where it does not exist."""

    to: State
    who: frozenset[Actor]
    source: frozenset[State | None]


def _move(to: State, who: set[Actor], *source: State | None) -> Move:
    return Move(to, frozenset(who), frozenset(source))


_S, _A = State, Actor
_MEMBER = {_A.AGENCY_OFFICER, _A.FOCAL_POINT}

MOVES = (
    _move(_S.DRAFT, _MEMBER, None),
    _move(_S.SUBMITTED, _MEMBER, _S.DRAFT),
    _move(_S.DRAFT, {_A.FOCAL_POINT}, _S.SUBMITTED),  # sent back
    _move(_S.ENDORSED, {_A.FOCAL_POINT}, _S.SUBMITTED),
    _move(_S.REJECTED, {_A.COORDINATOR}, _S.SUBMITTED, _S.ENDORSED),
    _move(_S.OFFERED, {_A.PUBLISHING, _A.PROMOTION}, _S.ENDORSED, _S.WAITLISTED),
    _move(_S.WAITLISTED, {_A.PUBLISHING}, _S.ENDORSED, _S.OFFERED, _S.ACCEPTED),
    _move(_S.ACCEPTED, {_A.FOCAL_POINT, _A.OFFICIAL}, _S.OFFERED),
    _move(_S.DECLINED, {*_MEMBER, _A.OFFICIAL}, _S.OFFERED),
    _move(_S.LAPSED, {_A.ANSWER_BY_DATE}, _S.OFFERED),
    _move(
        _S.WITHDRAWN,
        _MEMBER,
        *(_S.DRAFT, _S.SUBMITTED, _S.ENDORSED, _S.OFFERED, _S.WAITLISTED, _S.ACCEPTED),
    ),
    _move(_S.WITHDRAWN, {_A.DROP_OUT, _A.COHORT}, _S.OFFERED, _S.ACCEPTED),
    _move(_S.ATTENDED, {_A.TRAINER, _A.LMS}, _S.ACCEPTED),
    _move(_S.ABSENT, {_A.TRAINER, _A.LMS}, _S.ACCEPTED),
    _move(_S.COMPLETED, {_A.COMPLETION_RULE}, _S.ATTENDED),
    _move(_S.NOT_COMPLETED, {_A.COMPLETION_RULE}, _S.ATTENDED, _S.COMPLETED),
    _move(_S.CLOSED, {_A.END_OF_PROGRAMME}, _S.WAITLISTED),
)
"""Every move there is."""

SEATED = frozenset(
    {_S.OFFERED, _S.ACCEPTED, _S.ATTENDED, _S.ABSENT, _S.COMPLETED, _S.NOT_COMPLETED}
)
"""States of a nomination that has, or had, a seat in a run."""

MOVABLE = frozenset({_S.OFFERED, _S.ACCEPTED})
"""States of a seat that a new plan may move or take."""

RANKED = MOVABLE | {_S.ENDORSED, _S.WAITLISTED}
"""States of nominations whose rank still decides something: the course has not begun for them."""

PLANNED = SEATED | {_S.ENDORSED, _S.WAITLISTED}
"""States of nominations that enter a plan."""

OPEN = frozenset(
    {_S.DRAFT, _S.SUBMITTED, _S.ENDORSED, _S.OFFERED, _S.WAITLISTED, _S.ACCEPTED, _S.ATTENDED}
)
"""States that are not the end: an official has at most one such nomination for a course."""


def may_move(source: State | None, to: State, actors: frozenset[Actor]) -> bool:
    """Say whether one of these actors may move a nomination from one state to another."""
    return any(m.to == to and source in m.source and m.who & actors for m in MOVES)


def ways_out(source: State | None, actors: frozenset[Actor]) -> frozenset[State]:
    """List the states to which these actors may move a nomination."""
    return frozenset(m.to for m in MOVES if source in m.source and m.who & actors)


PRIORITY_OF_RANK = {1: 5, 2: 4, 3: 3, 4: 2}
"""What a member's rank of its officials for a course means to the planner; any later one is 1."""


def priority_of(rank: int) -> int:
    """Give the planner's priority (5 matters most) of a member's rank (1 is its first choice)."""
    return PRIORITY_OF_RANK.get(rank, 1)
