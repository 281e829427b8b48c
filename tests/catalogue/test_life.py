"""The nomination's life is the table of the domain page, cell by cell."""

from __future__ import annotations

import pytest

from catalogue.life import (
    MOVABLE,
    OPEN,
    PLANNED,
    SEATED,
    Actor,
    State,
    may_move,
    priority_of,
    ways_out,
)

MEMBER = {Actor.AGENCY_OFFICER, Actor.FOCAL_POINT}
RUN_SIDE = {Actor.TRAINER, Actor.LMS}
PLAN = {Actor.PUBLISHING, Actor.PROMOTION}
S = State

TABLE: dict[tuple[State | None, State], set[Actor]] = {
    (None, S.DRAFT): MEMBER,
    (S.DRAFT, S.SUBMITTED): MEMBER,
    (S.DRAFT, S.WITHDRAWN): MEMBER,
    (S.SUBMITTED, S.ENDORSED): {Actor.FOCAL_POINT},
    (S.SUBMITTED, S.DRAFT): {Actor.FOCAL_POINT},
    (S.SUBMITTED, S.WITHDRAWN): MEMBER,
    (S.SUBMITTED, S.REJECTED): {Actor.COORDINATOR},
    (S.ENDORSED, S.OFFERED): PLAN,
    (S.ENDORSED, S.WAITLISTED): {Actor.PUBLISHING},
    (S.ENDORSED, S.WITHDRAWN): MEMBER,
    (S.ENDORSED, S.REJECTED): {Actor.COORDINATOR},
    (S.OFFERED, S.ACCEPTED): {Actor.FOCAL_POINT, Actor.OFFICIAL},
    (S.OFFERED, S.DECLINED): MEMBER | {Actor.OFFICIAL},
    (S.OFFERED, S.LAPSED): {Actor.ANSWER_BY_DATE},
    (S.OFFERED, S.WITHDRAWN): MEMBER | {Actor.DROP_OUT, Actor.COHORT},
    (S.OFFERED, S.WAITLISTED): {Actor.PUBLISHING},
    (S.WAITLISTED, S.OFFERED): PLAN,
    (S.WAITLISTED, S.WITHDRAWN): MEMBER,
    (S.WAITLISTED, S.CLOSED): {Actor.END_OF_PROGRAMME},
    (S.ACCEPTED, S.ATTENDED): RUN_SIDE,
    (S.ACCEPTED, S.ABSENT): RUN_SIDE,
    (S.ACCEPTED, S.WITHDRAWN): MEMBER | {Actor.DROP_OUT, Actor.COHORT},
    (S.ACCEPTED, S.WAITLISTED): {Actor.PUBLISHING},
    (S.ATTENDED, S.COMPLETED): {Actor.COMPLETION_RULE},
    (S.ATTENDED, S.NOT_COMPLETED): {Actor.COMPLETION_RULE},
    (S.COMPLETED, S.NOT_COMPLETED): {Actor.COMPLETION_RULE},
}


@pytest.mark.parametrize("source", [None, *State])
@pytest.mark.parametrize("to", list(State))
def test_every_cell_of_the_table(source: State | None, to: State) -> None:
    who = {actor for actor in Actor if may_move(source, to, frozenset({actor}))}
    assert who == TABLE.get((source, to), set())


@pytest.mark.parametrize("source", [None, *State])
@pytest.mark.parametrize("actor", list(Actor))
def test_ways_out_are_what_the_table_allows(source: State | None, actor: Actor) -> None:
    expected = {to for (a, to), who in TABLE.items() if a == source and actor in who}
    assert ways_out(source, frozenset({actor})) == expected


def test_several_actors_may_do_what_one_of_them_may() -> None:
    assert may_move(S.OFFERED, S.ACCEPTED, frozenset({Actor.COORDINATOR, Actor.OFFICIAL}))


def test_states_by_what_they_mean() -> None:
    ends = {source for source in State if not any(a == source for a, _ in TABLE)}
    ends.add(S.COMPLETED)  # which is only ever corrected
    assert ends == {
        *(S.DECLINED, S.LAPSED, S.REJECTED, S.WITHDRAWN),
        *(S.ABSENT, S.COMPLETED, S.NOT_COMPLETED, S.CLOSED),
    }
    assert set(State) - ends == OPEN
    assert SEATED >= MOVABLE
    assert {S.ENDORSED, S.WAITLISTED} == PLANNED - SEATED


@pytest.mark.parametrize(("rank", "priority"), [(1, 5), (2, 4), (3, 3), (4, 2), (5, 1), (99, 1)])
def test_priority_follows_the_rank(rank: int, priority: int) -> None:
    assert priority_of(rank) == priority
