"""The server's life: that it says how it is, and that nothing of it is left behind."""

from __future__ import annotations

import signal
import socket
from pathlib import Path
from typing import Any

import psutil
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from planning.v1 import planning_pb2

from bench.problems import make
from tests.scheduler.processes import Server, message_of, run, serving, write_problem

SERVICE = "planning.v1.PlanningService"


def test_a_server_tells_its_health_and_what_it_serves(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        health = health_pb2_grpc.HealthStub(server.channel)
        for name in ("", SERVICE):
            answer = health.Check(health_pb2.HealthCheckRequest(service=name))
            assert answer.status == health_pb2.HealthCheckResponse.SERVING
        reflection = reflection_pb2_grpc.ServerReflectionStub(server.channel)
        asked = [
            reflection_pb2.ServerReflectionRequest(list_services=""),
            reflection_pb2.ServerReflectionRequest(file_containing_symbol=SERVICE),
        ]
        listed, described = reflection.ServerReflectionInfo(iter(asked))
        assert {s.name for s in listed.list_services_response.service} == {
            SERVICE,
            "grpc.health.v1.Health",
            "grpc.reflection.v1alpha.ServerReflection",
        }
        assert described.file_descriptor_response.file_descriptor_proto


def test_a_second_server_at_an_address_is_refused(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        second = run("serve", "--listen", server.address)
        assert second.status == 4
        assert second.err.endswith(f"cannot listen at {server.address}: another server is there\n")
        health = health_pb2_grpc.HealthStub(server.channel)
        answer = health.Check(health_pb2.HealthCheckRequest())
        assert answer.status == health_pb2.HealthCheckResponse.SERVING


def test_a_port_that_is_taken_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = run("serve", "--listen", address)
    assert done.status == 4
    assert f"cannot listen at {address}: " in done.err


def test_what_has_nowhere_to_keep_compiled_code_says_so_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where all belongs to root: the only folder that may be used is IPython's, outside of it."""
    locator = "numba.core.caching._IPythonCacheLocator"
    monkeypatch.setenv("NUMBA_CACHE_LOCATOR_CLASSES", locator)
    problem = write_problem(tmp_path, make("TINY", 1).problem)
    for words in (
        ("serve", "--listen", f"unix:{tmp_path / 'planner.sock'}"),
        ("solve", problem, "--out", tmp_path / "solution.json"),
    ):
        done = run(*words)
        assert done.status == 4
        assert "NOT_LOADED: " in done.err
        assert "let XDG_CACHE_HOME name a folder that can be written" in done.err


def test_a_socket_that_a_dead_server_left_is_taken_over(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        server.process.kill()
        server.process.wait()
    assert (tmp_path / "planner.sock").exists()
    with serving(tmp_path) as server:
        health = health_pb2_grpc.HealthStub(server.channel)
        answer = health.Check(health_pb2.HealthCheckRequest())
        assert answer.status == health_pb2.HealthCheckResponse.SERVING


def still_there(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Those that run after two seconds; what is dead and waits for init to notice does not."""
    _, alive = psutil.wait_procs(processes, timeout=2)
    return [p for p in alive if p.status() != psutil.STATUS_ZOMBIE]


def searching(server: Server) -> tuple[Any, list[psutil.Process]]:
    """Begin a search; gives its stream and all processes."""
    asked = planning_pb2.SolveRequest(
        problem=message_of(make("S", 1).problem), limits=planning_pb2.Limits(seconds=300)
    )
    stream = server.stub.Solve(asked)
    for event in stream:
        if event.WhichOneof("event") == "improvement":
            break
    assert len(server.children()) == 1
    return stream, server.all()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_server_that_is_told_to_stop_leaves_no_process(
    tmp_path: Path, number: signal.Signals
) -> None:
    with serving(tmp_path) as server:
        _stream, children = searching(server)
        server.process.send_signal(number)
        _, err = server.process.communicate(timeout=30)
        assert server.process.returncode == 0
        assert "Traceback" not in err
        assert still_there(children) == []


def test_a_server_that_is_killed_leaves_no_process(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        _stream, children = searching(server)
        server.process.kill()
        assert still_there(children) == []
