"""The moves of one nomination by one viewer: who may, from where, and what is left behind."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from catalogue.actions.accept import accept
from catalogue.actions.decline import decline
from catalogue.actions.endorse import endorse
from catalogue.actions.reject import reject
from catalogue.actions.send_back import send_back
from catalogue.actions.submit import submit
from catalogue.actions.withdraw import withdraw
from catalogue.audit import Audit, Touched
from catalogue.db import changing, reading
from catalogue.errors import NotFound, Refused, WrongState
from catalogue.life import SEATED, Actor, State
from catalogue.nominations import Nomination
from catalogue.outbox import waiting
from catalogue.viewer import Viewer
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    SYSTEM,
    a_nomination,
    a_world,
    agency_officer,
    an_agency,
    an_official,
    an_organisation,
    as_official,
    as_trainer,
    focal_point,
    machine,
    state_of,
    stored,
)

Move = Callable[[Viewer, str], None]
S = State

MOVES: dict[str, Move] = {
    "submitted": submit,
    "sent_back": lambda viewer, which: send_back(viewer, which, "why"),
    "rejected": lambda viewer, which: reject(viewer, which, "why"),
    "endorsed": lambda viewer, which: endorse(viewer, which, 2),
    "withdrawn": lambda viewer, which: withdraw(viewer, which, "why"),
    "accepted": accept,
    "declined": lambda viewer, which: decline(viewer, which, "why"),
}
TARGET = {verb: State(verb) if verb in set(State) else State.DRAFT for verb in MOVES}
FROM: dict[str, set[State]] = {
    "submitted": {S.DRAFT},
    "sent_back": {S.SUBMITTED},
    "rejected": {S.SUBMITTED, S.ENDORSED},
    "endorsed": {S.SUBMITTED},
    "withdrawn": {S.DRAFT, S.SUBMITTED, S.ENDORSED, S.OFFERED, S.WAITLISTED, S.ACCEPTED},
    "accepted": {S.OFFERED},
    "declined": {S.OFFERED},
}
WHO: dict[str, set[str]] = {
    "submitted": {"focal point", "agency officer"},
    "sent_back": {"focal point"},
    "rejected": {"coordinator", "system"},
    "endorsed": {"focal point"},
    "withdrawn": {"focal point", "agency officer"},
    "accepted": {"focal point", "official"},
    "declined": {"focal point", "agency officer", "official"},
}
VIEWERS: dict[str, Viewer] = {
    "focal point": focal_point(),
    "agency officer": agency_officer(),
    "official": as_official("IDN-001"),
    "coordinator": COORDINATOR,
    "system": SYSTEM,
    "overseer": OVERSEER,
    "machine client": machine(),
    "trainer": as_trainer("ana"),
    "foreign focal point": focal_point("MYS"),
    "foreign agency officer": agency_officer("IDN-POL"),
    "foreign official": as_official("IDN-002"),
}
BLIND = {"overseer", "machine client", "trainer"} | {who for who in VIEWERS if "foreign" in who}


@changing
def only_nomination(state: State) -> str:
    """The only nomination that there is, in a state."""
    Nomination.delete().execute()
    return a_nomination("IDN-001", state=state)


@pytest.mark.parametrize("verb", MOVES)
def test_a_move_for_every_viewer_and_state(database: str, verb: str) -> None:
    a_world()
    for who, viewer in VIEWERS.items():
        others = sorted(set(State) - FROM[verb])[:1]
        for state in [*sorted(FROM[verb]), *others]:
            id = only_nomination(state)
            if who in BLIND:
                with pytest.raises(NotFound):
                    MOVES[verb](viewer, id)
            elif who in WHO[verb] and state in FROM[verb]:
                MOVES[verb](viewer, id)
                assert state_of(id) == TARGET[verb]
                continue
            else:
                with pytest.raises(WrongState) as refused:
                    MOVES[verb](viewer, id)
                assert (refused.value.state, refused.value.wanted) == (state, TARGET[verb])
            assert state_of(id) == state


def test_a_refusal_names_state_actors_and_what_they_may_do(database: str) -> None:
    a_world()
    id = a_nomination("IDN-001", state=State.OFFERED)
    with pytest.raises(WrongState) as refused:
        submit(focal_point(), id)
    error = refused.value
    assert (error.kind, error.id, error.state) == ("nomination", id, State.OFFERED)
    assert error.actors == (Actor.FOCAL_POINT,)
    assert error.allowed == (State.ACCEPTED, State.DECLINED, State.WITHDRAWN)
    assert str(error) == (
        'nomination "IDN-001.induction" is offered and cannot become submitted by focal point; '
        "possible: accepted, declined, withdrawn"
    )


@pytest.mark.parametrize("verb", MOVES)
def test_a_move_leaves_one_line_and_word_to_others(database: str, verb: str) -> None:
    a_world()
    state = min(FROM[verb] & SEATED or FROM[verb])
    id = a_nomination("IDN-001", state=state)
    viewer = VIEWERS[min(WHO[verb])]
    MOVES[verb](viewer, id)

    @reading
    def lines() -> list[Audit]:
        return list(Audit.select(Audit, Touched.member).join(Touched, attr="touched"))

    (line,) = lines()
    assert (line.person_id, line.verb, line.kind, line.thing) == (
        viewer.person,
        f"nomination.{verb}",
        "nomination",
        id,
    )
    assert line.touched.member_id == "IDN"
    assert line.request_id == "test"
    assert line.detail.items() >= {"source": state, "to": TARGET[verb]}.items()
    (letter,) = waiting()
    run = "induction-1" if state in SEATED else None
    assert (letter.topic, letter.payload) == (f"nomination.{verb}", {"nomination": id, "run": run})


def test_a_seat_is_free_when_its_nomination_ends(database: str) -> None:
    a_world()
    id = a_nomination("IDN-001", state=State.ACCEPTED)
    withdraw(focal_point(), id)
    left = stored(Nomination, id)
    assert (left.run_id, left.answer_by) == (None, None)


def test_accepting_keeps_the_seat(database: str) -> None:
    a_world()
    id = a_nomination("IDN-001", state=State.OFFERED)
    accept(as_official("IDN-001"), id)
    kept = stored(Nomination, id)
    assert (kept.run_id, kept.answer_by) == ("induction-1", None)


@pytest.mark.parametrize(("rank", "priority"), [(1, 5), (4, 2), (7, 1)])
def test_endorsing_sets_rank_and_priority(database: str, rank: int, priority: int) -> None:
    a_world()
    id = a_nomination("IDN-001", state=State.SUBMITTED, rank=None, endorsed_at=None)
    endorse(focal_point(), id, rank)
    endorsed = stored(Nomination, id)
    assert (endorsed.rank, endorsed.priority) == (rank, priority)
    assert endorsed.endorsed_at is not None


@pytest.mark.parametrize("rank", [0, -1, 1000, 10**12])
def test_endorsing_refuses_a_rank_that_is_none(database: str, rank: int) -> None:
    a_world()
    id = a_nomination("IDN-001", state=State.SUBMITTED)
    with pytest.raises(Refused, match=f'rank: "{rank}" is out of range; use 1 to 999'):
        endorse(focal_point(), id, rank)


def test_a_coordinator_stands_in_for_an_organisation(database: str) -> None:
    a_world()
    an_organisation("IOM")
    an_agency("IOM-HQ", "IOM")
    id = a_nomination(an_official(1, "IOM-HQ"), state=State.DRAFT)
    submit(COORDINATOR, id)
    endorse(COORDINATOR, id, 1)
    assert state_of(id) == State.ENDORSED


@pytest.mark.parametrize("text", ["x" * 2001])
def test_a_reason_that_is_too_long_is_refused(database: str, text: str) -> None:
    a_world()
    id = a_nomination("IDN-001", state=State.ENDORSED)
    with pytest.raises(Refused, match=r"reason: .* is too long; use at most 2000 characters"):
        withdraw(focal_point(), id, text)
    assert state_of(id) == State.ENDORSED


def test_characters_that_no_table_keeps_are_left_out_of_a_reason(database: str) -> None:
    a_world()
    id = a_nomination("IDN-001", state=State.ENDORSED)
    withdraw(focal_point(), id, " ill\x00ness\x07 ")
    assert stored(Nomination, id).reason == "illness"
