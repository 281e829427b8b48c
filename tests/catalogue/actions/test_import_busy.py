"""A trainer's busy times from their calendar."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.actions.import_busy import import_busy
from catalogue.actions.mark_unavailable import mark_unavailable
from catalogue.db import changing, reading
from catalogue.errors import Forbidden, NotFound, Refused
from catalogue.people import Person, Unavailability
from catalogue.queries.load import MonthOfWork, load_over_time
from tests.catalogue.builders import (
    COORDINATOR,
    a_nomination,
    a_published_plan,
    a_world,
    agency_officer,
    as_trainer,
    audited,
    focal_point,
    planned,
    told,
)
from tests.catalogue.test_busy import calendar


@pytest.fixture
def world(database: str) -> None:
    a_world()


@reading
def away() -> list[tuple[date, date, str]]:
    rows = Unavailability.select().order_by(Unavailability.start)
    return [(row.start, row.end, row.source) for row in rows]


SEPTEMBER = date(2015, 9, 1), date(2015, 9, 2)
OCTOBER = date(2015, 10, 5), date(2015, 10, 5)
TWO_DAYS = "DTSTART;VALUE=DATE:20150901 DTEND;VALUE=DATE:20150903 SUMMARY:Oncology"
ONE_DAY = "DTSTART;VALUE=DATE:20151005"


@pytest.mark.usefixtures("world")
def test_days_are_taken_from_the_calendar_and_nothing_else() -> None:
    assert import_busy(as_trainer("ana"), "rso", "ana", calendar(TWO_DAYS, ONE_DAY)) == 2
    assert away() == [(*SEPTEMBER, "calendar"), (*OCTOBER, "calendar")]
    assert reading(lambda: {row.reason for row in Unavailability.select()})() == {"busy"}
    assert audited() == [("trainer.busy", "ana")]
    assert told() == ["trainer.busy"]


@pytest.mark.usefixtures("world")
def test_another_import_takes_the_place_of_the_one_before() -> None:
    mark_unavailable(COORDINATOR, "ana", date(2015, 8, 3), date(2015, 8, 4), "ill")
    import_busy(focal_point(), "rso", "ana", calendar(TWO_DAYS, ONE_DAY))
    import_busy(focal_point(), "rso", "ana", calendar(ONE_DAY))
    assert away() == [(date(2015, 8, 3), date(2015, 8, 4), ""), (*OCTOBER, "calendar")]


@pytest.mark.usefixtures("world")
def test_what_cannot_be_read_changes_nothing() -> None:
    import_busy(COORDINATOR, "rso", "ana", calendar(ONE_DAY))
    with pytest.raises(Refused, match="save it as iCalendar"):
        import_busy(COORDINATOR, "rso", "ana", b"busy on Monday")
    assert away() == [(*OCTOBER, "calendar")]

    @changing
    def lose_city() -> None:
        Person.update(city=None).where(Person.id == "ana").execute()

    lose_city()
    with pytest.raises(Refused, match="city"):
        import_busy(COORDINATOR, "rso", "ana", calendar(ONE_DAY))


@pytest.mark.usefixtures("world")
def test_a_calendar_is_for_those_who_answer_for_the_trainer() -> None:
    for stranger in (focal_point("MYS"), as_trainer("eva"), agency_officer()):
        with pytest.raises((NotFound, Forbidden)):
            import_busy(stranger, "rso", "ana", calendar(ONE_DAY))


@pytest.mark.usefixtures("world")
def test_load_is_told_month_by_month() -> None:
    import_busy(COORDINATOR, "rso", "ana", calendar(TWO_DAYS))
    run = planned(start=date(2015, 9, 28), seats=[a_nomination("IDN-001")])
    a_published_plan(run)
    months = load_over_time(as_trainer("ana"), "rso", "ana")
    assert len(months) == 36
    assert [m for m in months if m.teaching_days or m.days_away] == [
        MonthOfWork(date(2015, 9, 1), teaching_days=3, days_away=2),
        MonthOfWork(date(2015, 10, 1), teaching_days=2, days_away=0),
    ]
