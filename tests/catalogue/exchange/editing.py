"""A copy of the small programme that is edited."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from catalogue.db import reading
from catalogue.errors import Refused
from catalogue.exchange.load import load
from catalogue.members import Member
from tests.catalogue.builders import SYSTEM

DATA = Path(__file__).parents[1] / "data" / "programme"


def a_folder(where: Path) -> Path:
    return Path(shutil.copytree(DATA, where / "programme"))


def edit(folder: Path, file: str, before: str, after: str) -> None:
    path = folder / file
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


def faults(folder: Path) -> list[str]:
    with pytest.raises(Refused) as refused:
        load(SYSTEM, folder)
    return [str(fault) for fault in refused.value.faults]


@reading
def count_members() -> int:
    return Member.select().count()
