"""The command line, in processes as its users run it."""

from __future__ import annotations

import json
import signal
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bench.problems import make
from scheduler import files, wire
from scheduler.check import check
from scheduler.problem import Problem
from scheduler.schedule import Outcome, Schedule, Solution
from tests.scheduler.builders import (
    a_problem,
    a_run,
    a_schedule,
    an_official,
    held,
    pinned,
)
from tests.scheduler.processes import (
    Done,
    message_of,
    run,
    serving,
    started,
    wait_for,
    write_problem,
)

INFEASIBLE = [a_run(pinned=pinned(held=True, language="th"))]


@cache
def a_long_search() -> Problem:
    """A problem that no search is done with in minutes."""
    return make("S", 1).problem


def solve(tmp_path: Path, problem: Problem, *options: object) -> tuple[Done, Any]:
    """Solve a problem; what was said, and what was written."""
    out = tmp_path / "solution.json"
    done = run("solve", write_problem(tmp_path, problem), "--out", out, *options)
    return done, json.loads(out.read_text()) if out.exists() else None


def schedule_in(path: Path) -> Schedule:
    return wire.schedule_of(files.read_schedule(path.read_bytes()))


# --- exit codes


def test_a_solved_problem_is_0_and_its_file_passes_the_check(tmp_path: Path) -> None:
    problem = a_problem()
    done, written = solve(tmp_path, problem)
    assert done.status == 0
    assert done.out == ""
    assert done.err.startswith("OPTIMAL: total 1.700, bound 1.700, gap 0.00%\n")
    assert done.err.endswith("1 of 1 runs held, 3 of 3 nominations seated\n")
    assert written["outcome"] == "OUTCOME_OPTIMAL"
    assert written["score"]["total"] == written["bound"] == "1700"
    assert written["problem_digest"] == wire.digest(message_of(problem))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["problem.json", "solution.json"]
    checked = run("check", tmp_path / "problem.json", tmp_path / "solution.json")
    assert (checked.status, checked.out) == (0, "valid, total 1.700\n")


def test_a_schedule_that_breaks_rules_is_1_with_each_violation(tmp_path: Path) -> None:
    problem = write_problem(tmp_path, a_problem())
    wrong = tmp_path / "schedule.json"
    wrong.write_text(
        files.write(wire.schedule_message(a_schedule(held(seats=["n1", "gone"]), held("x"))))
    )
    said = run("check", problem, wrong)
    assert said.status == 1
    assert said.out == "H1 UNKNOWN_RUN  run x\nH4 UNKNOWN_NOMINATION  run r1  nomination gone\n"
    answer = run("check", problem, wrong, "--json")
    assert answer.status == 1
    codes = [v["code"] for v in json.loads(answer.out)["violations"]]
    assert codes == ["UNKNOWN_RUN", "UNKNOWN_NOMINATION"]


def test_a_contradiction_is_1_and_said(tmp_path: Path) -> None:
    done, written = solve(tmp_path, a_problem(runs=INFEASIBLE))
    assert done.status == 1
    assert done.err == (
        "INFEASIBLE: these cannot be kept together\n"
        "  H1 PIN_HELD  run r1\n"
        "  H1 PIN_LANGUAGE  run r1\n"
    )
    assert written["outcome"] == "OUTCOME_INFEASIBLE"
    assert [part["code"] for part in written["conflict"]] == ["PIN_HELD", "PIN_LANGUAGE"]
    assert written["complete"] is True
    assert "schedule" not in written


def test_neither_schedule_nor_proof_in_time_is_3(tmp_path: Path) -> None:
    done, written = solve(tmp_path, a_problem(runs=INFEASIBLE), "--seconds", "0.000001")
    assert done.status == 3
    assert done.err == "UNKNOWN: neither a schedule nor a proof within the limits\n"
    assert written["outcome"] == "OUTCOME_UNKNOWN"


def test_a_server_that_does_not_answer_is_4(tmp_path: Path) -> None:
    done, written = solve(tmp_path, a_problem(), "--server", f"unix:{tmp_path}/nobody.sock")
    assert done.status == 4
    assert done.err.startswith("UNAVAILABLE: ")
    assert written is None


def test_too_little_memory_is_4(tmp_path: Path) -> None:
    done, _ = solve(tmp_path, a_long_search(), "--memory-mb", 1)
    assert done.status == 4
    assert done.err.startswith("SOLVER_MEMORY: ")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupt_is_130_and_leaves_the_best_so_far(
    tmp_path: Path, number: signal.Signals
) -> None:
    problem, out = write_problem(tmp_path, a_long_search()), tmp_path / "solution.json"
    with started("solve", problem, "--out", out, "--seconds", 300) as process:
        wait_for(out.exists)
        process.send_signal(number)
        done = Done(process)
    assert done.status == 130
    assert done.err.startswith("FEASIBLE: total ")
    assert json.loads(out.read_text())["outcome"] == "OUTCOME_FEASIBLE"
    assert check(a_long_search(), schedule_in(out)).violations == ()


# --- what is refused: a sentence with the field's path, exit 2


def refused(*arguments: object) -> str:
    done = run(*arguments)
    assert (done.status, done.out) == (2, "")
    return done.err


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"runs": [{"id": "r1", "course": "X"}]}, 'runs[0].course: unknown course "X"\n'),
        (
            {"runs": [{"id": "r1", "course": "law"}] * 2},
            'runs[1].id: "r1" is also runs[0].id\n',
        ),
        (
            {"horizon": {"start": "2016-1-1", "end": "2016-12-31"}},
            'horizon.start: "2016-1-1" is not a date of the form YYYY-MM-DD\n',
        ),
        ({"colour": "red"}, "colour: unknown field; there are horizon, members, cities, "),
    ],
)
def test_a_malformed_problem_is_2_with_the_path_of_the_fault(
    tmp_path: Path, change: dict[str, Any], sentence: str
) -> None:
    path = write_problem(tmp_path, a_problem())
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    out = tmp_path / "solution.json"
    out.write_text("as it was")
    assert refused("solve", path, "--out", out).startswith(sentence)
    assert out.read_text() == "as it was"


def test_every_fault_has_its_line(tmp_path: Path) -> None:
    path, schedule = write_problem(tmp_path, a_problem()), tmp_path / "schedule.json"
    nominations = [{"id": "n1", "official": "X", "course": "law", "priority": 9}]
    path.write_text(json.dumps(json.loads(path.read_text()) | {"nominations": nominations}))
    schedule.write_text("{}")
    said = refused("check", path, schedule).splitlines()
    assert [line.partition(":")[0] for line in said] == [
        "nominations[0].official",
        "nominations[0].priority",
    ]


def test_what_cannot_be_read_or_written_is_2(tmp_path: Path) -> None:
    problem, out = write_problem(tmp_path, a_problem()), tmp_path / "solution.json"
    missing, nowhere = tmp_path / "missing.json", tmp_path / "no/solution.json"
    assert refused("solve", missing, "--out", out) == (
        f"{missing}: cannot be read: No such file or directory\n"
    )
    assert refused("solve", tmp_path, "--out", out).startswith(f"{tmp_path}: cannot be read: ")
    assert refused("solve", problem, "--out", nowhere).startswith(f"{nowhere}: cannot be written")
    assert refused("solve", problem, "--out", tmp_path).startswith(f"{tmp_path}: cannot be written")
    bad = tmp_path / "bad.json"
    bad.write_bytes(b"\x80")
    assert refused("solve", problem, "--out", out, "--start", bad).startswith(f"{bad}: not JSON: ")
    assert refused("check", problem, bad).startswith(f"{bad}: not JSON: ")


@pytest.mark.parametrize(
    ("options", "path"),
    [
        (("--seconds", "0"), "limits.seconds"),
        (("--gap", "2"), "limits.gap"),
        (("--workers", "0"), "limits.workers"),
        (("--memory-mb", "0"), "limits.memory_mb"),
        (("--work-units", "0"), "limits.work_units"),
    ],
)
def test_a_limit_that_cannot_be_kept_is_2(
    tmp_path: Path, options: tuple[object, ...], path: str
) -> None:
    problem = write_problem(tmp_path, a_problem())
    said = refused("solve", problem, "--out", tmp_path / "solution.json", *options)
    assert said.startswith(f"{path}: ")


@pytest.mark.parametrize("option", ["--workers", "--seed", "--memory-mb", "--work-units"])
def test_a_number_that_no_message_can_carry_is_2(tmp_path: Path, option: str) -> None:
    problem = write_problem(tmp_path, a_problem())
    said = refused("solve", problem, "--out", tmp_path / "solution.json", option, 2**31)
    assert said.endswith(f"argument {option}: {2**31} is too large; give less than {2**31}\n")


def test_a_command_that_there_is_not_is_2() -> None:
    done = run("dance")
    assert done.status == 2
    assert "invalid choice: 'dance'" in done.err


# --- the file


def test_a_kill_in_the_middle_leaves_a_whole_valid_file(tmp_path: Path) -> None:
    problem, out = write_problem(tmp_path, a_long_search()), tmp_path / "solution.json"
    with started("solve", problem, "--out", out, "--seconds", 30) as process:
        wait_for(out.exists)
        first = out.read_bytes()
        wait_for(lambda: out.read_bytes() != first)
        process.kill()
        assert process.wait() == -signal.SIGKILL
    checked = run("check", problem, out)
    assert checked.status == 0
    written = json.loads(out.read_text())
    assert written["outcome"] == "OUTCOME_FEASIBLE"
    assert int(written["score"]["total"]) == check(a_long_search(), schedule_in(out)).score.total
    assert int(written["score"]["total"]) < int(json.loads(first)["score"]["total"])


def test_the_same_seed_and_work_units_write_the_same_file(tmp_path: Path) -> None:
    problem = a_long_search()
    limits = ("--seed", 3, "--work-units", 600, "--seconds", 300)
    written = [solve(tmp_path, problem, *limits)[1] for _ in range(2)]
    assert written[0]["schedule"] == written[1]["schedule"]
    assert written[0]["score"] == written[1]["score"]
    assert written[0]["bound"] == written[1]["bound"]
    assert written[0]["seed"] == 3


def test_a_solution_to_begin_with_is_not_made_worse(tmp_path: Path) -> None:
    problem = a_long_search()
    first = solve(tmp_path, problem, "--work-units", 1500)[1]
    begin = (tmp_path / "solution.json").rename(tmp_path / "first.json")
    again = solve(tmp_path, problem, "--start", begin, "--work-units", 1)[1]
    assert int(again["score"]["total"]) <= int(first["score"]["total"])


def test_a_repair_has_its_levels(tmp_path: Path) -> None:
    promised = a_schedule(held(seats=["n1"]))
    done, written = solve(tmp_path, a_problem(baseline=promised), "--objective", "changes-first")
    assert done.status == 0
    assert written["levels"] == [
        {"name": "changed_runs", "value": "0", "bound": "0"},
        {"name": "changes", "value": "0", "bound": "0"},
        {"name": "total", "value": "1700", "bound": "1700"},
    ]


def test_good_enough_is_enough(tmp_path: Path) -> None:
    done, written = solve(tmp_path, a_long_search(), "--gap", 1, "--seconds", 300)
    assert done.status == 0
    assert written["outcome"] == "OUTCOME_FEASIBLE"


# --- what is told on the way


def test_a_solve_is_drawn_where_that_is_asked_for(tmp_path: Path) -> None:
    problem, picture = write_problem(tmp_path, a_problem()), tmp_path / "solve.svg"
    done = run("solve", problem, "--out", tmp_path / "out.json", "--plot", picture)
    assert done.status == 0
    assert picture.read_text().startswith("<svg")


def test_progress_is_a_line_of_json_each(tmp_path: Path) -> None:
    done, written = solve(tmp_path, a_long_search(), "--seconds", 3, "--progress", "json")
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert len(lines) >= 3
    assert {"phase", "seconds"} <= set.intersection(*map(set, lines))
    seconds = [line["seconds"] for line in lines]
    assert seconds == sorted(seconds)
    assert max(b - a for a, b in pairwise(seconds)) < 1.5
    last = lines[-1]
    assert int(last["total"]) >= int(written["score"]["total"]) >= int(last["bound"])


def test_nothing_is_told_where_nobody_looks(tmp_path: Path) -> None:
    for progress in ("auto", "none"):
        done, _ = solve(tmp_path, a_problem(), "--progress", progress)
        assert done.out == ""
        assert len(done.err.splitlines()) == 2


# --- at a server


def test_a_server_gives_the_same_answers_and_exit_codes(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        there = ("--server", server.address, "--work-units", 600)
        here = solve(tmp_path, a_long_search(), "--work-units", 600)
        answer = solve(tmp_path, a_long_search(), *there)
        assert (answer[0].status, answer[0].err) == (0, here[0].err)
        assert answer[1]["schedule"] == here[1]["schedule"]
        done, written = solve(tmp_path, a_problem(runs=INFEASIBLE), *there, "--progress", "json")
        assert (done.status, written["outcome"]) == (1, "OUTCOME_INFEASIBLE")
        assert json.loads(done.out.splitlines()[0])["phase"] == "reading"
        done, written = solve(tmp_path, a_problem(), *there, "--objective", "changes-first")
        assert done.status == 0
        assert [level["value"] for level in written["levels"]] == ["0", "0", "1700"]
        done, _ = solve(tmp_path, a_problem(runs=INFEASIBLE), *there, "--seconds", "0.000001")
        assert done.status == 3
        done, _ = solve(tmp_path, a_long_search(), *there, "--memory-mb", 1)
        assert (done.status, done.err.partition(":")[0]) == (4, "SOLVER_MEMORY")


def test_an_interrupt_at_a_server_leaves_the_last_schedule_that_it_sent(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        problem, out = write_problem(tmp_path, a_long_search()), tmp_path / "solution.json"
        there = ("--seconds", 300, "--server", server.address)
        with started("solve", problem, "--out", out, *there) as process:
            wait_for(out.exists)
            process.send_signal(signal.SIGINT)
            assert Done(process).status == 130
    assert check(a_long_search(), schedule_in(out)).violations == ()


def test_an_address_that_cannot_be_listened_at_is_4(tmp_path: Path) -> None:
    done = run("serve", "--listen", f"unix:{tmp_path}/no/such/folder.sock")
    assert done.status == 4
    assert "cannot listen at" in done.err


# --- what the files say


def test_an_unsolved_and_an_explained_solution_are_written_with_their_reasons(
    tmp_path: Path,
) -> None:
    problem = a_problem(
        runs=[a_run("r1"), a_run("r2", pinned=pinned(held=False))],
        officials=[an_official("o1"), an_official("o2", languages=()), an_official("o3")],
    )
    _, written = solve(tmp_path, problem)
    assert written["unheld"] == [
        {"run": "r2", "reasons": [{"code": "PINNED_OUT"}, {"code": "TOO_FEW_OFFICIALS"}]}
    ]
    assert written["unseated"] == [
        {"nomination": "n2", "reasons": [{"code": "LANGUAGE", "run": "r1"}]}
    ]


def test_an_infeasible_solution_is_no_schedule_to_check(tmp_path: Path) -> None:
    problem, file = write_problem(tmp_path, a_problem()), tmp_path / "solution.json"
    file.write_text(files.solution_text(Solution(Outcome.INFEASIBLE, 0, 0, "digest")))
    assert refused("check", problem, file) == "schedule: this solution has none\n"
