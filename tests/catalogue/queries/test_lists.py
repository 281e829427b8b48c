"""Lists: what a line says, and what a filter keeps."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.actions.pin_run import pin_run
from catalogue.db import changing
from catalogue.life import State
from catalogue.places import Closure, Holiday
from catalogue.queries.closures import Closed
from catalogue.queries.nominations import NominationFilter, NominationLine, nomination, nominations
from catalogue.queries.officials import OfficialFilter, OfficialLine, official, officials
from catalogue.queries.paging import Paging
from catalogue.queries.runs import RunFilter, RunLine, runs
from catalogue.queries.trainers import SkillLine, TrainerFilter, TrainerLine, trainers
from catalogue.queries.venues import VenueFilter, VenueLine, venues
from catalogue.runs import AssignmentState, Pins
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_trainer,
    a_venue,
    a_world,
    an_official,
    focal_point,
    planned,
)

ONE = "IDN-001.induction"


@pytest.fixture
def world(database: str) -> None:
    a_world()
    an_official(1, "MYS-IMM", given_name="Nur", family_name="Rahman", email="nur@example.org")
    an_official(9, "IDN-POL", languages=("id", "en"))


@pytest.mark.usefixtures("world")
def test_an_official_in_a_list() -> None:
    page = officials(COORDINATOR, OfficialFilter(text="RAHMAN"))
    assert page.total == 1
    assert page.items == (
        OfficialLine(
            id="MYS-001",
            person="MYS-001",
            given_name="Nur",
            family_name="Rahman",
            email="nur@example.org",
            languages=("en",),
            city="jakarta",
            member="MYS",
            agency="MYS-IMM",
            agency_name="Agency MYS-IMM",
            agency_kind="immigration",
            max_days=None,
            gender=None,
        ),
    )


OFFICIALS: list[tuple[OfficialFilter, list[str]]] = [
    (OfficialFilter(), ["IDN-001", "IDN-002", "IDN-003", "IDN-009", "MYS-001"]),
    (OfficialFilter(member="MYS"), ["MYS-001"]),
    (OfficialFilter(agency="IDN-POL"), ["IDN-009"]),
    (OfficialFilter(language="id"), ["IDN-009"]),
    (OfficialFilter(language="i"), []),
    (OfficialFilter(text="nur@"), ["MYS-001"]),
    (OfficialFilter(text="%"), []),
    (OfficialFilter(member="IDN", text="003"), ["IDN-003"]),
]


@pytest.mark.usefixtures("world")
def test_filters_of_officials() -> None:
    for wanted, ids in OFFICIALS:
        found = officials(COORDINATOR, wanted, Paging(sort="id"))
        assert ([line.id for line in found.items], found.total) == (ids, len(ids))


@pytest.mark.usefixtures("world")
def test_one_official() -> None:
    record = official(focal_point(), "IDN-001")
    assert (record.line.id, record.away, record.completions) == ("IDN-001", (), ())


@pytest.mark.usefixtures("world")
def test_a_nomination_in_a_list() -> None:
    a_nomination("IDN-001", note="please")
    a_published_plan(planned(seats=[ONE]))
    line = nomination(focal_point(), ONE)
    assert line == NominationLine(
        id=ONE,
        programme="rso",
        official="IDN-001",
        given_name="Idn",
        family_name="Family001",
        member="IDN",
        agency="IDN-IMM",
        agency_name="Agency IDN-IMM",
        course="induction",
        course_title="Course induction",
        state=State.OFFERED,
        priority=3,
        rank=1,
        note="please",
        reason="",
        run="induction-1",
        pinned_run=None,
        answer_by=date(2015, 7, 27),
        substitutes=None,
        endorsed_at=line.endorsed_at,
    )
    assert nominations(focal_point()).items == (line,)


NOMINATIONS: list[tuple[NominationFilter, int]] = [
    (NominationFilter(), 3),
    (NominationFilter(programme="rso"), 3),
    (NominationFilter(programme="other"), 0),
    (NominationFilter(member="MYS"), 1),
    (NominationFilter(agency="IDN-IMM"), 2),
    (NominationFilter(official="IDN-002"), 1),
    (NominationFilter(course="induction"), 3),
    (NominationFilter(run="induction-1"), 1),
    (NominationFilter(states=(State.ENDORSED, State.ACCEPTED)), 2),
    (NominationFilter(states=(State.DRAFT,)), 1),
    (NominationFilter(text="rahman"), 1),
]


@pytest.mark.usefixtures("world")
def test_filters_of_nominations() -> None:
    a_nomination("IDN-001", state=State.ACCEPTED)
    a_nomination("IDN-002")
    a_nomination("MYS-001", state=State.DRAFT, rank=None)
    for wanted, count in NOMINATIONS:
        for sort in ("name", "id", "course", "state", "rank", "member"):
            found = nominations(COORDINATOR, wanted, Paging(sort=sort))
            assert (len(found.items), found.total) == (count, count)


@pytest.mark.usefixtures("world")
def test_nominations_by_rank_have_the_unranked_last() -> None:
    a_nomination("IDN-001", rank=None)
    a_nomination("IDN-002", rank=2)
    a_nomination("IDN-003", rank=1)
    page = nominations(COORDINATOR, paging=Paging(size=1, sort="rank"))
    page2 = nominations(COORDINATOR, paging=Paging(page.next_token, 5, "rank"))
    assert [line.rank for line in (*page.items, *page2.items)] == [1, 2, None]


@pytest.mark.usefixtures("world")
def test_a_run_in_a_list() -> None:
    a_nomination("IDN-001")
    a_published_plan(planned(seats=[ONE]))
    pin_run(COORDINATOR, "induction-1", Pins(held=True))
    expected = RunLine(
        id="induction-1",
        course="induction",
        course_title="Course induction",
        days=5,
        required=False,
        restricted=False,
        earliest=None,
        latest=None,
        pinned_held=True,
        pinned_start=None,
        pinned_venue=None,
        pinned_language=None,
        start=date(2015, 9, 7),
        end=date(2015, 9, 11),
        venue="hall",
        venue_name="Venue hall",
        language="en",
        seats=1,
        min_seats=1,
        max_seats=20,
    )
    for viewer in (COORDINATOR, focal_point("MYS"), OVERSEER):
        assert runs(viewer, "rso").items == (expected,)


RUNS: list[tuple[RunFilter, list[str]]] = [
    (RunFilter(), ["briefing-1", "induction-1", "induction-2"]),
    (RunFilter(course="briefing"), ["briefing-1"]),
    (RunFilter(held=True), ["induction-1"]),
    (RunFilter(held=False), ["briefing-1", "induction-2"]),
    (RunFilter(venue="hall"), ["induction-1"]),
    (RunFilter(text="BRIEF"), ["briefing-1"]),
]


@pytest.mark.usefixtures("world")
def test_filters_of_runs() -> None:
    a_course("briefing")
    a_run("briefing-1", "briefing")
    a_run("induction-2")
    a_published_plan(planned())
    for wanted, ids in RUNS:
        assert [line.id for line in runs(COORDINATOR, "rso", wanted).items] == ids


@pytest.mark.usefixtures("world")
def test_what_is_only_planned_is_for_those_who_run_the_programme() -> None:
    a_run("induction-2")
    a_published_plan(planned())
    assert [line.id for line in runs(focal_point(), "rso").items] == ["induction-1"]


@changing
def closures() -> None:
    Closure.create(venue="hall", start=date(2015, 8, 3), end=date(2015, 8, 7), reason="paint")
    Holiday.create(country="IDN", start=date(2015, 7, 17), end=date(2015, 7, 18), name="Idul Fitri")


@pytest.mark.usefixtures("world")
def test_a_venue_is_closed_for_its_own_reasons_and_its_countrys() -> None:
    closures()
    (hall,) = venues(focal_point(), VenueFilter(member="IDN")).items
    assert hall == VenueLine(
        id="hall",
        name="Venue hall",
        city="jakarta",
        city_name="Jakarta",
        country="IDN",
        time_zone="Asia/Jakarta",
        member="IDN",
        capacity=30,
        parallel_runs=1,
        facilities=(),
        day_rate_usd=0,
        closed=(
            Closed(date(2015, 7, 17), date(2015, 7, 18), "Idul Fitri"),
            Closed(date(2015, 8, 3), date(2015, 8, 7), "paint"),
        ),
    )
    (academy,) = venues(COORDINATOR, VenueFilter(country="MYS")).items
    assert academy.closed == ()


VENUES: list[tuple[VenueFilter, list[str]]] = [
    (VenueFilter(), ["academy", "hall", "lab"]),
    (VenueFilter(facility="simulator"), ["lab"]),
    (VenueFilter(text="kuala"), ["academy"]),
]


@pytest.mark.usefixtures("world")
def test_filters_of_venues() -> None:
    a_venue("lab", facilities=("projector", "simulator"))
    for wanted, ids in VENUES:
        assert [line.id for line in venues(COORDINATOR, wanted).items] == ids


@pytest.mark.usefixtures("world")
def test_a_trainer_with_skills_and_work() -> None:
    a_course("briefing", days=3)
    a_run("briefing-1", "briefing")
    a_published_plan(planned(), planned("briefing-1", date(2015, 10, 5)))
    (line,) = trainers(focal_point()).items
    assert isinstance(line, TrainerLine)
    assert line.skills == (SkillLine("teaching", 2, None),)
    assert [(a.run, a.block, a.state) for a in line.assignments] == [
        ("briefing-1", "all", AssignmentState.ASKED),
        ("induction-1", "all", AssignmentState.ASKED),
    ]
    assert line.load_days == 8


TRAINERS: list[tuple[TrainerFilter, list[str]]] = [
    (TrainerFilter(), ["ana", "ben"]),
    (TrainerFilter(member="MYS"), ["ben"]),
    (TrainerFilter(skill="teaching"), ["ana", "ben"]),
    (TrainerFilter(skill="law"), []),
    (TrainerFilter(language="en"), ["ana", "ben"]),
    (TrainerFilter(text="BEN"), ["ben"]),
]


@pytest.mark.usefixtures("world")
def test_filters_of_trainers() -> None:
    a_trainer("ben", "MYS")
    for wanted, ids in TRAINERS:
        assert [line.id for line in trainers(COORDINATOR, wanted).items] == ids
