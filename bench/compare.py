"""The planner beside its peers on the same problems, for the same seconds, judged by one checker.

    python -m bench.compare --size S --size M --seeds 1 2 --seconds 60 --out bench/results

Each program runs alone on the machine, in a process of its own, given two threads where it can use
them, and is killed a while after its time. Its last schedule is checked and priced by
`scheduler.check`, whatever it says of itself; its bound is its own claim. Writes a table and,
for each problem, a plot of total, bound and floor over time.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.peers import elsewhere
from bench.problems import SIZES, VARIANTS, make
from bench.writing import write_problem
from scheduler import files, wire
from scheduler.check import check
from scheduler.errors import Malformed
from scheduler.problem import Problem

OURS = "lokakarya"
PATIENCE_SECONDS = 30.0
"""A program that ignores its limit by more than this is killed; what it wrote counts."""
INTRODUCTION = """# The planner beside its peers

Each program alone for {:.0f} s; totals in the weights' unit, recomputed by one checker.
"""


def programs(seconds: float) -> dict[str, list[str]]:
    """Give the command of every program, without the problem and the file that it writes."""
    python, limit = sys.executable, ["--seconds", str(seconds)]
    found = {
        OURS: [python, "-m", "scheduler", "solve", *limit, "--workers", "2", "--progress", "json"],
        "greedy": [python, "-m", "bench.greedy"],
        "cp-sat": [python, "-m", "bench.peers.monolith", *limit],
        "highs": [python, "-m", "bench.peers.mip", *limit],
    }
    command, _ = elsewhere.timefold()
    return found | {"timefold": [*command, *limit]} if command else found


@dataclass
class Result:
    """What a program reached, in thousandths: None for nothing valid; a floor only from ours."""

    program: str
    total: int | None = None
    bound: int | None = None
    seconds: float = 0.0
    ended: str = ""
    floor: int = 0
    curve: list[tuple[float, int | None, int | None]] = field(default_factory=list)


def run(
    program: str, command: Sequence[str], problem: Path, model: Problem, seconds: float
) -> Result:
    """Run a program on a problem's file, and judge its last schedule."""
    result = Result(program)
    with tempfile.TemporaryDirectory() as folder:
        out, said = Path(folder) / "schedule.json", Path(folder) / "said"
        begin = time.perf_counter()
        with said.open("w") as stream:
            process = subprocess.Popen(
                [*command, str(problem), "--out", str(out)],
                stdout=stream,
                stderr=subprocess.STDOUT,
            )
            try:
                process.wait(seconds + PATIENCE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                result.ended = "killed after its time"
        result.seconds = time.perf_counter() - begin
        text = said.read_text(errors="replace")
        result.curve = list(_curve(text))
        result.bound = max((b for _, _, b in result.curve if b is not None), default=None)
        if process.returncode > 0:
            result.ended = text.strip().splitlines()[-1] if text.strip() else "failed"
        if out.exists():
            _judge(result, model, out)
    return result


def _judge(result: Result, problem: Problem, out: Path) -> None:
    try:
        written = out.read_bytes()
        schedule = wire.schedule_of(files.read_schedule(written))
        answer = json.loads(written)
        result.floor = int(answer.get("floor", 0))
        if answer.get("bound") is not None:  # of the last second, of which no line told
            result.bound = max(result.bound or 0, int(answer["bound"]))
    except Malformed as malformed:
        result.ended = str(malformed)
        return
    verdict = check(problem, schedule)
    if verdict.score is None:
        result.ended = f"not valid: {len(verdict.violations)} violations"
        return
    result.total = verdict.score.total


def _curve(text: str) -> Iterator[tuple[float, int | None, int | None]]:
    for line in text.splitlines():
        if line.startswith('{"'):
            said = json.loads(line)
            total, bound = said.get("total"), said.get("bound")
            yield (
                float(said["seconds"]),
                None if total is None else int(total),
                None if bound is None else int(bound),
            )


def table(name: str, results: Sequence[Result], floor: int) -> str:
    """Write one problem's results as a table in Markdown; the last column compares with ours."""
    ours = next(r.total for r in results if r.program == OURS)
    lines = [
        f"### {name}",
        "",
        f"floor {floor / 1000:,.1f}",
        "",
        "| program | total | bound | gap | (total - floor) / ours | seconds | |",
        "| --- | ---: | ---: | ---: | ---: | ---: | --- |",
    ]
    for r in sorted(results, key=lambda r: (r.total is None, r.total or 0)):
        total = "none" if r.total is None else f"{r.total / 1000:,.1f}"
        bound = "" if r.bound is None else f"{r.bound / 1000:,.1f}"
        gap = f"{1 - r.bound / r.total:.2%}" if r.total and r.bound is not None else ""
        ratio = (
            f"{(r.total - floor) / (ours - floor):.3f}"
            if r.total and ours != floor and ours
            else ""
        )
        lines.append(
            f"| {r.program} | {total} | {bound} | {gap} | {ratio} | {r.seconds:.0f} | {r.ended} |"
        )
    return "\n".join([*lines, ""])


def plot(name: str, results: Sequence[Result], floor: int, out: Path) -> None:
    """Draw total (solid) and bound (dashed) of each program over the seconds, and the floor."""
    import matplotlib as mpl  # noqa: PLC0415  # only this needs it

    mpl.use("svg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    figure, axes = plt.subplots(figsize=(9, 5))
    for r in results:
        colour = None
        for which, style in ((1, "-"), (2, "--")):
            points = [(p[0], p[which] / 1000) for p in r.curve if p[which] is not None]
            if which == 1 and r.total is not None:
                points.append((r.seconds, r.total / 1000))
            if points:
                line = axes.step(*zip(*points, strict=True), style, where="post", color=colour)[0]
                colour = line.get_color()
                if which == 1:
                    line.set_label(r.program)
    axes.axhline(floor / 1000, color="grey", linewidth=1, linestyle=":", label="floor")
    axes.set(xlabel="seconds", ylabel="total; dashed: bound", title=name)
    axes.legend()
    figure.savefig(out, bbox_inches="tight")
    plt.close(figure)


def compare(size: str, seed: int, variant: str, seconds: float, out: Path) -> str:
    """Run every program on one problem; gives the table, writes the plot."""
    problem = make(size, seed, variant).problem
    name = f"{size}-{seed}-{variant}"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "problem.json"
        write_problem(problem, file)
        results = []
        for program, command in programs(seconds).items():
            print(f"{name}: {program} ...", file=sys.stderr, flush=True)
            results.append(run(program, command, file, problem, seconds))
    floor = next(r.floor for r in results if r.program == OURS)
    plot(name, results, floor, out / f"{name}.svg")
    return table(name, results, floor)


def main(arguments: Sequence[str] | None = None) -> int:
    """Compare on every problem asked for, and write the tables."""
    parser = argparse.ArgumentParser(prog="bench.compare", description=__doc__)
    parser.add_argument("--size", choices=SIZES, action="append", required=True)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    parser.add_argument("--variant", choices=VARIANTS, default="plain")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--out", type=Path, default=Path("bench/results"))
    chosen = parser.parse_args(arguments)
    chosen.out.mkdir(parents=True, exist_ok=True)
    tables = [INTRODUCTION.format(chosen.seconds)]
    _, missing = elsewhere.timefold()
    if missing:
        tables.append(f"Timefold is left out; {missing}\n")
        print(tables[-1], file=sys.stderr, flush=True)
    for size in chosen.size:
        for seed in chosen.seeds:
            tables.append(compare(size, seed, chosen.variant, chosen.seconds, chosen.out))
            print(tables[-1], flush=True)
    (chosen.out / "peers.md").write_text("\n".join(tables))
    return 0


if __name__ == "__main__":
    sys.exit(main())
