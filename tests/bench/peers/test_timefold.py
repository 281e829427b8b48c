"""Timefold's model is the contract's problem: its rules and totals are the checker's."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from bench.peers import elsewhere
from bench.problems import make
from bench.writing import write_problem, write_schedule
from scheduler.check import check
from scheduler.problem import Problem
from scheduler.schedule import Schedule

COMMAND, MISSING = elsewhere.timefold()
pytestmark = [
    pytest.mark.long,
    pytest.mark.timeout(600),
    pytest.mark.skipif(bool(MISSING), reason=f"Timefold is left out; {MISSING}"),
]


def spoiled(rng: Random, problem: Problem, schedule: Schedule) -> Iterator[Schedule]:
    """Change one thing of one run at a time: what comes of it is valid or not."""
    for _ in range(30):
        runs = list(schedule.runs)
        n = rng.randrange(len(runs))
        run, what = runs[n], rng.randrange(5)
        course = problem.course[problem.run[run.id].course]
        if what == 0:
            del runs[n]
        elif what == 1:
            runs[n] = replace(run, seats=run.seats[1:])
        elif what == 2:
            runs[n] = replace(run, start=run.start + 7 * rng.choice((-1, 1)))
        elif what == 3:
            runs[n] = replace(run, language=rng.choice(course.languages).language)
        else:
            other = rng.choice(problem.nominations_of[course.id])
            runs[n] = replace(run, seats=tuple(dict.fromkeys((*run.seats, other.id))))
        yield Schedule(tuple(runs))


@pytest.mark.parametrize(("size", "variant"), [("TINY", "plain"), ("S", "tight-trainers")])
def test_it_scores_schedules_as_the_checker_does(size: str, variant: str, tmp_path: Path) -> None:
    problem, planted = make(size, 1, variant)
    schedules = [planted, Schedule(), *spoiled(Random(1), problem, planted)]
    write_problem(problem, tmp_path / "problem.json")
    files = [tmp_path / f"{n}.json" for n in range(len(schedules))]
    for file, schedule in zip(files, schedules, strict=True):
        write_schedule(schedule, file)
    asked = [*COMMAND, str(tmp_path / "problem.json"), "--score", *map(str, files)]
    said = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.splitlines()
    assert len(said) == len(schedules)
    for schedule, line in zip(schedules, map(json.loads, said), strict=True):
        score = check(problem, schedule).score
        if score is None:
            assert line["hard"] is None or line["hard"] < 0
        else:
            assert line == {"hard": 0, "total": score.total}
    assert sum(json.loads(line)["hard"] == 0 for line in said) > 2
