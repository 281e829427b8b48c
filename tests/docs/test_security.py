"""Each threat that `docs/security.md` lists names a test, and the test is there."""

from __future__ import annotations

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
ROWS = [
    line
    for line in (ROOT / "docs" / "security.md").read_text().splitlines()
    if re.match(r"\| \d+ \|", line)
]


def test_there_are_twenty_threats_in_order() -> None:
    assert [int(row.split("|")[1]) for row in ROWS] == list(range(1, 21))


def test_each_names_tests_that_are_there() -> None:
    for row in ROWS:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named, row
        for file, test in named:
            tree = ast.parse((ROOT / file).read_text())
            kinds = (ast.FunctionDef, ast.AsyncFunctionDef)
            known = {node.name for node in tree.body if isinstance(node, kinds)}
            assert test in known, f"{file}::{test} is not there"
