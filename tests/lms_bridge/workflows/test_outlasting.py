"""A step waits for a database that is away, says so once, and goes on."""

from __future__ import annotations

import pytest

from catalogue.errors import Busy, NoStorage, NotFound
from lms_bridge.workflows import outlasting as patience
from lms_bridge.workflows.outlasting import outlasting


class Work:
    """Meets errors one after another, and is done then."""

    def __init__(self, *errors: Exception) -> None:
        self.errors = list(errors)

    @outlasting
    async def step(self, answer: str) -> str:
        if self.errors:
            raise self.errors.pop(0)
        return answer


async def test_a_step_outlasts_what_passes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(patience, "WAIT_SECONDS", 0)
    work = Work(NoStorage("the database cannot be reached"), Busy(), NoStorage("its disk is full"))
    assert await work.step("done") == "done"
    waits, goes_on = (record.getMessage() for record in caplog.records)
    assert waits.startswith("Work.step waits: the database cannot be reached")
    assert goes_on == "Work.step goes on"


async def test_what_does_not_pass_is_raised(caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(NotFound):
        await Work(NotFound("run", "R-1")).step("done")
    assert caplog.records == []
