"""Taking the address that is listened at, before anything else starts.

So a port that is taken is told at once, and one that the system chose (port 0) is known to all who
write addresses.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from socket import (
    AF_INET6,
    AI_PASSIVE,
    IPPROTO_IPV6,
    IPV6_V6ONLY,
    SO_REUSEADDR,
    SOCK_STREAM,
    SOL_SOCKET,
    gaierror,
    getaddrinfo,
    socket,
)

from lms_bridge.errors import NotReady
from lms_bridge.settings import Settings


@contextmanager
def bound(settings: Settings) -> Iterator[tuple[list[socket], Settings]]:
    """Bind a socket for each address of the host; give them and settings with the port's number.

    Nobody is answered before somebody listens. Raises NotReady.
    """
    with ExitStack() as stack:
        try:
            found = getaddrinfo(settings.host, settings.port, type=SOCK_STREAM, flags=AI_PASSIVE)
            sockets: list[socket] = []
            port = settings.port
            for family, kind, protocol, _, address in dict.fromkeys(found):
                made = stack.enter_context(socket(family, kind, protocol))
                made.setsockopt(SOL_SOCKET, SO_REUSEADDR, 1)
                if family == AF_INET6:
                    made.setsockopt(IPPROTO_IPV6, IPV6_V6ONLY, 1)
                made.bind((address[0], port, *address[2:]))
                port = made.getsockname()[1]
                sockets.append(made)
        except gaierror as error:
            raise NotReady(f"{settings.listen} is no address: {error.strerror}") from None
        except OSError as error:
            raise NotReady(f"{settings.listen} cannot be listened at: {error.strerror}") from None
        host = settings.listen.rpartition(":")[0]
        yield sockets, replace(settings, listen=f"{host}:{port}")
