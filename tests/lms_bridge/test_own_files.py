"""Files of keys are there whole, once, for their owner alone, or not at all."""

from __future__ import annotations

import resource
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from catalogue.errors import NoStorage
from lms_bridge.errors import NotReady
from lms_bridge.own_files import kept


@contextmanager
def no_room() -> Iterator[None]:
    """Let no file of this process grow, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    file = tmp_path / "key"
    assert [kept(file, lambda: "first"), kept(file, lambda: "second")] == ["first", "first"]
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert list(tmp_path.iterdir()) == [file]


def test_who_comes_second_has_the_key_of_the_first(tmp_path: Path) -> None:
    file = tmp_path / "key"

    def make() -> str:
        file.write_text("another's")
        return "ours"

    assert kept(file, make) == "another's"
    assert list(tmp_path.iterdir()) == [file]


def test_without_room_no_part_of_a_key_is_left(tmp_path: Path) -> None:
    with no_room(), pytest.raises(NoStorage, match="nothing was changed"):
        kept(tmp_path / "key", lambda: "key")
    assert list(tmp_path.iterdir()) == []
    assert kept(tmp_path / "key", lambda: "key") == "key"


def test_a_key_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.mkdir()  # whatever the account may read
    with pytest.raises(NotReady, match=f"{file}: Is a directory"):
        kept(file, lambda: "key")
