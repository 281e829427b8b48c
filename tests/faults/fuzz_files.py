"""Files that people hand in, spoiled by chance, and what is said to them.

Tables as CSV and workbook, a programme's folder and its archive, a calendar, a problem as JSON.
What is read without a fault goes on as far as the database, in a transaction that is undone.
"""

from __future__ import annotations

import io
import random
import traceback
import zipfile
from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from bench.problems import make
from catalogue.busy import busy_days
from catalogue.db import changing
from catalogue.errors import CatalogueError
from catalogue.exchange.load import load
from catalogue.sheets.csv_file import read_csv, write_csv
from catalogue.sheets.xlsx_file import read_xlsx, write_xlsx
from scheduler import files, wire
from scheduler.errors import PlanningError
from tests.catalogue.builders import SYSTEM
from tests.scheduler.processes import message_of

PROGRAMME = Path(__file__).parents[1] / "catalogue/data/programme"
TOKENS = [
    *(b"", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b",", b";", b"\r", b"\n", b"\t", b"=1+1"),
    *(b"-1", b"1e999", b"NaN", b"99999999999999999999", b"9999-12-31", b"0000-00-00", b"\xc3"),
    *("\u202e\U0001f600".encode(), b"</row>", b"<c r='A0'>", b"&a;", b"{", b"}", b"[" * 500),
    *(b"null", b"true", b'"\\ud800"', b"RRULE:FREQ=SECONDLY\r\n", b"BEGIN:VEVENT\r\n", b"TZID=x:"),
]
CALENDAR = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:x\r
BEGIN:VEVENT\r
UID:1\r
DTSTART;VALUE=DATE:20150907\r
DTEND;VALUE=DATE:20150909\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:2\r
DTSTART;TZID=Asia/Jakarta:20150910T090000\r
DURATION:PT2H\r
RRULE:FREQ=WEEKLY;COUNT=5\r
EXDATE;TZID=Asia/Jakarta:20150917T090000\r
END:VEVENT\r
END:VCALENDAR\r
"""


class _Undone(Exception):
    pass


@changing
def _tried(path: Path) -> None:
    load(SYSTEM, path)
    raise _Undone


def _loaded(data: bytes) -> None:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "programme.zip"
        file.write_bytes(data)
        try:
            _tried(file)
        except _Undone:
            return


def _zipped(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def _unzipped(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {part.filename: archive.read(part) for part in archive.infolist()}


ROWS = [["code", "family_name", "agency"], ["1", "Wulandari", "IDN-IMM"], ["2", "Ratna", "X"]]
FILES: dict[str, tuple[bytes, Callable[[bytes], object]]] = {
    "table (CSV)": (write_csv(ROWS[0], ROWS[1:]), lambda data: read_csv("t.csv", data)),
    "table (XLSX)": (write_xlsx(ROWS[0], ROWS[1:]), lambda data: read_xlsx("t.xlsx", data)),
    "programme (ZIP)": (
        _zipped({file.name: file.read_bytes() for file in sorted(PROGRAMME.iterdir())}),
        _loaded,
    ),
    "calendar (ICS)": (
        CALENDAR,
        lambda data: busy_days(data, ZoneInfo("Asia/Jakarta"), date(2015, 9, 1), date(2016, 9, 1)),
    ),
    "problem (JSON)": (
        files.write(message_of(make("S", 1).problem)).encode(),
        lambda data: wire.problem_of(files.read_problem(data)),
    ),
}
"""A good file of each kind, and what takes it in."""


def spoiled(chance: random.Random, data: bytes) -> bytes:
    """Change bytes in a few places: others, none, twice, or something that means something."""
    out = bytearray(data)
    for _ in range(chance.choice([1, 1, 1, 2, 5])):
        at = chance.randrange(len(out) + 1)
        until = min(len(out), at + chance.choice([0, 1, 1, 3, 40]))
        match chance.randrange(5):
            case 0:
                out[at:until] = chance.randbytes(until - at)
            case 1:
                del out[at:until]
            case 2:
                out[at:at] = out[at:until] * chance.choice([1, 2, 50])
            case 3:
                out[at:until] = chance.choice(TOKENS)
            case _:
                if chance.random() < 0.1:
                    del out[at:]
    return bytes(out)


def spoiled_file(chance: random.Random, data: bytes) -> bytes:
    """Spoil a file; of an archive mostly a part, so that it still opens."""
    if not data.startswith(b"PK") or chance.random() < 0.2:
        return spoiled(chance, data)
    parts = _unzipped(data)
    name = chance.choice(list(parts))
    parts[name] = spoiled(chance, parts[name])
    if chance.random() < 0.1:
        parts[chance.choice(["../../x.csv", "x/", "plan.csv", "a\u0000.toml"])] = b"x"
    return _zipped(parts)


def fuzz(count: int, seed: int) -> tuple[Counter[tuple[str, str]], list[str]]:
    """Hand in so many with a catalogue open; count what was said, and give what nobody foresaw."""
    chance = random.Random(seed)
    found: Counter[tuple[str, str]] = Counter()
    unforeseen = []
    for _ in range(count):
        kind = chance.choice(list(FILES))
        good, take = FILES[kind]
        try:
            take(spoiled_file(chance, good))
            said = "taken"
        except (CatalogueError, PlanningError) as error:
            said = error.reason
        except Exception:  # this is what is looked for
            said = "unforeseen"
            unforeseen.append(f"{kind}: {traceback.format_exc(limit=-4)}")
        found[kind, said] += 1
    return found, unforeseen
