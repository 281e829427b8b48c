"""What must do without a solver, a compiler or a server does."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.scheduler.processes import ROOT


def loaded(module: str) -> set[str]:
    """The packages that importing a module loads, in a process of its own."""
    code = f"import sys, {module}; print(*{{name.partition('.')[0] for name in sys.modules}})"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


@pytest.mark.parametrize("module", ["scheduler.check", "scheduler.problem"])
def test_a_checker_needs_nothing_but_the_language(module: str) -> None:
    assert not loaded(module) & {"ortools", "numba", "numpy", "grpc", "google", "planning"}


def test_files_are_read_without_a_solver() -> None:
    assert not loaded("scheduler.wire") & {"ortools", "numba", "numpy", "grpc"}


def test_a_server_serves_without_a_solver() -> None:
    assert not loaded("scheduler.server") & {"ortools", "numba"}


def test_a_command_line_checks_without_a_solver() -> None:
    assert not loaded("scheduler.__main__") & {"ortools", "numba"}


def test_a_first_schedule_waits_for_no_exact_solver() -> None:
    assert loaded("scheduler.engine.solve") & {"ortools", "numba"} == {"numba"}


def test_an_answer_needs_both() -> None:
    assert {"ortools", "numba"} <= loaded("scheduler.engine.going_on")
