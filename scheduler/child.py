"""A process that ends with its parent: it is tied to it before anything else is imported.

What the work imports takes seconds, in which the parent may be killed.
"""

from __future__ import annotations

import ctypes
import os
import runpy
import signal
import sys

_PR_SET_PDEATHSIG = 1


def tie_to(parent: int) -> None:
    """Have the kernel end this process with the one that made it; end where that is gone."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it ended before the kernel was told
        os._exit(0)


if __name__ == "__main__":
    tie_to(int(sys.argv[1]))
    runpy.run_module("scheduler.nursery", run_name="__main__")
