"""`make soak`: backups taken while others write, and moves that are killed, on both databases.

    python -m tests.faults.soak_keeping [--backups N] [--kills N] [--seed N] [--on NAME]

It ends with 1 where a backup was not whole, an acknowledged change was lost, or a killed move left
a part.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from catalogue.db import close_database, open_database
from catalogue.keeping import move
from catalogue.migrate import migrate
from tests.catalogue.builders import a_world
from tests.catalogue.interrupted import a_writer, backup_while_writing, doing, held_in
from tests.catalogue.postgresql import Server, binaries, running


def soak(name: str, source: str, folder: Path, places: Places, given: argparse.Namespace) -> bool:
    open_database(source)
    migrate()
    a_world()
    close_database()
    whole = killed = left = 0
    with a_writer(source) as writer:
        for number in range(given.backups):
            if number % 25 == 0:
                print(f"{name}: {number} of {given.backups}", file=sys.stderr, flush=True)
            empty = places.make()
            found = backup_while_writing(source, empty, writer, folder / "a.zip")
            whole += found.is_whole
            places.drop(empty)
        written = writer.acknowledged
    before = held_in(source, folder / "a.zip")
    statements = doing("move", source, places.make()) or 0
    chance = random.Random(given.seed)
    for _ in range(given.kills):
        target = places.make()
        killed += doing("move", source, target, last=chance.randint(1, statements)) is None
        left += held_in(target, folder / "a.zip") not in (None, before)
        places.drop(target)
    is_same = move(source, places.make()) == before
    close_database()
    for what, count in (
        ("changes that were acknowledged", written),
        ("backups taken meanwhile and restored", given.backups),
        ("... whole, with nothing lost that was acknowledged before", whole),
        ("moves killed before a statement, by chance", killed),
        ("... that left a part", left),
        ("the move afterwards: all digests equal", int(is_same)),
    ):
        sys.stdout.write(f"| {name}: {what} | {count:,} |\n")
        sys.stdout.flush()
    return (whole, killed, left, is_same) == (given.backups, given.kills, 0, True)


class Places:
    """Makes empty databases, and drops them."""

    def __init__(self, make: Callable[[], str], drop: Callable[[str], None]) -> None:
        self.make = make
        self.drop = drop


def in_files(folder: Path) -> Places:
    numbers = iter(range(1_000_000))
    return Places(
        lambda: f"sqlite:///{folder / f'{next(numbers)}.db'}",
        lambda url: Path(url.removeprefix("sqlite:///")).unlink(missing_ok=True),
    )


def on(server: Server) -> Places:
    named: dict[str, str] = {}

    def make() -> str:
        name = server.make()
        named[server.url(name)] = name
        return server.url(name)

    return Places(make, lambda url: server.drop(named.pop(url)))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak_keeping")
    parser.add_argument("--backups", type=int, default=200)
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--seed", type=int, default=20150907)
    parser.add_argument("--on", choices=["SQLite", "PostgreSQL"], help="the one alone")
    given = parser.parse_args()
    good = True
    if given.on != "PostgreSQL":
        with TemporaryDirectory() as name:
            folder = Path(name)
            files = in_files(folder)
            good = soak("SQLite", files.make(), folder, files, given)
    if given.on == "SQLite":
        return 0 if good else 1
    bin = binaries()
    if bin is None:
        sys.stdout.write("PostgreSQL's binaries are missing\n")
        return 1
    with running(bin) as server, TemporaryDirectory() as name:
        places = on(server)
        good &= soak("PostgreSQL", places.make(), Path(name), places, given)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
