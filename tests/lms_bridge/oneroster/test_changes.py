"""Who asks for what has changed is told of everybody whom it concerns."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from catalogue.actions.withdraw import withdraw
from catalogue.db import changing
from catalogue.people import Trainer, TrainerSkill
from catalogue.queries.versions import versions
from catalogue.viewer import Viewer
from lms_bridge.oneroster.asking import read_wish
from lms_bridge.oneroster.filtering import written
from lms_bridge.oneroster.legacy import legacy_roster
from lms_bridge.oneroster.model import USER
from lms_bridge.oneroster.roster import Roster, roster
from tests.catalogue.builders import (
    COORDINATOR,
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_trainer,
    a_world,
    focal_point,
    machine,
    planned,
)


def told_since(known: Roster, moment: datetime) -> dict[str, tuple[str, list[str]]]:
    """Give the status and roles of users who have changed since."""
    page = known.users.page(read_wish({"filter": f"dateLastModified>='{written(moment)}'"}, USER))
    return {
        str(user["identifier"]): (user["status"], [role["role"] for role in user["roles"]])
        for user in page.records
    }


def test_who_teaches_a_run_that_another_taught_before_has_changed(catalogue: str) -> None:
    a_world()
    a_trainer("eva")
    a_run("stays")
    a_published_plan(planned("stays", trainers=("ana",)))
    a_published_plan(planned("stays", trainers=("eva",)))
    newest, _ = versions(COORDINATOR, "rso")

    told = told_since(roster(COORDINATOR, ""), newest.published_at)

    assert told == {"ana": ("tobedeleted", []), "eva": ("active", ["teacher"])}


@changing
def who_also_teaches(official: str) -> str:
    Trainer.create(id=official, person=official)
    TrainerSkill.create(trainer=official, skill="teaching", level=2)
    return official


@pytest.fixture
def both(catalogue: str) -> tuple[str, str]:
    """Somebody with a seat in one run who teaches another; also the nomination."""
    a_world()
    somebody, seat = who_also_teaches("IDN-001"), a_nomination("IDN-001")
    a_run("taught")
    a_published_plan(planned("induction-1", seats=(seat,)), planned("taught", trainers=(somebody,)))
    return somebody, seat


@pytest.mark.parametrize("viewer", [COORDINATOR, machine()])
def test_who_teaches_no_longer_but_has_a_seat_has_changed(
    both: tuple[str, str], viewer: Viewer
) -> None:
    somebody, seat = both
    a_published_plan(planned("induction-1", seats=(seat,)), planned("taught", trainers=("ana",)))
    newest, _ = versions(COORDINATOR, "rso")

    told = told_since(roster(viewer, ""), newest.published_at)

    assert told == {somebody: ("active", ["student"]), "ana": ("active", ["teacher"])}


@pytest.mark.parametrize("viewer", [COORDINATOR, machine()])
def test_who_gives_up_a_seat_but_still_teaches_has_changed(
    both: tuple[str, str], viewer: Viewer
) -> None:
    somebody, seat = both
    before = datetime.now(UTC)
    withdraw(focal_point(), seat)

    assert told_since(roster(viewer, ""), before) == {somebody: ("active", ["teacher"])}
    assert told_since(roster(viewer, ""), datetime.now(UTC)) == {}


def test_who_gives_up_one_of_two_seats_has_changed_in_the_older_version(catalogue: str) -> None:
    """There a user tells the venues of all their runs."""
    a_world()
    a_course("other")
    a_run("other-1", "other")
    seats = a_nomination("IDN-001"), a_nomination("IDN-001", "other")
    plan = planned(seats=seats[:1]), planned("other-1", venue="academy", seats=seats[1:])
    a_published_plan(*plan)
    before = datetime.now(UTC)
    withdraw(focal_point(), seats[1])
    users = legacy_roster(machine(), "").users

    page = users.page(read_wish({"filter": f"dateLastModified>='{written(before)}'"}, USER))

    assert [
        (user["sourcedId"], [org["sourcedId"] for org in user["orgs"]]) for user in page.records
    ] == [("IDN-001", ["agency-IDN-IMM", "venue-hall"])]
