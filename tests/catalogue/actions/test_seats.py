"""Seats between two published plans: lapse, promotion, substitutes, the end."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.actions.accept import accept
from catalogue.actions.close import close_waiting_lists
from catalogue.actions.decline import decline
from catalogue.actions.lapse import lapse_overdue
from catalogue.actions.pin_nomination import pin_nomination
from catalogue.actions.promote import promote
from catalogue.actions.rank import rank
from catalogue.actions.set_planning_date import set_planning_date
from catalogue.actions.substitute import substitute
from catalogue.actions.withdraw import withdraw
from catalogue.courses import Course
from catalogue.db import changing
from catalogue.errors import (
    AlreadyThere,
    Forbidden,
    Irrevocable,
    NotFound,
    NotSeatable,
    Refused,
    WrongState,
)
from catalogue.life import SEATED, State
from catalogue.nominations import Nomination
from catalogue.programmes import Programme
from catalogue.runs import LinkKind, RunLink
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    TODAY,
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_world,
    agency_officer,
    an_official,
    audited,
    focal_point,
    forget_word,
    planned,
    state_of,
    stored,
    told,
)

ONE, TWO, THREE = (f"IDN-00{n}.induction" for n in (1, 2, 3))


@pytest.fixture
def published(database: str) -> None:
    """One is offered a seat until 27 July, two and three wait."""
    a_world()
    for number in (1, 2, 3):
        a_nomination(f"IDN-00{number}")
    a_published_plan(planned(seats=[ONE]))
    forget_word()


@changing
def limit(**values: int) -> None:
    Course.update(**values).where(Course.id == "induction").execute()


@pytest.mark.usefixtures("published")
def test_an_offer_lapses_after_its_answer_by_date() -> None:
    set_planning_date(COORDINATOR, "rso", date(2015, 7, 27))
    assert lapse_overdue(SYSTEM, "rso") == []
    set_planning_date(COORDINATOR, "rso", date(2015, 7, 28), knowingly=True)
    forget_word()
    with pytest.raises(WrongState, match="is lapsed and cannot become accepted"):
        accept(focal_point(), ONE)
    assert lapse_overdue(SYSTEM, "rso") == [ONE]
    assert state_of(ONE) == State.LAPSED
    assert audited() == [("nominations.lapsed", "rso")]
    assert told() == ["nomination.lapsed"]
    assert lapse_overdue(SYSTEM, "rso") == []


@pytest.mark.usefixtures("published")
def test_a_planning_date_that_brings_what_cannot_be_taken_back_is_set_knowingly() -> None:
    with pytest.raises(Irrevocable, match="offers that lapse: 1; nominations whose") as told_of:
        set_planning_date(COORDINATOR, "rso", date(2018, 1, 1))
    brings = told_of.value
    assert (brings.lapse, brings.close, brings.judge, brings.erase) == (1, 2, 0, 0)
    assert stored(Programme, "rso").planning_date == TODAY
    assert (audited(), told()) == ([], [])
    set_planning_date(COORDINATOR, "rso", date(2018, 1, 1), knowingly=True)
    assert stored(Programme, "rso").planning_date == date(2018, 1, 1)
    set_planning_date(COORDINATOR, "rso", date(2015, 5, 7))


@pytest.mark.usefixtures("database")
def test_who_leaves_a_leg_of_a_study_exchange_leaves_those_to_come() -> None:
    @changing
    def link(first: str, second: str) -> None:
        RunLink.create(kind=LinkKind.SAME_COHORT, first=first, second=second)

    a_world()
    legs = []
    for number in (1, 2, 3):
        a_course(f"leg{number}", days=2)
        a_run(f"leg{number}-1", f"leg{number}")
        for official in ("IDN-001", "IDN-002"):
            a_nomination(official, f"leg{number}")
        seats = [f"{official}.leg{number}" for official in ("IDN-001", "IDN-002")]
        legs.append(planned(f"leg{number}-1", date(2015, 9, 7 * number), seats=seats))
    link("leg1-1", "leg2-1")
    link("leg2-1", "leg3-1")
    a_published_plan(*legs)
    accept(focal_point(), "IDN-001.leg3")

    set_planning_date(COORDINATOR, "rso", date(2015, 7, 1))
    decline(focal_point(), "IDN-001.leg2", "ill")
    ended = [stored(Nomination, f"IDN-001.leg{number}") for number in (1, 2, 3)]
    assert [row.state for row in ended] == [State.WITHDRAWN, State.DECLINED, State.WITHDRAWN]
    assert ended[2].reason == "left the cohort of leg2-1"
    assert state_of("IDN-002.leg1") == State.OFFERED

    for number in (1, 2, 3):
        accept(focal_point(), f"IDN-002.leg{number}")
    set_planning_date(COORDINATOR, "rso", date(2015, 9, 8))
    withdraw(focal_point(), "IDN-002.leg2")
    states = [state_of(f"IDN-002.leg{number}") for number in (1, 2, 3)]
    assert states == [State.ACCEPTED, State.WITHDRAWN, State.WITHDRAWN]


@pytest.mark.usefixtures("published")
def test_only_those_who_run_the_programme_let_lapse_and_close() -> None:
    for act in (lapse_overdue, close_waiting_lists):
        with pytest.raises(Forbidden):
            act(focal_point(), "rso")
        with pytest.raises(NotFound):
            act(COORDINATOR, "other")
    with pytest.raises(Forbidden):
        set_planning_date(focal_point(), "rso", date(2015, 6, 1))


@pytest.mark.usefixtures("published")
def test_a_free_seat_goes_to_somebody_who_waits() -> None:
    promote(SYSTEM, TWO, "induction-1")
    promoted = stored(Nomination, TWO)
    assert (promoted.state, promoted.run_id) == (State.OFFERED, "induction-1")
    assert promoted.answer_by == date(2015, 7, 27)
    assert told() == ["nomination.promoted", "seats.changed"]


@pytest.mark.usefixtures("published")
def test_after_the_answer_by_date_only_a_coordinator_promotes() -> None:
    set_planning_date(COORDINATOR, "rso", date(2015, 7, 28), knowingly=True)
    with pytest.raises(Forbidden):
        promote(SYSTEM, TWO, "induction-1")
    promote(COORDINATOR, TWO, "induction-1")
    assert stored(Nomination, TWO).answer_by == date(2015, 8, 4)


@pytest.mark.usefixtures("published")
def test_nobody_is_sent_in_their_own_place() -> None:
    decline(focal_point(), ONE)
    with pytest.raises(Refused, match="name somebody else"):
        substitute(focal_point(), ONE, "IDN-001")


@pytest.mark.usefixtures("published")
def test_nobody_is_promoted_where_there_is_no_seat() -> None:
    a_course("briefing", days=1)
    a_run("briefing-1", "briefing")
    a_run("induction-2")

    def code(nomination: str, run: str) -> str:
        with pytest.raises(NotSeatable) as error:
            promote(COORDINATOR, nomination, run)
        return error.value.code

    assert code(TWO, "induction-2") == "NO_RUN_HELD"
    assert code(TWO, "briefing-1") == "NO_RUN_HELD"
    limit(max_seats=1)
    assert code(TWO, "induction-1") == "FULL"
    limit(max_seats=20, max_seats_per_member=1)
    assert code(TWO, "induction-1") == "MEMBER_LIMIT"
    limit(max_seats_per_member=2)
    pin_nomination(COORDINATOR, TWO, "induction-2")
    assert code(TWO, "induction-1") == "PINNED_ELSEWHERE"
    set_planning_date(COORDINATOR, "rso", date(2015, 9, 7), knowingly=True)
    assert code(THREE, "induction-1") == "FROZEN"
    with pytest.raises(Forbidden):
        promote(focal_point(), TWO, "induction-1")


@pytest.mark.usefixtures("published")
def test_an_offered_nomination_is_not_promoted_again() -> None:
    with pytest.raises(WrongState):
        promote(COORDINATOR, ONE, "induction-1")
    assert stored(Nomination, ONE).run_id == "induction-1"


@pytest.mark.usefixtures("published")
def test_a_substitute_takes_over_rank_and_waits_for_a_seat() -> None:
    an_official(4)
    made = substitute(focal_point(), ONE, "IDN-004", "better suited")
    assert made == "IDN-004.induction"
    assert state_of(ONE) == State.WITHDRAWN
    new = stored(Nomination, made)
    assert (new.state, new.rank, new.priority) == (State.ENDORSED, 1, 3)
    assert (new.substitutes_id, new.run_id) == (ONE, None)
    assert told()[-1] == "nomination.to_be_seated"
    promote(SYSTEM, made, "induction-1")
    assert state_of(made) == State.OFFERED


@pytest.mark.usefixtures("published")
def test_a_declined_seat_can_still_be_substituted() -> None:
    an_official(4)
    decline(focal_point(), ONE)
    assert substitute(focal_point(), ONE, "IDN-004") == "IDN-004.induction"
    assert state_of(ONE) == State.DECLINED


@pytest.mark.usefixtures("published")
def test_one_at_a_time_is_sent_instead_of_somebody() -> None:
    an_official(4)
    an_official(5)
    first = substitute(focal_point(), ONE, "IDN-004")
    with pytest.raises(AlreadyThere, match=first):
        substitute(focal_point(), ONE, "IDN-005")
    withdraw(focal_point(), first)
    assert substitute(focal_point(), ONE, "IDN-005") == "IDN-005.induction"


@pytest.mark.usefixtures("published")
def test_what_has_no_seat_is_not_substituted() -> None:
    an_official(4)
    with pytest.raises(WrongState):
        substitute(focal_point(), TWO, "IDN-004")
    assert state_of(TWO) == State.WAITLISTED


@pytest.mark.usefixtures("published")
def test_an_agency_substitutes_nobody_by_itself() -> None:
    an_official(4)
    with pytest.raises(WrongState):
        substitute(agency_officer(), ONE, "IDN-004")
    assert state_of(ONE) == State.OFFERED


@pytest.mark.usefixtures("published")
def test_waiting_lists_close_at_the_end_of_the_programme() -> None:
    with pytest.raises(WrongState, match="under way"):
        close_waiting_lists(COORDINATOR, "rso")
    set_planning_date(COORDINATOR, "rso", date(2018, 1, 1), knowingly=True)
    forget_word()
    assert close_waiting_lists(SYSTEM, "rso") == [TWO, THREE]
    assert state_of(TWO) == State.CLOSED
    assert audited() == [("programme.closed", "rso")]
    assert close_waiting_lists(SYSTEM, "rso") == []


@pytest.mark.usefixtures("published")
def test_a_focal_point_ranks_its_nominations() -> None:
    rank(focal_point(), "induction", [THREE, ONE, TWO])
    rows = [stored(Nomination, id) for id in (THREE, ONE, TWO)]
    assert [(row.rank, row.priority) for row in rows] == [(1, 5), (2, 4), (3, 3)]
    assert audited() == [("nominations.ranked", "induction")]
    assert told() == ["nominations.ranked"]


@pytest.mark.usefixtures("published")
def test_ranking_refuses_what_does_not_belong_together() -> None:
    a_course("briefing")
    other = a_nomination("IDN-001", "briefing")
    with pytest.raises(Refused, match="belongs to somebody else"):
        rank(focal_point(), "induction", [ONE, other])
    with pytest.raises(Refused, match="there twice"):
        rank(focal_point(), "induction", [ONE, ONE])
    with pytest.raises(Forbidden):
        rank(agency_officer(), "induction", [ONE])
    with pytest.raises(NotFound):
        rank(focal_point("MYS"), "induction", [ONE])
    decline(focal_point(), ONE)
    with pytest.raises(WrongState):
        rank(focal_point(), "induction", [ONE])


@pytest.mark.usefixtures("published")
@pytest.mark.parametrize(
    "state", [State.ATTENDED, State.ABSENT, State.COMPLETED, State.NOT_COMPLETED, State.LAPSED]
)
def test_what_has_begun_or_ended_is_ranked_no_more(state: State) -> None:
    run = "induction-1" if state in SEATED else None
    changing(Nomination.update(state=state, run=run).where(Nomination.id == ONE).execute)()
    with pytest.raises(WrongState, match=f'"{ONE}" is {state} and cannot become ranked'):
        rank(focal_point(), "induction", [TWO, ONE])
    assert audited() == []


@pytest.mark.usefixtures("published")
def test_a_nomination_is_pinned_to_a_run_of_its_course() -> None:
    a_course("briefing")
    a_run("briefing-1", "briefing")
    with pytest.raises(
        Refused, match='run: "briefing-1" is not possible here; use one of: induction-1'
    ):
        pin_nomination(COORDINATOR, TWO, "briefing-1")
    pin_nomination(COORDINATOR, TWO, "induction-1")
    assert stored(Nomination, TWO).pinned_run_id == "induction-1"
    pin_nomination(COORDINATOR, TWO, None)
    assert stored(Nomination, TWO).pinned_run_id is None
    with pytest.raises(Forbidden):
        pin_nomination(focal_point(), TWO, None)


@pytest.mark.usefixtures("published")
def test_nobody_is_promoted_into_two_runs_on_one_day() -> None:
    other = a_course("brief")
    a_run("brief-1", other)
    wanted = a_nomination("IDN-001", other)
    a_published_plan(
        planned(seats=[ONE]), planned("brief-1", date(2015, 9, 11), "academy", trainers=[])
    )
    with pytest.raises(NotSeatable, match="CLASH"):
        promote(COORDINATOR, wanted, "brief-1")
    decline(focal_point(), ONE)
    promote(COORDINATOR, wanted, "brief-1")
    assert state_of(wanted) == State.OFFERED
