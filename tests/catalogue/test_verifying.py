"""The chain of the audit trail: whole after anything that users do, broken by anything else."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from catalogue.actions.accept import accept
from catalogue.actions.nominate import nominate
from catalogue.actions.submit import submit
from catalogue.audit import Audit, Change, Touched
from catalogue.db import changing, reading
from catalogue.db import database as proxy
from catalogue.errors import Forbidden
from catalogue.exchange.load import load
from catalogue.migrate import UNRECORDED
from catalogue.tables import TABLES
from catalogue.verifying import verify_history
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    SYSTEM,
    a_published_plan,
    a_world,
    audited,
    focal_point,
    planned,
)


def a_past() -> None:
    a_world()
    nomination = nominate(focal_point(), "rso", "IDN-001", "induction", "a note")
    submit(focal_point(), nomination)


def test_the_chain_is_whole_and_has_every_change(database: str) -> None:
    a_past()
    verified = verify_history(OVERSEER)
    assert verified.is_whole
    assert (verified.lines, verified.loose, verified.erased) == (len(audited()), 0, 0)
    load(SYSTEM, Path("catalogue/samples/rso-2015-17"))
    later = verify_history(OVERSEER)
    assert later.is_whole
    assert later.changes > verified.changes


def test_a_plan_and_its_seats_are_in_the_chain(database: str) -> None:
    a_past()
    with pytest.raises(Forbidden):
        verify_history(focal_point())
    a_published_plan(planned())
    assert verify_history(COORDINATOR).is_whole


@changing
def _edit_reason() -> None:
    Audit.update(reason="another").where(Audit.number == 1).execute()


@changing
def _edit_who() -> None:
    Audit.update(person="coordinator").where(Audit.number == 1).execute()


@changing
def _edit_row() -> None:
    Change.update(document="{}").where(Change.kind == "nomination").execute()


@changing
def _cut_line() -> None:
    Touched.delete().where(Touched.line == 1).execute()
    Audit.delete().where(Audit.number == 1).execute()


@changing
def _cut_touched() -> None:
    Touched.delete().where(Touched.line == 1).execute()


@changing
def _erase_wrongly() -> None:
    Change.update(document="", salt="", digest="0" * 64).where(Change.number == 1).execute()


@changing
def _unchain_the_last() -> None:
    last = Audit.select().order_by(Audit.number.desc()).get()
    Audit.update(person="coordinator", digest=None).where(Audit.number == last.number).execute()


@pytest.mark.parametrize(
    "tamper",
    [
        *(_edit_reason, _edit_who, _edit_row, _cut_line, _cut_touched, _erase_wrongly),
        _unchain_the_last,
    ],
)
def test_whatever_is_done_to_the_past_shows(database: str, tamper: Callable[[], None]) -> None:
    a_past()
    first = reading(lambda: Audit.select().order_by(Audit.number).get().number)()
    if first != 1:  # PostgreSQL counts on after a test before this one
        renumber(first)
    assert verify_history(COORDINATOR).lines == 2
    tamper()
    verified = verify_history(COORDINATOR)
    assert not verified.is_whole


@changing
def renumber(first: int) -> None:
    proxy.execute_sql("SET session_replication_role = replica")
    Touched.update(line=Touched.line - first + 1).execute()
    Audit.update(number=Audit.number - first + 1).execute()


def test_a_change_without_a_line_is_loose(database: str) -> None:
    a_past()
    a_published_plan(planned())
    assert verify_history(COORDINATOR).loose == 0

    @changing
    def behind_our_back() -> None:
        proxy.execute_sql("UPDATE person SET family_name = 'Mallory' WHERE id = 'IDN-001'")

    behind_our_back()
    assert verify_history(COORDINATOR).loose == 1


def test_every_table_records_but_those_without_a_past(database: str) -> None:
    @reading
    def recording() -> set[str]:
        return {
            table
            for table in (model._meta.table_name for model in TABLES)
            if any("_records_" in name for name in triggers(table))
        }

    assert recording() == {model._meta.table_name for model in TABLES} - UNRECORDED


def triggers(table: str) -> list[str]:
    if "sqlite" in type(proxy.obj).__name__.lower():
        query = "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
    else:
        query = "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass"
    return [name for (name,) in proxy.execute_sql(query, (table,)).fetchall()]


def test_every_column_is_recorded(database: str) -> None:
    load(SYSTEM, Path("tests/catalogue/data/programme"))

    @reading
    def compare() -> None:
        for model in TABLES:
            name = model._meta.table_name
            change = Change.get_or_none(Change.kind == name)
            if change:
                columns = {field.column_name for field in model._meta.sorted_fields}
                assert set(json.loads(change.document)) == columns, name

    compare()


def test_accepting_is_answered_for(database: str) -> None:
    a_past()
    nomination = "IDN-001.induction"

    @changing
    def endorse() -> None:
        proxy.execute_sql("UPDATE nomination SET state = 'endorsed'")

    endorse()
    a_published_plan(planned(seats=[nomination]))
    accept(focal_point(), nomination)
    assert verify_history(COORDINATOR).is_whole
