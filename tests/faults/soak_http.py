"""A part of `make soak`: requests to REST made by chance, and the figures.

    python -m tests.faults.soak_http [--count N] [--seed N]

It ends with 1 where an answer or a line of the log was an error of ours, or memory grew by more
than a tenth in the second half.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import urllib.request
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from tests.faults.fuzz_http import fuzz
from tests.lms_bridge.process import a_bridge


def main() -> int:
    """Send so many, and print the figures."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.soak_http")
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=20150907)
    given = parser.parse_args()
    statuses: Counter[int] = Counter()
    wrong: list[str] = []
    held = []
    with (
        TemporaryDirectory() as folder,
        a_bridge(Path(folder) / "data", "--sample", attempts_per_minute="0") as bridge,
    ):
        assert bridge.process
        process = psutil.Process(bridge.process.pid)
        with urllib.request.urlopen(f"{bridge.url}/api/v1/openapi.json") as answer:
            document = json.loads(answer.read())
        tokens = [each["token"] for each in bridge.first_run["people"]]
        known = _known(bridge.url, tokens[0])
        for half in range(2):
            found = asyncio.run(
                fuzz(bridge.url, document, tokens, known, given.count // 2, given.seed + half)
            )
            statuses += found.statuses
            wrong += found.wrong
            held.append(process.memory_info().rss / 2**20)
        logged = bridge.said.count("Traceback") + bridge.said.count("[error")
    for status, count in sorted(statuses.items()):
        print(f"| {status} | {count:,} |")
    print(f"| MiB after half and all | {held[0]:.0f} and {held[1]:.0f} |")
    print(f"| errors in the log | {logged} |")
    for text in wrong[:30]:
        print(text)
    return 0 if not wrong and not logged and held[1] < 1.1 * held[0] else 1


def _known(url: str, token: str) -> list[str]:
    """Give ids of what is there."""

    def items(path: str) -> list[str]:
        asked = urllib.request.Request(
            f"{url}/api/v1{path}", headers={"Authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(asked) as answer:
            return [str(each["id"]) for each in json.loads(answer.read())["items"]][:20]

    (programme, *_) = programmes = items("/programmes")
    return [
        *programmes,
        *items(f"/programmes/{programme}/runs"),
        *items("/officials"),
        *items("/nominations"),
        *items("/venues"),
        *items("/trainers"),
    ]


if __name__ == "__main__":
    sys.exit(main())
