"""From a problem's file to Timefold's programme, with only what is eligible in each value range."""

import random
from datetime import date
from typing import Any

from bench.peers.timefold.domain import (
    NO_LIMIT,
    NO_WAY,
    City,
    Duty,
    Funder,
    Link,
    Member,
    Official,
    Programme,
    Run,
    Seat,
    Session,
    Span,
    Tongue,
    Trainer,
    Venue,
    Weights,
)

Record = dict[str, Any]
ONLY_IF, NEVER = "LINK_KIND_ONLY_IF", "never"


def read(problem: Record, seed: int = 0) -> tuple[Programme, Weights]:
    """Give the programme with every run open on a drawn day, and the weights.

    Raises ValueError for a problem with a baseline, which this model does not know.
    """
    if "baseline" in problem:
        raise ValueError("Timefold's model has no baseline; give it a problem without one")
    reader = _Reader(problem)
    programme = reader.programme()
    rng = random.Random(seed)
    for session in programme.sessions:
        session.start = rng.choice(session.starts)
    prices = problem["policy"]["weights"]
    weights = Weights(**{name: prices[name] for name in Weights.__annotations__})
    return programme, weights


def day(text: str) -> int:
    """Read a date as an ordinal."""
    return date.fromisoformat(text).toordinal()


def _spans(intervals: list[Record]) -> list[Span]:
    return [Span(day(i["start"]), day(i["end"])) for i in intervals]


class _Reader:
    def __init__(self, problem: Record) -> None:
        self.problem = problem
        self.courses = {c["id"]: c for c in problem["courses"]}
        self.members = {
            m["id"]: Member(m["seat_target"], m["host_target"]) for m in problem["members"]
        }
        self.funders = {
            f["id"]: Funder(f["budget_usd"]) for f in problem["funders"] if "budget_usd" in f
        }
        self.cities = self._cities()
        self.venues = {v["id"]: self._venue(v) for v in problem["venues"]}
        self.trainers = {t["id"]: self._trainer(t) for t in problem["trainers"]}
        self.by_person = {
            t["person"]: self.trainers[t["id"]] for t in problem["trainers"] if "person" in t
        }
        self.pinned_to = {n["pinned_run"] for n in problem["nominations"] if "pinned_run" in n}
        self.ranges: dict[str, tuple[list[int], list[Venue], list[Tongue]]] = {}

    def programme(self) -> Programme:
        sessions, duties = [], []
        runs: dict[str, Run] = {}
        for record in self.problem["runs"]:
            ranges = self._starts(record), self._venues(record), self._tongues(record)
            places = self._duties(record, ranges[2])
            if record.get("pinned", {}).get("held") is False or not all(
                [*ranges, *(who for _, who in places)]
            ):
                continue  # it can never be held
            run = runs[record["id"]] = self._run(record, len(runs))
            self.ranges[run.id] = ranges
            sessions.append(Session(run.index, run, *ranges))
            for block, who in places:
                duties.append(
                    Duty(len(duties), run, block["id"], block["first_day"], block["last_day"], who)
                )
        return Programme(self._links(runs), sessions, duties, self._seats(runs))

    def _cities(self) -> dict[str, City]:
        found = {c["id"]: City(n, c["per_diem_usd"]) for n, c in enumerate(self.problem["cities"])}
        for city in found.values():
            city.days_to = [NO_WAY] * len(found)
            city.usd_to = [NO_WAY] * len(found)
            city.days_to[city.index] = city.usd_to[city.index] = 0
        for way in self.problem["travel"]:
            ends = found[way["origin"]], found[way["destination"]]
            if ends[0] is not ends[1]:
                for a, b in (ends, reversed(ends)):
                    a.days_to[b.index], a.usd_to[b.index] = way["days"], way["cost_usd"]
        return found

    def _venue(self, record: Record) -> Venue:
        return Venue(
            record["id"],
            self.cities[record["city"]],
            self.members[record["member"]] if "member" in record else None,
            record["capacity"],
            record.get("parallel_runs", 1),
            _spans(record["closed"]),
            record["day_rate_usd"],
        )

    def _trainer(self, record: Record) -> Trainer:
        return Trainer(
            record["id"],
            self.cities[record["city"]],
            record["languages"],
            _spans(record["unavailable"]),
            record.get("max_days", NO_LIMIT),
            record["day_fee_usd"],
        )

    def _run(self, record: Record, index: int) -> Run:
        course, pins = self.courses[record["course"]], record.get("pinned", {})
        return Run(
            record["id"],
            index,
            course["id"],
            course["days"],
            course["min_seats"],
            course["max_seats"],
            course["min_members"],
            course.get("max_seats_per_member", NO_LIMIT),
            course["prerequisites"],
            self.funders.get(course.get("funder", "")),
            record["required"],
            pins.get("held") is True or record["id"] in self.pinned_to,
        )

    def _starts(self, record: Record) -> list[int]:
        course, horizon = self.courses[record["course"]], self.problem["horizon"]
        pinned = record.get("pinned", {}).get("start")
        first = max(day(horizon["start"]), day(record.get("earliest", horizon["start"])))
        last = min(
            day(horizon["end"]) - course["days"] + 1, day(record.get("latest", horizon["end"]))
        )
        return [
            start
            for start in range(first, last + 1)
            if (not course["start_weekdays"] or (start - 1) % 7 + 1 in course["start_weekdays"])
            and (pinned is None or start == day(pinned))
        ]

    def _venues(self, record: Record) -> list[Venue]:
        course, pinned = self.courses[record["course"]], record.get("pinned", {}).get("venue")
        return [
            self.venues[v["id"]]
            for v in self.problem["venues"]
            if (not record["venues"] or v["id"] in record["venues"])
            and (pinned is None or v["id"] == pinned)
            and set(course["facilities"]) <= set(v["facilities"])
            and v["capacity"] >= course["min_seats"]
        ]

    def _tongues(self, record: Record) -> list[Tongue]:
        pinned = record.get("pinned", {}).get("language")
        return [
            Tongue(x["language"], day(x["available_from"]) if "available_from" in x else 0)
            for x in self.courses[record["course"]]["languages"]
            if pinned is None or x["language"] == pinned
        ]

    def _duties(self, record: Record, tongues: list[Tongue]) -> list[tuple[Record, list[Trainer]]]:
        """Give the places of a run's crew with who can take them; a pinned trainer has his own."""
        heard = {tongue.language for tongue in tongues}
        found = []
        for block in self.courses[record["course"]]["blocks"]:
            able = [t for t in self.problem["trainers"] if _is_qualified(t, block)]
            able = [t for t in able if heard & set(t["languages"])]
            pinned = [
                p["trainer"]
                for p in record.get("pinned", {}).get("trainers", [])
                if p["block"] == block["id"]
            ]
            for place in range(block["trainer_count"]):
                mine = pinned[place : place + 1]
                found.append(
                    (block, [self.trainers[t["id"]] for t in able if not mine or t["id"] in mine])
                )
        return found

    def _links(self, runs: dict[str, Run]) -> list[Link]:
        """Give the links of runs that can be held.

        What may be held only if a run that can never be is held cannot be held either.
        """
        found = []
        for record in self.problem["links"]:
            kind, first, second = (
                record["kind"],
                *map(runs.get, (record["first"], record["second"])),
            )
            if first is not None and second is None and kind == ONLY_IF:
                kind, second = NEVER, first
            if first is None or second is None:
                continue
            gaps = record["min_gap_days"], record.get("max_gap_days", NO_LIMIT)
            found.append(Link(kind, first, second, *gaps))
            if kind == "LINK_KIND_SAME_COHORT":
                found.append(Link(kind, second, first, *gaps))
        return found

    def _seats(self, runs: dict[str, Run]) -> list[Seat]:
        officials = {o["id"]: (o, self._official(o)) for o in self.problem["officials"]}
        by_course: dict[str, list[Run]] = {}
        for run in runs.values():
            by_course.setdefault(run.course, []).append(run)
        found: list[Seat] = []
        for record in self.problem["nominations"]:
            said, official = officials[record["official"]]
            course, pinned = self.courses[record["course"]], record.get("pinned_run")
            if course["id"] in official.completed:
                continue
            if course["audience"] and said["agency"] not in course["audience"]:
                continue
            options = [
                run
                for run in by_course.get(course["id"], [])
                if (pinned is None or run.id == pinned) and self._can_attend(official, run)
            ]
            if options:
                found.append(
                    Seat(
                        len(found),
                        record["id"],
                        official,
                        record["priority"],
                        pinned is not None,
                        options,
                    )
                )
        return found

    def _can_attend(self, official: Official, run: Run) -> bool:
        """Say whether some venue, language and start of a run suit an official."""
        starts, venues, tongues = self.ranges[run.id]
        return (
            any(tongue.language in official.languages for tongue in tongues)
            and any(official.home.days_to[v.city.index] != NO_WAY for v in venues)
            and any(
                all(s.last < start or start + run.days - 1 < s.first for s in official.unavailable)
                for start in starts
            )
        )

    def _official(self, record: Record) -> Official:
        return Official(
            self.problem["policy"]["official_rest_days"],
            self.members[record["member"]],
            self.cities[record["city"]],
            record["languages"],
            _spans(record["unavailable"]),
            record["completed"],
            record.get("max_days", NO_LIMIT),
            self.by_person.get(record.get("person", "")),
        )


def _is_qualified(trainer: Record, block: Record) -> bool:
    return not block["skill"] or any(
        s["skill"] == block["skill"] and s["level"] >= block["level"] for s in trainer["skills"]
    )
