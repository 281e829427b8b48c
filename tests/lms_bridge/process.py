"""A bridge as a process of its own, as an operator runs it."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import psutil

from tests.lms_bridge.conftest import CACHE, PROGRAM, ROOT

PATIENCE_SECONDS = 300

USUAL = {
    "LOKAKARYA_CACHE": str(CACHE),
    "LOKAKARYA_KOLIBRI_PROGRAM": str(PROGRAM),
    "LOKAKARYA_SYNC_MINUTES": "0",
}


def environment(**more: str) -> dict[str, str]:
    """The test's environment without an operator's own settings, and some for the bridge."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("LOKAKARYA_")}
    return inherited | USUAL | {f"LOKAKARYA_{name.upper()}": value for name, value in more.items()}


def command(*words: str | Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    return subprocess.run(
        [sys.executable, "-W", "error", "-m", "lms_bridge", *words],
        cwd=ROOT,
        env=environment(**settings),
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


class ABridge:
    """`serve` on a data folder; it can be killed and started again on the same port."""

    def __init__(self, data: Path, *words: str, lms: str = "none", **settings: str) -> None:
        self.data, self.port, self.log = data, free_port(), data.with_name(f"{data.name}.log")
        self.words = ("--data", str(data), "--lms", lms, "--listen", f"127.0.0.1:{self.port}")
        self.words += words
        self.settings = settings
        self.process: subprocess.Popen[str] | None = None
        self.family: list[psutil.Process] = []
        self.told = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def said(self) -> str:
        return self.log.read_text()

    @property
    def first_run(self) -> dict[str, Any]:
        known: dict[str, Any] = json.loads((self.data / "first-run.json").read_text())
        return known

    def start(self) -> None:
        """Start it, and go on at once."""
        self.told = self.said.count("Ready after") if self.log.exists() else 0
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-W", "error", "-m", "lms_bridge", "serve", *self.words],
                cwd=ROOT,
                env=environment(**self.settings),
                stdout=log,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )

    def until_ready(self) -> None:
        """Wait until it answers and has told its first words."""
        assert self.process
        ends_at = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < ends_at:
            assert self.process.poll() is None, self.said
            if self.said.count("Ready after") > self.told and self._answers():
                self.note_family()
                return
            time.sleep(0.05)
        raise AssertionError(f"not ready in time: {self.said}")

    def listens(self) -> bool:
        """Say whether pages come, whatever else is there."""
        assert self.process
        assert self.process.poll() is None, self.said
        try:
            with urllib.request.urlopen(f"{self.url}/", timeout=5) as answer:
                return bool(answer.status == HTTPStatus.OK)
        except (urllib.error.URLError, OSError):
            return False

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/readyz", timeout=5) as answer:
                return json.loads(answer.read()) == {"ready": True}
        except (urllib.error.URLError, OSError):
            return False

    def note_family(self) -> None:
        """Remember everything that it has started."""
        assert self.process
        try:
            children = psutil.Process(self.process.pid).children(recursive=True)
        except psutil.NoSuchProcess:
            return
        self.family += [child for child in children if child not in self.family]

    def kill(self) -> None:
        """End it at once and by force, and wait until nothing of it is left."""
        assert self.process
        self.note_family()
        self.process.kill()
        self.process.wait()
        self.until_alone()

    def until_alone(self, seconds: float = 30) -> None:
        """Wait for its children to end; they do so by themselves."""
        _, left = psutil.wait_procs(self.family, timeout=seconds)
        assert left == []
        self.family.clear()

    def stop(self, number: signal.Signals = signal.SIGINT, seconds: float = 30) -> int:
        """Ask it to end, as Ctrl-C does, and give its exit code."""
        assert self.process
        self.note_family()
        self.process.send_signal(number)
        code = self.process.wait(seconds)
        self.until_alone(5)
        return code


@contextmanager
def a_bridge(data: Path, *words: str, lms: str = "none", **settings: str) -> Iterator[ABridge]:
    """Run a bridge and leave nothing of it behind."""
    bridge = ABridge(data, *words, lms=lms, **settings)
    bridge.start()
    try:
        bridge.until_ready()
        yield bridge
    finally:
        if bridge.process and bridge.process.poll() is None:
            bridge.kill()
    assert "Traceback" not in bridge.said, bridge.said
