"""The service: what each RPC answers, with every error as a status that says what to do."""

from __future__ import annotations

import asyncio
import gc
import logging
from collections import OrderedDict
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

import grpc
from google.protobuf import duration_pb2
from google.protobuf.message import Message
from google.rpc import error_details_pb2, status_pb2
from grpc_status import rpc_status
from opentelemetry import propagate, trace
from planning.v1 import planning_pb2, planning_pb2_grpc, problem_pb2

from scheduler import wire
from scheduler.check import check
from scheduler.errors import (
    Crashed,
    Fault,
    Malformed,
    NotCached,
    NotValid,
    OutOfMemory,
    PlanningError,
    ServerFull,
)
from scheduler.frames import EXPLAIN, SOLVE, SUGGEST
from scheduler.pool import Pool
from scheduler.problem import Problem
from scheduler.request import Progress

log = logging.getLogger(__name__)
_tracer = trace.get_tracer("scheduler")

DOMAIN = "planning.lokakarya"
SERVICE = planning_pb2.DESCRIPTOR.services_by_name["PlanningService"].full_name
_CODES = {
    Malformed: grpc.StatusCode.INVALID_ARGUMENT,
    NotValid: grpc.StatusCode.INVALID_ARGUMENT,
    NotCached: grpc.StatusCode.FAILED_PRECONDITION,
    ServerFull: grpc.StatusCode.RESOURCE_EXHAUSTED,
    OutOfMemory: grpc.StatusCode.RESOURCE_EXHAUSTED,
    Crashed: grpc.StatusCode.INTERNAL,
}
_RETRY_SECONDS = 5
_MOST_PROBLEMS = 8
_MOST_FAULTS = 1000
_HEARTBEAT_SECONDS = 0.8
# What is left of a deadline for the answer to travel.
_ANSWER_SECONDS = 1.0


class Planning(planning_pb2_grpc.PlanningServiceServicer):
    """The RPCs of planning.v1; problems are cached by their digests, nothing else is kept."""

    def __init__(self, pool: Pool, memory_mb: int | None) -> None:
        """Serve from a pool; `memory_mb` bounds each solve that asks for more or for nothing."""
        self._pool, self._memory_mb = pool, memory_mb
        self._problems: OrderedDict[str, tuple[problem_pb2.Problem, Problem]] = OrderedDict()

    async def Solve(  # noqa: N802
        self, asked: planning_pb2.SolveRequest, context: Any
    ) -> AsyncIterator[planning_pb2.SolveResponse]:
        """Relay what a search tells; a cancel ends its process."""
        async with _answering(context):
            digest, _ = await self._complete(asked)
            limits = wire.limits_of(asked.limits)
            wire.objective_of(asked.objective)
            wire.schedule_of(asked.start, "start")
            if self._memory_mb is not None:
                asked.limits.memory_mb = min(limits.memory_mb or self._memory_mb, self._memory_mb)

            def job() -> bytes:
                remaining = context.time_remaining()
                if remaining is not None:  # less what was waited for a process
                    most = max(0.1, remaining - _ANSWER_SECONDS)
                    asked.limits.seconds = min(limits.seconds, most)
                return SOLVE + asked.SerializeToString()

            async with (
                aclosing(self._pool.run(job)) as messages,
                aclosing(_with_heartbeat(messages, digest)) as told,
            ):
                async for message in told:
                    yield message

    async def Check(  # noqa: N802
        self, asked: planning_pb2.CheckRequest, context: Any
    ) -> planning_pb2.CheckResponse:
        """Recompute a schedule."""
        async with _answering(context):
            digest, _, problem = await self._known(asked)
            schedule = wire.schedule_of(asked.schedule)
            verdict = await asyncio.to_thread(check, problem, schedule)
            return wire.check_message(verdict, digest)
        raise AssertionError  # the context manager has answered

    async def Explain(  # noqa: N802
        self, asked: planning_pb2.ExplainRequest, context: Any
    ) -> planning_pb2.ExplainResponse:
        """Give the reasons of what is left out."""
        async with _answering(context):
            wire.schedule_of(asked.schedule)
            self._bound(asked.limits, context)
            if asked.WhichOneof("about") is not None:
                answer = await self._ask(EXPLAIN, asked)
            else:
                await self._complete(asked)

                def job() -> bytes:
                    self._bound(asked.limits, context)  # less what was waited for its turn
                    return EXPLAIN + asked.SerializeToString()

                answer = await self._pool.run_in_turn(job)
            return planning_pb2.ExplainResponse.FromString(answer)
        raise AssertionError

    async def Suggest(  # noqa: N802
        self, asked: planning_pb2.SuggestRequest, context: Any
    ) -> planning_pb2.SuggestResponse:
        """Offer complete changes."""
        async with _answering(context):
            wire.schedule_of(asked.schedule)
            self._bound(asked.limits, context)
            answer = await self._ask(SUGGEST, asked)
            return planning_pb2.SuggestResponse.FromString(answer)
        raise AssertionError

    def _bound(self, limits: planning_pb2.Limits, context: Any) -> None:
        """Keep the seconds of a request inside its deadline. Raises Malformed for bad limits."""
        wire.limits_of(limits)
        remaining = context.time_remaining()
        if remaining is not None:
            most = max(0.1, remaining - _ANSWER_SECONDS)
            limits.seconds = min(limits.seconds, most) if limits.HasField("seconds") else most

    async def _ask(self, kind: bytes, asked: Any) -> bytes:
        """Have a question answered; its problem goes along only where it is not known there."""
        digest, message, _ = await self._known(asked)
        asked.problem_digest = digest
        try:
            return await self._pool.ask(kind + asked.SerializeToString())
        except NotCached:
            asked.problem.CopyFrom(message)
            return await self._pool.ask(kind + asked.SerializeToString())

    async def _complete(self, asked: Any) -> tuple[str, Problem]:
        """Put the problem into a request that names it, and give its digest and records."""
        digest, message, problem = await self._known(asked)
        if asked.WhichOneof("subject") != "problem":
            asked.problem.CopyFrom(message)
        return digest, problem

    async def _known(self, asked: Any) -> tuple[str, problem_pb2.Problem, Problem]:
        """Give the digest, message and records of a request's problem, and remember them."""
        if asked.WhichOneof("subject") is None:
            raise Malformed([Fault("problem", "give the problem or its digest")])
        if asked.WhichOneof("subject") == "problem":
            digest = wire.digest(asked.problem)
            if digest not in self._problems:
                message = problem_pb2.Problem()
                message.CopyFrom(asked.problem)
                problem = await asyncio.to_thread(wire.problem_of, message)
                self._problems[digest] = message, problem
                if len(self._problems) > _MOST_PROBLEMS:
                    self._problems.popitem(last=False)
                    gc.unfreeze()  # or what the old one leaves would stay for good
                gc.collect()
                gc.freeze()  # so many records would make every later collection slow
        else:
            digest = asked.problem_digest
            if digest not in self._problems:
                raise NotCached(f"no problem is known by {digest or 'an empty digest'}; send it")
        self._problems.move_to_end(digest)
        return digest, *self._problems[digest]


async def _with_heartbeat(
    messages: AsyncIterator[bytes], digest: str
) -> AsyncGenerator[planning_pb2.SolveResponse, None]:
    """Pass messages on; tell each second that the problem is being read until there are some."""
    began = asyncio.get_running_loop().time()
    first = asyncio.ensure_future(anext(messages))
    try:
        while not first.done():
            seconds = asyncio.get_running_loop().time() - began
            yield wire.telling(Progress("reading", seconds), digest)
            await asyncio.wait([first], timeout=_HEARTBEAT_SECONDS)
        yield planning_pb2.SolveResponse.FromString(first.result())
    finally:
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)  # then the messages can be closed
    async for message in messages:
        yield planning_pb2.SolveResponse.FromString(message)


@asynccontextmanager
async def _answering(context: Any) -> AsyncIterator[None]:
    """Answer an error with its status; what is not foreseen is logged and told as INTERNAL."""
    given = propagate.extract(dict(context.invocation_metadata() or ()))
    span = _tracer.start_span("planner", given, kind=trace.SpanKind.SERVER)
    try:
        yield
    except PlanningError as error:
        span.set_attribute("lokakarya.reason", error.reason)
        await context.abort_with_status(status_of(error))
    except (asyncio.CancelledError, GeneratorExit, grpc.aio.AbortError):
        raise
    except Exception:
        log.exception("an RPC failed")
        span.set_attribute("lokakarya.reason", Crashed.reason)
        await context.abort_with_status(status_of(Crashed("the planner failed; its log says why")))
    finally:
        span.end()


def status_of(error: PlanningError) -> Any:
    """Give an error as a gRPC status with its details."""
    code = _CODES.get(type(error), grpc.StatusCode.INTERNAL)
    details: list[Message] = [error_details_pb2.ErrorInfo(reason=error.reason, domain=DOMAIN)]
    text = str(error)
    if isinstance(error, Malformed):
        text = f"{len(error.faults)} faults, the first: {error.faults[0]}"
        bad = error_details_pb2.BadRequest()
        for fault in error.faults[:_MOST_FAULTS]:
            bad.field_violations.add(field=fault.path, description=fault.text)
        details.append(bad)
    if isinstance(error, ServerFull):
        wait = duration_pb2.Duration(seconds=_RETRY_SECONDS)
        details.append(error_details_pb2.RetryInfo(retry_delay=wait))
    status = status_pb2.Status(code=code.value[0], message=text)
    for detail in details:
        status.details.add().Pack(detail)
    return rpc_status.to_status(status)
