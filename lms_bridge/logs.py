"""How the log is written: lines for people, or JSON for programs; each with its request's id."""

from __future__ import annotations

import errno
import logging
import sys
from time import monotonic

import structlog
from aiohttp import web
from aiohttp.http_exceptions import HttpProcessingError

from lms_bridge.settings import Settings


def configure(settings: Settings) -> None:
    """Write what is logged to standard error, from this library or that, in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.ExtraAdder(),
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.stdlib.PositionalArgumentsFormatter(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    as_json = settings.log_form == "json"
    last: list[structlog.typing.Processor] = (
        [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
        if as_json
        else [
            structlog.dev.ConsoleRenderer(
                colors=False, exception_formatter=structlog.dev.plain_traceback
            )
        ]
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    handler.addFilter(_without_what_was_sent)
    handler.addFilter(_Seldom())
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.WARNING)
    for ours in ("lms_bridge", "catalogue"):
        logging.getLogger(ours).setLevel(settings.log_level.upper())


def _without_what_was_sent(record: logging.LogRecord) -> bool:
    """Tell of a request that cannot be read in a line: it was refused, and may name people.

    Likewise of one whose sender was gone before it was answered, which is no fault of ours.
    """
    error = record.exc_info[1] if record.exc_info else None
    is_left = record.name == "aiohttp.server" and isinstance(error, ConnectionResetError)
    if isinstance(error, HttpProcessingError | web.RequestPayloadError) or is_left:
        said = "a request was left: %s" if is_left else "a request was refused: %s"
        record.msg, record.args = said, (type(error).__name__,)
        record.exc_info, record.exc_text = None, None
        record.levelno, record.levelname = logging.WARNING, "WARNING"
    return True


class _Seldom(logging.Filter):
    """Tell of connections that find no free file descriptor in a line a minute.

    asyncio tells of each try with a traceback, thousands a second while somebody holds them all.
    """

    _AGAIN_SECONDS = 60.0

    def __init__(self) -> None:
        super().__init__()
        self._told_at = float("-inf")

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        none_is_free = isinstance(error, OSError) and error.errno in {errno.EMFILE, errno.ENFILE}
        if record.name != "asyncio" or not none_is_free:
            return True
        if monotonic() - self._told_at < self._AGAIN_SECONDS:
            return False
        self._told_at = monotonic()
        record.msg, record.args = "connections wait for free file descriptors: %s", (error,)
        record.exc_info, record.exc_text = None, None
        return True
