"""The units of systemd keep trying: what hinders a start may last for hours."""

from __future__ import annotations

from configparser import ConfigParser
from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).parents[2] / "deploy").glob("*.service"))


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.stem)
def test_a_unit_is_started_again_however_often_it_ended(file: Path) -> None:
    unit = ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]
    unit.read(file)
    assert unit["Service"]["Restart"] == "always"
    assert unit["Unit"]["StartLimitIntervalSec"] == "0"
