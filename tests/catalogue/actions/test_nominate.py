"""Nominating one official: what is drafted, and what is refused."""

from __future__ import annotations

import pytest

from catalogue.actions.nominate import nominate
from catalogue.attendance import Completion
from catalogue.db import changing
from catalogue.errors import AlreadyThere, Forbidden, NotFound, Refused
from catalogue.fields import now
from catalogue.life import OPEN, State
from catalogue.nominations import Nomination
from catalogue.viewer import Viewer
from tests.catalogue.builders import (
    COORDINATOR,
    TODAY,
    a_course,
    a_nomination,
    a_world,
    agency_officer,
    an_agency,
    an_official,
    an_organisation,
    as_official,
    audited,
    focal_point,
    stored,
    told,
)


@pytest.mark.parametrize("viewer", [focal_point(), agency_officer()], ids=lambda v: v.person)
def test_a_member_drafts_a_nomination(database: str, viewer: Viewer) -> None:
    a_world()
    id = nominate(viewer, "rso", "IDN-001", "induction", " please ")
    assert id == "IDN-001.induction"
    made = stored(Nomination, id)
    assert (made.state, made.note, made.rank, made.priority) == (State.DRAFT, "please", None, 1)
    assert audited() == [("nomination.drafted", id)]
    assert told() == ["nomination.drafted"]


def test_a_coordinator_nominates_for_organisations_only(database: str) -> None:
    a_world()
    an_organisation("IOM")
    an_agency("IOM-HQ", "IOM")
    an_official(1, "IOM-HQ")
    assert nominate(COORDINATOR, "rso", "IOM-001", "induction") == "IOM-001.induction"
    with pytest.raises(Forbidden):
        nominate(COORDINATOR, "rso", "IDN-001", "induction")


def test_an_official_does_not_nominate_themselves(database: str) -> None:
    a_world()
    with pytest.raises(Forbidden):
        nominate(as_official("IDN-001"), "rso", "IDN-001", "induction")


def test_unknown_things_are_named(database: str) -> None:
    a_world()
    for arguments, kind in (
        (("other", "IDN-001", "induction"), "programme"),
        (("rso", "IDN-404", "induction"), "official"),
        (("rso", "IDN-001", "other"), "course"),
    ):
        with pytest.raises(NotFound) as error:
            nominate(focal_point(), *arguments)
        assert error.value.kind == kind


def test_a_restricted_course_is_unknown_to_others(database: str) -> None:
    a_world()
    a_course("exercise", restricted=True)
    with pytest.raises(NotFound):
        nominate(focal_point(), "rso", "IDN-001", "exercise")


def test_there_is_one_open_nomination_of_an_official_for_a_course(database: str) -> None:
    a_world(officials=len(State))
    for number, state in enumerate(State, start=1):
        official = f"IDN-{number:03}"
        first = a_nomination(official, state=state)
        if state in OPEN:
            with pytest.raises(AlreadyThere) as error:
                nominate(focal_point(), "rso", official, "induction")
            assert error.value.id == first
        else:
            assert nominate(focal_point(), "rso", official, "induction") == f"{first}.2"


def test_a_completed_course_is_not_repeated(database: str) -> None:
    a_world()

    @changing
    def complete(official: str, *, completed: bool) -> None:
        Completion.create(
            official=official,
            course="induction",
            completed=completed,
            completed_on=TODAY,
            source="test",
            decided_at=now(),
        )

    complete("IDN-001", completed=True)
    complete("IDN-002", completed=False)
    with pytest.raises(AlreadyThere) as error:
        nominate(focal_point(), "rso", "IDN-001", "induction")
    assert error.value.kind == "completion"
    assert nominate(focal_point(), "rso", "IDN-002", "induction")


def test_a_note_that_is_too_long_is_refused(database: str) -> None:
    a_world()
    with pytest.raises(Refused, match="use at most 2000 characters"):
        nominate(focal_point(), "rso", "IDN-001", "induction", "x" * 2001)
