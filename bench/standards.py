"""How fast the standards answer for 100,000 users and 300,000 enrolments.

    python -m bench.standards [--users 100000] [--keep DIR]

A bridge of its own on SQLite, asked over HTTP as systems of others do: OneRoster's pages of 1,000
(records a second, and how much memory the bridge holds after the first page and at most), all of it
as CSV, users registered over SCIM (a second: one after another, four at once, in bulk), and a
calendar of 2,000 events (milliseconds, median and p95 of 20 readings). A result is written between
two pages, and somebody registered, so that what a change costs the next reader is seen. Beside each
time stands how long the bridge computed in it: on a machine that others use, too, it waits besides.
Of a page, the CSV files, a user and a calendar it is told how many times that is what the libraries
alone compute for the same content, here and now (`bench.standards_bound`).
"""

from __future__ import annotations

import argparse
import http.client
import json
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import psutil
from aiohttp import encode_basic_auth

from bench import standards_bound
from bench.catalogue import FIRST, LAST, put
from catalogue.actions.make_client import make_client
from catalogue.actions.make_feed import make_feed
from catalogue.actions.make_token import make_token
from catalogue.courses import Block, Course, CourseLanguage
from catalogue.db import changing, close_database, open_database
from catalogue.editions import newest_edition
from catalogue.feeds import FeedKind
from catalogue.members import Agency, Member
from catalogue.migrate import migrate
from catalogue.nominations import Nomination
from catalogue.people import Official, Person
from catalogue.places import City, Venue
from catalogue.programmes import Programme
from catalogue.runs import Run
from catalogue.signed_in import viewer_of
from catalogue.versions import Version, VersionRun
from catalogue.viewer import Role
from lms_bridge.api.operation import ROOT
from lms_bridge.oauth.scopes import GRADEBOOK, GRADEBOOK_PUT, ROSTER, SCIM
from lms_bridge.oneroster import addresses
from tests.catalogue.builders import SYSTEM, a_user
from tests.lms_bridge.process import ABridge, a_bridge

MEMBERS, COURSES, VENUES, SEATS, PAGE, EVENTS, CREATED = 45, 200, 200, 30, 1000, 2000, 500
COURSES_EACH = 3
BEGUN = int(time.time())
"""Tells those whom this run registers from those of a run before it on the same catalogue."""
MEGABYTE = 1_000_000
SCHEMA = "urn:ietf:params:scim:schemas:"
_PATIENCE_SECONDS = 3600  # others may use the machine, too
Heads = dict[str, str]


@changing
def make(users: int) -> None:
    """Fill the tables: every official sits in three runs, and two in five of the runs are over."""
    put(Member, [{"id": f"M{n:02}", "name": f"Member {n}"} for n in range(MEMBERS)])
    agencies = [
        {"id": f"A{n:02}", "member": f"M{n:02}", "name": f"Agency {n}", "kind": "x"}
        for n in range(MEMBERS)
    ]
    put(Agency, agencies)
    zone = "Asia/Jakarta"
    City.create(id="c", name="City", country="IDN", latitude=0, longitude=0, time_zone=zone)
    halls = [
        {"id": f"v{n}", "name": f"Hall {n}", "city": "c", "capacity": 30} for n in range(VENUES)
    ]
    put(Venue, halls)
    days = {"days": 5, "min_seats": 1, "max_seats": SEATS}
    put(Course, [{"id": f"k{n}", "title": f"Course {n}", **days} for n in range(COURSES)])
    put(CourseLanguage, [{"course": f"k{n}", "language": "en"} for n in range(COURSES)])
    block = {"code": "a", "first_day": 0, "last_day": 4}
    put(Block, [{"course": f"k{n}", **block} for n in range(COURSES)])
    people = [_person(n) for n in range(users)]
    put(Person, people)
    officials = [{"id": p["id"], "person": p["id"], "agency": f"A{p['id'][1:3]}"} for p in people]
    put(Official, officials)
    held = users * COURSES_EACH // SEATS
    _programme("p", held)
    _programme("q", EVENTS)
    moment = datetime(2015, 1, 1, tzinfo=UTC)
    nominations = [
        {
            "id": f"{person['id']}.k{seat % held % COURSES}",
            "programme": "p",
            "official": person["id"],
            "course": f"k{seat % held % COURSES}",
            "state": "completed" if seat % held % 5 < 2 else "accepted",
            "run": f"p{seat % held}",
            "made_at": moment,
            "moved_at": moment,
        }
        for number, person in enumerate(people)
        for seat in range(COURSES_EACH * number, COURSES_EACH * (number + 1))
    ]
    put(Nomination, nominations)


def _person(number: int) -> dict[str, Any]:
    return {
        "id": f"M{number % MEMBERS:02}-{number:06}",
        "family_name": f"{LAST[number % 15]}{number % 977}",
        "given_name": FIRST[number % 16],
        "email": f"o{number}@example.org",
        "member": f"M{number % MEMBERS:02}",
        "city": "c",
    }


def _programme(id: str, held: int) -> None:
    """Make a programme that has published so many runs."""
    start = date(2015, 1, 1)
    end = date(2017, 12, 31)
    Programme.create(id=id, name=id.upper(), start=start, end=end, planning_date=start)
    editions = {course.id: newest_edition(course) for course in Course.select()}
    runs = [
        {"id": f"{id}{n}", "programme": id, "course": course, "edition": editions[course]}
        for n, course in ((n, f"k{n % COURSES}") for n in range(held))
    ]
    put(Run, runs)
    rows = [
        {
            "version": f"{id}-v1",
            "run": f"{id}{n}",
            "course": f"k{n % COURSES}",
            "start": start + timedelta(days=n % 1000),
            "end": start + timedelta(days=n % 1000 + 4),
            "venue": f"v{n % VENUES}",
            "language": "en",
        }
        for n in range(held)
    ]
    put(VersionRun, rows)
    moment = datetime(2015, 1, 1, tzinfo=UTC)
    Version.create(id=f"{id}-v1", programme=id, number=1, published_at=moment, planning_date=start)


class Asking:
    """A bridge, asked over one connection that stays open."""

    def __init__(self, bridge: ABridge) -> None:
        assert bridge.process is not None
        self.url = bridge.url
        self.process = psutil.Process(bridge.process.pid)
        netloc = urlsplit(bridge.url).netloc
        self.connection = http.client.HTTPConnection(netloc, timeout=_PATIENCE_SECONDS)

    def ask(self, method: str, path: str, heads: Heads, body: str | None = None) -> bytes:
        """Give what is answered. Raises where it is a refusal."""
        self.connection.request(method, path, body, heads)
        answer = self.connection.getresponse()
        held = answer.read()
        if answer.status >= http.client.BAD_REQUEST:
            raise RuntimeError(f"{method} {path}: {answer.status} {held[:300]!r}")
        return held

    def authorized(self, credentials: tuple[str, str]) -> Heads:
        """Give the heads of a request with a token."""
        heads = {
            "Authorization": encode_basic_auth(*credentials),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        told = json.loads(self.ask("POST", "/oauth2/token", heads, "grant_type=client_credentials"))
        return {"Authorization": f"Bearer {told['access_token']}"}

    @property
    def computed_seconds(self) -> float:
        """For how long the bridge has computed until now."""
        used = self.process.cpu_times()
        return float(used.user + used.system)

    @contextmanager
    def timed(
        self, what: str, count: int = 0, least: Callable[[], float] | None = None
    ) -> Iterator[None]:
        """Print how long something takes, or how many of it there were a second.

        `least` gives for how long the libraries alone compute for the same.
        """
        begun, computed = time.perf_counter(), self.computed_seconds
        yield
        took, used = time.perf_counter() - begun, self.computed_seconds - computed
        said = f"{count / took:.0f} a second; " if count else ""
        of = f", {used / least():.1f} times the libraries alone" if least else ""
        print(f"{what}: {said}{took:.2f} s, computed {used:.2f} s{of}", flush=True)

    @property
    def megabytes(self) -> float:
        """How much memory the bridge holds."""
        return self.process.memory_info().rss / MEGABYTE


def pages(asking: Asking, heads: Heads, what: str) -> None:
    """Read a whole collection in pages."""
    begun, count, first = time.perf_counter(), 0, 0.0
    computed = asking.computed_seconds
    before, most, least = 0.0, 0.0, 0.0
    while True:
        path = f"{addresses.ROSTERING}/{what}?limit={PAGE}&offset={count}"
        body = asking.ask("GET", path, heads)
        least += standards_bound.page(body)
        records = json.loads(body)[what]
        count += len(records)
        held = asking.megabytes
        first, before = first or time.perf_counter() - begun, before or held
        most = max(most, held)
        if len(records) < PAGE:
            break
    took, used = time.perf_counter() - begun, asking.computed_seconds - computed
    print(
        f"{what}: {count} records, {count / took:.0f} a second, {count / used:.0f} a second "
        f"computed, {used / least:.1f} times the libraries alone; first page {first:.1f} s; "
        f"{before:.0f} MB after it, {most:.0f} MB at most",
        flush=True,
    )


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long something takes."""
    begun = time.perf_counter()
    yield
    print(f"{what}: {time.perf_counter() - begun:.2f} s", flush=True)


def registered(asking: Asking, heads: Heads, numbers: range) -> None:
    """Register officials over SCIM."""
    sent = heads | {"Content-Type": "application/scim+json"}
    for number in numbers:
        asking.ask("POST", "/scim/v2/Users", sent, json.dumps(_user(number)))


def in_bulk(asking: Asking, heads: Heads, numbers: range) -> None:
    """Register officials in one request."""
    operations = [
        {"method": "POST", "path": "/Users", "bulkId": str(number), "data": _user(number)}
        for number in numbers
    ]
    bulk = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:BulkRequest"],
        "Operations": operations,
    }
    sent = heads | {"Content-Type": "application/scim+json"}
    told = json.loads(asking.ask("POST", "/scim/v2/Bulk", sent, json.dumps(bulk)))
    made = [each for each in told["Operations"] if each["status"] == "201"]
    if len(made) < len(numbers):
        raise RuntimeError(f"{len(made)} of {len(numbers)} were registered")


def _user(number: int) -> dict[str, Any]:
    extension = f"{SCHEMA}extension:lokakarya:2.0:Official"
    return {
        "schemas": [f"{SCHEMA}core:2.0:User", extension],
        "userName": f"new{number}.{BEGUN}",
        "name": {"familyName": "New", "givenName": str(number)},
        "emails": [{"value": f"new{number}.{BEGUN}@example.org"}],
        extension: {"agency": "A00", "city": "c"},
    }


class Given(NamedTuple):
    """Who asks: a system of others, a member's identity system, a calendar, a coordinator."""

    system: tuple[str, str]
    identity: tuple[str, str]
    feed: str
    token: str


def measure(bridge: ABridge, given: Given, folder: Path) -> None:
    """Ask for everything and print what it took."""
    asking = Asking(bridge)
    heads, scim = asking.authorized(given.system), asking.authorized(given.identity)
    print(f"at the start {asking.megabytes:.0f} MB", flush=True)
    for what in ("users", "enrollments", "classes"):
        pages(asking, heads, what)
    rostering = addresses.ROSTERING
    asked = {
        "a filter that reads all enrolments": "enrollments?filter=role='teacher'",
        "students of a class": "classes/p7/students",
        "classes of a user": "users/M00-000000/classes",
    }
    for name, path in asked.items():
        with asking.timed(name):
            asking.ask("GET", f"{rostering}/{path}", heads)
    archive = b""
    with asking.timed("CSV", least=lambda: standards_bound.sheets(archive)):
        archive = asking.ask("GET", f"{addresses.CSV}/oneroster.zip", heads)
    print(
        f"CSV: {len(archive) / MEGABYTE:.1f} MB; the bridge holds {asking.megabytes:.0f} MB",
        flush=True,
    )
    results = addresses.GRADEBOOK
    item = {
        "title": "Test",
        "assignDate": "2015-01-01T00:00:00Z",
        "dueDate": "2015-01-02T00:00:00Z",
        "class": {"sourcedId": "p0"},
        "school": {"sourcedId": "venue-v0"},
        "category": {"sourcedId": "training"},
    }
    sent = heads | {"Content-Type": "application/json"}
    asking.ask("PUT", f"{results}/lineItems/t", sent, json.dumps({"lineItem": item}))
    result = {
        "lineItem": {"sourcedId": "t"},
        "student": {"sourcedId": "M00-000000"},
        "scoreStatus": "fully graded",
        "score": 5,
        "scoreDate": "2015-01-02",
    }
    for _ in range(2):
        with asking.timed("a result written"):
            asking.ask("PUT", f"{results}/results/t", sent, json.dumps({"result": result}))
        with asking.timed("the next page of users"):
            asking.ask("GET", f"{rostering}/users?limit={PAGE}", heads)
    people = [_user(number) for number in range(CREATED)]
    with asking.timed("SCIM", CREATED, lambda: standards_bound.users(people, folder)):
        registered(asking, scim, range(CREATED))
    with asking.timed("SCIM, four at once", 4 * CREATED), ThreadPoolExecutor(4) as several:
        parts = [range(CREATED * n, CREATED * (n + 1)) for n in range(1, 5)]
        list(several.map(lambda part: registered(Asking(bridge), scim, part), parts))
    with asking.timed("SCIM, in bulk", CREATED):
        in_bulk(asking, scim, range(5 * CREATED, 6 * CREATED))
    with asking.timed("the next page of users"):
        asking.ask("GET", f"{rostering}/users?limit={PAGE}", heads)
    calendar = f"/calendar/{given.feed}.ics"
    asking.ask("GET", calendar, {})  # which notes its events for the first time
    taken = []
    for _ in range(20):
        begun = time.perf_counter()
        held = asking.ask("GET", calendar, {})
        taken.append(1000 * (time.perf_counter() - begun))
    cuts = quantiles(taken, n=20)
    events = held.count(b"BEGIN:VEVENT")
    print(f"a feed of {events} events: {cuts[9]:.0f} ms, p95 {cuts[18]:.0f} ms")
    registered(asking, scim, range(6 * CREATED, 6 * CREATED + 1))
    with asking.timed("the feed after a change elsewhere"):
        asking.ask("GET", calendar, {})
    signed = {"Authorization": f"Bearer {given.token}", "Content-Type": "application/json"}
    renamed = json.dumps({"name": f"Hall of {BEGUN}", "city": "c", "capacity": 30})
    asking.ask("PUT", f"{ROOT}/venues/v0", signed, renamed)
    with asking.timed("the feed after ten events", least=lambda: standards_bound.calendar(held)):
        asking.ask("GET", calendar, {})
    print(f"at the end {asking.megabytes:.0f} MB")


def main() -> None:
    """Make the catalogue and measure."""
    parser = argparse.ArgumentParser(prog="python -m bench.standards", description=__doc__)
    parser.add_argument("--users", type=int, default=100_000)
    parser.add_argument("--keep", type=Path, help="keep the catalogue here")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        data = (chosen.keep or Path(temporary)) / "data"
        is_new = not data.exists()
        data.mkdir(parents=True, exist_ok=True)
        open_database(f"sqlite:///{data / 'lokakarya.db'}")
        migrate()
        if is_new:
            with timed("made"):
                make(chosen.users)
                a_user("coordinator", Role.COORDINATOR)
        scopes = [ROSTER, GRADEBOOK, GRADEBOOK_PUT]
        coordinator = viewer_of("coordinator")
        given = Given(
            system=make_client(SYSTEM, "Directory", scopes),
            identity=make_client(SYSTEM, "Identities", [SCIM], member="M00"),
            feed=make_feed(coordinator, FeedKind.PROGRAMME, "q")[1],
            token=make_token(coordinator, "coordinator", "bench")[1],
        )
        close_database()
        with a_bridge(data) as bridge:
            measure(bridge, given, Path(temporary))


if __name__ == "__main__":
    main()
