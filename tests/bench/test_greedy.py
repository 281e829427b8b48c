import subprocess
import sys
from pathlib import Path
from random import Random

import pytest

from bench.greedy import greedy
from bench.problems import VARIANTS, make
from scheduler import files, wire
from scheduler.check import check
from scheduler.schedule import Schedule
from tests.scheduler.tiny import a_tiny_problem

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("size", ["TINY", "S", "M"])
def test_a_coordinators_schedule_is_valid(size: str, variant: str) -> None:
    problem, _ = make(size, 1, variant)
    assert check(problem, greedy(problem)).violations == ()


def test_a_coordinators_year_is_better_than_a_witness() -> None:
    problem, planted = make("M", 1)
    ours, theirs = check(problem, greedy(problem)).score, check(problem, planted).score
    assert ours is not None
    assert theirs is not None
    assert ours.total < theirs.total


@pytest.mark.parametrize("seed", range(100))
def test_a_coordinator_breaks_no_rule_where_nothing_must_be(seed: int) -> None:
    problem = a_tiny_problem(Random(seed))
    if not check(problem, Schedule()).violations:
        assert check(problem, greedy(problem)).violations == ()


def test_the_same_problem_gives_the_same_schedule() -> None:
    problem, _ = make("S", 2)
    assert greedy(problem) == greedy(problem)


def test_the_command_writes_a_valid_schedule_and_its_total(tmp_path: Path) -> None:
    problem, out = tmp_path / "problem.json", tmp_path / "schedule.json"
    for command in (
        ["bench.problems", "--size", "TINY", "--seed", "1", "--out", problem],
        ["bench.greedy", problem, "--out", out],
    ):
        done = subprocess.run(
            [sys.executable, "-m", *map(str, command)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
    schedule = wire.schedule_of(files.read_schedule(out.read_bytes()))
    score = check(make("TINY", 1).problem, schedule).score
    assert score is not None
    assert done.stdout.startswith(f"total {score.total}, ")


def test_the_baseline_does_not_know_the_engine() -> None:
    code = "import sys, bench.greedy; print(any(m.startswith('scheduler.engine') for m in sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
