"""What the verbs of the command line do; each gives what is told, as JSON or in words.

The command line is the system itself: whoever may read the database's file may do everything.
"""

from __future__ import annotations

import json
from argparse import Namespace
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from catalogue import keeping
from catalogue.actions.erase_due import erase_due
from catalogue.actions.erase_person import erase_person
from catalogue.actions.export_person import export_person
from catalogue.actions.merge_people import merge_people
from catalogue.errors import Refused
from catalogue.exchange.export import archive, export_table, template
from catalogue.exchange.import_table import check_table, import_table
from catalogue.exchange.load import load
from catalogue.faults import Fault, Where, unknown
from catalogue.migrate import migrate
from catalogue.queries.duplicates import duplicates
from catalogue.queries.overview import programmes
from catalogue.queries.report import report, report_rows
from catalogue.queries.search import search
from catalogue.sheets.csv_file import write_csv
from catalogue.sheets.reading import read_sheet
from catalogue.sheets.xlsx_file import write_xlsx
from catalogue.verifying import verify_history
from catalogue.viewer import Viewer

Answer = dict[str, Any]
Verb = Callable[[Namespace], Answer]

_SYSTEM = Viewer.system("command line")


def migrate_(_: Namespace) -> Answer:
    """Bring the tables up to date."""
    return {"applied": migrate()}


def load_(given: Namespace) -> Answer:
    """Read a programme's folder, or an archive of one."""
    migrate()
    return asdict(load(_SYSTEM, given.folder))


def import_(given: Namespace) -> Answer:
    """Import one table, or only check it."""
    migrate()
    sheet = read_sheet(given.file.name, _bytes(given.file))
    put = check_table if given.check_only else import_table
    done = put(_SYSTEM, given.kind, sheet, _programme(given))
    return {"kind": given.kind, "checked_only": given.check_only, **asdict(done)}


def export_(given: Namespace) -> Answer:
    """Write one table, or an empty one."""
    form = "xlsx" if given.file.suffix.lower() == ".xlsx" else "csv"
    if given.template:
        return _written(given.file, template(given.kind, form))
    return _written(given.file, export_table(_SYSTEM, given.kind, _programme(given), form))


def archive_(given: Namespace) -> Answer:
    """Write a whole programme as one file."""
    return _written(given.file, archive(_SYSTEM, _programme(given)))


def backup_(given: Namespace) -> Answer:
    """Write all that is stored into one file."""
    try:
        return _kept(keeping.backup(given.file))
    except OSError as error:
        fault = Fault(Where(str(given.file)), "UNWRITABLE", error.strerror or "")
        raise Refused([fault]) from None


def restore_(given: Namespace) -> Answer:
    """Fill an empty database from a backup."""
    return _kept(keeping.restore(given.file))


def move_(given: Namespace) -> Answer:
    """Copy one database into another, and compare."""
    return _kept(keeping.move(given.source, given.target))


def verify_history_(_: Namespace) -> Answer:
    """Compute the chain of the audit trail anew."""
    verified = verify_history(_SYSTEM)
    return {"whole": verified.is_whole, **asdict(verified)}


def search_(given: Namespace) -> Answer:
    """Find people, courses and venues."""
    found = search(_SYSTEM, given.text)
    return {"found": [asdict(each) for each in found]}


def report_(given: Namespace) -> Answer:
    """Count a programme's seats, completions and costs, by something."""
    made = report(_SYSTEM, _programme(given), given.by)
    if given.file:
        write = write_xlsx if given.file.suffix.lower() == ".xlsx" else write_csv
        return _written(given.file, write(*report_rows(made)))
    return json.loads(json.dumps(asdict(made), default=str))  # type: ignore[no-any-return]


def export_person_(given: Namespace) -> Answer:
    """Give all that is known about a person."""
    document = export_person(_SYSTEM, given.person)
    if given.file:
        text = json.dumps(document, indent=2, ensure_ascii=False)
        return _written(given.file, text.encode())
    return document


def erase_person_(given: Namespace) -> Answer:
    """Erase a person."""
    erase_person(_SYSTEM, given.person, given.reason, withdraw=given.withdraw)
    return {"erased": given.person}


def erase_due_(given: Namespace) -> Answer:
    """Erase whose time is over."""
    done = erase_due(_SYSTEM, _programme(given))
    return {"erased": list(done)}


def merge_people_(given: Namespace) -> Answer:
    """Let one person have all that two have."""
    merge_people(_SYSTEM, given.person, given.other, given.reason)
    return {"kept": given.person, "merged": given.other}


def duplicates_(_: Namespace) -> Answer:
    """List people who may be one."""
    return {"pairs": [asdict(pair) for pair in duplicates(_SYSTEM)]}


def _programme(given: Namespace) -> str:
    """Give the programme that is meant: the one that is named, or the only one. Raises Refused."""
    known = [line.id for line in programmes(_SYSTEM)]
    where = Where(column="--programme")
    if given.programme and given.programme not in known:
        raise Refused([unknown(where, given.programme, known)])
    if given.programme or len(known) == 1:
        return given.programme or known[0]
    if not known:
        return ""
    raise Refused([Fault(where, "MISSING", allowed=tuple(known))])


def _bytes(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        fault = Fault(Where(str(file)), "UNREADABLE", error.strerror or "", ("CSV UTF-8", "XLSX"))
        raise Refused([fault]) from None


def _written(file: Path, data: bytes) -> Answer:
    try:
        with keeping.whole_file(file) as out:
            out.write(data)
    except OSError as error:
        raise Refused([Fault(Where(str(file)), "UNWRITABLE", error.strerror or "")]) from None
    return {"file": str(file), "bytes": len(data)}


def _kept(held: keeping.Backup) -> Answer:
    tables = {name: kept.rows for name, kept in held.tables.items() if kept.rows}
    return {"schema": held.migrations[-1], "rows": sum(tables.values()), "tables": tables}


MIGRATING: tuple[Verb, ...] = (migrate_, load_, import_, restore_, move_)
"""Verbs that bring the tables up to date themselves; the others ask for it."""
