"""The page of settings is what the settings are."""

from __future__ import annotations

from pathlib import Path

import pytest

from lms_bridge.__main__ import main
from lms_bridge.settings import MEANINGS, PREFIX, SECRETS

PAGE = Path(__file__).parents[2] / "docs" / "settings.md"


def test_page_is_the_one_that_the_command_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["settings"]) == 0
    assert PAGE.read_text() == capsys.readouterr().out


def test_every_setting_stands_there() -> None:
    text = PAGE.read_text()
    assert [name for name in MEANINGS if f"`{PREFIX}{name.upper()}`" not in text] == []


def test_what_is_called_a_secret_may_come_from_a_file() -> None:
    telling = ("password", "secret", "token", "database")
    assert {name for name in MEANINGS if any(word in name for word in telling)} == SECRETS
