"""What comes in: it is noted, and bytes that are no message are the caller's fault.

gRPC's own answer to them would be INTERNAL.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import grpc
from google.protobuf.message import DecodeError

from scheduler.errors import Fault, Malformed
from scheduler.logs import noted
from scheduler.service import SERVICE, status_of

_UNREADABLE = object()


class Received(grpc.aio.ServerInterceptor):
    """Answers INVALID_ARGUMENT where a request of ours cannot be read."""

    async def intercept_service(
        self, continuation: Callable[[Any], Awaitable[Any]], details: grpc.HandlerCallDetails
    ) -> Any:
        """Read requests with care."""
        handler = await continuation(details)
        if handler is None or not details.method.startswith(f"/{SERVICE}/"):
            return handler
        how: dict[str, Any] = {
            "request_deserializer": _reader(handler.request_deserializer),
            "response_serializer": handler.response_serializer,
        }
        if handler.response_streaming:
            streamed = _streamed(details.method, handler.unary_stream)
            return grpc.unary_stream_rpc_method_handler(streamed, **how)
        single = _single(details.method, handler.unary_unary)
        return grpc.unary_unary_rpc_method_handler(single, **how)


def _reader(read: Callable[[bytes], Any]) -> Callable[[bytes], Any]:
    def attempt(data: bytes) -> Any:
        try:
            return read(data)
        except DecodeError:
            return _UNREADABLE

    return attempt


async def _refuse(context: Any) -> None:
    fault = Fault("", "these bytes are no message of planning.v1")
    await context.abort_with_status(status_of(Malformed([fault])))


def _single(method: str, behaviour: Callable[..., Awaitable[Any]]) -> Callable[..., Awaitable[Any]]:
    async def answer(asked: Any, context: Any) -> Any:
        with noted(method, context):
            if asked is _UNREADABLE:
                await _refuse(context)
            return await behaviour(asked, context)

    return answer


def _streamed(
    method: str, behaviour: Callable[..., AsyncIterator[Any]]
) -> Callable[..., AsyncIterator[Any]]:
    async def answer(asked: Any, context: Any) -> AsyncIterator[Any]:
        with noted(method, context):
            if asked is _UNREADABLE:
                await _refuse(context)
            async for message in behaviour(asked, context):
                yield message

    return answer
