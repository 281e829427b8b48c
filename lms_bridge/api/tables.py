"""Tables of a programme's folder, each imported alone."""

from __future__ import annotations

from typing import Annotated

from catalogue.exchange import import_table as importing
from catalogue.exchange.import_table import Imported
from catalogue.sheets.sheet import Sheet
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.errors import OnlyTried
from lms_bridge.api.officials import Trial
from lms_bridge.api.operation import Rows
from lms_bridge.api.rows import told_by_path
from lms_bridge.doors import MEMBERS

ROWS = Rows(None, "rows")


def import_table(
    viewer: Viewer, programme: str, kind: str, sheet: Annotated[Sheet, ROWS], trial: Trial
) -> Imported:
    """Import a table of a kind, all of it or nothing; the columns are those of its template.

    Rows are known by their codes, so that importing again changes nothing. Officials and
    nominations are for those who answer for their agencies, the rest for those who run the
    programme, `users` for administrators.
    """
    with told_by_path(sheet, ROWS):
        imported = importing.import_table(viewer, kind, sheet, programme)
    if trial.validate_only:
        raise OnlyTried(imported)
    return imported


DOORS = (
    operation(
        "POST", "/programmes/{programme}/tables/{kind}:import", import_table, MEMBERS, tag="tables"
    ),
)
