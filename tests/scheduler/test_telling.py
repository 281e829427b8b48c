from __future__ import annotations

import json
import threading
from pathlib import Path

from scheduler.request import Improvement, Progress, Request
from scheduler.schedule import Conflict, Outcome, Schedule, Score, Solution, Violation
from scheduler.telling import Teller, amount, line, summary
from tests.scheduler.builders import a_problem, a_schedule, day, held


def a_teller(out: Path) -> Teller:
    return Teller(out, Request(a_problem(), "digest"), "none")


def test_whoever_looks_finds_a_whole_file_at_any_time(tmp_path: Path) -> None:
    out, over, totals = tmp_path / "solution.json", threading.Event(), set()
    teller = a_teller(out)
    many = a_schedule(*(held(f"r{n}", seats=[f"n{n}"] * 50) for n in range(100)))

    def tell() -> None:
        for total in range(300):
            teller.improvement(Improvement(many, Score(cost=total), None, 0, 1.0))
        over.set()

    teller.improvement(Improvement(many, Score(), None, 0, 1.0))
    writer = threading.Thread(target=tell)
    writer.start()
    while not over.is_set():
        totals.add(json.loads(out.read_text())["score"]["total"])
    writer.join()
    assert len(totals) > 3
    assert json.loads(out.read_text())["score"]["total"] == "299"
    assert [p.name for p in tmp_path.iterdir()] == ["solution.json"]


def test_an_improvement_is_written_as_the_solution_so_far(tmp_path: Path) -> None:
    out = tmp_path / "solution.json"
    teller = a_teller(out)
    teller.progress(Progress("improving", 1.0))
    assert not out.exists()
    teller.improvement(Improvement(a_schedule(held()), Score(cost=1700), 1000, 500, 1.0))
    written = json.loads(out.read_text())
    assert written["outcome"] == "OUTCOME_FEASIBLE"
    assert (written["bound"], written["floor"]) == ("1000", "500")
    assert written["schedule"]["runs"][0]["id"] == "r1"


def test_amounts_are_in_the_weights_unit() -> None:
    assert amount(1_234_567) == "1,234.567"
    assert amount(0) == "0.000"
    assert amount(None) == "-"


def test_a_line_says_its_code_and_what_it_speaks_of() -> None:
    late = Violation("H1", "LATE", run="r1", day=day("2016-03-08"))
    assert line(late) == "H1 LATE  run r1  day 2016-03-08"
    assert line(Conflict("H2", "VENUE_FULL")) == "H2 VENUE_FULL"
    full = Violation("H2", "VENUE_CAPACITY", run="r1", venue="hall", limit=0, actual=1)
    assert line(full) == "H2 VENUE_CAPACITY  run r1  venue hall  limit 0  actual 1"


def test_a_summary_says_how_it_ended() -> None:
    found = Solution(
        Outcome.FEASIBLE, 0, 0, "", a_schedule(held(seats=["n1"])), Score(cost=2000), 500
    )
    assert summary(found, 3, 9) == (
        "FEASIBLE: total 2.000, bound 0.500, gap 75.00%\n"
        "1 of 3 runs held, 1 of 9 nominations seated"
    )
    unbounded = Solution(Outcome.FEASIBLE, 0, 0, "", Schedule(), Score())
    assert summary(unbounded, 0, 0).startswith("FEASIBLE: total 0.000, bound -, gap none proved\n")
    unknown = Solution(Outcome.UNKNOWN, 0, 0, "")
    assert summary(unknown, 3, 9) == "UNKNOWN: neither a schedule nor a proof within the limits"
    part = Conflict("H1", "PIN_HELD", run="r1")
    unfinished = Solution(Outcome.INFEASIBLE, 0, 0, "", conflict=(part,), complete=False)
    assert summary(unfinished, 3, 9) == (
        "INFEASIBLE: these cannot be kept together"
        " (perhaps some of them could be left out; the time ran out)\n"
        "  H1 PIN_HELD  run r1"
    )


def test_a_solve_is_drawn_with_its_bound_and_floor(tmp_path: Path) -> None:
    teller = a_teller(tmp_path / "solution.json")
    for seconds, total, bound in ((0.1, None, 1000), (0.9, 9000, 2000), (1.8, 8000, 8000)):
        teller.progress(Progress("improving", seconds, total, bound))
    picture = teller.picture(Solution(Outcome.OPTIMAL, floor=500, seed=0, problem_digest=""))
    assert "OPTIMAL: total over time" in picture
    for name in ("total", "bound", "floor"):
        assert f"\u25a0 {name}<" in picture
