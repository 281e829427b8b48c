"""Writing what is stored: one table for a spreadsheet, or a whole programme as an archive."""

from __future__ import annotations

import io
import zipfile
from itertools import chain

from catalogue import audit
from catalogue.actions.nominate_officials import OPTIONAL, REQUIRED
from catalogue.db import changing
from catalogue.errors import NotFound
from catalogue.exchange.folder import PROGRAMME
from catalogue.exchange.table import Table
from catalogue.exchange.write_courses import COURSES
from catalogue.exchange.write_cycle import CYCLE
from catalogue.exchange.write_people import PEOPLE
from catalogue.exchange.write_places import PLACES
from catalogue.exchange.write_runs import RUNS
from catalogue.programmes import DAY_RULES, OWN_DAYS, WEIGHTS, Programme
from catalogue.published import programme_of
from catalogue.sheets.csv_file import write_csv
from catalogue.sheets.xlsx_file import write_xlsx
from catalogue.viewer import Role, Viewer

TABLES = {table.name: table for table in (*PLACES, *PEOPLE, *COURSES, *RUNS, *CYCLE)}
"""Every table of a folder, in an order in which each may name what stands before."""

_WRITE = {"csv": write_csv, "xlsx": write_xlsx}
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP knows: the same content, the same bytes

_TAKEN_IN = {"nominations": (*REQUIRED, *OPTIONAL)}
"""Columns of a table that is imported alone, where more of it is written than is taken in."""


def template(kind: str, form: str = "csv") -> bytes:
    """Give an empty table of a kind to be imported, as `csv` or `xlsx`. Raises NotFound."""
    header = _table(kind).header
    return _WRITE[form](_TAKEN_IN.get(kind, header), [])


@changing
def export_table(viewer: Viewer, kind: str, programme: str, form: str = "csv") -> bytes:
    """Write a table, as `csv` or `xlsx`, with the rows that the viewer may see.

    That it was taken out stands in the audit trail. Raises NotFound, Forbidden.
    """
    viewer.allow(*Role)
    table, of = _table(kind), programme_of(programme)
    rows = list(table.texts(viewer, of))
    audit.record(viewer, "table.exported", "table", kind, rows=len(rows))
    return _WRITE[form](table.header, rows)


@changing
def archive(viewer: Viewer, programme: str) -> bytes:
    """Write a whole programme as an archive (ZIP), which `load` reads.

    Raises Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    of = programme_of(programme)
    files = {PROGRAMME: _toml(of).encode()}
    for table in TABLES.values():
        rows = table.texts(viewer, of)
        for first in rows:  # where there is any
            files[f"{table.name}.csv"] = write_csv(table.header, chain([first], rows))
    audit.record(viewer, "programme.archived", "programme", programme)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written:
        for name, data in files.items():
            written.writestr(zipfile.ZipInfo(name, _MOMENT), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _table(kind: str) -> Table:
    if kind not in TABLES:
        raise NotFound("table", kind)
    return TABLES[kind]


def _toml(programme: Programme) -> str:
    name = programme.name.replace("\\", "\\\\").replace('"', '\\"')
    lines = [
        f'code = "{programme.id}"',
        f'name = "{name}"',
        f"start = {programme.start}",
        f"end = {programme.end}",
        f"planning_date = {programme.planning_date}",
        *(f"{each} = {programme.__data__[each]}" for each in OWN_DAYS),
    ]
    if programme.retention_days is not None:
        lines.append(f"retention_days = {programme.retention_days}")
    for table, names in (("day_rules", DAY_RULES), ("weights", WEIGHTS)):
        lines += ["", f"[{table}]"]
        lines += [f"{each} = {programme.__data__[each]}" for each in names]
    return "\n".join(lines) + "\n"
