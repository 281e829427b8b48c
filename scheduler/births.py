"""Processes for jobs, as the server has them: born of a nursery, spoken to, ended."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections import deque
from collections.abc import AsyncGenerator
from contextlib import suppress

from scheduler.errors import Crashed
from scheduler.frames import LENGTH, LONGEST_WORD, READY, frame

_Ended = asyncio.Future[int]


class Child:
    """A process that does a job: frames go there and come back."""

    def __init__(
        self,
        nursery: Nursery,
        pid: int,
        ended: _Ended,
        streams: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self._nursery, self._pid, self._ended = nursery, pid, ended
        self._reader, self._writer = streams

    @property
    def has_ended(self) -> bool:
        """Whether it has, or is about to."""
        return self._ended.done() or self._reader.at_eof()

    async def tell(self, message: bytes) -> None:
        """Send a message. Raises BrokenPipeError or ConnectionResetError where it is gone."""
        self._writer.write(frame(message))
        await self._writer.drain()

    async def hear(self) -> bytes:
        """Get its next message. Raises IncompleteReadError or ConnectionResetError at its end."""
        (length,) = LENGTH.unpack(await self._reader.readexactly(LENGTH.size))
        return await self._reader.readexactly(length)

    async def messages(self) -> AsyncGenerator[bytes, None]:
        """Get what it says to its end."""
        while True:
            try:
                yield await self.hear()
            except asyncio.IncompleteReadError:
                return

    async def wait(self) -> int:
        """Wait for its end; gives its exit status, or less than 0 the signal that ended it."""
        return await asyncio.shield(self._ended)

    async def end(self) -> None:
        """End it at once, whatever it does."""
        if not self._ended.done():
            self._nursery.kill(self._pid)
        await self.wait()
        self._writer.close()


class Nursery:
    """The process of `nursery.py`, which gives birth in milliseconds once it has everything."""

    def __init__(self, process: asyncio.subprocess.Process, control: socket.socket) -> None:
        self._process, self._control = process, control
        self._loop = asyncio.get_running_loop()
        self._ready: asyncio.Future[None] = self._loop.create_future()
        self._births: deque[asyncio.Future[tuple[int, _Ended]]] = deque()
        self._ends: dict[int, _Ended] = {}
        self.is_gone = False
        self._loop.add_reader(control, self._hear)

    async def ready(self) -> None:
        """Wait until it has everything. Raises Crashed where it ends before."""
        await asyncio.shield(self._ready)

    async def birth(self) -> Child:
        """Get a process that waits for its job. Raises Crashed where the nursery is gone."""
        await self.ready()
        ours, its = socket.socketpair()
        born: asyncio.Future[tuple[int, _Ended]] = self._loop.create_future()
        try:
            with its:
                self._say(b"birth", its.fileno())
                self._births.append(born)
            pid, ended = await born
            ours.setblocking(False)
            return Child(self, pid, ended, await asyncio.open_connection(sock=ours))
        except BaseException:
            ours.close()  # a process that nobody waits for reads its end and goes
            raise

    def kill(self, pid: int) -> None:
        """End one of its processes; the nursery knows whether the number is still its own."""
        with suppress(Crashed):  # then that ended, too
            self._say(str(pid).encode())

    async def stop(self) -> None:
        """End it, and with it all that were born of it."""
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        self._lose()

    def _say(self, word: bytes, *pipes: int) -> None:
        try:
            if self.is_gone:
                raise BrokenPipeError
            socket.send_fds(self._control, [word], pipes)
        except (BrokenPipeError, ConnectionResetError):
            self._lose()
            raise Crashed("no process for a job could be made") from None

    def _hear(self) -> None:
        try:
            word, *numbers = self._control.recv(LONGEST_WORD).split() or [b""]
        except ConnectionResetError:
            word = b""
        if word == READY:
            self._ready.set_result(None)
        elif word == b"born":
            ended = self._ends[int(numbers[0])] = self._loop.create_future()
            born = self._births.popleft()
            if not born.done():
                born.set_result((int(numbers[0]), ended))
        elif word == b"ended":
            self._ends.pop(int(numbers[0])).set_result(int(numbers[1]))
        else:
            self._lose()

    def _lose(self) -> None:
        """Let nobody wait for what is gone."""
        if self.is_gone:
            return
        self.is_gone = True
        self._loop.remove_reader(self._control)
        self._control.close()
        if not self._ready.done():
            self._ready.set_exception(Crashed("the process for solves ended before its first job"))
            self._ready.exception()  # whoever waits has it; nobody may wait
        while self._births:
            born = self._births.popleft()
            if not born.done():
                born.set_exception(Crashed("no process for a job could be made"))
        while self._ends:
            self._ends.popitem()[1].set_result(-signal.SIGKILL)


async def nursery() -> Nursery:
    """Begin one; it is ready when its first birth comes. Do it on the main thread's loop.

    It is exec'ed: gRPC's threads do not survive a fork.
    """
    ours, its = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    with its:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "scheduler.child", str(os.getpid()), str(its.fileno())),
            stdin=asyncio.subprocess.DEVNULL,
            pass_fds=(its.fileno(),),
        )
    ours.setblocking(False)
    return Nursery(process, ours)
