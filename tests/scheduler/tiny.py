"""Random problems of at most three runs and ten nominations, in which every rule matters.

A problem is easy but for the complications that it draws, so that each of them decides something
somewhere. Days, places and people are so few that the rest gets into one another's way. Some
problems have no valid schedule.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from random import Random
from typing import TypeVar

from scheduler.clock import Interval
from scheduler.problem import (
    Block,
    City,
    Course,
    CourseLanguage,
    Funder,
    Horizon,
    Link,
    LinkKind,
    Member,
    Nomination,
    Official,
    Pinned,
    Policy,
    Problem,
    Run,
    Skill,
    Trainer,
    Travel,
    Venue,
    Weights,
)
from scheduler.schedule import BlockTrainer, Schedule, ScheduledRun

MONDAY = 735_750  # 2015-06-01
CITIES = ("bkk", "jkt", "suv")
MEMBERS = ("fji", "idn")
LANGUAGES = ("en", "fr")
AGENCIES = ("border", "police")
SKILLS = ("law", "returns")
COMPLICATIONS = (
    "absent officials", "absent trainers", "audiences", "baseline", "blocks", "budgets",
    "closures", "cohorts", "completed", "days of officials", "days of trainers", "facilities",
    "halls", "languages", "late materials", "links", "members", "past", "persons", "pins",
    "pinned seats", "prerequisites", "rest", "skills", "targets", "teams", "travel", "venues",
    "weekdays",
)  # fmt: skip
SHARE = 0.2
"""How often a problem has each complication, and the `OFTEN` ones."""
OFTEN = {
    "absent trainers": 0.3, "baseline": 0.5, "blocks": 0.4, "days of officials": 0.3,
    "days of trainers": 0.35, "links": 0.4, "past": 0.4, "persons": 0.35, "pinned seats": 0.15,
    "pins": 0.15, "rest": 0.45, "travel": 0.4,
}  # fmt: skip

T = TypeVar("T")


def a_tiny_problem(
    rng: Random, runs: int = 3, nominations: int = 10, always: Iterable[str] = ()
) -> Problem:
    """Draw a problem of at most so many runs and nominations; `always` are complications."""
    return TinyProblem(rng, always).draw(runs, nominations)


def some(rng: Random, things: Sequence[T], share: float = 0.5) -> tuple[T, ...]:
    return tuple(thing for thing in things if rng.random() < share)


class TinyProblem:
    """One problem as it is drawn; `has` are its complications."""

    def __init__(self, rng: Random, always: Iterable[str] = ()) -> None:
        self.rng = rng
        self.has = {c for c in COMPLICATIONS if rng.random() < OFTEN.get(c, SHARE)} | {*always}
        start = MONDAY + rng.randint(0, 6)
        until = None
        if "past" in self.has:
            until = start + rng.choice((-3, 0, 1, 1, 2, 3, 5))
        self.horizon = Horizon(start, start + rng.randint(9, 20), until)

    def draw(self, runs: int, nominations: int) -> Problem:
        rng = self.rng
        count = rng.choice([n for n in (1, 2, 2, 3, 3, 3) if n <= runs])
        self.venues = tuple(self.a_venue(f"v{n}") for n in range(rng.choice((1, 2, 2))))
        teachers = (2, 2, 2) if "blocks" in self.has else (1, 2, 2, 3)[: 6 - count]
        self.trainers = tuple(self.a_trainer(f"t{n}") for n in range(rng.choice(teachers)))
        ids = [f"c{n}" for n in range(rng.randint(1, min(count, 3)))]
        self.courses = tuple(self.a_course(id, [i for i in ids if i != id]) for id in ids)
        self.officials = tuple(self.an_official(f"o{n}") for n in range(rng.randint(2, 6)))
        self.runs = tuple(self.a_run(f"r{n}", (8, 5, 3)[count - 1]) for n in range(count))
        self.nominations = self.some_nominations(rng.randint(min(5, nominations), nominations))
        return Problem(
            horizon=self.horizon,
            members=tuple(Member(id, self.target(3), self.target(2)) for id in MEMBERS),
            cities=tuple(City(id, rng.choice((0, 50, 100))) for id in CITIES),
            travel=self.some_travel(),
            venues=self.venues,
            courses=self.courses,
            runs=self.runs,
            trainers=self.trainers,
            officials=self.officials,
            nominations=self.nominations,
            funders=tuple(Funder(id, self.a_budget()) for id in ("f0", "f1")),
            links=self.some_links(),
            policy=self.a_policy(),
            baseline=self.a_baseline() if "baseline" in self.has else None,
        )

    def chance(self, share: float, thing: T, complication: str | None = None) -> T | None:
        """The thing now and then, if the problem has the complication."""
        drawn = self.rng.random() < share
        return thing if drawn and (complication is None or complication in self.has) else None

    def target(self, most: int) -> int:
        return self.rng.randint(0, most) if "targets" in self.has else 0

    def a_budget(self) -> int | None:
        return self.rng.choice((300, 800, 1500, 2500, 4000)) if "budgets" in self.has else None

    def some_intervals(self, complication: str) -> tuple[Interval, ...]:
        """Up to three intervals, which may overlap."""
        if complication not in self.has:
            return ()
        starts = [
            self.rng.randint(self.horizon.start - 2, self.horizon.start + 12)
            for _ in range(self.rng.choice((0, 1, 1, 2, 3)))
        ]
        return tuple(Interval(start, start + self.rng.randint(0, 3)) for start in starts)

    def some_travel(self) -> tuple[Travel, ...]:
        """Ways that need not be metric, some missing, some given twice."""
        rng, found = self.rng, []
        for origin, destination in (CITIES[:2], CITIES[1:], (CITIES[2], CITIES[0])):
            if "travel" in self.has and rng.random() < 0.2:
                continue
            days = rng.choice((0, 1, 1, 2, 4)) if "travel" in self.has else rng.choice((0, 1, 2))
            way = Travel(origin, destination, days, rng.choice((0, 100, 250, 700)))
            found.append(way)
            if rng.random() < 0.2:
                found.append(Travel(destination, origin, way.days, way.cost_usd))
        return tuple(found)

    def a_venue(self, id: str) -> Venue:
        rng = self.rng
        return Venue(
            id=id,
            city=rng.choice(CITIES),
            capacity=rng.choice((1, 2, 3)) if "halls" in self.has else 8,
            member=rng.choice((None, *MEMBERS)),
            parallel_runs=rng.choice((0, 1, 1, 1, 1, 1, 2))
            if "halls" in self.has
            else rng.choice((1, 2)),
            facilities=some(rng, ("lab",), 0.7 if "facilities" in self.has else 1),
            closed=self.some_intervals("closures"),
            day_rate_usd=rng.choice((0, 100, 400)),
        )

    def a_trainer(self, id: str) -> Trainer:
        rng = self.rng
        skills = SKILLS
        if "skills" in self.has:
            skills = some(rng, SKILLS, 0.7)
        return Trainer(
            id=id,
            city=rng.choice(CITIES),
            person=self.chance(0.7, f"p{id[1:]}", "persons"),
            member=rng.choice((None, *MEMBERS)),
            languages=some(rng, LANGUAGES, 0.75 if "languages" in self.has else 1),
            skills=tuple(
                Skill(s, rng.randint(0, 2) if "skills" in self.has else 2) for s in skills
            ),
            unavailable=self.some_intervals("absent trainers"),
            max_days=self.chance(0.6, rng.randint(1, 5), "days of trainers"),
            day_fee_usd=rng.choice((0, 50, 300)),
        )

    def an_official(self, id: str) -> Official:
        rng = self.rng
        courses = [*(c.id for c in self.courses), "old"]
        return Official(
            id=id,
            member=rng.choice(MEMBERS),
            city=rng.choice(CITIES),
            person=self.chance(0.7, f"p{id[1:]}", "persons"),
            agency=rng.choice(AGENCIES),
            languages=some(rng, LANGUAGES, 0.75 if "languages" in self.has else 1),
            unavailable=self.some_intervals("absent officials"),
            completed=some(rng, courses, 0.25 if "completed" in self.has else 0),
            max_days=self.chance(0.6, rng.randint(1, 6), "days of officials"),
        )

    def a_course(self, id: str, others: Sequence[str]) -> Course:
        rng, cohorts = self.rng, "cohorts" in self.has
        days = rng.choice((1, 2, 2, 3, 4))
        least = rng.choice((1, 2)) if cohorts else 1
        materials = self.horizon.start + rng.randint(1, 7)
        names = LANGUAGES[:1]
        if "languages" in self.has:
            names = rng.choice((LANGUAGES, LANGUAGES[:1], LANGUAGES[1:]))
        return Course(
            id=id,
            days=days,
            languages=tuple(
                CourseLanguage(name, self.chance(0.5, materials, "late materials"))
                for name in names
            ),
            min_seats=least,
            max_seats=least + rng.choice((0, 1, 3)) if cohorts else 4,
            start_weekdays=rng.choice(((1, 2, 3), (1, 4, 6))) if "weekdays" in self.has else (),
            facilities=("lab",) if "facilities" in self.has else (),
            audience=self.chance(0.6, (rng.choice(AGENCIES),), "audiences") or (),
            max_seats_per_member=self.chance(0.5, rng.randint(0, 2), "members"),
            min_members=rng.randint(0, 2) if "members" in self.has else 0,
            prerequisites=some(rng, others, 0.5 if "prerequisites" in self.has else 0),
            funder=rng.choice((None, "f0", "f1")),
            blocks=self.some_blocks(days),
        )

    def some_blocks(self, days: int) -> tuple[Block, ...]:
        rng, found = self.rng, []
        most = rng.choice((2, 2, 2, 3)) if "blocks" in self.has else 1
        for n in range(rng.randint(0, most)):
            first = rng.randrange(days)
            last = rng.randint(first, min(first + 2, days - 1))
            skill = rng.choice(("", *SKILLS))
            team = self.chance(0.4, 2, "teams") or 1
            found.append(Block(f"b{n}", first, last, skill, rng.randint(0, 2), team))
        return tuple(found)

    def a_run(self, id: str, longest: int) -> Run:
        rng, horizon = self.rng, self.horizon
        course = rng.choice(self.courses)
        first = rng.randint(horizon.start - 1, horizon.start + 4)
        if horizon.frozen_until is not None and rng.random() < 0.6:
            first = horizon.frozen_until + rng.randint(1, 5)
        last = first + rng.randint(longest // 2, longest)
        venues = [v.id for v in self.venues]
        return Run(
            id=id,
            course=course.id,
            required=rng.random() < 0.5,
            earliest=self.chance(0.9, first),
            latest=self.chance(0.9, last),
            venues=some(rng, venues, 0.5) if "venues" in self.has else (),
            pinned=self.some_pins(course, first, last),
        )

    def some_pins(self, course: Course, first: int, last: int) -> Pinned:
        rng = self.rng
        if "pins" not in self.has:
            return Pinned()
        return Pinned(
            held=rng.choice((None, None, None, None, True, True, False)),
            start=self.chance(0.2, rng.randint(first, last + 1)),
            venue=self.chance(0.2, rng.choice(self.venues).id),
            language=self.chance(0.2, rng.choice((*LANGUAGES, course.languages[0].language))),
            trainers=tuple(
                BlockTrainer(block.id, rng.choice(self.trainers).id)
                for block in some(rng, course.blocks, 0.2)
            ),
        )

    def some_nominations(self, count: int) -> tuple[Nomination, ...]:
        rng, found = self.rng, []
        pairs = [(o.id, c) for o in self.officials for c in sorted({r.course for r in self.runs})]
        for n, (official, course) in enumerate(rng.sample(pairs, min(count, len(pairs)))):
            pinned = rng.choice([r.id for r in self.runs if r.course == course])
            wanted = self.chance(0.15, pinned, "pinned seats")
            found.append(Nomination(f"n{n}", official, course, rng.randint(1, 5), wanted))
        return tuple(found)

    def some_links(self) -> tuple[Link, ...]:
        rng, found = self.rng, []
        if "links" not in self.has or len(self.runs) < 2:
            return ()
        for _ in range(rng.choice((1, 1, 2, 3))):
            kind = rng.choice(list(LinkKind))
            first, second = rng.sample([r.id for r in self.runs], 2)
            least, longest = 0, None
            if kind in (LinkKind.BEFORE, LinkKind.APART):
                least = rng.choice((0, 0, 1, 3))
            if kind is LinkKind.BEFORE:
                longest = rng.choice((None, least, least + 2))
            found.append(Link(kind, first, second, least, longest))
        return tuple(found)

    def a_policy(self) -> Policy:
        price = self.rng.choice
        return Policy(
            weights=Weights(
                required_unheld=price((0, 20, 60, 60)),
                unseated=price((0, 2, 5, 9, 9)),
                member_shortfall=price((0, 1, 4)),
                host_shortfall=price((0, 2, 6)),
                cost_per_thousand_usd=price((0, 1, 2, 8)),
                run_cancelled=price((0, 3, 9)),
                moved_date=price((0, 1, 4)),
                moved_date_per_week=price((0, 1, 2)),
                moved_venue=price((0, 1, 3)),
                moved_language=price((0, 1, 3)),
                swapped_trainer=price((0, 1, 2)),
                moved_official=price((0, 1, 2)),
            ),
            official_rest_days=price((1, 2, 4)) if "rest" in self.has else 0,
            notice_days=price((0, 3, 8)),
            notice_factor=price((1, 1, 3, 0)),
            min_notice_days=price((0, 2, 5)) if "past" in self.has else 0,
        )

    def a_baseline(self) -> Schedule:
        """Promise some runs; now and then a promise breaks rules or names what is gone."""
        rng, found = self.rng, []
        until = self.horizon.frozen_until
        until = self.horizon.start - 10 if until is None else until
        for run in some(rng, self.runs, 0.75):
            course = next(c for c in self.courses if c.id == run.course)
            start = (run.earliest or self.horizon.start) + rng.randint(-1, 4)
            if rng.random() < 0.3:
                start = until - rng.randint(0, course.days)
            gone = () if start <= until else some(rng, ("gone",), 0.15)
            languages = [*(o.language for o in course.languages), *some(rng, ("th",), 0.1)]
            venues = run.venues or [v.id for v in self.venues]
            found.append(
                ScheduledRun(
                    id=run.id,
                    start=start,
                    venue=rng.choice((*venues, *gone)),
                    language=rng.choice(languages),
                    trainers=self.some_duties(course),
                    seats=self.some_seats(course),
                )
            )
        if rng.random() < 0.15:
            venue = self.venues[0].id
            found.append(ScheduledRun("gone", until + rng.randint(1, 6), venue, "en"))
        return Schedule(tuple(found))

    def some_seats(self, course: Course) -> tuple[str, ...]:
        """Seat some who wished it, seldom others or who is gone."""
        rng = self.rng
        wishes = [n.id for n in self.nominations if n.course == course.id]
        strangers = [n.id for n in self.nominations if n.course != course.id]
        most = min(len(wishes), rng.randint(1, course.max_seats))
        return (
            *rng.sample(wishes, most),
            *some(rng, strangers, 0.03),
            *some(rng, ("gone",), 0.15),
        )

    def some_duties(self, course: Course) -> tuple[BlockTrainer, ...]:
        """Staff a run by whoever has the skills, seldom by others or who is gone."""
        rng, found = self.rng, []
        everybody = [*(t.id for t in self.trainers), "gone"]
        for block in course.blocks:
            able = [
                t.id for t in self.trainers if block.skill in ("", *(s.skill for s in t.skills))
            ]
            if not able or rng.random() < 0.12:
                able = everybody
            team = rng.sample(able, min(len(able), block.trainer_count))
            found += [BlockTrainer(block.id, trainer) for trainer in team]
        return (*found, *some(rng, (BlockTrainer("gone", "t0"),), 0.05))
