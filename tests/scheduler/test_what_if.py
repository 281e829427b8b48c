"""Plans side by side, and one weight over a range, as their users run them."""

from __future__ import annotations

import json
from pathlib import Path

from scheduler import files, wire
from scheduler.problem import Problem
from scheduler.schedule import Schedule
from tests.scheduler.builders import (
    a_nomination,
    a_policy,
    a_problem,
    a_schedule,
    held,
    solved,
)
from tests.scheduler.processes import run, write_problem


def write_solution(folder: Path, name: str, problem: Problem, start: Schedule) -> Path:
    path = folder / name
    path.write_text(files.solution_text(solved(problem, start=start)))
    return path


def write_schedule(folder: Path, name: str, schedule: Schedule) -> Path:
    path = folder / name
    path.write_text(files.write(wire.schedule_message(schedule)))
    return path


def test_solutions_are_set_side_by_side_term_by_term(tmp_path: Path) -> None:
    problem = a_problem()
    best = write_solution(tmp_path, "best.json", problem, a_schedule())
    poor = write_schedule(tmp_path, "poor.json", a_schedule(held(seats=["n1"])))
    given = write_problem(tmp_path, problem)

    done = run("compare", best, poor, "--problem", given, "--moves")

    assert done.status == 0
    lines = {line.split("  ")[0]: line.split() for line in done.out.splitlines()}
    assert lines["total"][1:] == ["1.700", "60.000", "(+58.300)"]
    assert lines["unseated"][1:] == ["0.000", "60.000", "(+60.000)"]
    assert lines["cost"][1:] == ["1.700", "0.000", "(-1.700)"]
    assert lines["seats"][1:] == ["3", "1"]
    assert "nomination n2 is seated otherwise" in done.out


def test_a_comparison_is_given_as_json_in_thousandths(tmp_path: Path) -> None:
    best = write_solution(tmp_path, "best.json", a_problem(), a_schedule())
    done = run("compare", best, best, "--json")
    first, second = json.loads(done.out)
    assert first == second
    assert (first["total"], first["cost"], first["held_runs"], first["seats"]) == (1700, 1700, 1, 3)
    assert (first["moved_runs"], first["moved_seats"]) == ([], [])


def test_what_cannot_be_compared_is_refused(tmp_path: Path) -> None:
    bare = write_schedule(tmp_path, "bare.json", a_schedule(held()))
    wrong = write_schedule(tmp_path, "wrong.json", a_schedule(held(venue="nowhere")))
    given = write_problem(tmp_path, a_problem())
    for arguments, told in (
        ([bare], "bare.json: has no score; give --problem"),
        ([wrong, "--problem", given], "wrong.json: breaks rules of this problem"),
        ([tmp_path / "gone.json"], "gone.json: cannot be read"),
        ([given], "runs[0].course: unknown field"),
    ):
        done = run("compare", *arguments)
        assert done.status == 2
        assert told in done.err


def test_a_goal_has_its_price_over_a_range_of_one_weight(tmp_path: Path) -> None:
    """A seat from Jakarta costs 1,700 dollars: worth it from a weight of 18 for 3 priorities on."""
    problem = a_problem(
        policy=a_policy({"unseated": 10, "cost_per_thousand_usd": 100}),
        nominations=[a_nomination("n1"), a_nomination("n2", "o2")],
    )
    given, picture = write_problem(tmp_path, problem), tmp_path / "price.svg"

    done = run(
        *("price", given, "--weight", "unseated", "--values", "1,50,60", "--seconds", 20),
        *("--plot", picture),
    )

    assert done.status == 0, done.err
    head, *rows = done.out.splitlines()
    assert head.split() == [
        "unseated",
        "outcome",
        "gap",
        "priorities",
        *"not seated US dollars".split(),
    ]
    assert [row.split() for row in rows] == [
        ["1", "OPTIMAL", "0.00%", "3", "0"],
        ["50", "OPTIMAL", "0.00%", "3", "0"],
        ["60", "OPTIMAL", "0.00%", "0", "1,700"],
    ]
    assert picture.read_text().startswith("<svg")


def test_a_weight_that_there_is_not_is_refused(tmp_path: Path) -> None:
    given = write_problem(tmp_path, a_problem())
    for weight, values, told in (
        ("fairness", "1", '--weight: unknown "fairness"'),
        ("unseated", "1,x", '--values: "1,x" is not like 0,10,50'),
        ("unseated", "-1", "--values: give weights of 0 to 1000000"),
    ):
        done = run("price", given, "--weight", weight, f"--values={values}")
        assert done.status == 2
        assert told in done.err
