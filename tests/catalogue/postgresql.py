"""A throw-away PostgreSQL: from the installed binaries, in a folder of its own, on a socket."""

from __future__ import annotations

import os
import shutil
import socket
import socketserver
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import psycopg

from tests.catalogue.scratch import scratch

OWNER = "nobody"
FAST = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c shared_buffers=32MB"


def binaries() -> Path | None:
    """Find the newest installed server."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    if found:
        return found[-1].parent
    on_path = shutil.which("initdb")
    return Path(on_path).parent if on_path else None


def _version(initdb: Path) -> float:
    return float(initdb.parts[-3])


class Severing(socketserver.ThreadingTCPServer):
    """A way to a server. Once it `severs`, it breaks just as the answer to a COMMIT comes back."""

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), _Severed)
        self.folder, self.severs = folder, False


class _Severed(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        assert isinstance(self.server, Severing)
        with socket.socket(socket.AF_UNIX) as there:
            there.connect(str(self.server.folder / ".s.PGSQL.5432"))
            answering = threading.Thread(target=self._answer, args=[there])
            answering.start()
            while asked := self.request.recv(65_536):
                self.ends = self.server.severs and b"COMMIT" in asked
                there.sendall(asked)
            there.shutdown(socket.SHUT_RDWR)
            answering.join()

    ends = False

    def _answer(self, there: socket.socket) -> None:
        while (said := there.recv(65_536)) and not self.ends:
            self.request.sendall(said)
        self.request.shutdown(socket.SHUT_RDWR)


class Server:
    """A running server. Its superuser is `postgres`, who needs no password."""

    def __init__(self, folder: Path, start: Callable[[], None], end: Callable[[], None]) -> None:
        self.folder, self._start, self._end = folder, start, end
        self.made = 0

    def restart(self) -> None:
        """End it at once and by force, as a fault of its machine does, and start it again."""
        self._end()
        self._start()

    @contextmanager
    def hanging(self) -> Iterator[None]:
        """Stop all of its processes: it keeps its connections, takes new ones, and says nothing."""
        server = psutil.Process(int((self.folder / "data/postmaster.pid").read_text().split()[0]))
        stopped = [server]
        server.suspend()
        try:
            stopped += server.children()
            for process in stopped[1:]:
                process.suspend()
            yield
        finally:
            # The server last: until it goes on, none of its ended children has left its number.
            for process in reversed(stopped):
                process.resume()

    @contextmanager
    def severing(self, name: str) -> Iterator[tuple[Severing, str]]:
        """Open another way to a database; gives it and its address."""
        with Severing(self.folder) as way:
            serving = threading.Thread(target=way.serve_forever)
            serving.start()
            try:
                yield way, f"postgresql://postgres@127.0.0.1:{way.server_address[1]}/{name}"
            finally:
                way.shutdown()
                serving.join()

    def url(self, name: str) -> str:
        return f"postgresql://postgres@/{name}?host={self.folder}"

    def make(self) -> str:
        """Make an empty database, and give its name."""
        self.made += 1
        name = f"test_{self.made}"
        self._run("postgres", f"CREATE DATABASE {name} TEMPLATE template0")
        return name

    def drop(self, name: str) -> None:
        self._run("postgres", f"DROP DATABASE {name} WITH (FORCE)")

    def end_connections(self, name: str) -> None:
        """End every connection to a database, as a restart of the server does."""
        self._run(
            "postgres",
            f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'",
        )

    def wipe(self, name: str, tables: list[str]) -> None:
        """Remove all rows, also those that triggers protect."""
        deletions = [f'DELETE FROM "{table}"' for table in tables]
        self._run(name, "; ".join(["SET session_replication_role = replica", *deletions]))

    def _run(self, name: str, statement: str) -> None:
        with psycopg.connect(self.url(name), autocommit=True) as connection:
            connection.execute(statement)


@contextmanager
def running(bin: Path) -> Iterator[Server]:
    """Run a server until the end."""
    user = OWNER if os.geteuid() == 0 else None
    with scratch() as folder:
        if user:
            shutil.chown(folder, user)

        def run(program: str, *words: str) -> None:
            subprocess.run(
                [bin / program, "-D", str(folder / "data"), *words],
                user=user,
                cwd=folder,
                check=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )

        run("initdb", "-U", "postgres", "--auth=trust", "--no-sync", "--locale=C", "-E", "UTF8")
        options = f"-k {folder} -c listen_addresses='' {FAST}"

        def start() -> None:
            run("pg_ctl", "-l", str(folder / "log"), "-w", "-o", options, "start")

        def end() -> None:
            run("pg_ctl", "-m", "immediate", "-w", "stop")

        start()
        try:
            yield Server(folder, start, end)
        finally:
            end()
