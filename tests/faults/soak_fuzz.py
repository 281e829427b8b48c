"""A part of `make soak`: many requests made by chance to the planner, and the figures.

    python -m tests.faults.soak_fuzz [--count N] [--seed N]

It ends with 1 where an answer was the planner's own error or its memory grew by more than a tenth
in the second half.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from tests.faults.fuzz import ALLOWED, fuzz
from tests.scheduler.processes import serving


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak_fuzz")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20150907)
    given = parser.parse_args()
    found: Counter[str] = Counter()
    held = []
    with TemporaryDirectory() as folder, serving(Path(folder)) as server:
        process = psutil.Process(server.process.pid)
        for half in range(2):
            found += fuzz(server.address, given.count // 2, given.seed + half)
            held.append(process.memory_info().rss / 2**20)
        logged = server.end().err.count("ERROR")
    for status, count in sorted(found.items()):
        print(f"| {status} | {count:,} |")
    print(f"| MiB after half and all | {held[0]:.0f} and {held[1]:.0f} |")
    print(f"| errors in the log | {logged} |")
    return 0 if set(found) <= ALLOWED and not logged and held[1] < 1.1 * held[0] else 1


if __name__ == "__main__":
    sys.exit(main())
