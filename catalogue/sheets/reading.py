"""Reading a table by what it is: workbook or text, whatever its file is called.

A checked workbook comes back as CSV under its name.
"""

from __future__ import annotations

from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.sheets.csv_file import read_csv
from catalogue.sheets.sheet import Sheet
from catalogue.sheets.xlsx_file import read_xlsx

_ZIP = b"PK\x03\x04"


def read_sheet(file: str, data: bytes) -> Sheet:
    """Read a file that somebody hands in. Raises Refused."""
    if not data.strip():
        raise Refused([Fault(Where(file), "MISSING")])
    is_workbook = data.startswith(_ZIP) or (file.lower().endswith(".xlsx") and b"\0" in data)
    return read_xlsx(file, data) if is_workbook else read_csv(file, data)
