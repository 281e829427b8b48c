"""When the runs of the published plan are."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from pathlib import Path

from catalogue.samples.tables import read


class Calendar:
    """The days of runs that are published, and the programme's planning date."""

    def __init__(self, folder: Path) -> None:
        programme = tomllib.loads((folder / "programme.toml").read_text("utf-8"))
        self.today: date = programme["planning_date"]
        length = {row["code"]: int(row["days"]) for row in read(folder, "courses")}
        self.course = {row["code"]: row["course"] for row in read(folder, "runs")}
        self.starts = {row["run"]: date.fromisoformat(row["start"]) for row in read(folder, "plan")}
        self.language = {row["run"]: row["language"] for row in read(folder, "plan")}
        self.length = {run: length[course] for run, course in self.course.items()}

    def days(self, run: str) -> list[date]:
        """Give the days of a run."""
        return [self.starts[run] + timedelta(days=day) for day in range(self.length[run])]

    def is_past(self, run: str) -> bool:
        """Say whether a run is over."""
        return self.starts[run] <= self.today

    def runs(self, course: str) -> list[str]:
        """List the published runs of a course, the first first."""
        of_course = [run for run in self.starts if self.course[run] == course]
        return sorted(of_course, key=lambda run: self.starts[run])

    def in_order(self) -> list[str]:
        """List the published runs, the first first."""
        return sorted(self.starts, key=lambda run: (self.starts[run], run))
