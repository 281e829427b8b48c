"""How long the catalogue takes with 100,000 officials and 10,000 runs, on both databases.

    python -m bench.catalogue [--officials 100000] [--runs 10000]

An import of 50,000 officials by CSV, then lists and searches as those who use them: milliseconds
of the median and of the slowest twentieth (p95) over 20 calls each, and of CPU, the server's
included: what a call takes on a machine with nothing else to do. PostgreSQL is a throw-away server
from the installed binaries.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any

from peewee import chunked

from catalogue.actions.register_officials import register_officials
from catalogue.courses import Block, Course, CourseLanguage
from catalogue.db import changing, close_database, database, is_sqlite, open_database, reading
from catalogue.members import Agency, Member
from catalogue.migrate import migrate
from catalogue.nominations import Nomination
from catalogue.people import Official, Person
from catalogue.places import City, Venue
from catalogue.programmes import Programme
from catalogue.queries.nominations import NominationFilter, nominations
from catalogue.queries.officials import OfficialFilter, officials
from catalogue.queries.paging import Paging
from catalogue.queries.runs import RunFilter, runs
from catalogue.queries.search import search
from catalogue.queries.venues import venues
from catalogue.runs import Run
from catalogue.sheets.csv_file import read_csv
from catalogue.verifying import verify_history
from catalogue.versions import Version, VersionRun
from catalogue.viewer import Role, Viewer
from tests.catalogue.postgresql import binaries, running

COORDINATOR = Viewer(None, frozenset({Role.COORDINATOR}))
FOCAL_POINT = Viewer(None, frozenset({Role.FOCAL_POINT}), member="M07")
MEMBERS, COURSES, VENUES, SHEET, CALLS = 45, 200, 200, 50_000, 20
FIRST = (
    "Ana Budi Citra Dewi Eko Fitri Gita Hadi Indah Joko Kartika Lestari Made Nur Oka Putu".split()
)
LAST = "Santoso Wijaya Tran Khan Silva Ali Reyes Cruz Kim Lee Tanaka Sato Haddad Núñez Ng".split()


@changing
def make(officials: int, runs_: int) -> None:
    """Fill the tables; the officials come by the sheet and in bulk."""
    put(Member, [{"id": f"M{n:02}", "name": f"Member {n}"} for n in range(MEMBERS)])
    put(
        Agency,
        [
            {"id": f"A{n:02}", "member": f"M{n:02}", "name": f"Agency {n}", "kind": "x"}
            for n in range(MEMBERS)
        ],
    )
    City.create(id="c", name="City", country="IDN", latitude=0, longitude=0, time_zone="UTC")
    put(
        Venue,
        [{"id": f"v{n}", "name": f"Hall {n}", "city": "c", "capacity": 30} for n in range(VENUES)],
    )
    put(
        Course,
        [
            {
                "id": f"k{n}",
                "title": f"Course {LAST[n % 15]} {n}",
                "days": 5,
                "min_seats": 1,
                "max_seats": 20,
            }
            for n in range(COURSES)
        ],
    )
    put(CourseLanguage, [{"course": f"k{n}", "language": "en"} for n in range(COURSES)])
    put(
        Block,
        [{"course": f"k{n}", "code": "a", "first_day": 0, "last_day": 4} for n in range(COURSES)],
    )
    start = date(2015, 1, 1)
    Programme.create(id="p", name="P", start=start, end=date(2017, 12, 31), planning_date=start)
    put(Run, [{"id": f"r{n}", "programme": "p", "course": f"k{n % COURSES}"} for n in range(runs_)])
    people = [
        {
            "id": f"M{n % MEMBERS:02}-{n:06}",
            "family_name": f"{LAST[n % 15]}{n % 977}",
            "given_name": FIRST[n % 16],
            "email": f"o{n}@example.org",
            "member": f"M{n % MEMBERS:02}",
            "city": "c",
        }
        for n in range(SHEET, officials)
    ]
    put(Person, people)
    put(
        Official, [{"id": p["id"], "person": p["id"], "agency": f"A{p['id'][1:3]}"} for p in people]
    )
    moment = datetime(2015, 1, 1, tzinfo=UTC)
    put(
        Nomination,
        [
            {
                "id": f"{p['id']}.k{n % COURSES}",
                "programme": "p",
                "official": p["id"],
                "course": f"k{n % COURSES}",
                "state": "accepted",
                "run": f"r{n % runs_}",
                "made_at": moment,
                "moved_at": moment,
            }
            for n, p in enumerate(people)
        ],
    )
    held = [
        {
            "version": "p-v1",
            "run": f"r{n}",
            "course": f"k{n % COURSES}",
            "start": start + timedelta(days=n % 1000),
            "end": start + timedelta(days=n % 1000 + 4),
            "venue": f"v{n % VENUES}",
            "language": "en",
        }
        for n in range(runs_)
    ]
    put(VersionRun, held)
    Version.create(id="p-v1", programme="p", number=1, published_at=moment, planning_date=start)


def put(table: Any, rows: list[dict[str, Any]]) -> None:
    """Put many rows into a table."""
    for some in chunked(rows, 500):
        table.insert_many(some).execute()


def sheet() -> bytes:
    """Make a sheet of 50,000 officials."""
    lines = [
        f"M{n % MEMBERS:02}-{n:06},A{n % MEMBERS:02},c,"
        f"{LAST[n % 15]}{n % 977},{FIRST[n % 16]},o{n}@example.org"
        for n in range(SHEET)
    ]
    return "\n".join(["code,agency,city,family_name,given_name,email", *lines]).encode()


def deep() -> Paging:
    """Give a page far in of officials."""
    paging = Paging()
    for _ in range(20):
        paging = Paging(officials(COORDINATOR, paging=paging).next_token)
    return paging


def questions() -> dict[str, Callable[[], object]]:
    """Give what is asked, by its name."""
    far = deep()
    return {
        "officials, first page": lambda: officials(COORDINATOR),
        "officials, page 21": lambda: officials(COORDINATOR, paging=far),
        "officials of a member": lambda: officials(COORDINATOR, OfficialFilter(member="M07")),
        "officials, as a focal point": lambda: officials(FOCAL_POINT),
        "officials named nunez7": lambda: officials(COORDINATOR, OfficialFilter(text="nunez7")),
        "officials by id backwards": lambda: officials(COORDINATOR, paging=Paging(sort="-id")),
        "runs, first page": lambda: runs(COORDINATOR, "p"),
        "runs of a course": lambda: runs(COORDINATOR, "p", RunFilter(course="k7")),
        "runs by start": lambda: runs(COORDINATOR, "p", paging=Paging(sort="start")),
        "nominations, first page": lambda: nominations(
            COORDINATOR, NominationFilter(programme="p")
        ),
        "nominations, as a focal point": lambda: nominations(FOCAL_POINT),
        "venues": lambda: venues(COORDINATOR),
        "search: nunez": lambda: search(COORDINATOR, "nunez"),
        "search, as a focal point: nunez": lambda: search(FOCAL_POINT, "nunez"),
        "search: two words": lambda: search(COORDINATOR, "putu santoso1"),
    }


def cpu_seconds() -> float:
    """Give the CPU that this process and its connection's server have used until now."""
    used = time.process_time()
    if is_sqlite():
        return used
    (server,) = reading(lambda: database.execute_sql("SELECT pg_backend_pid()").fetchone())()
    words = Path(f"/proc/{server}/stat").read_text().rpartition(")")[2].split()
    return used + (int(words[11]) + int(words[12])) / os.sysconf("SC_CLK_TCK")


def measure(name: str, url: str, count: int, runs_: int) -> None:
    """Print what one database takes."""
    open_database(url)
    migrate()
    make(count, runs_)
    data = sheet()
    begun, used = time.perf_counter(), cpu_seconds()
    register_officials(COORDINATOR, read_csv("officials.csv", data))
    took, cpu = time.perf_counter() - begun, cpu_seconds() - used
    print(f"{name}: import of {SHEET} officials: {took:.1f} s (CPU {cpu:.1f} s)", flush=True)
    if not is_sqlite():  # a server does so by itself, a little later
        with database.connection_context():
            database.execute_sql("ANALYZE")
    for what, ask in questions().items():
        ask()
        taken, used = [], cpu_seconds()
        for _ in range(CALLS):
            begun = time.perf_counter()
            ask()
            taken.append(1000 * (time.perf_counter() - begun))
        cuts, cpu = quantiles(taken, n=20), 1000 * (cpu_seconds() - used) / CALLS
        print(
            f"{name}: {what}: {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms (CPU {cpu:.0f} ms)",
            flush=True,
        )
    begun = time.perf_counter()
    verified = verify_history(COORDINATOR)
    print(
        f"{name}: verify-history of {verified.changes} changes: {time.perf_counter() - begun:.1f} s"
    )
    close_database()


def main() -> None:
    """Measure both databases."""
    parser = argparse.ArgumentParser(prog="python -m bench.catalogue", description=__doc__)
    parser.add_argument("--officials", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "bench.db"
        measure("SQLite", f"sqlite:///{file}", given.officials, given.runs)
    bin = binaries()
    if bin is None:
        print("PostgreSQL's binaries are missing")
        return
    with running(bin) as server:
        measure("PostgreSQL", server.url(server.make()), given.officials, given.runs)


if __name__ == "__main__":
    main()
