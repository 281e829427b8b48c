"""What one more of something scarce is worth: what solving with one more of it gains."""

from __future__ import annotations

import threading
from pathlib import Path

from scheduler import files
from scheduler.problem import Problem
from scheduler.worth import worths
from tests.scheduler.builders import a_course, a_problem, solved
from tests.scheduler.processes import run, write_problem


def with_seats(count: int) -> Problem:
    """Three officials are nominated for one run."""
    return a_problem(courses=[a_course(max_seats=count)])


def total(problem: Problem) -> int:
    score = solved(problem).score
    assert score is not None
    return score.total


def test_a_seat_is_worth_what_a_larger_course_gains() -> None:
    full, larger = total(with_seats(2)), total(with_seats(3))
    found = worths(with_seats(2), full, lambda: False, threading.Event())
    assert full > larger
    assert {(each.what, each.of): each.worth for each in found} == {
        ("seat in each run", "law"): full - larger
    }


def test_what_is_not_scarce_is_worth_nothing() -> None:
    assert worths(with_seats(3), total(with_seats(3)), lambda: False, threading.Event()) == []


def test_worths_are_told_as_a_table(tmp_path: Path) -> None:
    problem, solution = with_seats(2), tmp_path / "solution.json"
    solution.write_text(files.solution_text(solved(problem)))
    done = run("worth", write_problem(tmp_path, problem), solution, "--seconds", "5")
    assert done.status == 0
    assert [line.split()[0] for line in done.out.splitlines()] == ["of", "law"]
