"""The programme itself: `programme.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from catalogue.exchange.folder import PROGRAMME, Folder
from catalogue.exchange.putting import Rows, Values
from catalogue.faults import Fault, Where
from catalogue.ids import Codes
from catalogue.programmes import DAY_RULES, OWN_DAYS, WEIGHTS, Programme, most_of
from catalogue.sheets.cells import Cells

_OWN = ("code", "name", "start", "end", "planning_date", "retention_days", *OWN_DAYS)
_TABLES = {"day_rules": DAY_RULES, "weights": WEIGHTS}
_MOST_DAYS = 3660


def read_programme(folder: Folder) -> Values:
    """Read the programme's row."""
    told = folder.programme()
    values = programme_values(told, folder.faults)
    known = Codes(row.id for row in Programme.select(Programme.id))
    return {**values, "id": told[""].as_it_stands("code", values["id"], known)}


def programme_values(told: Mapping[str, Cells], faults: list[Fault]) -> Values:
    """Read a programme's row from its own values, under no name, and from those of its tables.

    What is wrong is added to the faults, which the cells share.
    """
    tables = dict(told)
    own = tables.pop("")
    _refuse_strangers(faults, own, _OWN)
    start = own.day("start")
    end = own.day("end", not_before=start)
    if (end - start).days >= _MOST_DAYS:
        own.fault("end", "OUT_OF_RANGE", f"{start} to {start + timedelta(days=_MOST_DAYS - 1)}")
    values: Values = {
        "id": own.code("code"),
        "name": own.text("name"),
        "start": start,
        "end": end,
        "planning_date": own.day("planning_date"),
        **{
            name: own.whole(name, most=most_of(name), default=getattr(Programme, name).default)
            for name in OWN_DAYS
        },
        "retention_days": own.whole_or_none("retention_days", most=36600),
    }
    for name, cells in tables.items():
        if name not in _TABLES:
            faults.append(Fault(Where(PROGRAMME), "UNKNOWN_COLUMN", name, tuple(_TABLES)))
            continue
        _refuse_strangers(faults, cells, _TABLES[name])
        for key in _TABLES[name]:
            if cells.has(key):
                values[key] = cells.whole(key, most=most_of(key))
    return values


def _refuse_strangers(faults: list[Fault], cells: Cells, known: tuple[str, ...]) -> None:
    faults += [
        Fault(Where(PROGRAMME), "UNKNOWN_COLUMN", name, known)
        for name in cells.line.cells
        if name not in known
    ]


def programme_rows(folder: Folder, values: Values) -> list[Rows]:
    """Give the programme as rows; its planning date is set only where it is new."""
    there = Programme.get_or_none(Programme.id == values["id"])
    if there:
        values = {**values, "planning_date": there.planning_date}
    return [Rows(Programme, ("id",), [values])]
