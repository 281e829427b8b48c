"""What the standards cost at least: the libraries alone on the same content, nothing around them.

Each function gives for how many seconds this process computes; a bridge's own computing for the
same is held against it, so that the ratio says as much on a machine that others use, too.
"""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import time
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from icalendar import Calendar
from scim2_models import Context

from lms_bridge.scim.discovery import PROVIDER
from lms_bridge.scim.model import Model
from lms_bridge.scim.users import with_active

_TABLES = "person", "official", "account", "audit", "outbox"
"""What is kept of a user when one is registered: a row in each."""


def _computed_seconds(work: Callable[[], object]) -> float:
    begun = time.process_time()
    work()
    return time.process_time() - begun


def page(body: bytes) -> float:
    """Write the records of a page as JSON."""
    held = json.loads(body)
    return _computed_seconds(lambda: json.dumps(held))


def sheets(body: bytes) -> float:
    """Write the rows of an archive of CSV files, and pack them."""
    with zipfile.ZipFile(io.BytesIO(body)) as there:
        held = {
            name: list(csv.reader(io.TextIOWrapper(there.open(name), "utf-8")))
            for name in there.namelist()
        }

    def write() -> None:
        with zipfile.ZipFile(io.BytesIO(), "w", zipfile.ZIP_DEFLATED) as made:
            for name, rows in held.items():
                with made.open(name, "w") as file, io.TextIOWrapper(file, "utf-8") as text:
                    csv.writer(text).writerows(rows)

    return _computed_seconds(write)


def calendar(body: bytes) -> float:
    """Write a calendar with icalendar."""
    held = Calendar.from_ical(body)
    return _computed_seconds(held.to_ical)


def users(sent: Sequence[dict[str, Any]], folder: Path) -> float:
    """Let scim2-models read and write users, and SQLite keep five rows of each for good."""
    file = sqlite3.connect(folder / "bound.db")
    file.execute("PRAGMA journal_mode = wal")
    file.execute("PRAGMA synchronous = full")
    for table in _TABLES:
        file.execute(f"CREATE TABLE {table} (id TEXT PRIMARY KEY, document TEXT)")

    def keep() -> None:
        for number, each in enumerate(sent):
            with PROVIDER:
                made = with_active(each)
                user = Model.model_validate(made, scim_ctx=Context.RESOURCE_CREATION_REQUEST)
                user.id = str(number)
                told = user.model_dump(scim_ctx=Context.RESOURCE_CREATION_RESPONSE)
            with file:
                for table in _TABLES:
                    row = str(number), json.dumps(told)
                    file.execute(f"INSERT INTO {table} VALUES (?, ?)", row)

    seconds = _computed_seconds(keep)
    file.close()
    return seconds
