"""How fast a real Moodle is filled through the connector, beside the best direct calls.

    python -m bench.moodle URL TOKEN [--people 120] [--rounds 2] [--out bench/results]

Both make the same accounts in two new courses, enrol them there and put them into the courses'
groups. Directly that is four functions in calls that are as full as 900 form variables allow;
through the connector it is what a synchronisation does with its batches. They take turns, so that
what else the machine does meets both. The table goes to `moodle.md` in that folder. It leaves
courses and accounts behind: not for a Moodle that is in use.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from lms_bridge.connectors.moodle import Options, connect
from lms_bridge.connectors.moodle.client import Client, portions
from lms_bridge.connectors.patience import Patience
from lms_bridge.sync.errors import Refused
from lms_bridge.sync.state import Class, Desired, Person, Role, Seat

COURSES = 2
Item = TypeVar("Item")

LEARNER = Options().learner_role
PATIENT = Patience(timeout_seconds=300)


@dataclass(frozen=True, slots=True)
class Took:
    """Seconds for the accounts, and for their enrolments with groups."""

    accounts: float
    enrolments: float


async def directly(client: Client, key: str, people: int) -> Took:
    """Call the functions alone, each call as full as it may be."""
    row = {"name": key, "parent": 0, "idnumber": key}
    (category,) = await client.write("core_course_create_categories", categories=[row])
    courses = []
    for n in range(COURSES):
        names = {"fullname": f"{key} {n}", "shortname": f"{key}-{n}", "idnumber": f"{key}-{n}"}
        course = names | {"categoryid": category["id"], "enablecompletion": 1}
        (made,) = await client.write("core_course_create_courses", courses=[course])
        courses.append(made["id"])
    began = time.monotonic()
    rows = [
        {
            "username": f"{key}-{n}",
            "auth": "manual",
            "createpassword": 1,
            "firstname": "D",
            "lastname": str(n),
            "email": f"{key}-{n}@example.org",
            "idnumber": f"{key}-{n}",
        }
        for n in range(people)
    ]
    accounts = []
    for some in portions(rows):
        accounts += await client.write("core_user_create_users", users=some)
    between = time.monotonic()
    wanted = [
        {"courseid": course, "name": key, "description": "", "idnumber": key} for course in courses
    ]
    groups = await client.write("core_group_create_groups", groups=wanted)
    enrolments = [
        {
            "roleid": LEARNER,
            "userid": each["id"],
            "courseid": courses[n % COURSES],
            "timestart": 0,
            "timeend": 0,
            "suspend": 0,
        }
        for n, each in enumerate(accounts)
    ]
    for some in portions(enrolments):
        await client.write("enrol_manual_enrol_users", enrolments=some)
    members = [
        {"groupid": groups[n % COURSES]["id"], "userid": each["id"]}
        for n, each in enumerate(accounts)
    ]
    for some in portions(members):
        await client.write("core_group_add_group_members", members=some)
    return Took(between - began, time.monotonic() - between)


async def connected(url: str, token: str, key: str, people: int) -> Took:
    """Do the same as a synchronisation does it, after it has read that nothing is there."""
    wanted = [
        Person(
            f"{key}-P{n}",
            f"D {n}",
            f"{key}-{n}",
            given_name="D",
            family_name=str(n),
            email=f"{key}-{n}@example.org",
        )
        for n in range(people)
    ]
    async with connect(url, token, Options(category=key), patience=PATIENT) as lms:
        classes = [Class(f"{key}-{n}", f"{key} {n}") for n in range(COURSES)]
        lms.fit(Desired(tuple(classes), tuple(wanted)))
        await lms.read()
        courses = [await lms.create_class(each) for each in classes]
        began = time.monotonic()
        accounts: list[str] = []
        for some in _batches(wanted, lms.batch):
            for answer in await lms.create_people(some):
                if isinstance(answer, Refused):
                    raise answer
                accounts.append(answer)
        between = time.monotonic()
        seats = [Seat(courses[n % COURSES], id, Role.LEARNER) for n, id in enumerate(accounts)]
        for some in _batches(seats, lms.batch):
            await lms.enrol(some)
        return Took(between - began, time.monotonic() - between)


def _batches(items: Sequence[Item], size: int) -> Iterator[Sequence[Item]]:
    for start in range(0, len(items), size):
        yield items[start : start + size]


async def measure(url: str, token: str, people: int, rounds: int) -> str:
    """Tell how fast each was, and how much of the direct calls' speed the connector reached."""
    direct, ours = [], []
    for n in range(rounds):
        for is_ours in (False, True) if n % 2 == 0 else (True, False):
            key = f"bench{secrets.token_hex(4)}"
            if is_ours:
                ours.append(await connected(url, token, key, people))
            else:
                async with Client(url, token, PATIENT) as client:
                    direct.append(await directly(client, key, people))
    async with Client(url, token, PATIENT) as client:
        release = (await client.ask("core_webservice_get_site_info"))["release"]
    where = f"load {os.getloadavg()[0]:.0f} on {os.cpu_count()} cores"
    lines = [
        f"Moodle {release}, {people} people in {COURSES} courses, {rounds} rounds, {where}",
        "",
        "| a second | directly | through the connector | share |",
        "| --- | --- | --- | --- |",
    ]
    for what in ("accounts", "enrolments"):
        slow, fast = (sum(getattr(took, what) for took in some) for some in (ours, direct))
        in_all = people * rounds
        share = f"{100 * fast / slow:.0f} %"
        lines.append(f"| {what} | {in_all / fast:.1f} | {in_all / slow:.1f} | {share} |")
    return "\n".join(lines) + "\n"


def main() -> None:
    """Measure a Moodle that is named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench.moodle", description=__doc__)
    parser.add_argument("url")
    parser.add_argument("token")
    parser.add_argument("--people", type=int, default=120)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--out", type=Path, default=Path("bench/results"))
    given = parser.parse_args()
    table = asyncio.run(measure(given.url, given.token, given.people, given.rounds))
    print(table, end="")
    given.out.mkdir(parents=True, exist_ok=True)
    (given.out / "moodle.md").write_text(table)


if __name__ == "__main__":
    main()
