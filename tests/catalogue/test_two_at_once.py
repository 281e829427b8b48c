"""Two act at once on the same thing: one of them does it, and the other is told why not."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from threading import Barrier

import pytest

from catalogue.actions.accept import accept
from catalogue.actions.adopt import adopt
from catalogue.actions.change_plan import change_plan
from catalogue.actions.decide_drop_out import decide_drop_out
from catalogue.actions.draft_scenario import draft_scenario
from catalogue.actions.endorse import endorse
from catalogue.actions.finish_scenario import Result
from catalogue.actions.promote import promote
from catalogue.actions.publish import publish
from catalogue.actions.report_drop_out import report_drop_out
from catalogue.actions.revive_version import revive_version
from catalogue.actions.withdraw import withdraw
from catalogue.audit import revision
from catalogue.courses import Course
from catalogue.db import changing, reading
from catalogue.errors import CatalogueError
from catalogue.life import State
from catalogue.nominations import Nomination
from catalogue.plan import Score, plan_of_rows, plan_tag
from catalogue.scenarios import Scenario
from catalogue.verifying import verify_history
from catalogue.versions import Version
from catalogue.viewer import Role, Viewer
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_nomination,
    a_published_plan,
    a_solved_scenario,
    a_user,
    a_world,
    agency_officer,
    audited,
    focal_point,
    forget_word,
    planned,
    solve,
    state_of,
    stored,
)

ONE, TWO, THREE = (f"IDN-00{number}.induction" for number in (1, 2, 3))
SECOND = Viewer("second", frozenset({Role.COORDINATOR}), request_id="test")
NEWER, SINCE = 'version "{}" was published since', "was changed since you looked; look at it again"
LATER = planned(start=date(2015, 9, 14), seats=[TWO])


@pytest.fixture(autouse=True)
def world(database: str) -> None:
    """Two coordinators and two endorsed nominations, on either database."""
    a_world()
    a_user("second", Role.COORDINATOR)
    for official in ("IDN-001", "IDN-002"):
        a_nomination(official)


def at_once(*doing: Callable[[], object]) -> list[str]:
    """Let each be done by somebody else at the same moment; gives what those are told who fail."""
    together = Barrier(len(doing))

    def one(do: Callable[[], object]) -> str:
        together.wait()
        try:
            do()
        except CatalogueError as error:
            return str(error)
        return ""

    with ThreadPoolExecutor(len(doing)) as people:
        told = [words for words in people.map(one, doing) if words]
    assert verify_history(SYSTEM).broken == ()
    return told


def versions() -> list[str]:
    return [version.id for version in reading(lambda: list(Version.select()))()]


@changing
def only_one_seat() -> None:
    Course.update(max_seats=1).where(Course.id == "induction").execute()


def done(verb: str) -> int:
    return [name for name, _ in audited()].count(verb)


def test_of_two_who_adopt_and_publish_their_own_scenario_one_does() -> None:
    mine = a_solved_scenario(planned(seats=[ONE]))
    theirs = draft_scenario(SECOND, "rso", "Theirs")
    solve(theirs, (LATER,))

    def adopt_and_publish(viewer: Viewer, scenario: str) -> None:
        adopt(viewer, scenario)
        publish(viewer, "rso", scenario=scenario)

    (told,) = at_once(
        lambda: adopt_and_publish(COORDINATOR, mine), lambda: adopt_and_publish(SECOND, theirs)
    )
    assert versions() == ["rso-v1"]
    assert [state_of(ONE), state_of(TWO)].count(State.OFFERED) == 1
    assert any(words in told for words in (NEWER.format("rso-v1"), SINCE))


def test_of_two_who_adopt_at_once_both_have_one_work_in_progress() -> None:
    scenarios = [a_solved_scenario(planned(seats=[ONE])), draft_scenario(SECOND, "rso", "Theirs")]
    solve(scenarios[1], (LATER,))
    told = at_once(lambda: adopt(COORDINATOR, scenarios[0]), lambda: adopt(SECOND, scenarios[1]))
    in_progress = [each for each in scenarios if stored(Scenario, each).work_in_progress]
    assert (told, len(in_progress), done("scenario.adopted")) == ([], 1, 2)


def test_of_one_who_publishes_and_one_who_goes_back_one_does() -> None:
    a_published_plan(planned(seats=[ONE]))
    a_published_plan(LATER)
    mine = draft_scenario(COORDINATOR, "rso", "Mine")
    solve(mine, (planned(start=date(2015, 10, 5), seats=[ONE, TWO]),))
    known = reading(revision)()

    def go_back() -> None:
        old = Result("FEASIBLE", (planned(seats=[ONE]),), Score(), None, None, 0)
        revived = revive_version(
            SECOND, "rso-v1", old, problem="{}", problem_digest="x", revision=known
        )
        adopt(SECOND, revived)
        publish(SECOND, "rso", scenario=revived)

    def publish_mine() -> None:
        adopt(COORDINATOR, mine)
        publish(COORDINATOR, "rso", scenario=mine)

    told = at_once(publish_mine, go_back)
    assert versions() == ["rso-v1", "rso-v2", "rso-v3"]
    assert len(told) == 1
    assert any(words in told[0] for words in (NEWER.format("rso-v3"), SINCE))


def test_a_last_seat_is_accepted_once() -> None:
    a_published_plan(planned(seats=[ONE]))
    told = at_once(*[lambda: accept(focal_point(), ONE)] * 2)
    assert told == [
        f'nomination "{ONE}" is accepted and cannot become accepted by focal point; possible: withdrawn'
    ]
    assert done("nomination.accepted") == 1


def test_a_last_seat_goes_to_one_of_two_who_wait() -> None:
    a_nomination("IDN-003")
    a_published_plan(planned(seats=[ONE]))
    withdraw(focal_point(), ONE)
    only_one_seat()
    told = at_once(
        lambda: promote(COORDINATOR, TWO, "induction-1"),
        lambda: promote(SECOND, THREE, "induction-1"),
    )
    states = {state_of(TWO), state_of(THREE)}
    (loser,) = [id for id in (TWO, THREE) if state_of(id) == State.WAITLISTED]
    assert states == {State.OFFERED, State.WAITLISTED}
    assert told == [f'no seat for nomination "{loser}" in run "induction-1": FULL']


def test_who_is_withdrawn_while_they_are_endorsed_is_withdrawn() -> None:
    submitted = a_nomination("IDN-003", state=State.SUBMITTED, rank=None, endorsed_at=None)
    told = at_once(
        lambda: endorse(focal_point(), submitted, 1), lambda: withdraw(agency_officer(), submitted)
    )
    assert state_of(submitted) == State.WITHDRAWN
    assert told in (
        [],
        [
            f'nomination "{submitted}" is withdrawn and cannot become endorsed by focal point',
        ],
    )
    assert done("nomination.endorsed") == 1 - len(told)


def test_of_two_who_move_the_same_run_one_does() -> None:
    scenario = a_solved_scenario(planned(seats=[ONE]))
    seen = plan_tag(plan_of_rows(stored(Scenario, scenario).schedule or []))

    def move(viewer: Viewer, day: int) -> None:
        plan = (replace(planned(seats=[ONE]), start=date(2015, 9, day)),)
        change_plan(viewer, scenario, seen, Result("FEASIBLE", plan, Score(), None, None, 0))

    told = at_once(lambda: move(COORDINATOR, 14), lambda: move(SECOND, 21))
    (held,) = plan_of_rows(stored(Scenario, scenario).schedule or [])
    assert held.start in {date(2015, 9, 14), date(2015, 9, 21)}
    assert len(told) == 1
    assert told[0].startswith(f'scenario "{scenario}" {SINCE}')


def test_a_drop_out_is_decided_once() -> None:
    a_published_plan(planned(seats=[ONE]))
    report = report_drop_out(SYSTEM, ONE, "lms")
    forget_word()
    told = at_once(
        lambda: decide_drop_out(focal_point(), report, confirmed=True),
        lambda: decide_drop_out(COORDINATOR, report, confirmed=False),
    )
    assert len(told) == 1
    assert told[0].startswith(f'drop-out "{report}" is ')
    assert (state_of(ONE) == State.WITHDRAWN) is ("is confirmed" in told[0])
    assert stored(Nomination, ONE).run_id == (None if "is confirmed" in told[0] else "induction-1")
