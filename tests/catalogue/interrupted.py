"""Backups while others write, and verbs that are killed: what must be true of them all the same."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from catalogue.audit import Audit
from catalogue.db import close_database, database, open_database, reading
from catalogue.keeping import Backup, backup, restore
from catalogue.outbox import Outbox
from catalogue.places import Closure
from catalogue.verifying import verify_history
from tests.catalogue.builders import SYSTEM

HALL = "hall"
AT_NAMING = -1
AT_ONCE = 25
"""How many changes are made while a backup is taken."""

_WRITE = """
import sys
from datetime import date
from catalogue.actions.close_venue import close_venue
from catalogue.db import open_database
from catalogue.viewer import Viewer
open_database(sys.argv[1])
number, day = 0, date(2016, 1, 1)
for line in sys.stdin:
    for _ in range(int(line)):
        close_venue(Viewer.system("writer"), sys.argv[2], day, day, str(number))
        print(number, flush=True)
        number += 1
"""

_VERB = """
import os, sys
import peewee
from catalogue.__main__ import main
last, passed = int(sys.argv[1]), 0
def counted(*given, **named):
    global passed
    passed += 1
    if passed == last:
        os.kill(os.getpid(), 9)
    return execute(*given, **named)
execute, peewee.Database.execute_sql = peewee.Database.execute_sql, counted
sys.addaudithook(lambda event, _: event == "os.rename" and last < 0 and os.kill(os.getpid(), 9))
code = main(sys.argv[2:])
print(passed)
sys.exit(code)
"""


class Writer:
    """A process that closes a hall again and again, each time with the next number as its reason."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.acknowledged = 0

    def begin(self, count: int) -> None:
        """Let it make so many changes, and wait until the first was acknowledged."""
        assert self.process.stdin
        self.process.stdin.write(f"{count}\n")
        self.process.stdin.flush()
        self.hear(1)

    def hear(self, count: int) -> None:
        """Wait until so many more changes were acknowledged."""
        assert self.process.stdout
        for _ in range(count):
            assert int(self.process.stdout.readline()) == self.acknowledged
            self.acknowledged += 1


@contextmanager
def a_writer(url: str) -> Iterator[Writer]:
    process = subprocess.Popen(
        [sys.executable, "-c", _WRITE, url, HALL],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        yield Writer(process)
        assert process.stdin
        process.stdin.close()
    assert process.returncode == 0


@dataclass(frozen=True, slots=True)
class Found:
    """Whether a restored database is whole, and how many changes it has of those made."""

    is_whole: bool
    changes: int


@reading
def _found() -> Found:
    numbers = sorted(int(row.reason) for row in Closure.select(Closure.reason))
    lines = Audit.select().where(Audit.verb == "venue.closed").count()
    words = Outbox.select().where(Outbox.topic == "venue.closed").count()
    count = len(numbers)
    is_even = numbers == list(range(count)) and (lines, words) == (count, count)
    return Found(is_even and verify_history(SYSTEM).is_whole, count)


def backup_while_writing(url: str, empty: str, writer: Writer, file: Path) -> Found:
    """Take a backup while changes are made, restore it into an empty database, and look at it.

    Also says that it is not whole where a change is missing that was acknowledged before.
    """
    open_database(url)
    writer.begin(AT_ONCE)
    known = writer.acknowledged
    backup(file)
    close_database()
    writer.hear(AT_ONCE - 1)
    open_database(empty)
    restore(file)
    found = _found()
    close_database()
    return Found(found.is_whole and found.changes >= known, found.changes)


def doing(*words: str | Path, last: int = 0) -> int | None:
    """Do a verb in a process that kills itself before its statement `last`; None where it did so.

    With AT_NAMING it does so before a file gets its name. Otherwise gives how many statements it
    took.
    """
    done = subprocess.run(
        [sys.executable, "-c", _VERB, str(last), *map(str, words)],
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    assert done.returncode in {0, -9}
    return None if done.returncode else int(done.stdout.splitlines()[-1])


def held_in(url: str, file: Path) -> Backup | None:
    """Give what a database holds; None where it is as if nothing had ever been begun there."""
    open_database(url)
    try:
        return backup(file) if reading(database.get_tables)() else None
    finally:
        close_database()
