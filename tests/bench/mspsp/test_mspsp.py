"""A project becomes a programme whose total is the makespan; published ones are found beside it."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from bench.mspsp.__main__ import Published, Row, evenly, published, summary
from bench.mspsp.instance import read
from bench.mspsp.mapping import END, MONDAY, WEEK, problem_of
from scheduler.check import check
from scheduler.engine.exact import Effort, solve
from scheduler.request import Objective

# Only the first resource masters the first skill, so activities 2 and 3 take turns; activity 3
# needs both resources, since each contributes one skill, so that 4, after 2, has to wait for it.
PROJECT = """
% seed = 1
mint = 3; % maxt = 6;
nActs = 5;
dur = [0,2,3,1,0];
nSkills = 2;
sreq = [| 0,0,
	| 1,0,
	| 1,1,
	| 0,1,
	| 0,0, |];
nResources = 2;
mastery = [| true,true,
	| false,true, |];
pred = [1,1,2,3,4];
succ = [2,3,4,5,5];
"""


def test_the_total_is_the_makespan_and_is_proved() -> None:
    problem = problem_of(read(PROJECT))
    effort = Effort(120.0, float("inf"), 1, 0, threading.Event())
    result = solve(problem, Objective.TOTAL, effort)
    assert result.is_proved
    assert result.bound == 6_000
    assert result.schedule is not None
    score = check(problem, result.schedule).score
    assert score is not None
    assert score.total == 6_000
    starts = {r.id: (r.start - MONDAY) // WEEK for r in result.schedule.runs}
    assert starts[END] == 6
    assert starts["a4"] >= starts["a2"] + 2


def test_a_precedence_through_what_takes_no_time_stays() -> None:
    text = PROJECT.replace("dur = [0,2,3,1,0]", "dur = [0,2,0,1,0]").replace("| 1,1,", "| 0,0,")
    text = text.replace("succ = [2,3,4,5,5]", "succ = [3,2,3,4,5]")
    problem = problem_of(read(text))
    pairs = {(x.first, x.second) for x in problem.links}
    assert pairs == {("a2", "a4"), ("a4", END)}


@pytest.mark.parametrize(
    ("spoiled", "said"),
    [
        (PROJECT.replace("succ =", "suck ="), "lacks succ"),
        (PROJECT.replace("dur = [0,2,3,1,0]", "dur = [0,2,3,0]"), "5 rows for 4 activities"),
        (PROJECT.replace("nSkills = 2", "nSkills = 3"), "rows of 3 skills"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(spoiled: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read(spoiled)


def test_an_activity_that_needs_hands_but_no_time_is_refused() -> None:
    with pytest.raises(ValueError, match="activity 2 takes no time"):
        problem_of(read(PROJECT.replace("dur = [0,2,3,1,0]", "dur = [0,0,3,1,0]")))


def test_what_is_published_is_found(tmp_path: Path) -> None:
    folder = tmp_path / "results" / "set-1" / "set-1a" / "results"
    folder.mkdir(parents=True)
    (folder / "results_set1a_n3_m2_pris.txt").write_text(
        "instNum,optimal,LB,makespan\n0,1,3,6\n1,0,3,8\n"
    )
    found = [
        published(tmp_path, "set-1a", Path(f"inst_set1a_n3_m2_{n}.dzn")) for n in ("00", "01", "02")
    ]
    assert found == [Published(6, is_proved=True), Published(8, is_proved=False), None]


def test_instances_are_taken_evenly() -> None:
    names = [Path(str(n)) for n in range(10)]
    assert evenly(names, 3) == [Path("0"), Path("3"), Path("6")]
    assert evenly(names, 30) == names


def test_the_summary_counts_what_was_reached_and_proved() -> None:
    known = Published(10, is_proved=True)
    rows = [
        Row("a", known, "cp-sat", 10, 10, 1.0, ""),
        Row("b", known, "cp-sat", 12, 9, 1.0, ""),
        Row("c", known, "cp-sat", None, None, 1.0, "killed"),
    ]
    assert summary(rows) == (
        "cp-sat: 2 of 3 solved, 1 as short as published, 1 proved; "
        "mean 10.00% longer than published; 0 contradict what is published."
    )


def test_what_cannot_be_true_beside_what_is_published_is_a_contradiction() -> None:
    proved, found = Published(10, is_proved=True), Published(10, is_proved=False)
    assert Row("shorter", proved, "cp-sat", 9, 8, 1.0, "").is_contradiction
    assert Row("bounded above", found, "cp-sat", 12, 11, 1.0, "").is_contradiction
    assert not Row("better", found, "cp-sat", 9, 8, 1.0, "").is_contradiction
