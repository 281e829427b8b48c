"""Files made to do harm are refused in words, quickly, and nothing of them is taken."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from functools import cache

import openpyxl
import pytest

from lms_bridge.app import MOST_BYTES
from tests.lms_bridge.bridge import Bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")

IMPORT = "/api/v1/programmes/small/tables/officials:import"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "xl/worksheets/sheet1.xml"


def workbook(change: Callable[[bytes], bytes]) -> bytes:
    """Make a workbook of one row, and change what its sheet holds."""
    book = openpyxl.Workbook()
    book.active.append(["code", "family_name"])
    made = io.BytesIO()
    book.save(made)
    out = io.BytesIO()
    with zipfile.ZipFile(made) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, change(data) if name == SHEET else data)
    return out.getvalue()


@cache
def bomb() -> bytes:
    """Make 120 MB of spaces, packed to 120 kB."""
    return workbook(lambda sheet: sheet + b" " * 120_000_000)


def lying_bomb() -> bytes:
    """Make the same, but let its directory state a size of ten bytes."""
    data = bytearray(bomb())
    with zipfile.ZipFile(io.BytesIO(bytes(data))) as parts:
        size = parts.getinfo(SHEET).file_size.to_bytes(4, "little")
    return bytes(data).replace(size, (10).to_bytes(4, "little"))


def laughs() -> bytes:
    """Make entities that stand for a thousand million others."""
    entities = [b'<!ENTITY a0 "ha">'] + [
        f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">'.encode() for n in range(1, 10)
    ]
    head = b"<!DOCTYPE x [" + b"".join(entities) + b"]>"
    return workbook(lambda sheet: head + sheet.replace(b"family_name", b"&a9;"))


def outside() -> bytes:
    """Make an entity that stands for a file of the server."""
    head = b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
    return workbook(lambda sheet: head + sheet.replace(b"code", b"&a;"))


def cells() -> bytes:
    """Make a row of twelve million cells of four bytes each: 6 GB, packed to 60 kB."""
    return workbook(lambda sheet: sheet.replace(b"</row>", b"<c/>" * 12_000_000 + b"</row>"))


@pytest.mark.parametrize("make", [bomb, lying_bomb, laughs, outside, cells])
async def test_workbook_made_to_do_harm_is_refused(
    bridge: Bridge, make: Callable[[], bytes]
) -> None:
    headers = {"Content-Type": XLSX}
    answer = await bridge.ask("coordinator", "POST", IMPORT, data=make(), headers=headers)
    said = await answer.text()
    assert answer.status == 422, said
    assert "root:" not in said


async def test_upload_beyond_the_limit_is_not_read(bridge: Bridge) -> None:
    large = io.BytesIO(b"code,family_name\n" + b"x" * MOST_BYTES)
    headers = {"Content-Type": "text/csv"}
    answer = await bridge.ask("coordinator", "POST", IMPORT, data=large, headers=headers)
    assert answer.status == 413
    assert (await bridge.ask("coordinator", "GET", "/api/v1/officials")).status == 200


@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\uff1d"])
async def test_name_that_a_spreadsheet_would_run_is_written_as_a_text(
    bridge: Bridge, begins: str
) -> None:
    name = f"{begins}HYPERLINK(0)"
    new = {"agency": "IDN-IMM", "city": "jakarta", "family_name": name}
    made = await bridge.ask("IDN-focal", "POST", "/api/v1/officials", json=new)
    assert made.status == 201
    tables = "/api/v1/programmes/small/tables/officials"
    text = await (await bridge.ask("IDN-focal", "GET", f"{tables}.csv")).text()
    assert f"'{name}" in text
    book = openpyxl.load_workbook(
        io.BytesIO(await (await bridge.ask("IDN-focal", "GET", f"{tables}.xlsx")).read())
    )
    (cell,) = [c for row in book.active.iter_rows() for c in row if c.value == name]
    assert cell.data_type == "s"
