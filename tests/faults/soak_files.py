"""A part of `make soak`: spoiled files, and the figures.

    python -m tests.faults.soak_files [--count N] [--seed N]

It ends with 1 where an error came that nobody foresaw, or memory grew by more than a tenth in the
second half.
"""

from __future__ import annotations

import argparse
import sys
import warnings
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from catalogue.db import close_database, open_database
from catalogue.migrate import migrate
from tests.faults.fuzz_files import fuzz


def main() -> int:
    """Hand in so many, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak_files")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=20150907)
    given = parser.parse_args()
    warnings.simplefilter("ignore")
    found: Counter[tuple[str, str]] = Counter()
    unforeseen: list[str] = []
    held = []
    with TemporaryDirectory() as folder:
        open_database(f"sqlite:///{Path(folder) / 'catalogue.db'}")
        migrate()
        for half in range(2):
            said, errors = fuzz(given.count // 2, given.seed + half)
            found += said
            unforeseen += errors
            held.append(psutil.Process().memory_info().rss / 2**20)
        close_database()
    for (kind, said), count in sorted(found.items()):
        print(f"| {kind} | {said} | {count:,} |")
    print(f"| MiB after half and all | {held[0]:.0f} and {held[1]:.0f} | |")
    for error in unforeseen[:20]:
        print(error)
    return 0 if not unforeseen and held[1] < 1.1 * held[0] else 1


if __name__ == "__main__":
    sys.exit(main())
