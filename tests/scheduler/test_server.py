"""The server's life: that it says how it is, and that nothing of it is left behind."""

from __future__ import annotations

import signal
from pathlib import Path
from typing import Any

import psutil
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2, reflection_pb2_grpc
from planning.v1 import planning_pb2

from bench.problems import make
from tests.scheduler.processes import Server, message_of, run, serving, wait_for

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
        assert "cannot listen at unix:" in second.err
        health = health_pb2_grpc.HealthStub(server.channel)
        answer = health.Check(health_pb2.HealthCheckRequest())
        assert answer.status == health_pb2.HealthCheckResponse.SERVING


def searching(server: Server) -> tuple[Any, list[psutil.Process]]:
    """Begin a search; gives its stream and all processes, the next ready one too."""
    asked = planning_pb2.SolveRequest(
        problem=message_of(make("S", 1).problem), limits=planning_pb2.Limits(seconds=300)
    )
    stream = server.stub.Solve(asked)
    for event in stream:
        if event.WhichOneof("event") == "improvement":
            break
    wait_for(lambda: len(server.children()) == 2)
    return stream, server.children()


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
        _, alive = psutil.wait_procs(children, timeout=1)
        assert alive == []


def test_a_server_that_is_killed_leaves_no_process(tmp_path: Path) -> None:
    with serving(tmp_path) as server:
        _stream, children = searching(server)
        server.process.kill()
        _, alive = psutil.wait_procs(children, timeout=2)
        assert alive == []
