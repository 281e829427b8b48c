"""What trainers say: when they cannot come, and whether they teach a run."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.actions.answer_assignment import answer_assignment
from catalogue.actions.close_venue import close_venue
from catalogue.actions.mark_available import mark_available
from catalogue.actions.mark_unavailable import mark_unavailable
from catalogue.actions.reopen_venue import reopen_venue
from catalogue.actions.set_skills import SkillEntry, set_skills
from catalogue.db import reading
from catalogue.errors import Forbidden, NotFound, Refused
from catalogue.people import Unavailability
from catalogue.queries.closures import Closed
from catalogue.queries.seats import seats
from catalogue.queries.trainers import AssignmentLine, SkillLine, trainers
from catalogue.queries.venues import venues
from catalogue.runs import AssignmentState
from catalogue.viewer import Viewer
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    a_nomination,
    a_published_plan,
    a_trainer,
    a_world,
    agency_officer,
    as_official,
    as_trainer,
    audited,
    focal_point,
    forget_word,
    machine,
    planned,
    told,
)

FROM, TO = date(2015, 9, 1), date(2015, 9, 10)


@pytest.fixture
def published(database: str) -> None:
    a_world()
    a_published_plan(planned())
    forget_word()


@pytest.mark.parametrize(
    "viewer", [as_trainer("ana"), focal_point(), COORDINATOR], ids=lambda v: v.person
)
@pytest.mark.usefixtures("published")
def test_a_trainer_cannot_come(viewer: Viewer) -> None:
    mark_unavailable(viewer, "ana", FROM, TO, " ill ")
    rows = reading(
        lambda: [(u.person_id, u.start, u.end, u.reason) for u in Unavailability.select()]
    )
    assert rows() == [("ana", FROM, TO, "ill")]
    assert audited() == [("trainer.unavailable", "ana")]
    assert told() == ["trainer.unavailable"]


@pytest.mark.parametrize(
    "viewer",
    [as_trainer("ben"), focal_point("MYS"), agency_officer(), OVERSEER, as_official("IDN-001")],
    ids=lambda v: v.person,
)
@pytest.mark.usefixtures("published")
def test_others_have_no_say_about_a_trainer(viewer: Viewer) -> None:
    a_trainer("ben", "MYS")
    with pytest.raises((NotFound, Forbidden)):
        mark_unavailable(viewer, "ana", FROM, TO)
    with pytest.raises((NotFound, Forbidden)):
        answer_assignment(viewer, "ana", "induction-1", accepted=True)


@pytest.mark.usefixtures("published")
def test_machines_and_focal_points_answer_for_no_trainer() -> None:
    for viewer in (machine(), focal_point()):
        with pytest.raises(Forbidden):
            answer_assignment(viewer, "ana", "induction-1", accepted=True)
    with pytest.raises(Forbidden):
        mark_unavailable(machine(), "ana", FROM, TO)


@pytest.mark.usefixtures("published")
def test_days_that_end_before_they_start_are_refused() -> None:
    with pytest.raises(Refused, match='end: "2015-09-01" lies before the start; use 2015-09-10'):
        mark_unavailable(COORDINATOR, "ana", TO, FROM)


@pytest.mark.parametrize("accepted", [True, False])
@pytest.mark.parametrize("viewer", [as_trainer("ana"), COORDINATOR], ids=lambda v: v.person)
@pytest.mark.usefixtures("published")
def test_an_assignment_is_accepted_or_refused(viewer: Viewer, accepted: bool) -> None:
    answer_assignment(viewer, "ana", "induction-1", accepted=accepted, reason="because")
    state = AssignmentState.ACCEPTED if accepted else AssignmentState.REFUSED
    (line,) = trainers(COORDINATOR).items
    assert line.assignments == (AssignmentLine("induction-1", "all", state, "because"),)
    assert audited() == [(f"assignment.{state}", "ana")]
    assert told() == [f"assignment.{state}"]


@pytest.mark.usefixtures("published")
def test_only_what_was_asked_is_answered() -> None:
    a_trainer("ben")
    with pytest.raises(NotFound, match="assignment"):
        answer_assignment(as_trainer("ben"), "ben", "induction-1", accepted=True)
    a_published_plan()
    with pytest.raises(NotFound, match="assignment"):
        answer_assignment(as_trainer("ana"), "ana", "induction-1", accepted=True)


@pytest.mark.usefixtures("published")
def test_a_trainer_who_does_not_teach_sees_no_seats() -> None:
    a_published_plan(planned(seats=[a_nomination("IDN-001")]))
    assert len(seats(as_trainer("ana"), "induction-1")) == 1
    answer_assignment(as_trainer("ana"), "ana", "induction-1", accepted=False)
    assert seats(as_trainer("ana"), "induction-1") == ()


@pytest.mark.usefixtures("published")
def test_a_trainer_can_come_after_all() -> None:
    mark_unavailable(COORDINATOR, "ana", FROM, TO, "ill")
    forget_word()
    mark_available(focal_point(), "ana", date(2015, 9, 3), date(2015, 9, 4))
    rows = reading(lambda: [(u.start, u.end, u.reason) for u in Unavailability.select()])
    assert rows() == [
        (FROM, date(2015, 9, 2), "ill"),
        (date(2015, 9, 5), TO, "ill"),
    ]
    assert (audited(), told()) == ([("trainer.available", "ana")], ["trainer.available"])
    mark_available(as_trainer("ana"), "ana", FROM, TO)
    assert rows() == []
    mark_available(as_trainer("ana"), "ana", FROM, TO)
    assert len(audited()) == 2
    with pytest.raises(NotFound):
        mark_available(focal_point("MYS"), "ana", FROM, TO)
    with pytest.raises(Refused, match="before the start"):
        mark_available(COORDINATOR, "ana", TO, FROM)


@pytest.mark.usefixtures("published")
def test_a_trainers_skills_are_written_down() -> None:
    set_skills(COORDINATOR, "ana", [SkillEntry("law", 3, TO), SkillEntry("teaching")])
    (line,) = trainers(COORDINATOR).items
    assert line.skills == (SkillLine("law", 3, TO), SkillLine("teaching", 0, None))
    assert audited() == [("trainer.skills_set", "ana")]
    with pytest.raises(Refused) as refused:
        set_skills(COORDINATOR, "ana", [SkillEntry("law", 101), SkillEntry("law")])
    assert [(f.where.row, f.where.column, f.code) for f in refused.value.faults] == [
        (1, "level", "OUT_OF_RANGE"),
        (2, "skill", "TWICE"),
    ]
    for viewer in (focal_point(), as_trainer("ana")):
        with pytest.raises(Forbidden):
            set_skills(viewer, "ana", [])


@pytest.mark.usefixtures("published")
def test_a_venue_is_open_after_all() -> None:
    close_venue(COORDINATOR, "hall", FROM, TO, "flooded")
    reopen_venue(COORDINATOR, "hall", date(2015, 9, 8), date(2015, 12, 31))
    (hall,) = [line for line in venues(COORDINATOR).items if line.id == "hall"]
    assert hall.closed == (Closed(FROM, date(2015, 9, 7), "flooded"),)
    assert told() == ["venue.closed", "venue.reopened"]
    with pytest.raises(Forbidden):
        reopen_venue(focal_point(), "hall", FROM, TO)
    with pytest.raises(NotFound):
        reopen_venue(COORDINATOR, "nowhere", FROM, TO)
