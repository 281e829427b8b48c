"""The log is for who runs the bridge, and holds nothing of what people send."""

from __future__ import annotations

import errno
import logging
import os
from collections.abc import Iterator

import pytest
from aiohttp import ClientConnectionResetError, web
from aiohttp.http_exceptions import LineTooLong

from lms_bridge.logs import configure
from lms_bridge.settings import Settings


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    ours = {name: logging.getLogger(name).level for name in ("lms_bridge", "catalogue")}
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    for name, before in ours.items():
        logging.getLogger(name).setLevel(before)


@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.parametrize(
    ("error", "told"),
    [
        (LineTooLong(b"/officials?name=Amina+Rahman", 8190), "a request was refused: LineTooLong"),
        (
            web.RequestPayloadError("Can not decode content-encoding of Amina Rahman"),
            "a request was refused: RequestPayloadError",
        ),
        (
            ClientConnectionResetError("Cannot write to closing transport"),
            "a request was left: ClientConnectionResetError",
        ),
    ],
)
def test_a_request_that_cannot_be_read_or_answered_is_told_in_a_line(
    error: Exception, told: str, form: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(Settings(log_form=form))
    logging.getLogger("aiohttp.server").error(
        "Error handling request from %s", "192.0.2.7", exc_info=error
    )
    said = capsys.readouterr().err
    assert told in said
    assert not {word for word in ("Traceback", "Amina", "192.0.2.7") if word in said}


def test_connections_without_a_descriptor_do_not_fill_the_log(
    capsys: pytest.CaptureFixture[str],
) -> None:
    configure(Settings())
    error = OSError(errno.EMFILE, os.strerror(errno.EMFILE))
    for _ in range(1000):
        logging.getLogger("asyncio").error("socket.accept() out of resource", exc_info=error)
    (line,) = capsys.readouterr().err.splitlines()
    assert "connections wait for free file descriptors: [Errno 24]" in line
