"""Reading an instance of the multi-skill project scheduling problem from its DataZinc file."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ASSIGNMENT = re.compile(r"(\w+)\s*=\s*([^;]*);")
_VALUE = re.compile(r"true|false|-?\d+")


@dataclass(frozen=True)
class Instance:
    """A project: activities and resources are counted from 0, times in the file's units.

    `needs[a][s]` resources contribute skill `s` to activity `a` for all of its duration, each of
    them one skill; `masters[r][s]` says what a resource can contribute; in each pair of
    `precedences` the first activity ends before the second begins.
    """

    durations: tuple[int, ...]
    needs: tuple[tuple[int, ...], ...]
    masters: tuple[tuple[bool, ...], ...]
    precedences: tuple[tuple[int, int], ...]


def read(text: str) -> Instance:
    """Read a file's text. Raises ValueError where something is missing or does not fit."""
    said = {
        name: [_number(value) for value in _VALUE.findall(body)]
        for name, body in _ASSIGNMENT.findall(re.sub(r"%.*", "", text))
    }
    missing = {"dur", "nSkills", "sreq", "mastery", "pred", "succ"} - said.keys()
    if missing:
        raise ValueError(f"the file lacks {', '.join(sorted(missing))}")
    skills = said["nSkills"][0]
    needs = _table(said["sreq"], skills)
    if len(needs) != len(said["dur"]):
        raise ValueError(f"sreq has {len(needs)} rows for {len(said['dur'])} activities")
    pairs = zip(said["pred"], said["succ"], strict=True)
    return Instance(
        durations=tuple(said["dur"]),
        needs=needs,
        masters=tuple(tuple(map(bool, row)) for row in _table(said["mastery"], skills)),
        precedences=tuple((first - 1, second - 1) for first, second in pairs),
    )


def _number(value: str) -> int:
    return {"true": 1, "false": 0}[value] if value in {"true", "false"} else int(value)


def _table(values: list[int], columns: int) -> tuple[tuple[int, ...], ...]:
    if len(values) % columns:
        raise ValueError(f"{len(values)} values do not fill rows of {columns} skills")
    return tuple(tuple(values[n : n + columns]) for n in range(0, len(values), columns))
