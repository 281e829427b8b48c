"""How heavy pages are and how fast the board answers, in a browser, with a programme of size M.

    python -m bench.pages [--moves 40] [--keep DIR]

A programme of 120 runs at 60 venues with 80 trainers, 4,000 officials and 7,000 nominations, served
by a bridge with its own planner. Bytes are what is transferred, packed; the first visit is with an
empty cache. Painting is from the request to the last contentful paint; the time from a key to the
words runs from the key's event to the planner's answer standing in the page, over `--moves` moves
of a day (median, slowest twentieth).
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from playwright.sync_api import BrowserContext, Page, Request, sync_playwright

from bench.catalogue import put
from catalogue.courses import Block, Course, CourseLanguage
from catalogue.db import changing, close_database, open_database
from catalogue.members import Agency, Member
from catalogue.migrate import migrate
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer
from catalogue.places import City, Travel, Venue
from catalogue.plan import BlockTrainer, PlannedRun
from catalogue.programmes import Programme
from catalogue.runs import Run
from catalogue.viewer import Role
from tests.browser.conftest import CHROMIUM, FLAGS, WIDE
from tests.catalogue.builders import a_published_plan, a_user
from tests.lms_bridge.process import a_bridge, command

RUNS, VENUES, TRAINERS, OFFICIALS, NOMINATIONS = 120, 60, 80, 4_000, 7_000
MEMBERS, CITIES, COURSES, SEATS = 45, 30, 24, 20
START, TODAY, END = date(2015, 1, 1), date(2015, 1, 5), date(2015, 12, 31)
P = "/programmes/rso"
PAGES = ("/", f"{P}/plan", f"{P}/plan?by=trainer", f"{P}/scenarios", f"{P}/nominations")

WATCH = """
() => {
  window.waits = [];
  let since = null;
  document.addEventListener("keydown", () => (since = performance.now()), { capture: true });
  new MutationObserver(() => {
    if (since !== null && document.querySelector("#moving .where")) {
      window.waits.push(performance.now() - since);
      since = null;
      document.documentElement.dataset.answered = window.waits.length;
    }
  }).observe(document.getElementById("moving"), { childList: true });
}
"""
PAINTED = """
() => new Promise((done) => new PerformanceObserver((list) => {
  done(list.getEntries().at(-1).startTime);
}).observe({ type: "largest-contentful-paint", buffered: true }))
"""


@changing
def make() -> None:
    """Fill the tables."""
    draw = random.Random(1)
    a_user("coordinator", Role.COORDINATOR)
    put(Member, [{"id": f"M{n}", "name": f"Member {n}", "seat_target": 30} for n in range(MEMBERS)])
    put(
        Agency,
        [
            {"id": f"A{n}", "member": f"M{n}", "name": f"Agency {n}", "kind": "immigration"}
            for n in range(MEMBERS)
        ],
    )
    place = {
        "per_diem_usd": 50,
        "country": "IDN",
        "latitude": 0,
        "longitude": 100,
        "time_zone": "Asia/Jakarta",
    }
    put(
        City,
        [
            {"id": f"c{n:02}", "name": f"City {n}", "per_diem_usd": 50, **place}
            for n in range(CITIES)
        ],
    )
    put(
        Travel,
        [
            {"origin": f"c{a:02}", "destination": f"c{b:02}", "days": 1, "cost_usd": 300}
            for a in range(CITIES)
            for b in range(a + 1, CITIES)
        ],
    )
    put(
        Venue,
        [
            {
                "id": f"v{n}",
                "name": f"Training hall {n}",
                "city": f"c{n % CITIES:02}",
                "capacity": 30,
            }
            for n in range(VENUES)
        ],
    )
    put(
        Course,
        [
            {"id": f"k{n}", "title": f"Course {n}", "days": 5, "min_seats": 1, "max_seats": SEATS}
            for n in range(COURSES)
        ],
    )
    put(CourseLanguage, [{"course": f"k{n}", "language": "en"} for n in range(COURSES)])
    put(
        Block,
        [{"course": f"k{n}", "code": "a", "first_day": 0, "last_day": 4} for n in range(COURSES)],
    )
    Programme.create(id="rso", name="Size M", start=START, end=END, planning_date=TODAY)
    put(
        Run,
        [{"id": f"r-{n:03}", "programme": "rso", "course": f"k{n % COURSES}"} for n in range(RUNS)],
    )
    people = [
        {
            "id": id,
            "family_name": f"Family {n}",
            "given_name": "Given",
            "member": f"M{n % MEMBERS}",
            "city": f"c{n % CITIES:02}",
            "languages": ("en",),
        }
        for kind, count in (("t", TRAINERS), ("o", OFFICIALS))
        for n in range(count)
        for id in [f"{kind}{n:04}"]
    ]
    put(Person, people)
    put(Trainer, [{"id": f"t{n:04}", "person": f"t{n:04}"} for n in range(TRAINERS)])
    put(
        Official,
        [
            {"id": f"o{n:04}", "person": f"o{n:04}", "agency": f"A{n % MEMBERS}"}
            for n in range(OFFICIALS)
        ],
    )
    wished = {(n % OFFICIALS, draw.randrange(COURSES)) for n in range(NOMINATIONS * 11 // 10)}
    moment = datetime(2014, 12, 1, tzinfo=UTC)
    put(
        Nomination,
        [
            {
                "id": f"o{n:04}.k{course}",
                "programme": "rso",
                "official": f"o{n:04}",
                "course": f"k{course}",
                "state": "endorsed",
                "priority": draw.randint(1, 5),
                "rank": 1,
                "made_at": moment,
                "moved_at": moment,
                "endorsed_at": moment,
            }
            for n, course in sorted(wished)[:NOMINATIONS]
        ],
    )


@changing
def seats() -> dict[str, list[str]]:
    """Give the nominations for each course."""
    found: dict[str, list[str]] = {}
    for row in Nomination.select().order_by(Nomination.id):
        found.setdefault(row.course_id, []).append(row.id)
    return found


def publish() -> None:
    """Publish all runs, each venue's two half a year apart, with full seats."""
    wished = seats()
    plan = []
    for n in range(RUNS):
        day = TODAY + timedelta(days=35 + 7 * (n % 22) + 154 * (n >= VENUES) % 168)
        mine = [wished[f"k{n % COURSES}"].pop() for _ in range(SEATS)]
        taught = (BlockTrainer("a", f"t{n % TRAINERS:04}"),)
        plan.append(PlannedRun(f"r-{n:03}", day, f"v{n % VENUES}", "en", taught, tuple(mine)))
    a_published_plan(*plan)


@contextmanager
def pages(folder: Path) -> Iterator[tuple[str, BrowserContext]]:
    """Serve the programme and sign a coordinator in."""
    with a_bridge(folder) as bridge, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        context = browser.new_context(viewport={"width": WIDE[0], "height": WIDE[1]})
        page = context.new_page()
        page.goto(command("link", "coordinator", "--data", folder).stdout.strip())
        page.locator("main button").first.click()
        page.wait_for_load_state()
        state: Any = context.storage_state()
        page.close()
        context.close()
        yield (
            bridge.url,
            browser.new_context(
                viewport={"width": WIDE[0], "height": WIDE[1]}, storage_state=state
            ),
        )
        browser.close()


def _sent(request: Request) -> int:
    """Give how many bytes were transferred for a request; none from the browser's cache."""
    return max(0, request.sizes()["responseBodySize"])


def weigh(page: Page, address: str) -> tuple[int, float]:
    """Open a page; give the bytes transferred, and when it was painted, in milliseconds."""
    finished: list[Request] = []

    def finish(request: Request) -> None:  # Playwright takes no built-in method
        finished.append(request)

    page.on("requestfinished", finish)
    page.goto(address, wait_until="load")
    painted = float(page.evaluate(PAINTED))
    return sum(map(_sent, finished)), painted


def key_to_words(page: Page, moves: int) -> list[float]:
    """Move a run by a day further and further, so that no plan is asked for twice; give ms."""
    page.locator(".board a[data-run]").nth(3).focus()
    page.evaluate(WATCH)
    for number in range(moves):
        page.keyboard.press("ArrowRight")
        page.locator(f"html[data-answered='{number + 1}']").wait_for(state="attached")
    waits: list[float] = page.evaluate("window.waits")
    return waits[2:]  # the first ones teach the planner the problem


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--moves", type=int, default=40)
    parser.add_argument("--keep", type=Path, help="keep the programme here")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        folder = (chosen.keep or Path(temporary)) / "data"
        if not folder.exists():
            folder.mkdir(parents=True)
            open_database(f"sqlite:///{folder / 'lokakarya.db'}")
            migrate()
            make()
            publish()
            close_database()
        with pages(folder) as (url, context):
            print("page                         kB   painted ms")
            for path in PAGES:
                page = context.new_page()
                size, painted = weigh(page, url + path)
                print(f"{path:25} {size / 1000:6.1f} {painted:10.0f}")
                page.close()
            page = context.new_page()
            page.goto(f"{url}{P}/plan", wait_until="load")
            waits = key_to_words(page, chosen.moves)
            slowest = quantiles(waits, n=20)[-1]
            print(f"from key to words: median {median(waits):.0f} ms, p95 {slowest:.0f} ms")


if __name__ == "__main__":
    main()
