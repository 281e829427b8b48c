"""The files of a programme's folder as rows of cells, and the codes that they may name.

The folder may be one of a disk, an archive of it (ZIP), or a single table that is imported.
"""

from __future__ import annotations

import io
import struct
import tomllib
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from catalogue.errors import Refused
from catalogue.faults import Fault, Where
from catalogue.ids import Codes
from catalogue.sheets.cells import Cells
from catalogue.sheets.csv_file import read_csv
from catalogue.sheets.sheet import (
    MOST_BYTES,
    MOST_ROWS_OF_A_PROGRAMME,
    Line,
    Sheet,
    header_faults,
    too_large,
)

PROGRAMME = "programme.toml"
SHEETS = frozenset(
    "funders members agencies cities travel venues closures holidays users officials trainers "
    "skills unavailable courses course_languages course_materials blocks runs run_trainers links "
    "plan plan_trainers nominations attendance completions agenda editions calls assignments "
    "proposals lessons results revocations drop_outs expenses facts".split()
)
"""The tables of a folder."""

_ENDINGS = (".csv", ".toml", ".xlsx")
_OF_FORM = frozenset(
    "MISSING_FILE UNKNOWN_FILE UNREADABLE MISSING_COLUMN UNKNOWN_COLUMN TOO_MANY_CELLS "
    "NO_HEADER OTHER_HEADER HEADER_AGAIN".split()
)


class Folder:
    """A folder being read. `faults` collects what is wrong.

    What is known, from its files and from the database: `codes` by kind, the member of an agency,
    the person of a trainer, the course of a run, the days of a course, and who is nominated for
    what by an open nomination.
    """

    def __init__(
        self, files: Mapping[str, bytes], sheets: Mapping[str, Sheet] | None = None
    ) -> None:
        self.files = files
        self.sheets = dict(sheets or {})
        self.faults: list[Fault] = []
        self.codes: dict[str, Codes] = defaultdict(Codes)
        self.member_of: dict[str, str] = {}
        self.person_of: dict[str, str] = {}
        self.course_of: dict[str, str] = {}
        self.days_of: dict[str, int] = {}
        self.open_pairs: set[tuple[str, str]] = set()
        self._seen: set[tuple[object, ...]] = set()

    @classmethod
    def whole(cls, path: Path) -> Folder:
        """Read a folder or an archive of one. Raises Refused where an archive cannot be read."""
        folder = cls(_files(path))
        known = {PROGRAMME, *(f"{name}.csv" for name in SHEETS)}
        folder.faults += [
            Fault(Where(name), "UNKNOWN_FILE") for name in sorted(folder.files.keys() - known)
        ]
        if PROGRAMME not in folder.files:
            folder.faults.append(Fault(Where(PROGRAMME), "MISSING_FILE"))
        return folder

    def has(self, name: str) -> bool:
        """Say whether a table is there."""
        return name in self.sheets or f"{name}.csv" in self.files

    def refuse_faults(self) -> None:
        """Go on only without faults. Raises Refused.

        Where a file's form is wrong, only that is told: the rest follows from it.
        """
        of_form = [fault for fault in self.faults if fault.code in _OF_FORM]
        if self.faults:
            raise Refused(of_form or self.faults)

    def rows(self, name: str, required: str, optional: str = "") -> Iterator[Cells]:
        """Read a file row by row; a file that is not there has none."""
        sheet = self.sheets.get(name) or self._sheet(f"{name}.csv")
        if sheet is None:
            return
        faults = header_faults(sheet, required.split(), optional.split())
        self.faults += faults
        if faults:
            return
        for line in sheet.lines:
            yield Cells(sheet.file, line, self.faults)

    def _sheet(self, file: str) -> Sheet | None:
        if file not in self.files:
            return None
        try:
            return read_csv(file, self.files[file], MOST_ROWS_OF_A_PROGRAMME)
        except Refused as refused:
            self.faults += refused.faults
            return None

    def once(self, cells: Cells, column: str, *key: object) -> None:
        """Note that a row brings something, known by its key, which may be there once only."""
        if column in cells.faulty:
            return  # what could not be read is not told apart
        if key in self._seen:
            cells.twice(column, str(key[-1]))
        self._seen.add(key)

    def new_code(self, cells: Cells, kind: str) -> str:
        """Read the code of something that a row brings; it is known from then on."""
        code = cells.code("code", self.codes[kind])
        self.once(cells, "code", kind, code)
        self.codes[kind].add(code)
        return code

    def known(self, kind: str) -> Codes:
        """Give the codes of a kind."""
        return self.codes[kind]

    def programme(self) -> dict[str, Cells]:
        """Read the programme's file: its own values, and its tables, as cells."""
        try:
            text = self.files[PROGRAMME].decode("utf-8-sig")
            read: dict[str, Any] = tomllib.loads(text)
        except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            fault = Fault(Where(PROGRAMME), "UNREADABLE", str(error), ("TOML in UTF-8",))
            raise Refused([*self.faults, fault]) from None
        own = {name: value for name, value in read.items() if not isinstance(value, dict)}
        tables = {name: value for name, value in read.items() if isinstance(value, dict)}
        return {
            name: Cells(PROGRAMME, Line(0, {k: str(v) for k, v in table.items()}), self.faults)
            for name, table in {"": own, **tables}.items()
        }


def _files(path: Path) -> dict[str, bytes]:
    if not zipfile.is_zipfile(path):
        read = sorted(path.iterdir()) if path.is_dir() else []
        return {file.name: file.read_bytes() for file in read if file.name.endswith(_ENDINGS)}
    try:
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
                raise too_large(path.name)
            return {
                PurePosixPath(part.filename).name: archive.read(part)
                for part in archive.infolist()
                if part.filename.endswith(_ENDINGS)
            }
    except (
        *(zipfile.BadZipFile, zlib.error, RuntimeError, NotImplementedError, EOFError),
        *(ValueError, OSError, struct.error),  # of a directory that leads out of the file
    ) as error:
        fault = Fault(Where(path.name), "UNREADABLE", str(error), ("ZIP",))
        raise Refused([fault]) from None
