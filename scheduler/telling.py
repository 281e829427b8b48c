"""What the command line says and writes: progress as it goes, and what came out."""

from __future__ import annotations

import os
import sys
from dataclasses import fields
from pathlib import Path
from typing import TextIO

from scheduler import clock, files
from scheduler.curve import Point, svg
from scheduler.request import Improvement, Progress, Request
from scheduler.schedule import Conflict, Outcome, Solution, Violation


class Terminal:
    """One line on a terminal, kept up to date."""

    def __init__(self, stream: TextIO = sys.stderr) -> None:
        """Write to a stream that is a terminal."""
        self._stream = stream

    def progress(self, progress: Progress) -> None:
        """Show where the search is."""
        gap = "" if progress.gap is None else f"  gap {progress.gap:.2%}"
        line = (
            f"{progress.seconds:6.1f} s  {progress.phase:<12}"
            f"  total {amount(progress.total)}  bound {amount(progress.bound)}{gap}"
        )
        self._stream.write(f"\r\x1b[K{line}")
        self._stream.flush()

    def improvement(self, improvement: Improvement) -> None:
        """Show the better total at once."""
        self.progress(
            Progress("improving", improvement.seconds, improvement.score.total, improvement.bound)
        )

    def end(self) -> None:
        """Leave the line."""
        self._stream.write("\r\x1b[K")
        self._stream.flush()


class Teller:
    """Writes every better schedule to a file, and progress to whoever looks."""

    def __init__(self, out: Path, request: Request, progress: str) -> None:
        """Tell of a solve; `progress` is auto (live on a terminal), json or none."""
        self._out, self._request = out, request
        is_live = progress == "auto" and sys.stderr.isatty()
        self._terminal = Terminal() if is_live else None
        self._is_json = progress == "json"
        self._totals: list[Point] = []
        self._bounds: list[Point] = []

    def progress(self, progress: Progress) -> None:
        """Show where the search is."""
        self._note(progress.seconds, progress.total, progress.bound)
        if self._terminal:
            self._terminal.progress(progress)
        if self._is_json:
            print(files.progress_text(progress), end="", flush=True)

    def improvement(self, improvement: Improvement) -> None:
        """Write a better schedule, as the solution that it is so far."""
        self._note(improvement.seconds, improvement.score.total, improvement.bound)
        self.write(
            Solution(
                outcome=Outcome.FEASIBLE,
                floor=improvement.floor,
                seed=self._request.limits.seed,
                problem_digest=self._request.digest,
                schedule=improvement.schedule,
                score=improvement.score,
                bound=improvement.bound,
            )
        )
        if self._terminal:
            self._terminal.improvement(improvement)

    def hear(self, told: Progress | Improvement) -> None:
        """Hear what a server tells."""
        if isinstance(told, Progress):
            self.progress(told)
        else:
            self.improvement(told)

    def write(self, solution: Solution) -> None:
        """Replace the file as a whole: whoever looks finds the old one or the new one."""
        part = self._out.with_name(f".{self._out.name}.{os.getpid()}")
        part.write_text(files.solution_text(solution))
        part.replace(self._out)

    def _note(self, seconds: float, total: int | None, bound: int | None) -> None:
        for points, value in ((self._totals, total), (self._bounds, bound)):
            if value is not None:
                points.append((seconds, value / 1000))

    def picture(self, solution: Solution) -> str:
        """Draw the total over time with the bound and the floor, as SVG."""
        last = max((seconds for seconds, _ in (*self._totals, *self._bounds)), default=0.0)
        floor = solution.floor / 1000
        return svg(
            f"{solution.outcome.name}: total over time",
            "seconds",
            {
                "total": self._totals,
                "bound": self._bounds,
                "floor": [(0.0, floor), (last, floor)],
            },
            is_stepped=True,
        )

    def end(self) -> None:
        """Leave the terminal as it was."""
        if self._terminal:
            self._terminal.end()


def amount(thousandths: int | None) -> str:
    """Write a total or bound in the weights' unit."""
    return "-" if thousandths is None else f"{thousandths / 1000:,.3f}"


def summary(solution: Solution, runs: int, nominations: int) -> str:
    """Say in a few lines what a solve found, of so many runs and nominations."""
    if solution.outcome is Outcome.INFEASIBLE:
        lines = ["INFEASIBLE: these cannot be kept together"]
        if not solution.complete:
            lines[0] += " (perhaps some of them could be left out; the time ran out)"
        return "\n".join([*lines, *(f"  {line(part)}" for part in solution.conflict)])
    if solution.schedule is None:
        return "UNKNOWN: neither a schedule nor a proof within the limits"
    held = solution.schedule.runs
    seats = sum(len(run.seats) for run in held)
    gap = "none proved" if solution.gap is None else f"{solution.gap:.2%}"
    total = solution.score.total if solution.score else None
    return (
        f"{solution.outcome.name}: total {amount(total)}, bound {amount(solution.bound)}, "
        f"gap {gap}\n"
        f"{len(held)} of {runs} runs held, {seats} of {nominations} nominations seated"
    )


def line(part: Violation | Conflict) -> str:
    """Write a violation or a part of a conflict as a line: its code and what it speaks of."""
    said = [f"{part.rule} {part.code}"]
    for field in fields(part)[2:]:
        value = getattr(part, field.name)
        if value is not None:
            said.append(f"{field.name} {clock.iso(value) if field.name == 'day' else value}")
    return "  ".join(said)
