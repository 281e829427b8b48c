"""The planner's service as a client sees it: problems by digest, retries, errors with reasons."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import grpc
import structlog
from google.rpc import error_details_pb2
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_status import rpc_status
from opentelemetry import propagate, trace
from planning.v1 import planning_pb2, planning_pb2_grpc

from catalogue.plan import LeftOut, Plan
from lms_bridge.errors import BridgeError, PlannerRefused, PlannerUnreachable
from lms_bridge.planner.answer import (
    Admission,
    Alternative,
    Checked,
    Told,
    admission_of,
    alternatives_of,
    checked,
    explained,
    told,
)
from lms_bridge.planner.problem import Posed, schedule_message
from lms_bridge.planner.reaching import Reaching

A = TypeVar("A")

_tracer = trace.get_tracer("lms_bridge")

_UNARY_SECONDS = 60
_HEALTH_SECONDS = 3
# How long a planner that is just starting is waited for.
_PATIENCE_SECONDS = 30
# How long somebody who asks waits until a planner is there at all.
_READY_SECONDS = 5
# The same where one was looked for just before and was not there.
_GONE_SECONDS = 0.5
# How many checked plans are kept at hand.
_KEPT = 8


@dataclass(frozen=True, slots=True)
class Limits:
    """When a search ends; `changes_first` repairs with as few changes as possible."""

    seconds: float = 60.0
    gap: float = 0.0
    workers: int = 1
    seed: int = 0
    changes_first: bool = False

    def message(self) -> planning_pb2.Limits:
        """Write them."""
        return planning_pb2.Limits(
            seconds=self.seconds, gap=self.gap, workers=self.workers, seed=self.seed
        )


@dataclass(frozen=True, slots=True)
class About:
    """What alternatives are wanted to: a run, a nomination, or a block of a run."""

    run: str | None = None
    nomination: str | None = None
    block: str | None = None
    count: int = 3
    seconds: float = 10.0


class Planner:
    """A planner at an address; entered as a context."""

    def __init__(self, channel: grpc.aio.Channel, reaching: Reaching) -> None:
        """Speak over a channel, with what shows who we are."""
        self._channel = channel
        self._metadata = reaching.metadata
        self._stub: Any = planning_pb2_grpc.PlanningServiceStub(channel)
        self._health: Any = health_pb2_grpc.HealthStub(channel)
        self._checked: dict[tuple[str, Plan], Checked] = {}  # the last one asked for stands last

    async def appears(self) -> None:
        """Wait until a planner is there, however long that takes."""
        await self._channel.channel_ready()

    async def appears_soon(self) -> bool:
        """Wait a while for a planner that may be starting, and say whether it is there."""
        try:
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await self.appears()
        except TimeoutError:
            return False
        return True

    async def is_serving(self) -> bool:
        """Say whether it answers and is ready to plan."""
        return not await self.hindrance()

    async def hindrance(self) -> str:
        """Say why it does not serve, as far as can be seen from here; nothing where it does."""
        asked = health_pb2.HealthCheckRequest(service="planning.v1.PlanningService")
        try:
            answer = await self._health.Check(
                asked, timeout=_HEALTH_SECONDS, metadata=self._metadata
            )
        except grpc.aio.AioRpcError as error:
            return f"{error.details()} ({error.code().name})"
        is_serving = answer.status == health_pb2.HealthCheckResponse.SERVING
        return "" if is_serving else "it says that it does not serve; see its log"

    async def solve(
        self, problem: Posed, limits: Limits, start: Plan | None = None
    ) -> AsyncIterator[Told]:
        """Solve; closing the iterator cancels the search. Raises PlannerRefused and Unreachable."""
        asked = planning_pb2.SolveRequest(
            problem=problem.message,
            objective="OBJECTIVE_CHANGES_FIRST" if limits.changes_first else "OBJECTIVE_TOTAL",
            limits=limits.message(),
            start=None if start is None else schedule_message(start),
        )
        span, metadata = self._traced("Solve")
        call = self._stub.Solve(asked, wait_for_ready=True, metadata=metadata)
        try:
            async for response in call:
                yield told(response)
        except grpc.aio.AioRpcError as error:
            raise _error(error) from None
        finally:
            call.cancel()
            span.end()

    async def check(self, problem: Posed, plan: Plan) -> Checked:
        """Recompute a plan; what was told of it just before stands, since it hangs on these alone.

        From one key to the next on the board the plan that is looked at stays the same.
        """
        asked = problem.digest, plan
        if (known := self._checked.pop(asked, None)) is None:
            known = await self._check(problem, plan)
        self._checked[asked] = known
        while len(self._checked) > _KEPT:
            del self._checked[next(iter(self._checked))]
        return known

    async def _check(self, problem: Posed, plan: Plan) -> Checked:
        schedule = schedule_message(plan)
        response = await self._by_digest(
            self._stub.Check, problem, lambda: planning_pb2.CheckRequest(schedule=schedule)
        )
        return checked(response)

    async def explain(
        self, problem: Posed, plan: Plan
    ) -> tuple[tuple[LeftOut, ...], tuple[LeftOut, ...]]:
        """Give the reasons of the runs that are not held, and of the nominations not seated."""
        schedule = schedule_message(plan)
        response = await self._by_digest(
            self._stub.Explain, problem, lambda: planning_pb2.ExplainRequest(schedule=schedule)
        )
        return explained(response)

    async def admission(self, problem: Posed, plan: Plan, nomination: str) -> Admission:
        """Say why a nomination has no seat, and what it takes to give it one."""
        schedule = schedule_message(plan)
        response = await self._by_digest(
            self._stub.Explain,
            problem,
            lambda: planning_pb2.ExplainRequest(
                schedule=schedule, nomination=nomination, full=True
            ),
        )
        return admission_of(response)

    async def suggest(self, problem: Posed, plan: Plan, about: About) -> tuple[Alternative, ...]:
        """Offer complete other plans, best first."""
        schedule = schedule_message(plan)
        response = await self._by_digest(
            self._stub.Suggest,
            problem,
            lambda: planning_pb2.SuggestRequest(
                schedule=schedule,
                run=about.run,
                nomination=about.nomination,
                block=about.block,
                count=about.count,
                limits=planning_pb2.Limits(seconds=about.seconds),
            ),
        )
        return alternatives_of(response)

    async def _by_digest(
        self, call: Callable[..., Awaitable[Any]], problem: Posed, ask: Callable[[], Any]
    ) -> Any:
        """Name the problem by its digest; send it where this planner does not know it."""
        asked = ask()
        asked.problem_digest = problem.digest
        try:
            return await self._unary(call, asked)
        except PlannerRefused as refused:
            if refused.reason != "PROBLEM_NOT_CACHED":
                raise
        asked = ask()
        asked.problem.CopyFrom(problem.message)
        return await self._unary(call, asked)

    async def _unary(self, call: Callable[..., Awaitable[Any]], asked: Any) -> Any:
        span, metadata = self._traced("ask")
        try:
            is_gone = self._channel.get_state() is grpc.ChannelConnectivity.TRANSIENT_FAILURE
            async with asyncio.timeout(_GONE_SECONDS if is_gone else _READY_SECONDS):
                await self.appears()
            return await call(asked, timeout=_UNARY_SECONDS, wait_for_ready=True, metadata=metadata)
        except TimeoutError:
            raise PlannerUnreachable("no planner answers") from None
        except grpc.aio.AioRpcError as error:
            raise _error(error) from None
        finally:
            span.end()

    def _traced(self, rpc: str) -> tuple[trace.Span, tuple[tuple[str, str], ...]]:
        """Begin a span, and give what goes with its call, so that the planner's belong to it."""
        span = _tracer.start_span(f"planner {rpc}", kind=trace.SpanKind.CLIENT)
        carried: dict[str, str] = {}
        propagate.inject(carried, trace.set_span_in_context(span))
        if name := structlog.contextvars.get_contextvars().get("request_id"):
            carried["x-request-id"] = name
        return span, (*self._metadata, *carried.items())


@asynccontextmanager
async def planner_at(
    address: str, reaching: Reaching | None = None, *, needed: bool = True
) -> AsyncIterator[Planner]:
    """Reach a planner; one that is `needed` is waited for a while, since it may be starting.

    Raises PlannerUnreachable, and BadSetting where others could listen in between.
    """
    ours = reaching or Reaching()
    async with ours.channel(address) as channel:
        planner = Planner(channel, ours)
        if needed and not await planner.appears_soon():
            why = await planner.hindrance()
            raise PlannerUnreachable(f"no planner answers at {address}: {why}")
        yield planner


def _error(error: grpc.aio.AioRpcError) -> BridgeError:
    """Read a refusal: the planner's reason, its first faults, and when to try again."""
    if error.code() is grpc.StatusCode.UNAVAILABLE:
        return PlannerUnreachable(f"the planner does not answer: {error.details()}")
    call: Any = error  # an AioRpcError is one by its methods, not by its type
    status = rpc_status.from_call(call)
    reason, retry = error.code().name, None
    for detail in status.details if status else ():
        info, wait = error_details_pb2.ErrorInfo(), error_details_pb2.RetryInfo()
        if detail.Unpack(info):
            reason = info.reason
        elif detail.Unpack(wait):
            retry = wait.retry_delay.ToMilliseconds() / 1000
    return PlannerRefused(reason, error.details() or reason, retry)
