"""How the server's log is written: lines for people, or an object a line, and then each RPC, too.

A line of an RPC tells its name, status and seconds and the id that the caller gave it, with which
the caller's own log names the request. Nothing of a problem or a schedule is in it.
"""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import grpc
import structlog

log = logging.getLogger(__name__)
log.setLevel(logging.WARNING)

REQUEST_ID = "x-request-id"
"""The caller's name for a request, in the metadata of its RPC: letters, digits and hyphens."""

_ID = re.compile(r"[\w-]{1,64}", re.ASCII)


def configure_json() -> None:
    """Write an object a line from now on."""
    shared: list[structlog.typing.Processor] = [
        structlog.stdlib.ExtraAdder(),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                structlog.processors.JSONRenderer(),
            ],
        )
    )
    logging.getLogger().handlers[:] = [handler]
    log.setLevel(logging.INFO)


@contextmanager
def noted(method: str, context: Any) -> Iterator[None]:
    """Write a line of an RPC when it ends, however it does."""
    began = time.perf_counter()
    is_over = False
    try:
        yield
        is_over = True
    finally:
        code = context.code() or (grpc.StatusCode.OK if is_over else grpc.StatusCode.CANCELLED)
        given = dict(context.invocation_metadata() or ()).get(REQUEST_ID, "")
        log.info(
            "answered",
            extra={
                "rpc": method.rpartition("/")[2],
                "status": getattr(code, "name", str(code)),
                "seconds": round(time.perf_counter() - began, 3),
                "request_id": given if _ID.fullmatch(str(given)) else "",
            },
        )
