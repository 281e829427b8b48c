"""How good the planner's schedules are, and how soon, over sizes, variants and seeds.

    python -m bench.quality --sizes S M --variants plain tight-trainers --seeds 1 2 3

Each problem is solved in a process of its own, as a user would; what it writes is read as it is
written, and rescored. The table goes to `bench/results/quality.md`. Run it on a quiet machine.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bench import problems, writing
from scheduler import files, wire
from scheduler.check import check
from scheduler.problem import Problem

RESULTS = Path(__file__).parent / "results"
_POLL_SECONDS = 0.05
# The seconds that each size is solved for, one run each.
SECONDS = {"TINY": (2,), "S": (60,), "M": (60, 300), "L": (120, 600), "XL": (1800,)}
HEAD = (
    "size", "variant", "seed", "seconds", "first valid", "required held", "total", "bound", "gap",
    "closed gap", "outcome", "peak MB", "valid",
)  # fmt: skip


@dataclass
class Run:
    """One solve: seconds count from the start of its process; absent is what never was."""

    size: str
    variant: str
    seed: int
    seconds: int
    first_valid: float | None = None
    required_held: float | None = None
    total: int | None = None
    bound: int | None = None
    floor: int = 0
    outcome: str = "none"
    peak_mb: int = 0
    is_valid: bool = False

    @property
    def cells(self) -> list[str]:
        """Write it as a row of the table."""
        total, bound = self.total, self.bound
        gap = closed = "-"
        if total is not None and bound is not None:
            gap = f"{(total - bound) / max(total, 1):.2%}"
            closed = f"{(total - bound) / max(total - self.floor, 1):.2%}"
        return [
            self.size, self.variant, str(self.seed), str(self.seconds), _s(self.first_valid),
            _s(self.required_held), _amount(total), _amount(bound), gap, closed, self.outcome,
            str(self.peak_mb), "yes" if self.is_valid else "NO",
        ]  # fmt: skip


def _s(seconds: float | None) -> str:
    return "never" if seconds is None else f"{seconds:.1f} s"


def _amount(thousandths: int | None) -> str:
    return "-" if thousandths is None else f"{thousandths / 1000:,.1f}"


def measure(run: Run, folder: Path, workers: int) -> Run:
    """Make the problem, solve it, and fill in what came out."""
    problem = problems.make(run.size, run.seed, run.variant).problem
    path, out = folder / "problem.json", folder / "solution.json"
    writing.write_problem(problem, path)
    out.unlink(missing_ok=True)
    command = [
        sys.executable, "-m", "scheduler", "solve", str(path), "--out", str(out),
        "--seconds", str(run.seconds), "--workers", str(workers), "--progress", "none",
    ]  # fmt: skip
    begin = time.monotonic()
    process = subprocess.Popen(command, stderr=subprocess.DEVNULL)  # our own command
    seen, pid = 0, 0
    while pid == 0:
        time.sleep(_POLL_SECONDS)
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        stamp = out.stat().st_mtime_ns if out.exists() else 0
        if stamp != seen:
            seen = stamp
            _note(run, json.loads(out.read_bytes()), time.monotonic() - begin)
    process.returncode = os.waitstatus_to_exitcode(status)
    run.peak_mb = usage.ru_maxrss // 1024
    if out.exists():
        _conclude(run, problem, out)
    return run


def _note(run: Run, solution: dict[str, object], seconds: float) -> None:
    """Note when there was a schedule, and one with all required runs."""
    score = solution.get("score")
    if not isinstance(score, dict):
        return
    if run.first_valid is None:
        run.first_valid = seconds
    if run.required_held is None and int(score["required_unheld"]) == 0:
        run.required_held = seconds


def _conclude(run: Run, problem: Problem, out: Path) -> None:
    """Rescore the last schedule, and read its bound."""
    said = json.loads(out.read_bytes())
    run.outcome = said["outcome"].removeprefix("OUTCOME_")
    run.floor = int(said["floor"])
    run.bound = int(said["bound"]) if "bound" in said else None
    if run.first_valid is not None:
        schedule = wire.schedule_of(files.read_schedule(out.read_bytes()))
        score = check(problem, schedule).score
        run.total = int(said["score"]["total"])
        run.is_valid = score is not None and score.total == run.total


def table(runs: list[Run]) -> str:
    """Write runs as a table in Markdown."""
    rows = [list(HEAD), ["---"] * len(HEAD), *(run.cells for run in runs)]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows) + "\n"


def _asked(chosen: argparse.Namespace) -> Iterator[Run]:
    for size in chosen.sizes:
        for variant in chosen.variants:
            for seed in chosen.seeds:
                for seconds in chosen.seconds or SECONDS[size]:
                    yield Run(size, variant, seed, seconds)


def main(arguments: list[str] | None = None) -> int:
    """Measure what is asked for; exit 1 where a schedule was missing or not valid."""
    parser = argparse.ArgumentParser(prog="bench.quality", description=__doc__)
    parser.add_argument("--sizes", nargs="+", choices=problems.SIZES, default=["TINY", "S", "M"])
    parser.add_argument("--variants", nargs="+", choices=problems.VARIANTS, default=["plain"])
    parser.add_argument("--seeds", nargs="+", type=int, default=[1, 2, 3])
    parser.add_argument("--seconds", nargs="+", type=int, help="instead of those of each size")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--out", type=Path, default=RESULTS / "quality.md", help="the table")
    chosen = parser.parse_args(arguments)
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    runs: list[Run] = []
    with tempfile.TemporaryDirectory() as folder:
        for run in _asked(chosen):
            runs.append(measure(run, Path(folder), chosen.workers))
            print(" | ".join(runs[-1].cells), flush=True)
            chosen.out.write_text(table(runs))
    return 0 if all(run.is_valid for run in runs) else 1


if __name__ == "__main__":
    sys.exit(main())
