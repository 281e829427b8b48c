"""What the system refuses for want of room, memory or files, in words: nothing can be kept then."""

from __future__ import annotations

import errno
from typing import Final

from catalogue.errors import NoStorage

_WHY: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "what the account may use of the disk is used up",
    errno.EFBIG: "no file may get so large",
    errno.EROFS: "the disk may only be read",
    errno.EIO: "the disk fails",
    errno.EMFILE: "too many files and connections are open",
    errno.ENFILE: "too many files and connections are open",
    errno.ENOMEM: "there is not enough memory",
    errno.EAGAIN: "no more processes may be started",
}


def no_storage(error: BaseException) -> NoStorage | None:
    """Give what an error of the system means for who asked; None where it is another's."""
    match error:
        case MemoryError():
            return NoStorage(_WHY[errno.ENOMEM])
        case OSError(errno=int(number)) if number in _WHY:
            return NoStorage(_WHY[number])
        case _:
            return None
