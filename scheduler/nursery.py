"""The process from which those for solves are born: it has everything imported and compiled.

That takes it seconds once, and a fork afterwards milliseconds. It has no threads of gRPC, which do
not survive a fork, and does nothing else. Over its socket it gets a pipe for each birth, or the
number of a process to kill, and tells what is born and what has ended.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import traceback
from selectors import EVENT_READ, DefaultSelector

from scheduler.child import tie_to
from scheduler.errors import NotLoaded, loading
from scheduler.frames import LONGEST_WORD, READY

try:
    with loading():
        from scheduler.warm import warm_up
        from scheduler.worker import work
except NotLoaded as error:
    sys.exit(f"{error.reason}: {error}")


def nurse(control: socket.socket) -> None:
    """Give birth and kill as the server asks, until it is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a terminal's Ctrl-C is for the server
    warm_up()
    gc.collect()
    gc.freeze()  # what is loaded is no garbage, and stays shared with those that are born
    ends, noticed = socket.socketpair()
    noticed.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(noticed.fileno())
    control.send(READY)
    living: set[int] = set()
    with DefaultSelector() as awaited:
        awaited.register(control, EVENT_READ)
        awaited.register(ends, EVENT_READ)
        while True:
            heard = {key.fileobj for key, _ in awaited.select()}
            if ends in heard:
                ends.recv(LONGEST_WORD)
                _tell_ends(control, living)
            if control in heard:
                message, pipes, _, _ = socket.recv_fds(control, LONGEST_WORD, 1)
                if not message:
                    return
                if pipes:
                    living.add(_give_birth(control, *pipes))
                elif int(message) in living:
                    os.kill(int(message), signal.SIGKILL)


def _tell_ends(control: socket.socket, living: set[int]) -> None:
    """Say which have ended, and how: the exit status, or less than 0 the signal."""
    for pid in tuple(living):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            living.remove(pid)
            control.send(f"ended {pid} {os.waitstatus_to_exitcode(status)}".encode())


def _give_birth(control: socket.socket, pipe: int) -> int:
    parent = os.getpid()
    pid = os.fork()
    if not pid:
        _live(parent, control, pipe)
    os.close(pipe)
    control.send(f"born {pid}".encode())
    return pid


def _live(parent: int, control: socket.socket, pipe: int) -> None:
    """Work, as a process of its own; does not come back."""
    tie_to(parent)
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    control.close()
    try:
        with socket.socket(fileno=pipe) as jobs:
            work(jobs.makefile("rb"), jobs.makefile("wb"))
    except BaseException:
        traceback.print_exc()
        os._exit(1)
    os._exit(0)


if __name__ == "__main__":
    nurse(socket.socket(fileno=int(sys.argv[2])))
