"""`serve`, as an operator runs it: beginning, stopping, beginning again."""

from __future__ import annotations

import resource
import signal
import socket
import sqlite3
import stat
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from http.cookiejar import CookieJar
from pathlib import Path

import pytest

from lms_bridge.serving import LOCK, is_served
from tests.lms_bridge.process import ROOT, ABridge, a_bridge, command, environment

# A process has one bridge; and nobody wants to wait half a minute for a planner that is not there.
WITHOUT_PLANNER = """
import asyncio, signal, sys
from pathlib import Path
from aiohttp import ClientSession
from lms_bridge import child
from lms_bridge.app import running
from lms_bridge.planner import client
from lms_bridge.settings import Settings

async def main(folder):
    address = f"unix:{folder / 'planner.sock'}"
    settings = Settings(data=folder / "data", listen="127.0.0.1:0", scheduler=address)
    async with running(settings) as bridge, ClientSession(bridge.parts.settings.url) as session:
        async with session.get("/api/v1/openapi.json") as page, session.get("/readyz") as lacking:
            print(page.status, lacking.status, (await lacking.json())["reason"], end=" ")
        words = ("-m", "scheduler", "serve", "--listen", address)
        planner = await child.start(sys.executable, *words, at_our_end=signal.SIGKILL)
        while not await bridge.parts.planner.is_serving():
            await asyncio.sleep(0.1)
        print(True)
        await child.stop(planner, 60)

client._PATIENCE_SECONDS = 0.1
asyncio.run(main(Path(sys.argv[1])))
"""
ROOM_BYTES = 200_000
"""What the log of the catalogue may grow to where that of durable work is beyond it already."""

FORM = "application/x-www-form-urlencoded"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ABridge]:
    """Serve the sample without an LMS."""
    with a_bridge(tmp_path_factory.mktemp("served") / "data", "--sample") as bridge:
        yield bridge


def get(url: str, token: str = "") -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return _ask(urllib.request.Request(url, headers=headers))


def post(url: str, token: str = "", **fields: str) -> tuple[int, str]:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    sent = urllib.parse.urlencode(fields).encode()
    return _ask(urllib.request.Request(url, data=sent, headers=headers))


def _ask(request: urllib.request.Request) -> tuple[int, str]:
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    try:
        with browser.open(request, timeout=30) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def test_it_is_ready_when_it_says_so(served: ABridge) -> None:
    assert get(f"{served.url}/readyz") == (200, '{"ready": true}')
    assert "Ctrl-C stops everything." in served.said


def test_first_run_tells_how_to_get_in(served: ABridge) -> None:
    file = served.data / "first-run.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    known = served.first_run
    assert (known["bridge"], known["kolibri"]) == (served.url, None)
    roles = [person["role"] for person in known["people"]]
    assert roles == ["coordinator", "overseer", "focal_point", "focal_point", "trainer"]
    for person in known["people"]:
        assert person["link"] in served.said
        assert person["token"] not in served.said


def test_a_link_signs_in_once(served: ABridge) -> None:
    link = served.first_run["people"][0]["link"]
    # Looking at it uses nothing up: programs that read mail follow links, too.
    assert [get(link)[0] for _ in range(2)] == [200, 200]
    assert [post(link)[0] for _ in range(2)] == [200, 401]
    assert get(link)[0] == 401


def test_pages_come_at_once_while_no_planner_is_there_and_say_so(tmp_path: Path) -> None:
    nobody = f"unix:{tmp_path / 'nobody.sock'}"
    bridge = ABridge(tmp_path / "data", "--sample", "--scheduler", nobody)
    bridge.start()
    try:
        while not bridge.listens():
            time.sleep(0.05)
        assert "Ready after" not in bridge.said  # it is still looking for a planner
        token = command("token", "coordinator", "--data", bridge.data).stdout.split()[-1]
        scenarios = f"{bridge.url}/programmes/rso-2015-17/scenarios"
        assert get(scenarios, token)[0] == 200
        status, page = post(scenarios, token, name="Away", key="a" * 32)
        assert (status, "The planner does not answer; the search begins once it does" in page) == (
            200,
            True,
        )
        status, page = get(f"{bridge.url}/programmes/rso-2015-17/runs/int-01/move", token)
        assert (status, 'name="start" type="date"' in page) == (503, True)
        assert "nothing was kept" in page
        assert "The planner does not answer at present." in page
    finally:
        bridge.kill()


def test_a_token_of_first_run_opens_rest(served: ABridge) -> None:
    url = f"{served.url}/api/v1/programmes"
    status, body = get(url, served.first_run["people"][0]["token"])
    assert status == 200, body
    assert "rso-2015-17" in body
    assert get(url)[0] == 401
    assert get(url, "wrong")[0] == 401


def test_who_leaves_before_the_request_is_whole_is_no_failure(served: ABridge) -> None:
    lines = ["POST /language HTTP/1.1", "Host: 127.0.0.1", f"Content-Type: {FORM}"]
    with socket.create_connection(("127.0.0.1", served.port)) as line:
        line.sendall("\r\n".join([*lines, "Content-Length: 100", "", "language="]).encode())
        assert get(f"{served.url}/readyz")[0] == 200  # by now it waits for the rest
    assert get(f"{served.url}/readyz")[0] == 200
    assert "failed" not in served.said
    assert "Traceback" not in served.said


def test_a_second_bridge_on_the_same_data_is_refused(served: ABridge) -> None:
    assert is_served(served.data)
    done = command("serve", "--data", served.data, "--lms", "none", "--listen", "127.0.0.1:0")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == f"another bridge runs on the data in {served.data}; stop it first\n"
    assert get(f"{served.url}/readyz")[0] == 200


def test_a_port_that_is_taken_is_told(served: ABridge, tmp_path: Path) -> None:
    address = f"127.0.0.1:{served.port}"
    done = command("serve", "--data", tmp_path / "data", "--lms", "none", "--listen", address)
    assert done.returncode == 1
    assert f"{address} cannot be listened at: " in done.stderr
    assert "Traceback" not in done.stderr
    assert not is_served(tmp_path / "data")


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / LOCK).mkdir()
    done = command("serve", "--data", tmp_path, "--lms", "none", "--listen", "127.0.0.1:0")
    told = f"{tmp_path} cannot be the data folder: Is a directory\n"
    assert (done.returncode, done.stdout, done.stderr) == (1, "", told)


def test_link_names_the_address_of_the_bridge_that_runs(served: ABridge) -> None:
    done = command("link", "coordinator", "--data", served.data)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith(f"{served.url}/sign-in/")


def test_it_stops_with_everything_and_starts_again_on_its_data(
    served: ABridge, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = served.first_run["people"]
    assert served.stop(signal.SIGINT) == 0
    assert "Stopping ..." in served.said
    assert not is_served(served.data)

    out = served.log.stat()  # as where systemd's journal keeps what is said
    monkeypatch.setenv("JOURNAL_STREAM", f"{out.st_dev}:{out.st_ino}")
    served.start()
    served.until_ready()

    again = served.first_run["people"]
    assert [p["person"] for p in again] == [p["person"] for p in first]
    assert [p["link"] in served.said for p in again] == [False] * len(again)
    assert get(f"{served.url}/api/v1/programmes", first[0]["token"])[0] == 200
    assert served.stop(signal.SIGTERM) == 0


def test_a_start_without_room_for_durable_work_is_told_and_the_next_goes_well(
    served: ABridge,
) -> None:
    """It follows the test that stopped the bridge: all tables are there, and need no room."""
    with closing(sqlite3.connect(served.data / "jobs.db", isolation_level=None)) as jobs:
        jobs.execute("CREATE TABLE held AS SELECT zeroblob(?) AS text", (2 * ROOM_BYTES,))
        jobs.execute("BEGIN")
        jobs.execute("SELECT * FROM held").fetchall()  # its log goes on where it is
        served.start()
        assert served.process
        limits = (ROOM_BYTES, resource.getrlimit(resource.RLIMIT_FSIZE)[1])
        resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, limits)
        assert served.process.wait(60) == 1
        jobs.execute("COMMIT")
        jobs.execute("DROP TABLE held")
    assert "durable workflows cannot be opened: " in served.said.splitlines()[-1]
    assert "Traceback" not in served.said

    served.start()
    served.until_ready()
    assert served.stop(signal.SIGTERM) == 0


FEW_THREADS = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_NPROC, (8, 8))
sys.argv[0] = "lms_bridge"
runpy.run_module("lms_bridge", run_name="__main__")
"""


def test_an_account_with_too_few_threads_is_told_so(tmp_path: Path) -> None:
    """Of a thread that cannot be had gRPC makes a segmentation fault."""
    words = ("serve", "--data", tmp_path / "data", "--listen", "127.0.0.1:0")
    done = subprocess.run(
        [sys.executable, "-c", FEW_THREADS, *words],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, "may have 8 processes and threads" in done.stderr) == (1, True)
    assert "Traceback" not in done.stderr


@pytest.mark.kolibri
def test_it_starts_and_stops_its_own_kolibri(tmp_path: Path) -> None:
    with a_bridge(tmp_path / "data", lms="kolibri") as bridge:
        kolibri = bridge.first_run["kolibri"]
        assert get(f"{kolibri['url']}/api/public/info/")[0] == 200
        assert kolibri["administrator"]["password"] in bridge.said
        programs = [" ".join(process.cmdline()) for process in bridge.family]
        assert sum("scheduler serve" in words for words in programs) == 1
        assert sum("kolibri start" in words for words in programs) == 1

        assert bridge.stop() == 0

        with pytest.raises(OSError, match="refused"):
            urllib.request.urlopen(f"{kolibri['url']}/api/public/info/", timeout=5)
        bridge.start()
        bridge.until_ready()
        again = bridge.first_run["kolibri"]
        assert again["administrator"] == kolibri["administrator"]
        bridge.kill()
        assert not is_served(bridge.data)


def test_a_bridge_serves_without_its_planner_and_finds_it_when_it_comes(tmp_path: Path) -> None:
    words = [sys.executable, "-c", WITHOUT_PLANNER, str(tmp_path)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "200 503 PLANNER_UNREACHABLE True\n"), done.stderr
