"""A second reading of the contract, by brute force, for problems of a few runs.

It shares nothing with the planner but the records of problems and schedules. `is_valid` and `score`
read the contract clause by clause; `best` and `best_changes_first` try every placement of every run
and every seat, leaving out only what one run, one pair of runs or one official alone forbids, and
what a lower bound shows to be no better. Whatever they give has passed `is_valid` and `score`.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import combinations, pairwise, product
from math import ceil
from typing import NamedTuple

from scheduler.problem import (
    Block,
    Course,
    Link,
    LinkKind,
    Nomination,
    Official,
    Problem,
    Run,
    Trainer,
    Venue,
)
from scheduler.schedule import BlockTrainer, Schedule, ScheduledRun, Score

NEVER = -(10**9)


class Book:
    """A problem by its ids, with what follows from its baseline."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.until = NEVER if problem.horizon.frozen_until is None else problem.horizon.frozen_until
        self.runs = {r.id: r for r in problem.runs}
        self.courses = {c.id: c for c in problem.courses}
        self.venues = {v.id: v for v in problem.venues}
        self.trainers = {t.id: t for t in problem.trainers}
        self.officials = {o.id: o for o in problem.officials}
        self.nominations = {n.id: n for n in problem.nominations}
        self.per_diem = {c.id: c.per_diem_usd for c in problem.cities}
        self.ways = {}
        for way in problem.travel:
            self.ways[way.origin, way.destination] = (way.days, way.cost_usd)
            self.ways[way.destination, way.origin] = (way.days, way.cost_usd)
        for city in problem.cities:
            self.ways[city.id, city.id] = (0, 0)
        promises = problem.baseline.runs if problem.baseline else ()
        self.promised = {p.id: p for p in promises if p.id in self.runs}
        self.frozen = {id: p for id, p in self.promised.items() if p.start <= self.until}

    def member(self, nomination: str) -> str:
        return self.officials[self.nominations[nomination].official].member

    def course_of(self, run_id: str) -> Course:
        return self.courses[self.runs[run_id].course]

    def transfer_days(self, home: str, origin: str, destination: str) -> int | None:
        """Days of travel between presences: direct or via home, None where there is no way."""
        ways = []
        if (origin, destination) in self.ways:
            ways.append(self.ways[origin, destination][0])
        if (origin, home) in self.ways and (home, destination) in self.ways:
            ways.append(self.ways[origin, home][0] + self.ways[home, destination][0])
        return min(ways) if ways else None


@dataclass
class Held:
    """One held run, with the parts of it that the problem knows."""

    run: Run
    course: Course
    start: int
    venue: Venue | None
    language: str
    duties: list[tuple[Block, Trainer]]
    seats: list[tuple[Nomination, Official]]
    frozen: bool
    entry: ScheduledRun

    @property
    def end(self) -> int:
        return self.start + self.course.days - 1

    def presence_of(self, trainer: Trainer) -> tuple[int, int]:
        blocks = [b for b, t in self.duties if t is trainer]
        first, last = min(b.first_day for b in blocks), max(b.last_day for b in blocks)
        return self.start + first, self.start + last

    @property
    def staff(self) -> list[Trainer]:
        return list({t.id: t for _, t in self.duties}.values())


def hold(book: Book, entry: ScheduledRun) -> Held:
    course = book.course_of(entry.id)
    blocks = {b.id: b for b in course.blocks}
    return Held(
        book.runs[entry.id],
        course,
        entry.start,
        book.venues.get(entry.venue),
        entry.language,
        [
            (blocks[p.block], book.trainers[p.trainer])
            for p in entry.trainers
            if p.block in blocks and p.trainer in book.trainers
        ],
        [
            (book.nominations[n], book.officials[book.nominations[n].official])
            for n in entry.seats
            if n in book.nominations
        ],
        entry.id in book.frozen,
        entry,
    )


def within(intervals, first: int, last: int) -> bool:
    """Whether a day from first to last lies in one of the intervals."""
    return any(day in range(a, b + 1) for a, b in intervals for day in range(first, last + 1))


# --- the rules, each clause once ------------------------------------------------------------------


def is_valid(problem: Problem, schedule: Schedule) -> set[str]:
    """The codes of the clauses that a schedule breaks; none for a valid one."""
    return codes(Book(problem), schedule)


def codes(book: Book, schedule: Schedule) -> set[str]:
    found = set()
    held: dict[str, Held] = {}
    for entry in schedule.runs:
        if entry.id not in book.runs:
            found.add("UNKNOWN_RUN")
        elif entry.id in held:
            found.add("REPEATED_RUN")
        else:
            held[entry.id] = hold(book, entry)
    runs = list(held.values())
    for run in book.problem.runs:
        if run.pinned.held is True and run.id not in held:
            found.add("PIN_HELD")
    for each in runs:
        found |= unknown(book, each)
        if not each.frozen:
            found |= when(book, each) | where(each) | cohort(each)
            for nomination, official in each.seats:
                found |= seat(book, each, nomination, official)
                found |= prerequisite(each, official, runs)
        found |= teaching(book, each)
    found |= venues_full(book, runs)
    for trainer in book.problem.trainers:
        found |= between_presences(book, trainer, runs)
    for official in book.problem.officials:
        found |= between_seats(book, official, runs)
    found |= seats_twice(runs) | seats_pinned(book, runs) | persons(book, runs)
    found |= links(book, held) | budgets(book, runs) | past(book, held)
    return found


def unknown(book: Book, held: Held) -> set[str]:
    found = set()
    if held.entry.venue not in book.venues:
        found.add("UNKNOWN_VENUE")
    if any(p.block not in {b.id for b in held.course.blocks} for p in held.entry.trainers):
        found.add("UNKNOWN_BLOCK")
    if any(p.trainer not in book.trainers for p in held.entry.trainers):
        found.add("UNKNOWN_TRAINER")
    if any(n not in book.nominations for n in held.entry.seats):
        found.add("UNKNOWN_NOMINATION")
    return found


def when(book: Book, held: Held) -> set[str]:
    """H1 of one run."""
    found = set()
    run, horizon, pinned = held.run, book.problem.horizon, held.run.pinned
    earliest = horizon.start if run.earliest is None else run.earliest
    latest = horizon.end if run.latest is None else run.latest
    if held.start < earliest:
        found.add("EARLY")
    if held.start > latest:
        found.add("LATE")
    weekday = date.fromordinal(held.start).isoweekday()
    if held.course.start_weekdays and weekday not in held.course.start_weekdays:
        found.add("WEEKDAY")
    if not horizon.start <= held.start <= held.end <= horizon.end:
        found.add("HORIZON")
    offers = [o for o in held.course.languages if o.language == held.language]
    if not any(o.available_from is None or o.available_from <= held.start for o in offers):
        found.add("LANGUAGE_NOT_OFFERED")
    if pinned.held is False:
        found.add("PIN_HELD")
    if pinned.start is not None and held.start != pinned.start:
        found.add("PIN_START")
    if pinned.venue is not None and held.entry.venue != pinned.venue:
        found.add("PIN_VENUE")
    if pinned.language is not None and held.language != pinned.language:
        found.add("PIN_LANGUAGE")
    return found


def where(held: Held) -> set[str]:
    """H2 of one run."""
    found = set()
    venue = held.venue
    if venue is None:
        return found
    if held.run.venues and venue.id not in held.run.venues:
        found.add("VENUE_NOT_ALLOWED")
    if any(f not in venue.facilities for f in held.course.facilities):
        found.add("VENUE_FACILITY")
    if len(held.seats) > venue.capacity:
        found.add("VENUE_CAPACITY")
    if within(venue.closed, held.start, held.end):
        found.add("VENUE_CLOSED")
    return found


def venues_full(book: Book, runs: list[Held]) -> set[str]:
    for venue in book.problem.venues:
        here = [h for h in runs if h.venue is venue]
        for day in {d for h in here for d in range(h.start, h.end + 1)}:
            on = [h for h in here if h.start <= day <= h.end]
            if len(on) > venue.parallel_runs and not all(h.frozen for h in on):
                return {"VENUE_FULL"}
    return set()


def is_over(book: Book, held: Held, block: Block) -> bool:
    """Whether a block is a fact: of a frozen run, and ended."""
    return held.frozen and held.start + block.last_day <= book.until


def teaching(book: Book, held: Held) -> set[str]:
    """H3 of one run; what is over in a frozen one is fact."""
    found = set()
    for block in held.course.blocks:
        if is_over(book, held, block):
            continue
        trainers = [t for b, t in held.duties if b is block]
        distinct = {t.id: t for t in trainers}
        if len(distinct) != block.trainer_count or len(trainers) != len(distinct):
            found.add("TRAINER_COUNT")
        for trainer in distinct.values():
            levels = [s.level for s in trainer.skills if s.skill == block.skill]
            if block.skill and not any(level >= block.level for level in levels):
                found.add("TRAINER_SKILL")
            if held.language not in trainer.languages:
                found.add("TRAINER_LANGUAGE")
        pins = [p.trainer for p in held.run.pinned.trainers if p.block == block.id]
        listed = [p.trainer for p in held.entry.trainers if p.block == block.id]
        if any(pin not in listed for pin in pins):
            found.add("PIN_TRAINER")
    for trainer in held.staff:
        blocks = {b.id: b for b, t in held.duties if t is trainer}.values()
        is_open = any(not is_over(book, held, b) for b in blocks)
        for one, other in combinations(blocks, 2):
            facts = is_over(book, held, one) and is_over(book, held, other)
            shared = one.first_day <= other.last_day and other.first_day <= one.last_day
            if shared and not facts:
                found.add("TRAINER_BLOCKS_OVERLAP")
        first, last = held.presence_of(trainer)
        tested = max(first, book.until + 1) if held.frozen else first
        if within(trainer.unavailable, tested, last):
            found.add("TRAINER_UNAVAILABLE")
        if held.venue and is_open and (trainer.city, held.venue.city) not in book.ways:
            found.add("TRAINER_UNREACHABLE")
    return found


def between_presences(book: Book, trainer: Trainer, runs: list[Held]) -> set[str]:
    """H3 of one trainer over all runs."""
    found = set()
    theirs = [h for h in runs if trainer in h.staff]
    for one, other in combinations(theirs, 2):
        (a, b), (c, d) = one.presence_of(trainer), other.presence_of(trainer)
        common = range(max(a, c), min(b, d) + 1)
        if any(not (one.frozen and other.frozen and day <= book.until) for day in common):
            found.add("TRAINER_DOUBLE")
    theirs.sort(key=lambda h: h.presence_of(trainer))
    for before, after in pairwise(theirs):
        begin, end = after.presence_of(trainer)[0], before.presence_of(trainer)[1]
        if before.frozen and after.frozen and begin <= book.until:
            continue
        if before.venue is None or after.venue is None or begin <= end:
            continue
        if before.venue.city != after.venue.city:
            needed = book.transfer_days(trainer.city, before.venue.city, after.venue.city)
            if needed is None or begin - end - 1 < needed:
                found.add("TRAINER_TRAVEL")
    horizon = book.problem.horizon
    days = sum(
        h.start + offset in range(horizon.start, horizon.end + 1)
        for h in theirs
        for block in {b.id: b for b, t in h.duties if t is trainer}.values()
        for offset in range(block.first_day, block.last_day + 1)
    )
    is_open = any(not is_over(book, h, b) for h in theirs for b, t in h.duties if t is trainer)
    if trainer.max_days is not None and days > trainer.max_days and is_open:
        found.add("TRAINER_MAX_DAYS")
    return found


def seat(book: Book, held: Held, nomination: Nomination, official: Official) -> set[str]:
    """H4 of one seat by itself."""
    found = set()
    course = held.course
    if nomination.course != course.id:
        found.add("SEAT_COURSE")
    if course.audience and official.agency not in course.audience:
        found.add("SEAT_AUDIENCE")
    if held.language not in official.languages:
        found.add("SEAT_LANGUAGE")
    if within(official.unavailable, held.start, held.end):
        found.add("SEAT_UNAVAILABLE")
    if course.id in official.completed:
        found.add("SEAT_COMPLETED")
    if held.venue and (official.city, held.venue.city) not in book.ways:
        found.add("SEAT_UNREACHABLE")
    return found


def prerequisite(held: Held, official: Official, runs: list[Held]) -> set[str]:
    for course in held.course.prerequisites:
        seated = any(
            h.course.id == course and h.end < held.start and any(o is official for _, o in h.seats)
            for h in runs
        )
        if course not in official.completed and not seated:
            return {"SEAT_PREREQUISITE"}
    return set()


def between_seats(book: Book, official: Official, runs: list[Held]) -> set[str]:
    """H4 of one official over all runs."""
    found = set()
    theirs = [h for h in runs if any(o is official for _, o in h.seats)]
    for one, other in combinations(theirs, 2):
        if one.frozen and other.frozen:
            continue
        free = max(other.start - one.end, one.start - other.end) - 1
        if free < 0:
            found.add("SEAT_CLASH")
        elif free < book.problem.policy.official_rest_days:
            found.add("SEAT_REST")
    horizon = book.problem.horizon
    days = sum(
        day in range(horizon.start, horizon.end + 1)
        for h in theirs
        for _, o in h.seats
        if o is official
        for day in range(h.start, h.end + 1)
    )
    limit = official.max_days
    if limit is not None and days > limit and not all(h.frozen for h in theirs):
        found.add("SEAT_MAX_DAYS")
    return found


def seats_twice(runs: list[Held]) -> set[str]:
    at = defaultdict(list)
    for held in runs:
        for nomination, _ in held.seats:
            at[nomination.id].append(held)
    for where_seated in at.values():
        for one, other in combinations(where_seated, 2):
            if one is other or not (one.frozen and other.frozen):
                return {"SEAT_TWICE"}
    return set()


def seats_pinned(book: Book, runs: list[Held]) -> set[str]:
    for nomination in book.problem.nominations:
        if nomination.pinned_run is None:
            continue
        at = [h for h in runs if any(n is nomination for n, _ in h.seats)]
        if any(h.frozen for h in at) or any(h.run.id == nomination.pinned_run for h in at):
            continue
        if not at and nomination.pinned_run in book.frozen:
            continue
        return {"SEAT_PINNED"}
    return set()


def persons(book: Book, runs: list[Held]) -> set[str]:
    for teaches, learns in product(runs, runs):
        for trainer, (_, official) in product(teaches.staff, learns.seats):
            if trainer.person is None or trainer.person != official.person:
                continue
            first, last = teaches.presence_of(trainer)
            for day in range(max(first, learns.start), min(last, learns.end) + 1):
                if not (teaches.frozen and learns.frozen and day <= book.until):
                    return {"PERSON_DOUBLE"}
    return set()


def cohort(held: Held) -> set[str]:
    """H5."""
    found = set()
    course, members = held.course, Counter(o.member for _, o in held.seats)
    if len(held.seats) < course.min_seats:
        found.add("SEATS_MIN")
    if len(held.seats) > course.max_seats:
        found.add("SEATS_MAX")
    limit = course.max_seats_per_member
    if limit is not None and any(count > limit for count in members.values()):
        found.add("MEMBER_LIMIT")
    if len(members) < course.min_members:
        found.add("MEMBERS_MIN")
    return found


def links(book: Book, held: dict[str, Held]) -> set[str]:
    """H6."""
    return links_between(book.problem.links, held)


def links_between(asked: Sequence[Link], held: dict[str, Held]) -> set[str]:
    found = set()
    for link in asked:
        first, second = held.get(link.first), held.get(link.second)
        involved = [h for h in (first, second) if h is not None]
        if first is None or all(h.frozen for h in involved):
            continue
        if second is None:
            if link.kind is LinkKind.ONLY_IF:
                found.add("ONLY_IF")
            continue
        after, before = second.start - first.end - 1, first.start - second.end - 1
        most = after if link.max_gap_days is None else link.max_gap_days
        officials = [{o.id for _, o in h.seats} for h in involved]
        broken = {
            LinkKind.BEFORE: not link.min_gap_days <= after <= most,
            LinkKind.SAME_START: first.start != second.start,
            LinkKind.APART: max(after, before) < link.min_gap_days,
            LinkKind.ONLY_IF: False,
            LinkKind.SAME_COHORT: officials[0] != officials[1],
        }
        if broken[link.kind]:
            found.add(link.kind.name)
    return found


def budgets(book: Book, runs: list[Held]) -> set[str]:
    """H7."""
    for funder in book.problem.funders:
        paid = [h for h in runs if h.course.funder == funder.id]
        if funder.budget_usd is None or all(h.frozen for h in paid):
            continue
        if sum(cost_usd(book, h) for h in paid) > funder.budget_usd:
            return {"BUDGET"}
    return set()


def past(book: Book, held: dict[str, Held]) -> set[str]:
    """H8."""
    found = set()
    for id, fact in book.frozen.items():
        if id not in held or not is_kept(book, fact, held[id]):
            found.add("PAST_CHANGED")
    notice = book.until + book.problem.policy.min_notice_days
    for id, each in held.items():
        if each.start <= book.until and not each.frozen:
            found.add("PAST_STARTED")
        if book.until < each.start <= notice and is_new(book.promised.get(id), each):
            found.add("TOO_LATE")
    return found


def is_new(promised: ScheduledRun | None, held: Held) -> bool:
    """Whether a run, its start or one of its seats was not promised."""
    if promised is None or promised.start != held.start:
        return True
    return any(n.id not in promised.seats for n, _ in held.seats)


def is_kept(book: Book, fact: ScheduledRun, held: Held) -> bool:
    entry = held.entry
    over = {b.id for b in held.course.blocks if fact.start + b.last_day <= book.until}
    return (
        entry.start == fact.start
        and entry.venue == fact.venue
        and entry.language == fact.language
        and set(entry.seats) == {n for n in fact.seats if n in book.nominations}
        and {p for p in entry.trainers if p.block in over}
        == {p for p in fact.trainers if p.block in over and p.trainer in book.trainers}
    )


# --- the goals ------------------------------------------------------------------------------------


def stay_usd(book: Book, home: str, city: str, days: int) -> int:
    if home == city:
        return 0
    _, fare = book.ways.get((home, city), (0, 0))
    return 2 * fare + book.per_diem[city] * days


def cost_usd(book: Book, held: Held) -> int:
    if held.venue is None:
        return 0
    city, days = held.venue.city, held.course.days
    cost = held.venue.day_rate_usd * days
    for trainer in held.staff:
        first, last = held.presence_of(trainer)
        blocks = {b.id: b for b, t in held.duties if t is trainer}.values()
        cost += trainer.day_fee_usd * sum(b.last_day - b.first_day + 1 for b in blocks)
        cost += stay_usd(book, trainer.city, city, last - first + 1)
    for official in {o.id: o for _, o in held.seats}.values():
        cost += stay_usd(book, official.city, city, days)
    return cost


def score(problem: Problem, schedule: Schedule) -> Score:
    """The score of a schedule that is valid."""
    return terms(Book(problem), schedule)


def terms(book: Book, schedule: Schedule) -> Score:
    problem, weights = book.problem, book.problem.policy.weights
    held = {e.id: hold(book, e) for e in schedule.runs}
    seats = [(n, o) for h in held.values() for n, o in h.seats]
    seated = {n.id for n, _ in seats}
    of = Counter(o.member for _, o in seats)
    hosted = Counter(h.venue.member for h in held.values() if h.venue)
    return Score(
        required_unheld=1000
        * weights.required_unheld
        * sum(r.required and r.id not in held for r in problem.runs),
        unseated=1000
        * weights.unseated
        * sum(n.priority for n in problem.nominations if n.id not in seated),
        member_shortfall=1000
        * weights.member_shortfall
        * sum(max(0, m.seat_target - of[m.id]) for m in problem.members),
        host_shortfall=1000
        * weights.host_shortfall
        * sum(max(0, m.host_target - hosted[m.id]) for m in problem.members),
        cost=weights.cost_per_thousand_usd * sum(cost_usd(book, h) for h in held.values()),
        changes=1000 * sum(change(book, p, held.get(id)) for id, p in book.promised.items()),
    )


def change(book: Book, promised: ScheduledRun, held: Held | None) -> int:
    """G5 of one baseline run."""
    seats = [n.id for n, _ in held.seats] if held else []
    lost = {n for n in promised.seats if n in book.nominations and n not in seats}
    price = book.problem.policy.weights.moved_official * len(lost)
    return notice(book, promised, held) * (price + run_change(book, promised, held))


def notice(book: Book, promised: ScheduledRun, held: Held | None) -> int:
    policy = book.problem.policy
    starts = [promised.start] + ([held.start] if held else [])
    if book.problem.horizon.frozen_until is None:
        return 1
    return policy.notice_factor if min(starts) <= book.until + policy.notice_days else 1


def run_change(book: Book, promised: ScheduledRun, held: Held | None) -> int:
    weights = book.problem.policy.weights
    if held is None:
        return weights.run_cancelled
    price = 0
    if held.start != promised.start:
        weeks = ceil(abs(held.start - promised.start) / 7)
        price += weights.moved_date + weights.moved_date_per_week * weeks
    if promised.venue in book.venues and held.entry.venue != promised.venue:
        price += weights.moved_venue
    offered = [o.language for o in held.course.languages]
    if promised.language in offered and held.language != promised.language:
        price += weights.moved_language
    blocks = [b.id for b in held.course.blocks]
    known = {p for p in promised.trainers if p.block in blocks and p.trainer in book.trainers}
    return price + weights.swapped_trainer * len(known - set(held.entry.trainers))


def changed_runs(problem: Problem, schedule: Schedule) -> int:
    """How many baseline runs that the problem still has are changed."""
    book = Book(problem)
    held = {e.id: hold(book, e) for e in schedule.runs}
    return sum(is_changed(p, held.get(id)) for id, p in book.promised.items())


def is_changed(promised: ScheduledRun, held: Held | None) -> bool:
    if held is None:
        return True
    entry, blocks = held.entry, {b.id for b in held.course.blocks}
    before, now = ({p for p in e.trainers if p.block in blocks} for e in (promised, entry))
    return before != now or any(
        getattr(entry, name) != getattr(promised, name) for name in ("start", "venue", "language")
    )


# --- the floor ------------------------------------------------------------------------------------


def floor(problem: Problem) -> int:
    """What the nominations cost that no schedule can seat.

    A nomination that is seated in a frozen run is seated, even if that run is of another course.
    """
    book = Book(problem)
    facts = {n for f in book.frozen.values() for n in f.seats}
    priorities = 0
    for course in problem.courses:
        runs = [r for r in problem.runs if r.course == course.id and r.id not in book.frozen]
        ways = {r.id: list(lone_ways(book, r)) for r in runs}
        wishes = [n for n in problem.nominations if n.course == course.id]
        possible = [
            n for n in wishes if n.id in facts or any(could_sit(book, n, r, ways) for r in runs)
        ]
        room = sum(n.id in facts for n in wishes)
        for run in runs:
            largest = max((w.venue.capacity for w in ways[run.id]), default=0)
            room += min(course.max_seats, largest)
        descending = sorted((n.priority for n in possible), reverse=True)
        priorities += sum(n.priority for n in wishes if n not in possible)
        priorities += sum(descending[room:])
    return 1000 * problem.policy.weights.unseated * priorities


def lone_ways(book: Book, run: Run) -> Iterator[Held]:
    """The starts, venues and languages at which a run by itself meets H1, H2 and H8."""
    horizon, course = book.problem.horizon, book.courses[run.course]
    for start in range(horizon.start, horizon.end + 1):
        for venue, offer in product(book.problem.venues, course.languages):
            way = hold(book, ScheduledRun(run.id, start, venue.id, offer.language))
            late = {"PAST_STARTED", "TOO_LATE"} & past(book, {run.id: way})
            broken = when(book, way) | where(way) | late | venues_full(book, [way])
            if not broken and venue.capacity >= course.min_seats:
                yield way


def could_sit(book: Book, nomination: Nomination, run: Run, ways: dict[str, list[Held]]) -> bool:
    if nomination.pinned_run not in (None, run.id):
        return False
    official = book.officials[nomination.official]
    return any(
        not seat(book, way, nomination, official) and not is_late_seat(book, way, nomination)
        for way in ways[run.id]
    )


def is_late_seat(book: Book, held: Held, nomination: Nomination) -> bool:
    promised = book.promised.get(held.run.id)
    late = held.start <= book.until + book.problem.policy.min_notice_days
    return late and (promised is None or nomination.id not in promised.seats)


# --- brute force ----------------------------------------------------------------------------------


def best(problem: Problem) -> tuple[int | None, Schedule | None]:
    """The smallest total and a schedule that has it; None where no schedule is valid."""
    search = Search(problem, changes_first=False)
    search.try_runs([])
    return (search.value[0], search.schedule) if search.value else (None, None)


def best_changes_first(problem: Problem) -> tuple[int, int, int] | None:
    """The smallest (changed runs, G5 in thousandths, total) in this order; None if infeasible."""
    search = Search(problem, changes_first=True)
    search.try_runs([])
    return (search.value[0], search.value[1], search.value[2]) if search.value else None


@dataclass
class Option:
    """One way to decide on a run: not held, or held there and then by these trainers.

    `price` is (changed runs, G5, total) of it without seats, `gains` the same that each nomination
    takes off by a seat, both without G2 and G3. The `fixed` seats are facts, which `price` pays.
    """

    run: Run
    entry: ScheduledRun | None
    held: Held | None
    price: tuple[int, int, int]
    gains: dict[str, tuple[int, int, int]]
    fixed: tuple[str, ...] = ()

    @property
    def room(self) -> int:
        """How many can be seated."""
        return min(self.held.course.max_seats, self.held.venue.capacity)

    @cached_property
    def room_gain(self) -> tuple[int, int, int]:
        """The most that its seats can take off, as many as there is room for."""
        if self.held is None:
            return 0, 0, 0
        most_seats = len(self.gains) if self.held.frozen else self.room
        return largest(self.gains.values(), most_seats)

    @cached_property
    def least(self) -> tuple[int, int, int]:
        """The price with the seats that a held run cannot do without and that only cost."""
        if self.held is None or self.held.frozen:
            return self.price
        costs = sorted(-gain[2] for gain in self.gains.values())
        dear = [cost for cost in costs[: self.held.course.min_seats] if cost > 0]
        return add(self.price, (0, 0, sum(dear)))


def largest(gains: Iterable[tuple[int, int, int]], count: int) -> tuple[int, int, int]:
    """The most that so many seats, or fewer, can take off."""
    columns = zip(*gains, strict=True)
    best = [sum(sorted((g for g in c if g > 0), reverse=True)[:count]) for c in columns]
    return tuple(best) if best else (0, 0, 0)


def add(*triples: tuple[int, int, int]) -> tuple[int, int, int]:
    return tuple(map(sum, zip(*triples, strict=True))) if triples else (0, 0, 0)


def lowest(triples: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    return tuple(map(min, zip(*triples, strict=True)))


def less(price: tuple[int, int, int], gains: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    return (
        tuple(p - sum(column) for p, column in zip(price, zip(*gains, strict=True), strict=True))
        if gains
        else price
    )


class Search:
    """Every schedule of a problem that could be better than the best one yet."""

    def __init__(self, problem: Problem, *, changes_first: bool) -> None:
        self.book = Book(problem)
        self.changes_first = changes_first
        self.value: tuple[int, ...] | None = None
        self.schedule: Schedule | None = None
        self.agreed: dict[tuple[int, int], bool] = {}
        self.ways: dict[tuple, list[Way]] = {}
        self.runs = list(problem.runs)
        self.options = [options(self.book, run) for run in self.runs]
        for each in self.options:
            each.sort(key=lambda o: self.key(less(o.price, list(o.gains.values()))))
        self.gains = [best_of([o.gains for o in each]) for each in self.options]
        self.room_gains = [
            most([o.room_gain for o in each] or [(0, 0, 0)]) for each in self.options
        ]
        self.hosts = [
            Counter({o.held.venue.member for o in each if o.held}) for each in self.options
        ]
        self.unseated = (0, 0, terms(self.book, Schedule()).unseated)

    def shortfalls(self, hosted: Counter, seats: Counter) -> tuple[int, int, int]:
        """G2 and G3 of so many hosted runs and seats."""
        weights, members = self.book.problem.policy.weights, self.book.problem.members
        runs = sum(max(0, m.host_target - hosted[m.id]) for m in members)
        lacking = sum(max(0, m.seat_target - seats[m.id]) for m in members)
        return 0, 0, 1000 * (weights.host_shortfall * runs + weights.member_shortfall * lacking)

    def key(self, triple: tuple[int, int, int]) -> tuple[int, ...]:
        return triple if self.changes_first else triple[2:]

    def is_worse(self, price: tuple[int, int, int]) -> bool:
        return self.value is not None and self.key(price) >= self.value

    def try_runs(self, chosen: list[Option]) -> None:
        """Decide on the next run in every way."""
        rest = self.options[len(chosen) :]
        if not all(rest) or self.is_worse(self.bound(chosen)) or are_too_few(chosen):
            return
        if not rest:
            if not placement_codes(self.book, chosen):
                self.try_seats(chosen)
            return
        for option in rest[0]:
            if all(self.agree(other, option) for other in chosen):
                self.try_runs([*chosen, option])

    def agree(self, one: Option, other: Option) -> bool:
        """Whether two runs can be decided on like that, whatever is done about the third."""
        pair = id(one), id(other)
        if pair not in self.agreed:
            found = placement_codes(self.book, [one, other])
            self.agreed[pair] = not found - {"TRAINER_TRAVEL"}
        return self.agreed[pair]

    def bound(self, chosen: list[Option]) -> tuple[int, int, int]:
        """No schedule with these decisions is below it."""
        rest = range(len(chosen), len(self.runs))
        price = add(
            self.unseated,
            *(o.least for o in chosen),
            *(lowest([o.least for o in self.options[n]]) for n in rest),
        )
        known = [*(o.gains for o in chosen), *(self.gains[n] for n in rest)]
        facts = [n for each in self.options for n in each[0].fixed]
        possible = {n for gains in known for n in gains if n not in facts}
        hosted = sum((self.hosts[n] for n in rest), hosted_by(chosen))
        shortfalls = self.shortfalls(hosted, Counter(map(self.book.member, [*facts, *possible])))
        rooms = [*(o.room_gain for o in chosen), *(self.room_gains[n] for n in rest)]
        courses = [None if each[0].fixed else each[0].run.course for each in self.options]
        return less(add(price, shortfalls), [at_most(courses, known, rooms)])

    def try_seats(self, chosen: list[Option]) -> None:
        """Seat the officials one after the other in every way that suits each by themselves."""
        held = [o for o in chosen if o.held is not None]
        facts = best_of([{n: o.gains[n] for n in o.fixed} for o in held])
        price = less(add(self.unseated, *(o.price for o in chosen)), list(facts.values()))
        ways = []
        for official in self.book.problem.officials:
            seen = (official.id, *(sight(self.book, official, option) for option in held))
            if seen not in self.ways:
                theirs = seats_of(self.book, official, held)
                self.ways[seen] = sorted(theirs, key=lambda way: self.key(way.gain), reverse=True)
            if not self.ways[seen]:
                return
            ways.append(self.ways[seen])
        of = Counter(self.book.member(n) for o in held for n in o.fixed)
        self._next(held, hosted_by(held), ways, price, of, {})

    def _next(
        self,
        held: list[Option],
        hosted: Counter,
        ways: list[list[Way]],
        price: tuple[int, int, int],
        of: Counter,
        seats: dict[str, tuple[str, ...]],
    ) -> None:
        """Seat the next official; `of` counts the seats of each member so far."""
        possible = of + sum((most_seats(theirs) for theirs in ways), Counter())
        best_ways = [most([way.gain for way in theirs]) for theirs in ways]
        gain = lowest([add(*best_ways), self.room_left(held, ways, seats)])
        bound = less(add(price, self.shortfalls(hosted, possible)), [gain])
        if self.is_worse(bound) or cannot_fill(self.book, held, seats, ways):
            return
        if not ways:
            self._keep(held, seats)
            return
        for way in ways[0]:
            longer = {
                id: (*seats.get(id, ()), *way.seats.get(id, ())) for id in {*seats, *way.seats}
            }
            self._next(held, hosted, ways[1:], less(price, [way.gain]), of + way.of, longer)

    def room_left(
        self, held: list[Option], ways: list[list[Way]], seats: dict[str, tuple[str, ...]]
    ) -> tuple[int, int, int]:
        """The most that the officials left can take off in the room that is left."""
        left = {n for theirs in ways for way in theirs for ns in way.seats.values() for n in ns}
        runs = [o for o in held if not o.held.frozen]
        gains = [{n: gain for n, gain in o.gains.items() if n in left} for o in runs]
        rooms = [
            largest(each.values(), max(0, o.room - len(seats.get(o.run.id, ()))))
            for o, each in zip(runs, gains, strict=True)
        ]
        return at_most([o.run.course for o in runs], gains, rooms)

    def _keep(self, held: list[Option], seats: dict[str, tuple[str, ...]]) -> None:
        """Keep a whole schedule if it is valid and better: by the rules and goals alone."""
        schedule = Schedule(tuple(with_seats(option, seats) for option in held))
        if codes(self.book, schedule):
            return
        found = terms(self.book, schedule)
        changed = changed_runs(self.book.problem, schedule)
        value = self.key((changed, found.changes, found.total))
        if self.value is None or value < self.value:
            self.value, self.schedule = value, schedule


class Way(NamedTuple):
    """How one official is seated: by run, what it takes off, and for which member."""

    seats: dict[str, tuple[str, ...]]
    gain: tuple[int, int, int]
    member: str

    @property
    def of(self) -> Counter:
        return Counter({self.member: sum(map(len, self.seats.values()))})


def most_seats(ways: list[Way]) -> Counter:
    return max((way.of for way in ways), key=lambda of: of.total())


def hosted_by(chosen: list[Option]) -> Counter:
    return Counter(o.held.venue.member for o in chosen if o.held is not None)


def most(gains: list[tuple[int, int, int]]) -> tuple[int, int, int]:
    return tuple(map(max, zip(*gains, strict=True)))


def best_of(known: list[dict[str, tuple[int, int, int]]]) -> dict[str, tuple[int, int, int]]:
    """The most that each nomination can take off by one seat, or none."""
    found: dict[str, tuple[int, int, int]] = {}
    for gains in known:
        for nomination, gain in gains.items():
            found[nomination] = most([gain, found.get(nomination, (0, 0, 0))])
    return found


def at_most(
    courses: list[str | None],
    gains: list[dict[str, tuple[int, int, int]]],
    rooms: list[tuple[int, int, int]],
) -> tuple[int, int, int]:
    """The most that seats take off, run by run: each wish of a course once, as far as room goes."""
    found = []
    for course in {*courses}:
        runs = [n for n, each in enumerate(courses) if each == course]
        wishes = best_of([gains[n] for n in runs])
        found.append(lowest([add(*wishes.values()), add(*(rooms[n] for n in runs))]))
    return add(*found)


def are_too_few(chosen: list[Option]) -> bool:
    """Whether the runs of a course need more nominations than there are for them together."""
    needed, wishes = Counter(), defaultdict(set)
    for option in chosen:
        if option.held is not None and not option.held.frozen:
            needed[option.run.course] += option.held.course.min_seats
            wishes[option.run.course] |= set(option.gains)
    return any(count > len(wishes[course]) for course, count in needed.items())


def options(book: Book, run: Run) -> list[Option]:
    """The ways to decide on a run that it alone allows."""
    promised = book.promised.get(run.id)
    found = []
    if may_be_left_out(book, run):
        changed, moved = (0, 0) if promised is None else (1, 1000 * change(book, promised, None))
        unheld = 1000 * book.problem.policy.weights.required_unheld * run.required
        found.append(Option(run, None, None, (changed, moved, unheld + moved), {}))
    if run.id in book.frozen:
        fact = book.frozen[run.id]
        places = [hold(book, ScheduledRun(run.id, fact.start, fact.venue, fact.language))]
        seats = tuple(dict.fromkeys(n for n in fact.seats if n in book.nominations))
    else:
        places, seats = list(lone_ways(book, run)), ()
    for place in places:
        for trainers in staffs(book, place):
            e = place.entry
            entry = ScheduledRun(e.id, e.start, e.venue, e.language, trainers, seats)
            held = hold(book, entry)
            if not teaching(book, held):
                option = held_option(book, held, seats)
                if not is_hopeless(book, option):
                    found.append(option)
    return found


def is_hopeless(book: Book, option: Option) -> bool:
    """Whether a placement by itself is too dear, asks too much, or has too few who could come."""
    if option.held.frozen:
        return False
    members, course = Counter(map(book.member, option.gains)), option.held.course
    limit = course.max_seats if course.max_seats_per_member is None else course.max_seats_per_member
    return (
        sum(min(count, limit) for count in members.values()) < course.min_seats
        or len(members) < course.min_members
        or bool(budgets(book, [option.held]) or placement_codes(book, [option]))
    )


def may_be_left_out(book: Book, run: Run) -> bool:
    facts = {n for f in book.frozen.values() for n in f.seats}
    wanted = any(n.pinned_run == run.id and n.id not in facts for n in book.problem.nominations)
    return run.id not in book.frozen and run.pinned.held is not True and not wanted


def staffs(book: Book, place: Held) -> Iterator[tuple[BlockTrainer, ...]]:
    """The ways to staff the blocks; those that are over in a frozen run are as they were."""
    ways = []
    for block in place.course.blocks:
        if is_over(book, place, block):
            fact = book.frozen[place.run.id]
            kept = {p for p in fact.trainers if p.block == block.id and p.trainer in book.trainers}
            ways.append([tuple(sorted(kept))])
        else:
            teams = combinations(book.problem.trainers, block.trainer_count)
            ways.append([tuple(BlockTrainer(block.id, t.id) for t in team) for team in teams])
    for way in product(*ways):
        yield tuple(pair for team in way for pair in team)


def held_option(book: Book, held: Held, fixed: tuple[str, ...]) -> Option:
    """Price a placement, and the seats that it could have, but for G2 and G3."""
    weights, problem = book.problem.policy.weights, book.problem
    promised = book.promised.get(held.run.id)
    total = weights.cost_per_thousand_usd * cost_usd(book, held)
    changed = moved = 0
    if promised is not None:
        changed, moved = is_changed(promised, held), 1000 * change(book, promised, held)
    gains = {}
    for nomination in problem.nominations:
        seated = 1000 * weights.unseated * nomination.priority
        official = book.officials[nomination.official]
        if nomination.id in fixed:
            gains[nomination.id] = (0, 0, seated)
        elif (
            not held.frozen
            and nomination.pinned_run in (None, held.run.id)
            and not seat(book, held, nomination, official)
            and not is_late_seat(book, held, nomination)
        ):
            days, city = held.course.days, held.venue.city
            seated -= weights.cost_per_thousand_usd * stay_usd(book, official.city, city, days)
            kept = 0
            if promised is not None and nomination.id in promised.seats:
                kept = 1000 * weights.moved_official * notice(book, promised, held)
            gains[nomination.id] = (0, kept, seated + kept)
    return Option(held.run, held.entry, held, (int(changed), moved, total + moved), gains, fixed)


def placement_codes(book: Book, chosen: list[Option]) -> set[str]:
    """What these decisions break by themselves, whoever is seated and whatever else is decided.

    Only TRAINER_TRAVEL may be mended by another run: a presence between two others makes a way.
    """
    held = {o.run.id: o.held for o in chosen if o.held is not None}
    found = venues_full(book, list(held.values()))
    for trainer in book.problem.trainers:
        found |= between_presences(book, trainer, list(held.values()))
    decided = {o.run.id for o in chosen}
    for link in book.problem.links:
        if link.first in decided and link.second in decided:
            found |= links_between([link], held) - {"SAME_COHORT"}
    return found


def sight(book: Book, official: Official, option: Option) -> tuple:
    """All that a held run is to one official: when it is, what a seat is worth, their teaching."""
    own = [(n, g) for n, g in option.gains.items() if book.nominations[n].official == official.id]
    teaching = [
        option.held.presence_of(t)
        for t in option.held.staff
        if official.person is not None and t.person == official.person
    ]
    return option.run.id, option.entry.start, tuple(own), tuple(teaching)


def seats_of(book: Book, official: Official, held: list[Option]) -> Iterator[Way]:
    """The ways to seat one official that they alone allow."""
    theirs = [n for n in book.problem.nominations if n.official == official.id]
    at = [[None, *(o for o in held if n.id in o.gains and n.id not in o.fixed)] for n in theirs]
    for way in product(*at):
        taken = [(n.id, o) for n, o in zip(theirs, way, strict=True) if o is not None]
        seats = defaultdict(tuple)
        for nomination, option in taken:
            seats[option.run.id] += (nomination,)
        runs = []
        for option in held:
            facts = tuple(n for n in option.fixed if book.nominations[n].official == official.id)
            mine = (*facts, *seats.get(option.run.id, ()))
            runs.append(hold(book, replace(option.entry, seats=mine)))
        if not official_codes(book, official, runs):
            gain = add(*(o.gains[n] for n, o in taken))
            yield Way(dict(seats), gain, official.member)


def official_codes(book: Book, official: Official, runs: list[Held]) -> set[str]:
    """What the seats of one official break, who alone sits in these runs."""
    found = between_seats(book, official, runs) | seats_twice(runs) | persons(book, runs)
    for held in runs:
        if held.seats and not held.frozen:
            found |= prerequisite(held, official, runs)
    for nomination in book.problem.nominations:
        if nomination.official == official.id and nomination.pinned_run is not None:
            at = [h for h in runs if any(n is nomination for n, _ in h.seats)]
            if not at and nomination.pinned_run not in book.frozen:
                found.add("SEAT_PINNED")
    by_id = {h.run.id: h for h in runs}
    return found | ({"SAME_COHORT"} & links(book, by_id))


def cannot_fill(
    book: Book, held: list[Option], seats: dict[str, tuple[str, ...]], left: list[list[Way]]
) -> bool:
    """Whether these seats are too many or too dear, or the officials left too few."""
    for option in held:
        if option.held.frozen:
            continue
        course, id = option.held.course, option.run.id
        members = Counter(book.member(n) for n in seats.get(id, ()))
        coming = [theirs[0].member for theirs in left if any(id in way.seats for way in theirs)]
        limit = course.max_seats_per_member
        if (
            members.total() > option.room
            or members.total() + len(coming) < course.min_seats
            or len({*members, *coming}) < course.min_members
            or (limit is not None and any(count > limit for count in members.values()))
        ):
            return True
    runs = [hold(book, with_seats(option, seats)) for option in held]
    return bool(budgets(book, runs))


def with_seats(option: Option, seats: dict[str, tuple[str, ...]]) -> ScheduledRun:
    return replace(option.entry, seats=(*option.fixed, *seats.get(option.run.id, ())))
