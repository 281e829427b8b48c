"""Peers that live in environments of their own, and may therefore be missing."""

from __future__ import annotations

import subprocess
from pathlib import Path

TIMEFOLD = Path(".venv-timefold/bin/python")


def timefold() -> tuple[list[str], str]:
    """Give Timefold's command, or none and why it is left out and how to get it."""
    if not TIMEFOLD.exists():
        return [], "it is not installed here: make .venv-timefold/.ready"
    find = [str(TIMEFOLD), "-c", "import jpype; jpype.getDefaultJVMPath()"]
    if subprocess.run(find, capture_output=True, check=False).returncode:
        return [], "it needs Java 17 or newer: apt-get install openjdk-17-jre-headless"
    return [str(TIMEFOLD), "-m", "bench.peers.timefold"], ""
