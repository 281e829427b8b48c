"""A Kolibri on this machine: for `make run`, `make demo` and the tests.

Made ready once as a template in a cache folder (about 10 s) and copied for each data directory, so
that a start takes about 2 s. It listens on the loopback only, tells nobody that it is there, and
dies with the process that started it.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import secrets
import shutil
import signal
import socket
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from aiohttp import ClientError, ClientSession, ClientTimeout

from lms_bridge import child
from lms_bridge.connectors.kolibri.session import Session
from lms_bridge.sync.errors import LmsError, SignInRefused

FACILITY = "Lokakarya"
LOGINS = "logins.json"
START_SECONDS = 120
STOP_SECONDS = 10
"""It takes 1 to 4; told to stop in its first second it sometimes never does."""

SETTINGS = {
    "enable_mark_attendance": True,
    "learner_can_sign_up": False,
    "learner_can_delete_account": False,
    "learner_can_edit_name": False,
}
"""Accounts and their names come from the catalogue, attendance from here."""


class NotStarted(LmsError):
    """Kolibri could not be made ready or did not come up; the text says what it said."""

    reason = "KOLIBRI_NOT_STARTED"


class Login(NamedTuple):
    """A username and its password."""

    username: str
    password: str


@dataclass(frozen=True, slots=True)
class LocalKolibri:
    """A running Kolibri: its address, an administrator, and a coach of the whole facility."""

    url: str
    administrator: Login
    coach: Login


@asynccontextmanager
async def local_kolibri(home: Path, *, cache: Path, program: Path) -> AsyncIterator[LocalKolibri]:
    """Run the Kolibri whose data is in `home`, made anew where that does not exist.

    One that ends by itself, or is killed, is followed by another at the same address.
    `program` is the `kolibri` of the virtual environment to use, `cache` keeps the template. Enter
    it on the main thread's loop: the kernel ties the child's life to the thread that starts it.
    Raises NotStarted.
    """
    with _alone(home):
        await _make_home(home, cache, program)
        port, content_port = _free_ports(2)
        url = f"http://127.0.0.1:{port}"
        start = partial(_start, home, program, port, content_port)
        async with child.kept("Kolibri", start, STOP_SECONDS) as process:
            await _until_it_answers(url, process, home)
            administrator, coach = await _logins(url, home)
            yield LocalKolibri(url, administrator, coach)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Keep a second process off: two Kolibris on one home do not notice each other."""
    home.parent.mkdir(parents=True, exist_ok=True)
    with home.with_name(f"{home.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise NotStarted(f"another process runs the Kolibri in {home}") from None
        yield


async def _make_home(home: Path, cache: Path, program: Path) -> None:
    if not await asyncio.to_thread(program.exists):
        raise NotStarted(f"{program} does not exist: `make setup` installs Kolibri")
    if not await asyncio.to_thread(home.exists):
        template = await _template(cache, program)
        await asyncio.to_thread(_copy, template, home)


def _copy(template: Path, home: Path) -> None:
    """Copy the template, with logins of its own; a crash leaves no half home."""
    with _new_folder(home.parent) as folder:
        fresh = folder / home.name
        shutil.copytree(template, fresh)
        logins = _read_logins(fresh)
        logins["administrator"] = ["admin", secrets.token_urlsafe(16)]
        logins["coach"] = ["coach", secrets.token_urlsafe(16)]
        _write_logins(fresh, logins)
        fresh.rename(home)


async def _template(cache: Path, program: Path) -> Path:
    """Provision a home for this version of Kolibri, once."""
    template = cache / f"kolibri-{await asyncio.to_thread(_version, program)}"
    if not await asyncio.to_thread(template.exists):
        with _new_folder(cache) as folder:
            await _provision(folder / "home", program)
            _put(folder / "home", template)
    return template


@contextmanager
def _new_folder(parent: Path) -> Iterator[Path]:
    """Give a folder beside what is to be made in it, gone at the end."""
    parent.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=parent, prefix=".kolibri-") as folder:
        yield Path(folder)


def _put(fresh: Path, template: Path) -> None:
    """Put a template into its place, unless another process was faster."""
    try:
        fresh.rename(template)
    except OSError:
        if not template.exists():
            raise


def _version(program: Path) -> str:
    files = program.parent.parent.glob("lib/python*/site-packages/kolibri/VERSION")
    return next((file.read_text().strip() for file in files), "unknown")


async def _provision(home: Path, program: Path) -> None:
    password = secrets.token_urlsafe(16)
    words = ["manage", "provisiondevice", "--facility", FACILITY, "--preset", "nonformal"]
    words += ["--superusername", "admin", "--superuserpassword", password]
    words += ["--language_id", "en", "--noinput"]
    process = await asyncio.create_subprocess_exec(
        program,
        *words,
        env=_environment(home, 0, 0),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        umask=0o077,
    )
    said, _ = await process.communicate()
    if process.returncode != 0:
        raise NotStarted(f"Kolibri could not be made ready: {_end(said)}")
    _write_logins(home, {"template": ["admin", password]})


def _environment(home: Path, port: int, content_port: int) -> dict[str, str]:
    inherited = {k: v for k, v in os.environ.items() if not k.startswith(("KOLIBRI_", "PYTHON"))}
    return inherited | {
        "KOLIBRI_HOME": str(home.absolute()),
        "KOLIBRI_LISTEN_ADDRESS": "127.0.0.1",
        "KOLIBRI_HTTP_PORT": str(port),
        "KOLIBRI_ZIP_CONTENT_PORT": str(content_port),
        "KOLIBRI_ZEROCONF_ENABLED": "False",
        "KOLIBRI_DISABLE_PING": "True",
        "KOLIBRI_CHERRYPY_THREAD_POOL": "10",
        "KOLIBRI_REGULAR_PRIORITY_WORKERS": "1",
        "KOLIBRI_HIGH_PRIORITY_WORKERS": "1",
    }


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    try:
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]
    finally:
        for each in sockets:
            each.close()


async def _start(
    home: Path, program: Path, port: int, content_port: int
) -> asyncio.subprocess.Process:
    with _log(home).open("wb") as log:
        return await child.start(
            program,
            *("start", "--foreground"),
            at_our_end=signal.SIGKILL,
            env=_environment(home, port, content_port),
            stdout=log,
            stderr=log,
            umask=0o077,
        )


async def _until_it_answers(url: str, process: asyncio.subprocess.Process, home: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    async with ClientSession(timeout=ClientTimeout(total=5)) as client:
        while process.returncode is None and time.monotonic() < deadline:
            try:
                async with client.get(f"{url}/api/public/info/") as answer:
                    if answer.ok:
                        return
            except (ClientError, TimeoutError):
                pass
            await asyncio.sleep(0.1)
    raise NotStarted(f"Kolibri in {home} did not come up: {_end(_log(home).read_bytes())}")


async def _logins(url: str, home: Path) -> tuple[Login, Login]:
    """Give the logins of this home; the first time, set them in place of the template's."""
    logins = _read_logins(home)
    administrator, coach = Login(*logins["administrator"]), Login(*logins["coach"])
    if "template" in logins:
        try:
            await _set_up(url, administrator, administrator.password, coach)
        except SignInRefused:
            await _set_up(url, administrator, logins["template"][1], coach)
        del logins["template"]
        _write_logins(home, logins)
    return administrator, coach


async def _set_up(url: str, administrator: Login, password: str, coach: Login) -> None:
    """Set the administrator's password and the facility's settings, and make the coach."""
    async with Session(url, administrator.username, password) as session:
        users = "/api/auth/facilityuser/"
        facility = await session.row(f"/api/auth/facility/{session.facility_id}/")
        await session.write(
            "PATCH", f"/api/auth/facilitydataset/{facility['dataset']['id']}/", SETTINGS
        )
        known = {row["username"]: row["id"] for row in await session.rows(users)}
        if coach.username not in known:
            account = {"username": coach.username, "full_name": "Coach", "id_number": ""}
            account |= {"password": coach.password, "facility": session.facility_id}
            known[coach.username] = (await session.write("POST", users, account))["id"]
        role = {"user": known[coach.username], "collection": session.facility_id, "kind": "coach"}
        await session.write("POST", "/api/auth/role/", [role])
        new = {"password": administrator.password}
        await session.write("PATCH", f"{users}{session.user_id}/", new)


def _end(said: bytes) -> str:
    return said.decode(errors="replace")[-2000:].strip()


def _log(home: Path) -> Path:
    return home / "server.log"


def _read_logins(home: Path) -> dict[str, list[str]]:
    logins: dict[str, list[str]] = json.loads((home / LOGINS).read_text())
    return logins


def _write_logins(home: Path, logins: dict[str, list[str]]) -> None:
    fresh = home / f".{LOGINS}"
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(logins, indent=2))
    fresh.replace(home / LOGINS)
