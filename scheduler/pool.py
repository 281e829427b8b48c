"""Processes for solves: one is always ready, each solves one problem, and none outlives its job.

One more answers short questions, one after another, and is kept. They are exec'ed, never forked,
since gRPC's threads do not survive a fork. What their messages mean is not known here.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sys
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from scheduler.errors import Crashed, OutOfMemory, ServerFull
from scheduler.frames import LENGTH, OUT_OF_MEMORY, READY, frame, raise_if_refused

log = logging.getLogger(__name__)


class Pool:
    """At most `most` jobs at once, and one more process in readiness."""

    def __init__(self, most: int) -> None:
        """Begin with no process; `start` makes the first."""
        self._most, self._busy = most, 0
        self._ready: asyncio.Task[asyncio.subprocess.Process] | None = None
        self._desk: asyncio.subprocess.Process | None = None
        self._asking = asyncio.Lock()

    def start(self) -> None:
        """Begin to make a process ready."""
        if self._ready is None:
            self._ready = asyncio.create_task(_process())

    async def stop(self) -> None:
        """End the processes that wait."""
        if self._desk is not None:
            await _end(self._desk)
        if self._ready is not None:
            self._ready.cancel()
            ready = (await asyncio.gather(self._ready, return_exceptions=True))[0]
            if isinstance(ready, asyncio.subprocess.Process):
                await _end(ready)

    async def run(self, job: Callable[[], bytes]) -> AsyncGenerator[bytes, None]:
        """Give a job to a process, as it is once there is one, and pass its messages on.

        Raises ServerFull where all places are taken, OutOfMemory and Crashed where the process
        dies, and what the process refuses.
        """
        if self._busy >= self._most:
            raise ServerFull(f"all {self._most} places for solves are taken")
        self._busy += 1
        try:
            process = await self._take()
            try:
                assert process.stdin
                assert process.stdout
                process.stdin.write(frame(job()))
                await process.stdin.drain()
                async with aclosing(_messages(process.stdout)) as messages:
                    async for message in messages:
                        raise_if_refused(message)
                        yield message
                _raise_for(await process.wait())
            except (BrokenPipeError, ConnectionResetError):
                _raise_for(await process.wait())
            finally:
                await _end(process)
        finally:
            self._busy -= 1

    async def ask(self, question: bytes) -> bytes:
        """Give a question to the process that answers them, when it is its turn.

        Raises what the process refuses, and Crashed where it dies; the next question has another.
        """
        async with self._asking:
            if self._desk is None or self._desk.returncode is not None:
                self._desk = await self._take()
            process = self._desk
            assert process.stdin
            assert process.stdout
            is_answered = False
            try:
                process.stdin.write(frame(question))
                await process.stdin.drain()
                (length,) = LENGTH.unpack(await process.stdout.readexactly(LENGTH.size))
                answer = await process.stdout.readexactly(length)
                is_answered = True
            except (BrokenPipeError, ConnectionResetError, asyncio.IncompleteReadError):
                status = await process.wait()
                raise Crashed(f"the answer ended with {status}; its log says why") from None
            finally:
                if not is_answered:  # nobody waits for its answer any more
                    await _end(process)
            raise_if_refused(answer)
            return answer

    async def _take(self) -> asyncio.subprocess.Process:
        """Take the process that is ready and make another; a dead one is replaced."""
        self.start()
        assert self._ready is not None
        ready, self._ready = self._ready, None
        try:
            process = await asyncio.shield(ready)
        except Crashed as died:
            log.warning("%s; another is tried", died)
            return await _process()
        except asyncio.CancelledError:
            await self._put_back(ready)
            raise
        finally:
            self.start()
        if process.returncode is not None or (process.stdout and process.stdout.at_eof()):
            await _end(process)
            return await _process()
        return process

    async def _put_back(self, ready: asyncio.Task[asyncio.subprocess.Process]) -> None:
        """Keep a process that nobody waits for any more, or end it where another is on its way."""
        if self._ready is None:
            self._ready = ready
        elif not ready.cancel() and not ready.cancelled() and ready.exception() is None:
            await _end(ready.result())


async def _process() -> asyncio.subprocess.Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "scheduler.child",
        str(os.getpid()),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        assert process.stdout
        async with aclosing(_messages(process.stdout)) as messages:
            async for message in messages:
                assert message == READY
                return process
        raise Crashed(f"a process for solves ended with {await process.wait()} before its job")
    except BaseException:
        await _end(process)
        raise


async def _messages(source: asyncio.StreamReader) -> AsyncGenerator[bytes, None]:
    while True:
        try:
            (length,) = LENGTH.unpack(await source.readexactly(LENGTH.size))
            yield await source.readexactly(length)
        except asyncio.IncompleteReadError:
            return


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        process.kill()
    await process.wait()


def _raise_for(status: int) -> None:
    if status == OUT_OF_MEMORY:
        raise OutOfMemory("the search went beyond its memory; give it more or a smaller problem")
    if status != 0:
        raise Crashed(f"the search ended with {status}; its log says why")
