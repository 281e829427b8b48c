"""`make soak`: what several users do at once, against a simple model, on both databases.

    python -m tests.faults.soak_model [--sequences N] [--steps N] [--on SQLite|PostgreSQL]

It ends at the first sequence whose outcome is that of no order of its actions, or in which a seat,
a hall or a trainer is booked twice, or history does not verify (`test_several_users`).
"""

from __future__ import annotations

import argparse
import shutil
import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from catalogue.db import close_database, open_database
from catalogue.migrate import migrate
from catalogue.tables import TABLES
from tests.catalogue.postgresql import binaries, running
from tests.catalogue.scratch import scratch
from tests.catalogue.test_several_users import play

_AT_A_TIME = 25
TABLE_NAMES = [table._meta.table_name for table in TABLES]


@contextmanager
def on_sqlite() -> Iterator[Callable[[], str]]:
    """Give what opens a file with empty tables, as often as wanted."""
    with scratch() as folder:
        empty, file = folder / "empty.db", folder / "test.db"
        open_database(f"sqlite:///{empty}")
        migrate()

        def fresh() -> str:
            close_database()
            for left in folder.glob("test.db*"):
                left.unlink()
            url = f"sqlite:///{shutil.copy(empty, file)}"
            open_database(url)
            return url

        yield fresh
        close_database()


@contextmanager
def on_postgresql(bin: Path) -> Iterator[Callable[[], str]]:
    """Give what empties a database of PostgreSQL and opens it, as often as wanted."""
    with running(bin) as server:
        name = server.make()
        url = server.url(name)
        open_database(url)
        migrate()

        def fresh() -> str:
            close_database()
            server.wipe(name, TABLE_NAMES)
            open_database(url)
            return url

        yield fresh
        close_database()


def main() -> int:
    """Play so many sequences on each database, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak_model")
    parser.add_argument("--sequences", type=int, default=2000)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--on", choices=["SQLite", "PostgreSQL"], help="the one alone")
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    bin = binaries()
    places = {"SQLite": on_sqlite()} | ({"PostgreSQL": on_postgresql(bin)} if bin else {})
    for name in [given.on] if given.on else places:
        with places[name] as fresh:
            for done in range(0, given.sequences, _AT_A_TIME):
                sequences = min(_AT_A_TIME, given.sequences - done)
                play(fresh, sequences, given.steps)
                print(
                    f"{name}: {done + sequences} of {given.sequences}", file=sys.stderr, flush=True
                )
        print(
            f"| {name}: sequences of {given.steps} steps that came out as in the model | "
            f"{given.sequences:,} |",
            flush=True,
        )
    return 0 if bin else 1


if __name__ == "__main__":
    sys.exit(main())
