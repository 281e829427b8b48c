"""The command line."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest

from catalogue.__main__ import main
from catalogue.audit import Audit
from catalogue.db import changing, close_database, connected, database, open_database

DATA = Path(__file__).parent / "data" / "programme"


def test_migrate_then_nothing_to_do(empty_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate", "--database", empty_url]) == 0
    assert capsys.readouterr().out.startswith("applied: 0001_members_and_places, 0002_people")
    assert main(["migrate", "--database", empty_url, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"applied": []}


def test_a_database_of_an_older_release_is_to_be_migrated_first(
    empty_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    open_database(empty_url)
    close_database()
    assert main(["report", "--database", empty_url]) == 1
    assert capsys.readouterr().err == (
        "its tables are not those of this release: migrate it first\n"
    )


@pytest.mark.parametrize("verb", ["migrate", "report", "verify-history"])
def test_a_database_of_somebody_else_is_left_alone(
    verb: str, empty_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    open_database(empty_url)
    with connected():
        database.execute_sql("create table tickets (number integer, seat integer)")
    close_database()
    assert main([verb, "--database", empty_url]) == 1
    assert capsys.readouterr().err == "it holds no catalogue but other tables: tickets\n"


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


def test_a_file_that_is_not_there_is_not_made(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "slip.db"
    url = f"sqlite:///{file}"
    for words in (
        ["backup", str(tmp_path / "all.zip"), "--database", url],
        ["move", url, f"sqlite:///{tmp_path}/target.db"],
    ):
        assert main(words) == 1
        assert capsys.readouterr().err == f'"{url}" cannot be opened: there is no such file\n'
    assert list(tmp_path.iterdir()) == []


def test_who_stops_it_reads_that_nothing_is_half_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe = tmp_path / "users.csv"
    os.mkfifo(pipe)

    def stop_once_it_is_read() -> None:
        with pipe.open("wb", buffering=0) as file:
            file.write(b"role\n" * 20_000)  # more than a pipe holds: it is being read by now
            signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    stopping = threading.Thread(target=stop_once_it_is_read)
    before = signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a test's process may not hear
    try:
        stopping.start()
        words = ["import", "users", str(pipe), "--database", f"sqlite:///{tmp_path}/a.db"]
        assert main(words) == 130
    finally:
        signal.signal(signal.SIGINT, before)
        stopping.join()
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", "stopped before it was done; what was begun is undone\n")


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


def run(capsys: pytest.CaptureFixture[str], *words: object) -> Any:
    """Do it, and give the answer."""
    assert main([*map(str, words), "--json"]) == 0, capsys.readouterr()
    return json.loads(capsys.readouterr().out)


def test_the_verbs_one_after_another(
    empty_url: str,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    of = ("--database", empty_url)
    run(capsys, "load", DATA, *of)
    venues = tmp_path / "venues.csv"
    venues.write_text("code;name;city;capacity\nlab;Language lab;jakarta;12\n")
    checked = {"kind": "venues", "checked_only": True, "added": 1, "changed": 0, "unchanged": 0}
    assert run(capsys, "import", "venues", venues, "--check-only", *of) == checked
    assert run(capsys, "import", "venues", venues, *of) == {**checked, "checked_only": False}
    assert run(capsys, "import", "venues", venues, *of)["unchanged"] == 1
    out = tmp_path / "out.xlsx"
    assert run(capsys, "export", "venues", out, *of)["bytes"] == out.stat().st_size
    assert run(capsys, "import", "venues", out, *of)["changed"] == 0
    run(capsys, "export", "officials", tmp_path / "template.csv", "--template", *of)
    assert (tmp_path / "template.csv").read_text("utf-8-sig").startswith("code,agency,city")
    run(capsys, "archive", tmp_path / "small.zip", *of)
    assert run(capsys, "load", tmp_path / "small.zip", *of)["version"] is None
    assert [hit["id"] for hit in run(capsys, "search", "langu", *of)["found"]] == ["lab"]
    report = run(capsys, "report", "--by", "course", *of)
    assert report["total"]["nominations"] == 7
    assert main(["report", *of]) == 0
    assert "\n  pre_percent: none\n" in capsys.readouterr().out.partition("\ntotal:")[2]
    run(capsys, "report", "--by", "funder", "--file", tmp_path / "report.csv", *of)
    assert "total" in (tmp_path / "report.csv").read_text("utf-8-sig")
    assert run(capsys, "person", "export", "IDN-0001", *of)["official"][0]["id"] == "IDN-0001"
    assert run(capsys, "person", "duplicates", *of) == {"pairs": []}
    assert run(capsys, "person", "erase-due", *of) == {"erased": []}
    kept = run(capsys, "backup", tmp_path / "all.zip", *of)
    target = ("--database", f"sqlite:///{tmp_path}/target.db")
    assert run(capsys, "restore", tmp_path / "all.zip", *target) == kept
    assert run(capsys, "verify-history", *target)["whole"] is True
    moved = run(capsys, "move", empty_url, f"sqlite:///{tmp_path}/moved.db")
    assert moved["tables"] == kept["tables"]
    assert list(Path().iterdir()) == []  # a database that is named is the only one


def test_what_cannot_be_done_is_told_in_words(
    empty_url: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    of = ("--database", empty_url)
    run(capsys, "load", DATA, *of)
    missing = str(tmp_path / "no.csv")
    for words, said in (
        (("import", "venues", missing), f"{missing}: cannot be read: No such file or directory"),
        (("export", "venues", missing, "--programme", "smal"), '--programme: there is no "smal"'),
        (("person", "erase", "IDN-0001"), "erase with `withdraw` set"),
        (("person", "export", "nobody"), 'there is no person "nobody" for you'),
        (("restore", missing), "no.csv cannot be read"),
        (("export", "venues", str(tmp_path / "no" / "a.csv")), "No such file or directory"),
    ):
        assert main([*words, *of]) == 1
        assert said in capsys.readouterr().err


def test_a_broken_history_is_one(empty_url: str, capsys: pytest.CaptureFixture[str]) -> None:
    of = ("--database", empty_url)
    run(capsys, "load", DATA, *of)
    open_database(empty_url)
    changing(lambda: Audit.update(verb="else").execute())()
    close_database()
    assert main(["verify-history", *of]) == 1
    assert capsys.readouterr().out.startswith("whole: no\n")
