"""A report's figures are those of SQL that was written for this test, on random catalogues."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest

from catalogue.actions.record_expense import record_expense
from catalogue.db import database as proxy
from catalogue.db import reading
from catalogue.life import SEATED, State
from catalogue.plan import PlannedRun
from catalogue.queries.report import BY, RESTRICTED, Report, report
from catalogue.viewer import Viewer
from tests.catalogue.builders import (
    COORDINATOR,
    OVERSEER,
    a_course,
    a_nomination,
    a_published_plan,
    a_run,
    a_trainer,
    a_venue,
    a_world,
    an_official,
    planned,
)

COURSES = {"induction": None, "visit": "AUS", "exercise": None}
VENUES = ("hall", "academy", "dear", "lent")
OF_PEOPLE = {"member", "agency", "gender"}
STAY = "2 * COALESCE({way}.cost_usd, 0) + city.per_diem_usd * c.days"
WAY = (
    "({way}.origin_id = {home}.city_id AND {way}.destination_id = h.city_id "
    "OR {way}.origin_id = h.city_id AND {way}.destination_id = {home}.city_id)"
)
QUARTER = (
    "SUBSTR(CAST(v.start AS TEXT), 1, 4) || '-Q' || "
    "((CAST(SUBSTR(CAST(v.start AS TEXT), 6, 2) AS INTEGER) + 2) / 3)"
)
KEYS = {
    "member": "a.member_id",
    "agency": "a.id",
    "gender": "COALESCE(p.gender, '')",
    "course": "c.id",
    "funder": "COALESCE(c.funder_id, '')",
    "run": "COALESCE(v.run_id, '')",
    "period": f"CASE WHEN v.id IS NULL THEN '' ELSE {QUARTER} END",
    "host": "COALESCE(h.member_id, '')",
}
HELD = (
    "LEFT JOIN version_run v ON v.run_id = {run} AND v.version_id = 'rso-v1' "
    "LEFT JOIN venue h ON h.id = v.venue_id LEFT JOIN city ON city.id = h.city_id"
)
PEOPLE = f"""
SELECT {{key}}, COUNT(*), SUM(CASE WHEN n.run_id IS NULL THEN 0 ELSE 1 END),
    SUM(CASE n.state WHEN 'waitlisted' THEN 1 ELSE 0 END),
    SUM(CASE WHEN n.state IN ('attended', 'completed', 'not_completed') THEN 1 ELSE 0 END),
    SUM(CASE n.state WHEN 'completed' THEN 1 ELSE 0 END),
    SUM(CASE n.state WHEN 'absent' THEN 1 ELSE 0 END),
    SUM(CASE WHEN n.state IN ('declined', 'lapsed', 'withdrawn') THEN 1 ELSE 0 END),
    SUM(CASE WHEN v.id IS NULL OR p.city_id = h.city_id THEN 0 ELSE {STAY.format(way="t")} END)
FROM nomination n JOIN official o ON o.id = n.official_id JOIN person p ON p.id = o.person_id
    JOIN agency a ON a.id = o.agency_id JOIN course c ON c.id = n.course_id
    {HELD.format(run="n.run_id")} LEFT JOIN travel t ON {WAY.format(way="t", home="p")}
GROUP BY 1
"""
RUNS = f"""
SELECT {{key}}, COUNT(*), SUM(h.day_rate_usd * c.days + (
    SELECT COALESCE(SUM(tr.day_fee_usd * c.days + CASE WHEN tp.city_id = h.city_id THEN 0
        ELSE {STAY.format(way="w")} END), 0)
    FROM version_trainer vt JOIN trainer tr ON tr.id = vt.trainer_id
        JOIN person tp ON tp.id = tr.person_id
        LEFT JOIN travel w ON {WAY.format(way="w", home="tp")}
    WHERE vt.version_id = v.version_id AND vt.run_id = v.run_id))
FROM run r JOIN course c ON c.id = r.course_id {HELD.format(run="r.id")}
WHERE v.id IS NOT NULL GROUP BY 1
"""
PAID = f"""
SELECT {{key}}, SUM(e.amount_usd)
FROM expense e LEFT JOIN run r ON r.id = e.run_id LEFT JOIN course c ON c.id = r.course_id
    {HELD.format(run="r.id")}
GROUP BY 1
"""


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_figures_are_those_of_sql_of_our_own(database: str, seed: int) -> None:
    a_random_world(Random(seed))
    for viewer in (COORDINATOR, OVERSEER):
        for by in BY:
            made, counted = report(viewer, "rso", by), by_sql(viewer, by)
            lines = {line.key: line for line in made.lines}
            assert counted.keys() <= lines.keys()
            for key, figures in counted.items():
                assert {name: getattr(lines[key], name) for name in figures} == figures, (by, key)
            for name in ("nominations", "seats", "completed", "stays_usd", "running_usd"):
                told = [getattr(line, name) for line in made.lines]
                expected = sum(figures.get(name, 0) for figures in counted.values())
                assert sum(value or 0 for value in told) == expected
                assert (getattr(made.total, name) or 0) == expected
        assert report(viewer, "rso").gini == gini(report(viewer, "rso"))


@reading
def by_sql(viewer: Viewer, by: str) -> dict[str, dict[str, int]]:
    """Count with SQL alone; what an overseer may not know has one key."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    key = KEYS[by]
    if viewer is OVERSEER and by not in OF_PEOPLE:
        is_told = "v.id IS NOT NULL" if by in {"run", "period", "host"} else "c.id IS NOT NULL"
        key = f"CASE WHEN c.restricted AND {is_told} THEN '{RESTRICTED}' ELSE {key} END"
    names = "nominations seats waiting attended completed absent declined stays_usd".split()
    for of, *figures in rows(PEOPLE, key):
        found[of] |= dict(zip(names, figures, strict=True))
    if by in OF_PEOPLE:
        return found
    for of, count, usd in rows(RUNS, key):
        found[of] |= {"runs": count, "running_usd": usd}
    for of, usd in rows(PAID, "e.funder_id" if by == "funder" else f"COALESCE({key}, '')"):
        found[of] |= {"paid_usd": usd}
    return found


def rows(query: str, key: str) -> list[tuple[Any, ...]]:
    """Read groups with whole numbers, as SQLite has them and PostgreSQL has not."""
    found = proxy.execute_sql(query.format(key=key)).fetchall()
    return [(of, *(int(figure or 0) for figure in figures)) for of, *figures in found]


def gini(made: Report) -> float | None:
    """Give the coefficient by the ranks of the shares, as textbooks have it."""
    shares = sorted(line.seats / line.seat_target for line in made.lines if line.seat_target)
    if not sum(shares):
        return None
    ranked = sum(rank * share for rank, share in enumerate(shares, 1))
    return round(2 * ranked / (len(shares) * sum(shares)) - (len(shares) + 1) / len(shares), 4)


def a_random_world(chance: Random) -> None:
    a_world(0)
    a_venue("dear", "kuala-lumpur", member="MYS", day_rate_usd=310)
    a_venue("lent", day_rate_usd=75)
    a_trainer("ben", day_fee_usd=120)
    a_course("visit", funder="AUS")
    a_course("exercise", restricted=True)
    plan: list[PlannedRun] = []
    runs: dict[str, list[str]] = defaultdict(list)
    for course in COURSES:
        for number in range(1, 4):
            run = f"{course}-{number}"
            if run != "induction-1":
                a_run(run, course)
            runs[course].append(run)
            start = date(2015, 6, 1) + timedelta(weeks=8 * len(plan) + chance.randint(0, 2))
            trainers = chance.choice([(), ("ana",), ("ben",)])
            plan.append(planned(run, start, chance.choice(VENUES), trainers=trainers))
    a_published_plan(*plan)
    for number in range(1, 61):
        official = an_official(
            number,
            chance.choice(["IDN-IMM", "IDN-POL", "MYS-IMM"]),
            city=chance.choice(["jakarta", "kuala-lumpur"]),
            gender=chance.choice(["female", "male", None]),
        )
        for course in chance.sample(sorted(COURSES), chance.randint(0, 3)):
            state = chance.choice(list(State))
            seat = chance.choice(runs[course]) if state in SEATED else None
            a_nomination(official, course, state, run=seat)
    for _ in range(12):
        paid_for = chance.choice([None, *(held.run for held in plan)])
        day = date(2015, 3, 1)
        record_expense(COORDINATOR, "rso", "AUS", chance.randint(-50, 900), day, paid_for)
