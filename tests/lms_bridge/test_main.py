"""The command line: exit codes, and a plain sentence for everything that goes wrong."""

from __future__ import annotations

import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from catalogue.actions.sign_in import sign_in
from catalogue.db import close_database, open_database, reading
from catalogue.errors import NotSignedIn
from catalogue.exchange.load import load
from catalogue.migrate import migrate
from catalogue.signed_in import viewer_by_token
from lms_bridge.__main__ import main
from lms_bridge.serving import SAMPLE
from lms_bridge.settings import MEANINGS
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.conftest import ROOT
from tests.lms_bridge.process import command, environment


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Make a data folder with the sample programme."""
    folder = tmp_path / "data"
    folder.mkdir()
    with opened(folder):
        migrate()
        load(SYSTEM, SAMPLE)
    return folder


@contextmanager
def opened(data: Path) -> Iterator[None]:
    """Open the database of a data folder."""
    open_database(f"sqlite:///{data / 'lokakarya.db'}")
    try:
        yield
    finally:
        close_database()


def test_help_tells_every_variable(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["serve", "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    for name, meaning in MEANINGS.items():
        assert f"LOKAKARYA_{name.upper()}\n      {meaning}" in said


Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Command:
    """Run a command in this process; gives its exit code, and what it said."""

    def run(*words: str | Path, **settings: str) -> tuple[int, str, str]:
        with monkeypatch.context() as patched:
            for name, value in settings.items():
                patched.setenv(f"LOKAKARYA_{name.upper()}", value)
            code = main([str(word) for word in words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


@pytest.mark.parametrize(
    "words", [[], ["frob"], ["serve", "--lms", "canvas"], ["link"], ["moodle"]]
)
def test_a_wrong_command_is_told_with_its_usage(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(words)
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("usage: python -m lms_bridge")


def test_a_variable_that_is_not_known_is_a_wrong_command(tmp_path: Path) -> None:
    done = command("serve", "--data", tmp_path, frob="1")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch("LOKAKARYA_FROB: is not known; there are LOKAKARYA_LISTEN.*\n", done.stderr)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [("serve", "--lms", "moodle"), ("moodle", "doctor")])
def test_a_moodle_must_be_named(run: Command, words: tuple[str, ...]) -> None:
    code, out, said = run(*words)
    assert (code, out) == (2, "")
    assert said.startswith("LOKAKARYA_MOODLE_URL: must be set for a Moodle: address of a Moodle")


def test_setup_notes_are_printed(run: Command) -> None:
    code, out, said = run("moodle", "setup-notes", moodle_coach_role="9")
    assert (code, said) == (0, "")
    assert "enrol_manual_enrol_users" in out
    assert "9 (who teach" in out


def test_a_doctor_says_that_no_moodle_answers(run: Command) -> None:
    where = {"moodle_url": "http://127.0.0.1:9", "moodle_token": "x"}
    code, _, said = run("moodle", "doctor", **where)
    assert code == 1
    assert said.startswith("Moodle at http://127.0.0.1:9 cannot be reached")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("link", "nobody"), 'there is no person "nobody" for you'),
        (("token", "nobody"), 'there is no person "nobody" for you'),
        (("sync",), "there is no programme yet"),
        (
            ("sync", "--dry-run"),
            "no LMS is set up: say --lms kolibri or moodle, or set LOKAKARYA_LMS",
        ),
    ],
)
def test_what_cannot_be_done_is_told_in_a_sentence(
    run: Command, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    assert run(*words, "--data", tmp_path / "data") == (1, "", f"{said}\n")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("nonsense", '"nonsense" names no database; write sqlite:///FILE or postgresql://'),
        (
            "postgresql://me:secret@127.0.0.1:1/x",
            '"postgresql://me:...@127.0.0.1:1/x" cannot be opened: connection failed',
        ),
    ],
)
def test_a_database_that_cannot_be_opened_is_told(
    run: Command, tmp_path: Path, url: str, said: str
) -> None:
    code, out, err = run("link", "x", "--data", tmp_path, database=url)
    assert (code, out) == (1, "")
    assert err.startswith(said)
    assert "secret" not in err


@pytest.mark.parametrize("url", ["nonsense", "postgresql://me:secret@127.0.0.1:1/x"])
def test_jobs_that_cannot_be_kept_are_told(tmp_path: Path, url: str) -> None:
    words = ("serve", "--listen", "127.0.0.1:0", "--lms", "none", "--data", tmp_path / "data")
    done = command(*words, jobs_database=url)
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last.startswith("the database of the durable workflows cannot be opened: ")
    assert "Traceback" not in done.stderr
    assert "secret" not in done.stderr + done.stdout


def test_a_file_that_is_no_database_is_told(run: Command, tmp_path: Path) -> None:
    file = tmp_path / "lokakarya.db"
    file.write_text("something else, and long enough to be looked at\n" * 9)
    said = f'"sqlite:///{file}" cannot be opened: file is not a database\n'
    assert run("link", "x", "--data", tmp_path) == (1, "", said)


@pytest.mark.parametrize("words", [("serve",), ("link", "x"), ("token", "x"), ("sync",)])
def test_a_file_is_no_data_folder(run: Command, tmp_path: Path, words: tuple[str, ...]) -> None:
    file = tmp_path / "file"
    file.touch()
    said = f"{file} cannot be the data folder: File exists\n"
    assert run(*words, "--data", file) == (1, "", said)


def test_link_makes_a_link_that_signs_in_once(run: Command, data: Path) -> None:
    url = "https://rso.example.org"
    code, link, err = run("link", "coordinator", "--data", data, public_url=url)
    assert (code, err) == (0, "")
    assert link.startswith(f"{url}/sign-in/")
    with opened(data):
        assert sign_in(link.strip().rpartition("/")[2])
        with pytest.raises(NotSignedIn):
            sign_in(link.strip().rpartition("/")[2])


def test_token_makes_a_token(run: Command, data: Path) -> None:
    code, token, err = run("token", "coordinator", "--data", data)
    assert (code, err) == (0, "")
    with opened(data):
        assert reading(viewer_by_token)(token.strip(), "test").person == "coordinator"


@pytest.mark.kolibri
def test_ctrl_c_ends_a_command_and_what_it_started(data: Path) -> None:
    words = ["sync", "--dry-run", "--lms", "kolibri", "--data", str(data)]
    with subprocess.Popen(
        [sys.executable, "-m", "lms_bridge", *words],
        cwd=ROOT,
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        while not (data / "kolibri" / "server.log").exists() and process.poll() is None:
            time.sleep(0.05)
        started = psutil.Process(process.pid).children(recursive=True)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=60)
    assert (process.returncode, said) == (130, "")
    _, left = psutil.wait_procs(started, timeout=30)
    assert left == []
