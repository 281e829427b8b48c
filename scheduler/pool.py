"""Places for solves: each has a process of its own, and none outlives its job.

Beside the places, one process after another answers what takes a search of its own, and one more
answers short questions and is kept: who has a plan can ask about it however many solves there are.
What their messages mean is not known here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing

from scheduler.births import Child, Nursery, nursery
from scheduler.errors import Crashed, OutOfMemory, ServerFull
from scheduler.frames import OUT_OF_MEMORY, raise_if_refused


class Pool:
    """At most `most` jobs at once, and what their processes are born of."""

    def __init__(self, most: int) -> None:
        """Begin with no process; `start` makes the first."""
        self._most, self._busy = most, 0
        self._nursery: asyncio.Task[Nursery] | None = None
        self._desk: Child | None = None
        self._asking, self._turn = asyncio.Lock(), asyncio.Lock()

    def start(self) -> asyncio.Task[Nursery]:
        """Begin to load what solves need, where that is not done or was lost."""
        task = self._nursery
        if task is None or (task.done() and (task.exception() or task.result().is_gone)):
            task = self._nursery = asyncio.create_task(nursery())
        return task

    async def load(self) -> None:
        """Have loaded what solves need. Raises Crashed where that cannot be."""
        await (await asyncio.shield(self.start())).ready()

    async def stop(self) -> None:
        """End all processes."""
        if self._nursery is not None:
            await (await self._nursery).stop()

    async def run(self, job: Callable[[], bytes]) -> AsyncGenerator[bytes, None]:
        """Give a job a place, and pass on what its process tells.

        Raises ServerFull where all places are taken, and as `_work`.
        """
        if self._busy >= self._most:
            raise ServerFull(f"all {self._most} places for solves are taken")
        self._busy += 1
        try:
            async with aclosing(self._work(job)) as messages:
                async for message in messages:
                    yield message
        finally:
            self._busy -= 1

    async def run_in_turn(self, job: Callable[[], bytes]) -> bytes:
        """Do a job beside the places, when it is its turn, and give its first message.

        Raises as `_work`.
        """
        async with self._turn, aclosing(self._work(job)) as messages:
            async for message in messages:
                return message
        raise Crashed("the search gave no answer")

    async def _work(self, job: Callable[[], bytes]) -> AsyncGenerator[bytes, None]:
        """Give a job to a process, as it is once there is one, and pass its messages on.

        Raises OutOfMemory and Crashed where the process dies, and what the process refuses.
        """
        child = await self._birth()
        try:
            await child.tell(job())
            async with aclosing(child.messages()) as messages:
                async for message in messages:
                    raise_if_refused(message)
                    yield message
            _raise_for(await child.wait())
        except (BrokenPipeError, ConnectionResetError):
            _raise_for(await child.wait())
        finally:
            await child.end()

    async def ask(self, question: bytes) -> bytes:
        """Give a question to the process that answers them, when it is its turn.

        Raises what the process refuses, and Crashed where it dies; the next question has another.
        """
        async with self._asking:
            if self._desk is None or self._desk.has_ended:
                self._desk = await self._birth()
            child = self._desk
            is_answered = False
            try:
                await child.tell(question)
                answer = await child.hear()
                is_answered = True
            except (BrokenPipeError, ConnectionResetError, asyncio.IncompleteReadError):
                status = await child.wait()
                raise Crashed(f"the answer ended with {status}; its log says why") from None
            finally:
                if not is_answered:  # nobody waits for its answer any more
                    await child.end()
            raise_if_refused(answer)
            return answer

    async def _birth(self) -> Child:
        """Get a process, from another nursery where the first is lost."""
        try:
            return await (await asyncio.shield(self.start())).birth()
        except Crashed:
            return await (await asyncio.shield(self.start())).birth()


def _raise_for(status: int) -> None:
    if status == OUT_OF_MEMORY:
        raise OutOfMemory("the search went beyond its memory; give it more or a smaller problem")
    if status != 0:
        raise Crashed(f"the search ended with {status}; its log says why")
