"""`make mutate`: spoil rules, reconciliation and permissions in small ways; the tests must see it.

    python -m tests.mutation --with PYTHON [--count N] [--seed N] [PART ...]

PYTHON is one with cosmic-ray, which makes the mutants. Of each part so many are chosen by chance;
each is tried in a process of its own in which the tests that mirror its module find it in the
module's place. No file is changed. It ends with 1 where a part's score is less than the target.
"""

from __future__ import annotations

import argparse
import difflib
import importlib
import importlib.abc
import importlib.machinery
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

TARGET = 0.85
MOST_SECONDS = 600
PARTS: dict[str, dict[str, list[str]]] = {
    "rules": {
        f"scheduler/rules/{name}.py": [
            f"tests/scheduler/rules/test_{name}.py",
            f"tests/scheduler/rules/test_faces.py::test_both_faces_of_a_rule_agree[{rule}]",
            "tests/scheduler/rules",
        ]
        for name, rule in {
            "budget": "H7",
            "cohort": "H5",
            "links": "H6",
            "past": "H8",
            "when": "H1",
            "where": "H2",
            "who_learns": "H4",
            "who_teaches": "H3",
        }.items()
    },
    "reconciliation": {
        f"lms_bridge/sync/{name}.py": [f"tests/lms_bridge/sync/test_{test}.py" for test in tests]
        for name, tests in {
            "apply": ["apply", "reconcile"],
            "brake": ["brake", "reconcile"],
            "difference": ["difference", "reconcile"],
            "inbound": ["inbound"],
            "made": ["apply", "reconcile"],
            "match": ["difference", "reconcile"],
            "ownership": ["difference", "reconcile"],
            "reconcile": ["reconcile"],
        }.items()
    },
    "permissions": {
        "catalogue/member_rule.py": [
            "tests/catalogue/test_sight.py",
            "tests/catalogue/test_member_rule.py",
            "tests/catalogue/queries/test_member_rule.py",
        ],
        "catalogue/sight.py": [
            "tests/catalogue/test_sight.py",
            "tests/catalogue/test_member_rule.py",
            "tests/catalogue/queries/test_member_rule.py",
        ],
        "catalogue/viewer.py": [
            "tests/catalogue/test_viewer.py",
            "tests/catalogue/queries/test_member_rule.py",
        ],
        "lms_bridge/doors.py": [
            "tests/lms_bridge/test_attacks.py",
            "tests/lms_bridge/test_doors.py",
        ],
        "lms_bridge/auth.py": [
            "tests/lms_bridge/test_attacks.py",
            "tests/lms_bridge/test_doors.py",
        ],
    },
}
"""The modules of each part, with the tests that mirror them, the quickest first."""

PRELOADED = "aiohttp dbos grpc numba ortools.sat.python.cp_model peewee pydantic".split()
"""Libraries that every try needs: they are imported once."""


class Spoiled(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Gives a mutant where its module is imported."""

    def __init__(self, file: str, source: str) -> None:
        self.name, self.source = file.removesuffix(".py").replace("/", "."), source
        self.file = str(Path(file).absolute())

    def find_spec(
        self, fullname: str, path: Any, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """Answer for the one module."""
        if fullname != self.name:
            return None
        spec = importlib.machinery.ModuleSpec(fullname, self, origin=self.file)
        spec.has_location = True
        return spec

    def exec_module(self, module: ModuleType) -> None:
        """Run the mutant's source."""
        exec(compile(self.source, self.file, "exec"), module.__dict__)


def is_noticed(file: str, source: str, tests: Sequence[str]) -> bool | None:
    """Run tests in a process of their own; None where they did not end in time."""
    pid = os.fork()
    if not pid:
        os.setsid()
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        sys.meta_path.insert(0, Spoiled(file, source))
        options = "-q -x --hypothesis-seed=1 -p no:cacheprovider".split()
        os._exit(pytest.main([*options, "-m", "not long and not postgres", *tests]))
    ends_at = time.monotonic() + MOST_SECONDS
    while time.monotonic() < ends_at:
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            return status != 0
        time.sleep(0.05)
    os.killpg(pid, signal.SIGKILL)
    os.waitpid(pid, 0)
    return None


def mutants(python: str, files: Sequence[str], count: int, seed: int) -> list[dict[str, str]]:
    """Choose so many mutants of some modules by chance."""
    words = [python, "tests/mutation/mutants.py", str(count), str(seed), *files]
    made = subprocess.run(words, check=True, capture_output=True, text=True).stdout.splitlines()
    print(f"{len(files)} modules can be changed in {int(made[0]):,} ways", flush=True)
    return [json.loads(line) for line in made[1:]]


def changed_lines(mutant: dict[str, str]) -> Iterator[str]:
    """Give what a mutant changes."""
    before = Path(mutant["file"]).read_text().splitlines()
    for line in difflib.unified_diff(before, mutant["source"].splitlines(), n=0, lineterm=""):
        if not line.startswith(("---", "+++")):
            yield line


def tried(part: str, python: str, count: int, seed: int) -> float:
    """Try mutants of a part, print those that live, and give the share that was noticed.

    One that keeps the tests from ending is not counted: that may as well be the machine.
    """
    tests = PARTS[part]
    every = list(dict.fromkeys(name for names in tests.values() for name in names))
    file = next(iter(tests))
    if is_noticed(file, Path(file).read_text(), every):
        raise SystemExit(f"{part}: a test fails as it is")
    noticed = lived = 0
    for mutant in mutants(python, list(tests), count, seed):
        is_seen = is_noticed(mutant["file"], mutant["source"], tests[mutant["file"]])
        noticed += is_seen is True
        lived += is_seen is False
        if not is_seen:
            word = "lives" if is_seen is False else "does not end"
            print(
                f"{word}: {mutant['file']} {mutant['operator']}", *changed_lines(mutant), sep="\n  "
            )
        print(f"{part}: {noticed} of {noticed + lived}", file=sys.stderr, flush=True)
    score = noticed / max(1, noticed + lived)
    print(f"| {part} | {noticed} of {noticed + lived} | {score:.0%} |", flush=True)
    return score


def main() -> int:
    """Try every part that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.mutation")
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--with", dest="python", required=True, help="a Python with cosmic-ray")
    parser.add_argument("--count", type=int, default=100, help="mutants of each part")
    parser.add_argument("--seed", type=int, default=20150907)
    given = parser.parse_args()
    for name in PRELOADED:
        importlib.import_module(name)
    parts = given.parts or list(PARTS)
    scores = [tried(part, given.python, given.count, given.seed) for part in parts]
    return 0 if min(scores) >= TARGET else 1


if __name__ == "__main__":
    sys.exit(main())
