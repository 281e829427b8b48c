"""The planner on projects of the MSPSP library, beside their published makespans.

    git clone https://github.com/youngkd/MSPSP-InstLib DIR
    python -m bench.mspsp DIR --set set-1a --count 20 --seconds 60

Takes instances evenly from the set's list. Each is given to the planner's search, and as `cp-sat`
to its exact model as a whole; a makespan counts only where `scheduler.check` finds its schedule
valid, and a bound is proved where it reaches the makespan. Writes a table.
"""

from __future__ import annotations

import argparse
import csv
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench.compare import OURS, programs, run
from bench.mspsp.instance import read
from bench.mspsp.mapping import problem_of
from bench.writing import write_problem

PROGRAMS = OURS, "cp-sat"
RESULTS = Path("bench/results")
HEAD = "instance", "published", "program", "makespan", "bound", "seconds", ""


@dataclass(frozen=True)
class Published:
    """A makespan of the library's results, and whether it was proved to be the least."""

    makespan: int
    is_proved: bool


@dataclass(frozen=True)
class Row:
    """What a program made of an instance, in the instance's units; None for nothing valid."""

    instance: str
    published: Published
    program: str
    makespan: int | None
    bound: int | None
    seconds: float
    ended: str

    @property
    def is_proved(self) -> bool:
        """Whether no schedule is shorter, by this program's own bound."""
        return self.makespan is not None and self.makespan == self.bound

    @property
    def is_contradiction(self) -> bool:
        """Whether this and what is published cannot both be true: the mapping would be wrong."""
        is_shorter = self.makespan is not None and self.makespan < self.published.makespan
        is_above = self.bound is not None and self.bound > self.published.makespan
        return is_above or (is_shorter and self.published.is_proved)

    @property
    def cells(self) -> list[str]:
        """Write it as a row of the table."""
        said = f"{self.published.makespan}{'' if self.published.is_proved else ' (not proved)'}"
        figures = ["none" if n is None else str(n) for n in (self.makespan, self.bound)]
        return [self.instance, said, self.program, *figures, f"{self.seconds:.0f}", self.ended]


def published(library: Path, name: str, instance: Path) -> Published | None:
    """Find an instance's makespan in the library's results; None where nothing was found."""
    series, number = instance.stem.removeprefix("inst_").rsplit("_", 1)
    for file in library.glob(f"results/*/{name}/results/results_{series}_*.txt"):
        with file.open(newline="") as stream:
            for row in csv.DictReader(stream):
                if int(row["instNum"]) == int(number) and row["makespan"].isdecimal():
                    return Published(int(row["makespan"]), row["optimal"] == "1")
    return None


def evenly(found: Sequence[Path], count: int) -> list[Path]:
    """Take so many of a list, as far apart as it allows."""
    count = min(count, len(found))
    return [found[n * len(found) // count] for n in range(count)]


def measure(instance: Path, known: Published, program: str, seconds: float) -> Row:
    """Run a program on an instance, and judge what it wrote."""
    problem = problem_of(read(instance.read_text()))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "problem.json"
        write_problem(problem, file)
        result = run(program, programs(seconds)[program], file, problem, seconds)
    return Row(
        instance.stem,
        known,
        program,
        None if result.total is None else result.total // 1000,
        None if result.bound is None else -(-result.bound // 1000),
        result.seconds,
        result.ended,
    )


def summary(rows: Sequence[Row]) -> str:
    """Say for each program how often it reached and proved what is published."""
    lines = []
    for program in dict.fromkeys(row.program for row in rows):
        own = [row for row in rows if row.program == program]
        gaps = [r.makespan / r.published.makespan - 1 for r in own if r.makespan is not None]
        reached = sum(r.makespan is not None and r.makespan <= r.published.makespan for r in own)
        lines.append(
            f"{program}: {len(gaps)} of {len(own)} solved, {reached} as short as published, "
            f"{sum(r.is_proved for r in own)} proved; "
            f"mean {sum(gaps) / max(1, len(gaps)):.2%} longer than published; "
            f"{sum(r.is_contradiction for r in own)} contradict what is published."
        )
    return "\n".join(lines)


def table(rows: Sequence[Row]) -> str:
    """Write rows as a table in Markdown."""
    cells = [list(HEAD), ["---"] * len(HEAD), *(row.cells for row in rows)]
    return "\n".join(f"| {' | '.join(row)} |" for row in cells)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what is asked for; exit 1 where nothing valid was found, or a contradiction."""
    parser = argparse.ArgumentParser(prog="bench.mspsp", description=__doc__)
    parser.add_argument("library", type=Path, help="the folder of youngkd/MSPSP-InstLib")
    parser.add_argument("--set", default="set-1a", dest="name", help="such as set-1a or set-2c")
    parser.add_argument("--count", type=int, default=20, help="instances, taken evenly")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--programs", nargs="+", choices=PROGRAMS, default=PROGRAMS)
    parser.add_argument("--out", type=Path, default=RESULTS / "mspsp.md", help="the table")
    chosen = parser.parse_args(arguments)
    found = sorted(chosen.library.glob(f"instances/*/{chosen.name}/*.dzn"))
    known = {i: published(chosen.library, chosen.name, i) for i in found}
    asked = evenly([i for i in found if known[i] is not None], chosen.count) if found else []
    if not asked:
        parser.error(f"no instances of {chosen.name} with results in {chosen.library}")
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    for instance in asked:
        for program in chosen.programs:
            rows.append(measure(instance, known[instance], program, chosen.seconds))
            print(" | ".join(rows[-1].cells), flush=True)
            chosen.out.write_text(f"{table(rows)}\n\n{summary(rows)}\n")
    print(summary(rows))
    return int(any(row.makespan is None or row.is_contradiction for row in rows))


if __name__ == "__main__":
    sys.exit(main())
