"""The LMS of `make cluster`: the double of a Moodle as a program, `python -m ... ADDRESS`."""

from __future__ import annotations

import asyncio
import sys

from tests.lms_bridge.connectors.moodle.double import Double, double_at


async def serve(address: str) -> None:
    """Answer until the end."""
    async with double_at(Double(), address, 80):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(serve(sys.argv[1]))
