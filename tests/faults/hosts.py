"""Hosts as network namespaces on one machine: each has its address, and a cable that can be pulled.

All of it lives in namespaces of this process (`enter`), so that nothing is left of it afterwards,
however it ends: no interface, no process, no mount.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

NETWORK = "10.77.0"
HERE = f"{NETWORK}.1"
"""The address of this process, which is at the switch."""

_INSIDE = "LOKAKARYA_TEST_INSIDE"


class NoHosts(Exception):
    """This machine, or this account, cannot have hosts; it says why."""


def enter(module: str, words: Sequence[str]) -> None:
    """Start this program again in namespaces of its own; comes back there. Raises NoHosts."""
    if os.environ.pop(_INSIDE, ""):
        return
    if os.geteuid() != 0:
        raise NoHosts("network namespaces and PostgreSQL's own account need root: run it with sudo")
    for program in ("unshare", "ip"):
        if shutil.which(program) is None:
            raise NoHosts(f"{program} is missing: install util-linux and iproute2")
    apart = ["unshare", "--net", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc"]
    tried = subprocess.run([*apart, "true"], capture_output=True, text=True, check=False)
    if tried.returncode:
        raise NoHosts(f"this machine permits no namespaces: {tried.stderr.strip()}")
    os.environ[_INSIDE] = "1"
    os.execvp("unshare", [*apart, sys.executable, "-m", module, *words])


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True)


def make_switch() -> None:
    """Make the network, with this process at its switch. Raises NoHosts."""
    try:
        Path("/run/netns").mkdir(exist_ok=True)
        subprocess.run(["mount", "-t", "tmpfs", "hosts", "/run/netns"], check=True)
        _ip("link", "set", "lo", "up")
        _ip("link", "add", "switch", "type", "bridge")
        _ip("address", "add", f"{HERE}/24", "dev", "switch")
        _ip("link", "set", "switch", "up")
    except (OSError, subprocess.CalledProcessError) as error:
        raise NoHosts(f"this machine permits no network of its own: {error}") from None


def name_hosts(names: Mapping[str, Sequence[str]]) -> None:
    """Let names stand for addresses, for this process and the hosts."""
    lines = [f"{address} {name}" for name, addresses in names.items() for address in addresses]
    file = Path("/run/netns/names")
    file.write_text("\n".join(["127.0.0.1 localhost", *lines, ""]))
    subprocess.run(["mount", "--bind", file, "/etc/hosts"], check=True)


class Host:
    """A host with one program that can be killed and started again, and a cable to the switch."""

    def __init__(self, name: str, number: int, log: Path) -> None:
        self.name, self.address, self.log = name, f"{NETWORK}.{number}", log
        self.process: subprocess.Popen[bytes] | None = None
        self._words: list[str] = []
        self._environment: dict[str, str] = {}
        _ip("netns", "add", name)
        _ip("link", "add", f"to-{name}", "type", "veth", "peer", "name", "eth0", "netns", name)
        _ip("link", "set", f"to-{name}", "master", "switch", "up")
        for words in (
            ("address", "add", f"{self.address}/24", "dev", "eth0"),
            ("link", "set", "eth0", "up"),
            ("link", "set", "lo", "up"),
        ):
            _ip("-n", name, *words)

    def start(self, *words: object, **environment: str) -> None:
        """Start its program."""
        self._words = [str(word) for word in words]
        self._environment = environment
        self.start_again()

    def start_again(self) -> None:
        """Start the same program once more."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                ["ip", "netns", "exec", self.name, *self._words],
                env=os.environ | self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def kill(self) -> None:
        """End its program at once and by force, as a fault of the machine would."""
        assert self.process
        self.process.kill()
        self.process.wait()

    def cut(self) -> None:
        """Pull the cable: what is sent gets lost, and nobody is told."""
        _ip("link", "set", f"to-{self.name}", "down")

    def mend(self) -> None:
        """Put the cable back."""
        _ip("link", "set", f"to-{self.name}", "up")

    @property
    def said(self) -> str:
        """What its program said."""
        return self.log.read_text(errors="replace") if self.log.exists() else ""
