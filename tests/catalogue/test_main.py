"""The command line."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from catalogue.__main__ import main

DATA = Path(__file__).parent / "data" / "programme"


def test_migrate_then_nothing_to_do(empty_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--database", empty_url]) == 0
    assert capsys.readouterr().out.startswith("applied: 0001_members_and_places, 0002_people")
    assert main(["migrate", "--database", empty_url, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"applied": []}


def test_load_migrates_and_loads(empty_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["load", str(DATA), "--database", empty_url]) == 0
    out = capsys.readouterr().out
    assert out.startswith("programme: small\ntables:\n  Programme: 1 added\n")
    assert out.endswith("version: small-v1\n")
    assert main(["load", str(DATA), "--database", empty_url, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["tables"]["Nomination"] == {
        "added": 0,
        "changed": 0,
        "removed": 0,
        "unchanged": 0,
    }
    assert answer["version"] is None


def test_faults_are_told_and_the_code_is_one(
    empty_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = Path(shutil.copytree(DATA, tmp_path / "programme"))
    (folder / "members.csv").write_text("code,name\nIDN,\n")
    assert main(["load", str(folder), "--database", empty_url]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("members.csv row 2, name: is empty; fill it in\n")
    assert main(["load", str(folder), "--database", empty_url, "--json"]) == 1
    answer = json.loads(capsys.readouterr().out)
    assert answer["reason"] == "NOT_POSSIBLE"
    assert answer["faults"][0] == {
        "where": {"file": "members.csv", "row": 2, "column": "name"},
        "code": "MISSING",
        "value": "",
        "allowed": [],
    }


@pytest.mark.parametrize("url", ["nothing", "sqlite:////nowhere/at/all.db"])
def test_a_wrong_database_is_told(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--database", url]) == 1
    assert f'"{url}"' in capsys.readouterr().err


def test_a_wrong_command_is_two() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["laod"])
    assert stopped.value.code == 2


def test_it_runs_as_a_module(tmp_path: Path) -> None:
    words = [sys.executable, "-m", "catalogue", "migrate"]
    environment = {"LOKAKARYA_DATABASE": f"sqlite:///{tmp_path}/test.db"}
    done = subprocess.run(words, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("applied: 0001")
    assert (tmp_path / "test.db").exists()
