"""What went wrong, as an answer."""

from __future__ import annotations

import errno
import os

import pytest

from lms_bridge.problems import problem_of


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "the disk is full"),
        (OSError(errno.EROFS, os.strerror(errno.EROFS)), "the disk may only be read"),
        (OSError(errno.EMFILE, os.strerror(errno.EMFILE)), "too many files"),
        (MemoryError(), "there is not enough memory"),
    ],
)
def test_a_system_that_can_give_no_more_is_no_fault_of_ours(error: Exception, said: str) -> None:
    problem = problem_of(error)
    assert problem
    assert (problem.status, problem.reason) == (503, "NO_STORAGE")
    assert problem.detail.startswith(said)


def test_another_error_of_the_system_is_not_explained_away() -> None:
    assert problem_of(FileNotFoundError(errno.ENOENT, "gone")) is None
