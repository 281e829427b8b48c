"""What trainers say: when they cannot come, and whether they teach a run."""

from __future__ import annotations

from datetime import date

import pytest

from catalogue.actions.answer_assignment import answer_assignment
from catalogue.actions.mark_unavailable import mark_unavailable
from catalogue.db import reading
from catalogue.errors import Forbidden, NotFound, Refused
from catalogue.people import Unavailability
from catalogue.queries.seats import seats
from catalogue.queries.trainers import AssignmentLine, trainers
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
