"""A part of `make soak`: searches that are cancelled, run out of time or are killed.

    python -m tests.faults.soak_broken_off [--count N] [--seed N]

It ends with 1 where one did not end as it should, a process was left, or 99 % of the processes
were not gone within a second, counted from the moment at which the search was broken off.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from tests.faults.broken_off import break_off
from tests.scheduler.processes import serving

MOST_SECONDS = 1.0


def main() -> int:
    """Break off so many, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak_broken_off")
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20150907)
    given = parser.parse_args()
    with TemporaryDirectory() as folder, serving(Path(folder)) as server:
        process = psutil.Process(server.process.pid)
        found = break_off(server, 1, given.seed)  # the first loads what all need
        before = process.memory_info().rss / 2**20
        found = break_off(server, given.count, given.seed)
        after = process.memory_info().rss / 2**20
        orphans = len(server.children())
        server.end()
    seconds = sorted(found.seconds)
    p99 = seconds[int(0.99 * (len(seconds) - 1))]
    for what, figure in (
        ("broken off", dict(found.ways)),
        ("told", dict(found.statuses)),
        (
            "process gone, median, 99 % and longest, seconds",
            f"{seconds[len(seconds) // 2]:.2f}, {p99:.2f}, {seconds[-1]:.2f}",
        ),
        ("processes left", orphans),
        ("MiB before and after", f"{before:.0f} and {after:.0f}"),
    ):
        print(f"| {what} | {figure} |")
    for text in found.wrong:
        print(text)
    return 1 if found.wrong or orphans or p99 > MOST_SECONDS else 0


if __name__ == "__main__":
    sys.exit(main())
