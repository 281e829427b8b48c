"""A part of `make soak`: many requests made by chance to the planner, and the figures.

    python -m tests.faults.soak_fuzz [--count N] [--seed N]

Half of them are bytes and messages by chance (`fuzz`), half are nearly right (`nearly_right`). It
ends with 1 where an answer was the planner's own error, was wrong or came too late, or memory grew
by more than a tenth in the second half.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter, defaultdict
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from tests.faults import nearly_right
from tests.faults.fuzz import ALLOWED, fuzz
from tests.scheduler.processes import serving

LATE_SECONDS = 2.0


def main() -> int:
    """Send so many, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak_fuzz")
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=20150907)
    given = parser.parse_args()
    statuses: dict[str, Counter[str]] = defaultdict(Counter)
    wrong: list[str] = []
    latest, held = 0.0, []
    with TemporaryDirectory() as folder, serving(Path(folder)) as server:
        for quarter in range(4):
            seed, count = given.seed + quarter, given.count // 8
            statuses["by chance"] += fuzz(server.address, count, seed)
            answers = nearly_right.ask(server.address, count, seed)
            for kind, found in answers.statuses.items():
                statuses[kind] += found
            wrong += answers.wrong
            latest = max(latest, answers.latest_seconds)
            processes = [psutil.Process(server.process.pid), *server.all()]
            held.append([process.memory_info().rss / 2**20 for process in processes])
            print(f"{quarter + 1} of 4, {len(wrong)} wrong", file=sys.stderr, flush=True)
        logged = server.end().err.count("ERROR")
    for kind, found in statuses.items():
        said = ", ".join(f"{count:,} {status}" for status, count in sorted(found.items()))
        print(f"| {kind} | {said} |")
    print(f"| answers that were wrong, or errors of the planner's own | {len(wrong)} |")
    print(f"| later than its limit, at most, seconds | {latest:.2f} |")
    print(f"| MiB of its processes after half and all | {_told(held[1])} and {_told(held[3])} |")
    print(f"| errors in the log | {logged} |")
    for text in wrong[:30]:
        print(text)
    is_flat = sum(held[3]) < 1.1 * sum(held[1])
    is_good = set(statuses["by chance"]) <= ALLOWED and not wrong and not logged
    return 0 if is_good and is_flat and latest < LATE_SECONDS else 1


def _told(held: list[float]) -> str:
    return " + ".join(f"{each:.0f}" for each in held)


if __name__ == "__main__":
    sys.exit(main())
