"""Registering officials: one by a form, many by a sheet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalogue import audit
from catalogue.actions.nominate_officials import Nominated, nominate_officials
from catalogue.actions.register_official import OfficialForm, register_official
from catalogue.actions.register_officials import OPTIONAL, register_officials
from catalogue.audit import Touch
from catalogue.db import changing, reading
from catalogue.errors import AlreadyThere, Forbidden, Refused
from catalogue.life import State
from catalogue.people import Official, Person
from catalogue.queries.trail import trail
from catalogue.registration import Registered
from catalogue.sheets.sheet import Sheet, sheet_of
from catalogue.verifying import verify_history
from catalogue.viewer import Viewer
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    a_nomination,
    a_user,
    a_world,
    agency_officer,
    as_trainer,
    audited,
    focal_point,
    machine,
    state_of,
    stored,
    told,
)

HEADER = ["code", "agency", "city", "family_name", "given_name", "email", "languages", "max_days"]
ADA = ["17", "IDN-IMM", "jakarta", "Rossi", "Ada", "ada@example.org", "en fr", "20"]
BEN = ["IDN-18", "IDN-POL", "jakarta", "Ng", "", "", "", ""]


def a_sheet(*rows: Sequence[str], header: Sequence[str] = HEADER) -> Sheet:
    return sheet_of("officials.csv", [header, *rows])


def faults(viewer: Viewer, sheet: Sheet) -> list[str]:
    with pytest.raises(Refused) as refused:
        register_officials(viewer, sheet)
    return [str(fault).removeprefix("officials.csv ") for fault in refused.value.faults]


@reading
def count() -> int:
    return Official.select().count()


def test_a_form_registers_an_official(database: str) -> None:
    a_world()
    form = OfficialForm(
        "IDN-IMM", "jakarta", " Rossi ", "Ada", "ada@example.org", ("en",), "17", 20
    )
    assert register_official(agency_officer(), form) == "IDN-17"
    official, person = stored(Official, "IDN-17"), stored(Person, "IDN-17")
    assert (official.agency_id, official.max_days) == ("IDN-IMM", 20)
    assert (person.family_name, person.given_name, person.member_id) == ("Rossi", "Ada", "IDN")
    assert (person.email, person.languages) == ("ada@example.org", ("en",))
    assert audited() == [("official.registered", "IDN-17")]
    assert told() == ["official.registered"]
    for code in ("17", "idn-17"):  # a slip of the pen makes nobody anew
        with pytest.raises(AlreadyThere):
            register_official(focal_point(), replace(form, code=code))


def test_without_a_number_there_is_a_fresh_id(database: str) -> None:
    a_world()
    form = OfficialForm("IDN-IMM", "jakarta", "Rossi")
    first, second = register_official(focal_point(), form), register_official(focal_point(), form)
    assert first != second
    assert first.startswith("IDN-")


def test_a_form_is_refused_field_by_field(database: str) -> None:
    a_world()
    form = OfficialForm("MYS-IMM", "jakata", "", email="x", languages=("en", "en"), max_days=-1)
    with pytest.raises(Refused) as refused:
        register_official(focal_point(), form)
    assert [str(fault) for fault in refused.value.faults] == [
        'agency: there is no "MYS-IMM" here; use one of: IDN-IMM, IDN-POL',
        'city: there is no "jakata" here; use one of: jakarta',
        "family_name: is empty; fill it in",
        'email: "x" is not an e-mail address; write it as name@example.org',
        'languages: "en en" is there twice; keep one',
        'max_days: "-1" is out of range; use 0 to 3660',
    ]
    assert count() == 3


def test_a_number_in_other_letters_is_the_same_official(database: str) -> None:
    a_world()
    form = OfficialForm("IDN-IMM", "jakarta", "Rossi", code="P17a")
    assert register_official(focal_point(), form) == "IDN-P17a"
    for code in ("p17A", "idn-P17A"):
        with pytest.raises(AlreadyThere, match='there is official "IDN-P17a" already'):
            register_official(focal_point(), replace(form, code=code))
    again = ["IDN-p17A", "idn-imm", "Jakarta", "Rossi", "Ada", "", "", ""]
    done = register_officials(focal_point(), a_sheet(again))
    assert done == Registered(added=(), changed=("IDN-P17a",), unchanged=())
    assert stored(Person, "IDN-P17a").given_name == "Ada"
    assert faults(focal_point(), a_sheet(again, ["P17a", *again[1:]])) == [
        'row 3, code: "P17a" is there twice; keep one'
    ]
    new = [["x1", *again[1:]], ["X1", *again[1:]]]
    assert faults(focal_point(), a_sheet(*new)) == [
        'row 3, code: "X1" is the same code as IDN-x1, which is there already; keep one'
    ]


def test_officials_who_differ_by_letters_from_before_stay_two(database: str) -> None:
    a_world()
    for id in ("IDN-a1", "IDN-A1"):
        changing(Person.create)(id=id, family_name="Rossi", member="IDN", city="jakarta")
        changing(Official.create)(id=id, person=id, agency="IDN-IMM")
    rows = [[code, "IDN-IMM", "jakarta", name, "", "", "", ""] for code, name in TWO]
    assert register_officials(focal_point(), a_sheet(*rows)).changed == ("IDN-a1", "IDN-A1")
    assert [stored(Person, id).family_name for id in ("IDN-a1", "IDN-A1")] == ["Ng", "Wu"]


TWO = [("a1", "Ng"), ("A1", "Wu")]


@pytest.mark.parametrize("viewer", [OVERSEER, as_trainer("ana"), machine()], ids=lambda v: v.person)
def test_others_register_nobody(database: str, viewer: Viewer) -> None:
    a_world()
    with pytest.raises(Forbidden):
        register_official(viewer, OfficialForm("IDN-IMM", "jakarta", "Rossi"))
    with pytest.raises(Forbidden):
        register_officials(viewer, a_sheet(ADA))
    with pytest.raises(Forbidden):
        nominate_officials(viewer, "rso", a_sheet(header=["official", "course"]))


def test_a_sheet_registers_many(database: str) -> None:
    a_world()
    done = register_officials(focal_point(), a_sheet(ADA, BEN))
    assert done == Registered(added=("IDN-17", "IDN-18"), changed=(), unchanged=())
    assert stored(Person, "IDN-17").languages == ("en", "fr")
    assert stored(Official, "IDN-18").agency_id == "IDN-POL"
    assert audited() == [("officials.registered", "officials.csv")]
    assert told() == ["officials.registered"]


def test_a_sheet_again_changes_nothing_and_a_changed_one_what_differs(database: str) -> None:
    a_world()
    register_officials(focal_point(), a_sheet(ADA, BEN))
    again = register_officials(focal_point(), a_sheet(ADA, BEN))
    assert again == Registered((), (), unchanged=("IDN-17", "IDN-18"))
    assert len(audited()) == 1
    moved = [BEN[0], "IDN-IMM", *BEN[2:4], "Ben", *BEN[5:]]
    assert register_officials(focal_point(), a_sheet(ADA, moved)).changed == ("IDN-18",)
    assert stored(Person, "IDN-18").given_name == "Ben"
    assert stored(Official, "IDN-18").agency_id == "IDN-IMM"
    assert count() == 5


def test_a_user_may_become_an_official(database: str) -> None:
    a_world()
    a_user("IDN-18", member="IDN")
    assert register_officials(focal_point(), a_sheet(BEN)).added == ("IDN-18",)
    assert stored(Official, "IDN-18").person_id == "IDN-18"
    assert stored(Person, "IDN-18").family_name == "Ng"


def test_one_fault_anywhere_and_nothing_is_registered(database: str) -> None:
    a_world()
    foreign = ["19", "MYS-IMM", "jakarta", "Lee", "", "", "", ""]
    nameless = ["", "IDN-IMM", "", "", "", "not an address", "", "many"]
    assert faults(focal_point(), a_sheet(ADA, foreign, nameless, ADA)) == [
        'row 3, agency: there is no "MYS-IMM" here; use one of: IDN-IMM, IDN-POL',
        "row 4, code: is empty; fill it in",
        "row 4, city: is empty; fill it in",
        "row 4, family_name: is empty; fill it in",
        'row 4, email: "not an address" is not an e-mail address; write it as name@example.org',
        'row 4, max_days: "many" is not a number; write a number such as 12',
        'row 5, code: "17" is there twice; keep one',
    ]
    assert count() == 3


def test_an_agency_registers_its_own_officials_only(database: str) -> None:
    a_world()
    assert faults(agency_officer(), a_sheet(ADA, BEN)) == [
        'row 3, agency: there is no "IDN-POL" here; use one of: IDN-IMM'
    ]


def test_a_number_of_somebody_they_may_not_see_is_refused(database: str) -> None:
    a_world()
    register_officials(focal_point(), a_sheet(BEN))
    taken = ["18", "IDN-IMM", *BEN[2:]]
    assert faults(agency_officer(), a_sheet(ADA, taken)) == [
        'row 3, code: "IDN-18" belongs to somebody else; leave it to them'
    ]
    with pytest.raises(Refused, match='code: "IDN-18" belongs to somebody else'):
        register_official(agency_officer(), OfficialForm("IDN-IMM", "jakarta", "Ng", code="18"))
    assert stored(Official, "IDN-18").agency_id == "IDN-POL"


def test_of_whom_else_a_sheet_was_is_not_on_a_members_trail(database: str) -> None:
    a_world()
    register_officials(COORDINATOR, a_sheet(ADA, ["18", "MYS-IMM", *BEN[2:]]))
    (line,) = trail(focal_point(), "official").items
    assert (line.thing, line.change, line.detail) == ("IDN-17", "added", {})


def test_of_whom_else_a_sheet_was_is_not_told_where_an_earlier_release_wrote_it_down(
    database: str,
) -> None:
    a_world()
    touched = [Touch("official", f"{m}-17", m, "added") for m in ("IDN", "MYS")]
    detail: dict[str, Any] = {"members": ["IDN", "MYS"], "rows": 2}
    changing(audit.record)(
        COORDINATOR, "officials.registered", "sheet", "a.csv", touched=touched, **detail
    )
    told = [trail(viewer, "official").items[0].detail for viewer in (focal_point(), COORDINATOR)]
    assert told == [{"rows": 2}, detail]
    assert verify_history(COORDINATOR).is_whole


def test_how_a_number_is_spelled_elsewhere_is_not_told(database: str) -> None:
    a_world()
    for code in ("Ab1", "AB1", "Cd2"):
        a_policeman(code)
    for code in ("ab1", "cd2"):
        with pytest.raises(Refused) as refused:
            register_official(agency_officer(), OfficialForm("IDN-IMM", "jakarta", "Ng", code=code))
        (fault,) = refused.value.faults
        assert (fault.code, fault.value, fault.allowed) == ("NOT_YOURS", f"IDN-{code}", ())
    register_official(agency_officer(), OfficialForm("IDN-IMM", "jakarta", "Ng", code="7x"))
    a_policeman("7X")
    sheet = a_sheet(["7X", "IDN-IMM", *ADA[2:]])
    assert register_officials(agency_officer(), sheet).changed == ("IDN-7x",)  # they mean their own


@changing
def a_policeman(code: str) -> None:
    """Register somebody of the police, as it was when codes differed by capitals."""
    person = Person.create(id=f"IDN-{code}", family_name="Ng", member="IDN", city="jakarta")
    Official.create(id=person.id, person=person, agency="IDN-POL")


def test_columns_are_named(database: str) -> None:
    a_world()
    sheet = a_sheet(["17", "IDN-IMM"], header=["code", "agency", "name"])
    assert faults(focal_point(), sheet) == [
        "row 1, city: the column is not there; add it to the header",
        "row 1, family_name: the column is not there; add it to the header",
        f'row 1: the column "name" is unknown; remove it, or use one of: {", ".join([*HEADER, *OPTIONAL[-2:]])}',
    ]


def test_a_sheet_tells_who_has_left_and_who_is_back(database: str) -> None:
    a_world()
    waiting, seated = a_nomination("IDN-001"), a_nomination("IDN-002", state=State.ACCEPTED)
    row = ["002", "IDN-IMM", "jakarta", "Ng", "2015-04-30"]
    header = [*HEADER[:4], "retired_at"]
    sheet = a_sheet(["001", *row[1:]], ["002", *row[1:]], ["099", *row[1:]], header=header)
    done = register_officials(COORDINATOR, sheet)
    assert (done.added, done.changed) == (("IDN-099",), ("IDN-001", "IDN-002"))
    assert stored(Official, "IDN-099").retired_at == datetime(2015, 4, 30, tzinfo=UTC)
    assert (state_of(waiting), state_of(seated)) == (State.WITHDRAWN, State.ACCEPTED)
    assert register_officials(COORDINATOR, sheet).changed == ()
    back = register_officials(focal_point(), a_sheet([*row[:4], ""], header=header))
    assert stored(Official, "IDN-002").retired_at is None
    assert "IDN-002" in back.changed
    without = a_sheet(["001", "IDN-IMM", "jakarta", "Ng"], header=HEADER[:4])
    register_officials(focal_point(), without)
    assert stored(Official, "IDN-001").retired_at


def test_many_are_nominated_and_submitted(database: str) -> None:
    a_world()
    draft = a_nomination("IDN-003", state=State.DRAFT)
    rows = [
        ["IDN-001", "induction", "please"],
        ["IDN-002", "induction", ""],
        ["IDN-003", "induction", ""],
    ]
    sheet = a_sheet(*rows, header=["official", "course", "note"])
    done = nominate_officials(focal_point(), "rso", sheet)
    assert done == Nominated(("IDN-001.induction", "IDN-002.induction"), (draft,))
    assert state_of("IDN-001.induction") == State.SUBMITTED
    assert state_of(draft) == State.DRAFT
    assert audited() == [("nominations.submitted", "officials.csv")]
    assert nominate_officials(focal_point(), "rso", sheet).added == ()


def test_nominations_are_refused_row_by_row(database: str) -> None:
    a_world()
    rows = [["IDN-001", "induction"], ["IDN-404", "induktion"], ["IDN-001", "induction"]]
    with pytest.raises(Refused) as refused:
        nominate_officials(agency_officer(), "rso", a_sheet(*rows, header=["official", "course"]))
    assert [str(fault).removeprefix("officials.csv ") for fault in refused.value.faults] == [
        'row 3, official: there is no "IDN-404" here; use one of: IDN-003, IDN-002, IDN-001',
        'row 3, course: there is no "induktion" here; use one of: induction',
        'row 4, official: "IDN-001" is there twice; keep one',
    ]


cells = st.sampled_from(
    [
        "",
        "17",
        "IDN-18",
        "IDN-001",
        "IDN-IMM",
        "MYS-IMM",
        "jakarta",
        "Ng",
        "a@b.org",
        "en",
        "5",
        "ü",
    ]
)


@settings(
    max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(rows=st.lists(st.lists(cells, min_size=8, max_size=8), max_size=4))
def test_a_sheet_is_taken_whole_or_not_at_all(world: None, rows: list[list[str]]) -> None:
    before = count()
    sheet = a_sheet(*rows)
    try:
        done = register_officials(COORDINATOR, sheet)
    except Refused as refused:
        unplaced = [f for f in refused.faults if not (f.where.row and f.where.column)]
        done = Registered((), (), ())
    else:
        unplaced = []
        assert len(done.added) + len(done.changed) + len(done.unchanged) == len(sheet.lines)
        again = register_officials(COORDINATOR, sheet)
        assert (again.added, again.changed) == ((), ())
    assert unplaced == []
    assert count() == before + len(done.added)


@pytest.fixture
def world(database: str) -> None:
    a_world()
