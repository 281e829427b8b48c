"""What goes through the pipes of a solve's process: messages, each after its length in 4 bytes.

A job begins with SOLVE, EXPLAIN or SUGGEST; an answer is a message of the contract, or begins with
REFUSED.
"""

from __future__ import annotations

import json
import struct
from typing import BinaryIO

from scheduler.errors import Fault, Malformed, PlanningError

LENGTH = struct.Struct(">I")
SOLVE, EXPLAIN, SUGGEST, REFUSED = b"S", b"E", b"A", b"!"
# Between the server and the nursery: what is ready, born or ended, in few characters.
READY, LONGEST_WORD = b"ready", 64
# The exit status of a process that went beyond its memory.
OUT_OF_MEMORY = 70


def frame(message: bytes) -> bytes:
    """Put a message's length before it."""
    return LENGTH.pack(len(message)) + message


def write_frame(sink: BinaryIO, message: bytes) -> None:
    """Write a message at once."""
    sink.write(frame(message))
    sink.flush()


def read_frame(source: BinaryIO) -> bytes | None:
    """Read a message; None at the end."""
    head = source.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    return source.read(LENGTH.unpack(head)[0])


def refusal(error: PlanningError) -> bytes:
    """Pack an error."""
    faults = error.faults if isinstance(error, Malformed) else ()
    return REFUSED + json.dumps([error.reason, str(error), faults]).encode()


def raise_if_refused(message: bytes) -> None:
    """Raise the error that a message is, if it is one."""
    if message[:1] != REFUSED:
        return
    reason, text, faults = json.loads(message[1:])
    if faults:
        raise Malformed([Fault(*fault) for fault in faults])
    known = {error.reason: error for error in PlanningError.__subclasses__()}
    raise known.get(reason, PlanningError)(text)
