import hashlib
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bench.problems import SIZES, VARIANTS, make
from scheduler import files, wire
from scheduler.check import check
from scheduler.problem import LinkKind

ROOT = Path(__file__).parents[2]


def run(*command: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "random"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("size", ["TINY", "S"])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_planted_schedule_is_valid_and_holds_every_required_run(
    size: str, seed: int, variant: str
) -> None:
    problem, schedule = make(size, seed, variant)
    assert check(problem, schedule).violations == ()
    held = {r.id for r in schedule.runs}
    assert {r.id for r in problem.runs if r.required} <= held


@pytest.mark.parametrize("size", ["S", "M"])
def test_a_programme_has_the_numbers_of_its_size(size: str) -> None:
    problem, _ = make(size, 1)
    wanted = SIZES[size]
    assert len(problem.runs) == wanted.runs
    assert len(problem.trainers) == wanted.trainers
    assert len(problem.venues) == wanted.venues
    assert len(problem.officials) == wanted.officials
    assert len(problem.nominations) == wanted.nominations


def test_a_year_has_links_of_every_kind_and_pins() -> None:
    problem, _ = make("M", 1)
    assert {link.kind for link in problem.links} == set(LinkKind)
    assert any(r.pinned.held for r in problem.runs)
    assert any(n.pinned_run for n in problem.nominations)
    assert {t.person for t in problem.trainers if t.person} & {o.person for o in problem.officials}


def test_the_same_seed_gives_the_same_files(tmp_path: Path) -> None:
    digests = set()
    for name in ("a", "b"):
        out, planted = tmp_path / name, tmp_path / f"{name}.planted"
        done = run("bench.problems", "--size", "S", "--out", out, "--planted", planted)
        assert done.returncode == 0, done.stderr
        digests.add(hashlib.sha256(out.read_bytes() + planted.read_bytes()).hexdigest())
    assert len(digests) == 1


def test_the_files_are_the_problem_and_its_planted_schedule(tmp_path: Path) -> None:
    out, planted = tmp_path / "problem.json", tmp_path / "schedule.json"
    run("bench.problems", "--size", "TINY", "--seed", 3, "--out", out, "--planted", planted)
    problem = wire.problem_of(files.read_problem(out.read_bytes()))
    schedule = wire.schedule_of(files.read_schedule(planted.read_bytes()))
    assert (problem, schedule) == make("TINY", 3)


def test_other_seeds_give_other_problems() -> None:
    assert make("TINY", 1).problem != make("TINY", 2).problem


def test_every_planted_run_is_required_where_all_are() -> None:
    problem, schedule = make("S", 1, "all-required")
    assert {r.id for r in problem.runs if r.required} == {r.id for r in schedule.runs}


def test_a_repair_has_a_broken_baseline_and_a_frozen_past() -> None:
    problem, schedule = make("S", 1, "repair")
    assert problem.baseline is not None
    assert problem.frozen
    assert check(problem, problem.baseline).violations
    until = problem.horizon.frozen_until
    assert until is not None
    assert until < problem.horizon.start + (problem.horizon.end - problem.horizon.start) / 3
    assert schedule != problem.baseline


def test_budgets_leave_room_for_the_planted_schedule_alone() -> None:
    problem, schedule = make("S", 1)
    poor = replace(
        problem,
        funders=tuple(replace(f, budget_usd=(f.budget_usd or 0) // 2) for f in problem.funders),
    )
    assert {v.code for v in check(poor, schedule).violations} == {"BUDGET"}


def test_an_unknown_size_is_refused() -> None:
    with pytest.raises(ValueError, match="sizes are TINY, S, M, L, XL"):
        make("XXL", 1)
