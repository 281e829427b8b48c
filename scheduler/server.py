"""The server process: grpc.aio with standard health and reflection, until it is told to stop."""

from __future__ import annotations

import asyncio
import logging
import os
import signal

import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection
from planning.v1 import planning_pb2_grpc

from scheduler.errors import Crashed
from scheduler.guard import Guard
from scheduler.pool import Pool
from scheduler.received import Received
from scheduler.service import SERVICE, Planning
from scheduler.traces import traced
from scheduler.wire import MOST_BYTES

log = logging.getLogger(__name__)

_GRACE_SECONDS = 1.0
_CANNOT_LISTEN = _CANNOT_SEARCH = 4


def serve(address: str, solves: int | None, memory_mb: int | None, guard: Guard) -> int:
    """Serve at `host:port` or `unix:PATH` until SIGTERM or SIGINT; gives the exit status.

    Raises Malformed where the guard does not suffice for the address.
    """
    with traced():
        return asyncio.run(_serve(address, solves or os.cpu_count() or 1, memory_mb, guard))


async def _serve(address: str, solves: int, memory_mb: int | None, guard: Guard) -> int:
    pool = Pool(solves)
    server = grpc.aio.server(
        interceptors=[*guard.interceptors, Received()],
        options=[
            ("grpc.max_receive_message_length", MOST_BYTES),
            ("grpc.max_send_message_length", MOST_BYTES),
            # clients may ask this often whether it is still there
            ("grpc.http2.min_recv_ping_interval_without_data_ms", 5_000),
            ("grpc.http2.max_ping_strikes", 0),  # a busy machine reads several of them at once
            ("grpc.so_reuseport", 0),  # a second server at one address is a mistake, and told
        ],
    )
    planning_pb2_grpc.add_PlanningServiceServicer_to_server(Planning(pool, memory_mb), server)
    healthy = health.aio.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(healthy, server)
    reflection.enable_server_reflection(
        (SERVICE, health.SERVICE_NAME, reflection.SERVICE_NAME), server
    )
    try:
        if await _answers(address):
            raise RuntimeError("another server is there")
        port = guard.listen(server, address)
    except RuntimeError as error:
        log.error("cannot listen at %s: %s", address, error)
        return _CANNOT_LISTEN
    await server.start()
    for name in ("", SERVICE):
        await healthy.set(name, health_pb2.HealthCheckResponse.SERVING)
    where = address if address.startswith("unix:") else f"port {port}"
    log.info("serving at %s, %s", where, guard.says)
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    loading = asyncio.create_task(_load(pool, stopped))
    await stopped.wait()
    status = loading.result() if loading.done() else 0
    loading.cancel()
    await healthy.enter_graceful_shutdown()
    await server.stop(_GRACE_SECONDS)
    await pool.stop()
    return status


async def _load(pool: Pool, stopped: asyncio.Event) -> int:
    """Load what searches, and stop where that cannot be; gives the exit status."""
    try:
        await pool.load()
    except Crashed as error:
        log.error("cannot search: %s", error)
        stopped.set()
        return _CANNOT_SEARCH
    return 0


async def _answers(address: str) -> bool:
    """Say whether somebody listens at a unix socket, which gRPC would take from them."""
    scheme, _, path = address.partition(":")
    if scheme != "unix":
        return False
    try:
        _, writer = await asyncio.open_unix_connection(path.removeprefix("//"))
    except OSError:
        return False
    writer.close()
    return True
