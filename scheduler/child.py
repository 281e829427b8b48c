"""The process of a solve: first of all it is tied to its parent's life, then it works.

What the work imports takes seconds, in which the parent may be killed: nothing of it is imported
before the kernel knows to end the child with the parent.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys

_PR_SET_PDEATHSIG = 1


def main(parent: int) -> None:
    """Work for the process with that number, and end when it does."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the kernel was told
        return
    runpy.run_module("scheduler.worker", run_name="__main__")


if __name__ == "__main__":
    main(int(sys.argv[1]))
