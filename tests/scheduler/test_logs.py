"""The planner's log as JSON: a line an RPC, with the caller's name for the request and no data."""

from __future__ import annotations

import json
from pathlib import Path

import grpc
import pytest
from planning.v1 import planning_pb2

from bench.problems import make
from tests.scheduler.processes import message_of, serving


def test_line_of_an_rpc_names_the_request_and_nobody(tmp_path: Path) -> None:
    asked = planning_pb2.CheckRequest(problem=message_of(make("S", 1).problem))
    with serving(tmp_path, "--log-form", "json") as server:
        server.stub.Check(asked, metadata=[("x-request-id", "5f-a_7")])
        asked.problem.runs[0].course = "X\nnobody"
        with pytest.raises(grpc.RpcError):
            server.stub.Check(asked, metadata=[("x-request-id", "made up \"'")])
        search = server.stub.Solve(
            planning_pb2.SolveRequest(problem=message_of(make("S", 1).problem))
        )
        next(iter(search))
        search.cancel()
        said = [json.loads(line) for line in server.end().err.splitlines()]
    lines = {
        (each["rpc"], each["status"], each["request_id"])
        for each in said
        if each["event"] == "answered"
    }
    assert lines == {
        ("Check", "OK", "5f-a_7"),
        ("Check", "INVALID_ARGUMENT", ""),
        ("Solve", "CANCELLED", ""),
    }
    assert "nobody" not in str(said)
