"""The member rule lives in one module: others reach people through it, or fail here."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path

import pytest

from catalogue import sight
from catalogue.actions.report_drop_out import report_drop_out
from catalogue.attendance import DropOut, DropOutState
from catalogue.db import changing, reading
from catalogue.errors import NotFound
from catalogue.fields import now
from catalogue.life import State
from catalogue.messages import Message, MessageState
from catalogue.nominations import Nomination
from catalogue.proposals import Proposal
from catalogue.runs import Run
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_world,
    an_official,
    focal_point,
    machine,
    planned,
)

SELECTING = {
    *("select", "get", "get_or_none", "get_by_id", "get_or_create", "filter", "raw", "alias"),
    *("noop", "select_extend"),
}
GUARDED = {table.__name__ for table in sight.GUARDED}


def breaches(path: Path) -> list[str]:
    """Selections that begin at a guarded table by themselves."""
    return [
        f"{path.name}:{node.lineno} {node.value.id}.{node.attr}"
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Attribute)
        and node.attr in SELECTING
        and isinstance(node.value, ast.Name)
        and node.value.id in GUARDED
    ]


def joins(path: Path) -> list[str]:
    """Joins of a guarded table in a function that does not ask what may be seen."""
    found = []
    for function in ast.walk(ast.parse(path.read_text())):
        if not isinstance(function, ast.FunctionDef):
            continue
        text = ast.unparse(function)
        for node in ast.walk(function):
            is_join = isinstance(node, ast.Attribute) and "join" in node.attr
            if is_join and "sight." not in text:
                found += [
                    f"{path.name}:{function.name} {table}"
                    for table in GUARDED
                    if f"({table}" in text
                ]
    return found


@pytest.mark.parametrize(
    "path",
    [*Path("catalogue/queries").glob("*.py"), *Path("catalogue/actions").glob("*.py")],
    ids=lambda path: f"{path.parent.name}.{path.stem}",
)
def test_queries_and_actions_begin_with_what_may_be_seen(path: Path) -> None:
    assert breaches(path) == []
    assert joins(path) == []


def test_the_watch_sees_a_breach(tmp_path: Path) -> None:
    file = tmp_path / "bad.py"
    file.write_text("def f():\n    return Nomination.select()\n")
    assert breaches(file) == ["bad.py:2 Nomination.select"]
    file.write_text("def f():\n    return Run2.select().join(Nomination)\n")
    assert joins(file) == ["bad.py:f Nomination"]


def test_what_may_not_be_seen_looks_like_what_is_not_there(database: str) -> None:
    a_world()
    messages = []
    for viewer, id in ((focal_point("MYS"), "IDN-001"), (COORDINATOR, "IDN-404")):
        with pytest.raises(NotFound) as error:
            reading(sight.official)(viewer, id)
        messages.append(str(error.value).replace(id, "it"))
    assert messages[0] == messages[1]


def test_a_machine_sees_no_seat_of_a_restricted_activity(database: str) -> None:
    a_world()
    a_course("exercise", restricted=True)
    a_run("exercise-1", "exercise")
    open_seat = a_nomination("IDN-001", state=State.ACCEPTED)
    a_nomination("IDN-002", "exercise", State.ACCEPTED)

    @reading
    def seen() -> list[str]:
        return [seat.id for seat in sight.seats(machine())]

    assert seen() == [open_seat]


def test_nobody_sees_the_people_of_a_member_before_or_after_their_own(database: str) -> None:
    a_world()
    an_official(1, "MYS-IMM")
    seats = {
        id[:3]: a_nomination(id, state=State.ACCEPTED, run="induction-1")
        for id in ("IDN-001", "MYS-001")
    }
    seen = reading(lambda viewer: [seat.id for seat in sight.seats(viewer)])
    for member, own in seats.items():
        assert seen(replace(COORDINATOR, only_member=member)) == [own]
        assert seen(replace(machine(), member=member)) == [own]


def test_seats_are_counted_run_by_run(database: str) -> None:
    a_world()
    a_run("induction-0", "induction")
    a_run("induction-2", "induction")
    a_nomination("IDN-001", state=State.ACCEPTED, run="induction-1")
    counted = reading(lambda: list(Run.select(Run.id, sight.seats_taken()).tuples()))
    taken = {run: int(count) for run, count in counted()}
    assert taken == {"induction-0": 0, "induction-1": 1, "induction-2": 0}


def test_an_address_is_that_of_whom_it_belongs_to(database: str) -> None:
    a_world()
    an_official(701, email="a@example.org")
    an_official(702, email="b@example.org")
    find = reading(sight.officials_by_address)
    assert find("a@example.org") == {"IDN-701"}
    assert find("b@example.org") == {"IDN-702"}


def test_what_is_looked_for_is_found_and_not_what_lies_beside_it(database: str) -> None:
    a_world()
    seats = [a_nomination(f"IDN-00{number}", state=State.ACCEPTED) for number in (1, 2)]
    kept = {
        "message": [_a_message("IDN-fp"), _a_message("MYS-fp")],
        "proposal": [_a_proposal(seat) for seat in seats],
        "drop_out": [report_drop_out(SYSTEM, seat, "LMS") for seat in seats],
        "nomination": seats,
        "official": ["IDN-001", "IDN-002"],
    }
    for kind, ids in kept.items():
        find = reading(getattr(sight, kind))
        assert [find(COORDINATOR, id).id for id in ids] == ids


@changing
def _a_message(person: str) -> int:
    made = Message.create(
        person=person, programme="rso", lines=[], made_at=now(), state=MessageState.KEPT
    )
    return int(made.id)


@changing
def _a_proposal(nomination: str) -> str:
    return str(Proposal.create(id=f"of {nomination}", run="induction-1", nomination=nomination).id)


def test_who_is_only_reported_to_have_dropped_out_keeps_the_seat(database: str) -> None:
    a_world()
    seats = [a_nomination(an_official(number), state=State.ACCEPTED) for number in range(4, 7)]
    version = a_published_plan(planned(seats=seats))
    _accept(seats)
    reports = [report_drop_out(SYSTEM, seat, "LMS") for seat in seats[:2]]
    _decide(reports[0], DropOutState.CONFIRMED)

    @reading
    def standing() -> set[str]:
        return {seat.id for seat in sight.standing_seats(COORDINATOR, [version])}

    assert standing() == set(seats[1:])


@changing
def _accept(seats: list[str]) -> None:
    Nomination.update(state=State.ACCEPTED).where(Nomination.id.in_(seats)).execute()


@changing
def _decide(report: str, state: DropOutState) -> None:
    DropOut.update(state=state).where(DropOut.id == report).execute()
