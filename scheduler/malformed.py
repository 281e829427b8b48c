"""What makes a problem malformed: its shape alone, never what can be kept together.

Every fault is named by its path. Source: the list "Malformed" of the contract.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from scheduler.errors import Fault

if TYPE_CHECKING:
    from scheduler.problem import Course, Link, Problem, Run

MOST_USD = 1_000_000_000
MOST_WEIGHT = 1_000_000
MOST_HORIZON_DAYS = 3_660
MOST_TRAINERS_OF_A_BLOCK = 1_000

MOST_TOTAL = 2**53
"""Thousandths that no total exceeds, so that sums and ranks of totals stay whole everywhere."""

Known = dict[str, Collection[str]]


def faults(problem: Problem) -> list[Fault]:
    """List every fault of a problem's shape, in the order of its tables."""
    known: Known = {}
    found: list[Fault] = []
    for table in ("members", "cities", "venues", "courses", "runs", "trainers"):
        found += _ids(table, getattr(problem, table), known)
    for table in ("officials", "nominations", "funders"):
        found += _ids(table, getattr(problem, table), known)
    for check in _CHECKS:
        found += check(problem, known)
    return found


def _ids(table: str, records: Sequence[Any], known: Known) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for index, record in enumerate(records):
        if not record.id:
            yield Fault(f"{table}[{index}].id", "an id must not be empty")
        elif record.id in seen:
            yield Fault(
                f"{table}[{index}].id", f'"{record.id}" is also {table}[{seen[record.id]}].id'
            )
        else:
            seen[record.id] = index
    known[table] = seen


def _unknown(
    path: str, kind: str, wanted: Iterable[str], known: Collection[str]
) -> Iterator[Fault]:
    for index, id in enumerate(wanted):
        if id not in known:
            yield Fault(f"{path}[{index}]", f'unknown {kind} "{id}"')


def _ref(path: str, kind: str, id: str | None, known: Collection[str]) -> Iterator[Fault]:
    if id is not None and id not in known:
        yield Fault(path, f'unknown {kind} "{id}"')


def _numbers(path: str, record: object, names: Iterable[str], most: int | None) -> Iterator[Fault]:
    for name in names:
        value = getattr(record, name)
        if value is None:
            continue
        if value < 0:
            yield Fault(f"{path}.{name}", f"{value} is negative; give 0 or more")
        elif most is not None and value > most:
            yield Fault(f"{path}.{name}", f"{value} is too large; give at most {most}")


def _intervals(path: str, intervals: Iterable[tuple[int, int]]) -> Iterator[Fault]:
    for index, (start, end) in enumerate(intervals):
        if end < start:
            yield Fault(f"{path}[{index}]", "ends before it starts")


def _horizon(problem: Problem, known: Known) -> Iterator[Fault]:
    horizon = problem.horizon
    days = horizon.end - horizon.start + 1
    if days < 1:
        yield Fault("horizon", "ends before it starts")
    elif days > MOST_HORIZON_DAYS:
        yield Fault("horizon", f"{days} days are too many; give at most {MOST_HORIZON_DAYS}")


def _members(problem: Problem, known: Known) -> Iterator[Fault]:
    for index, member in enumerate(problem.members):
        yield from _numbers(f"members[{index}]", member, ("seat_target", "host_target"), None)


def _places(problem: Problem, known: Known) -> Iterator[Fault]:
    for index, city in enumerate(problem.cities):
        yield from _numbers(f"cities[{index}]", city, ("per_diem_usd",), MOST_USD)
    ways: dict[tuple[str, str], tuple[int, int]] = {}
    for index, way in enumerate(problem.travel):
        path = f"travel[{index}]"
        yield from _ref(f"{path}.origin", "city", way.origin, known["cities"])
        yield from _ref(f"{path}.destination", "city", way.destination, known["cities"])
        yield from _numbers(path, way, ("days",), None)
        yield from _numbers(path, way, ("cost_usd",), MOST_USD)
        pair = (min(way.origin, way.destination), max(way.origin, way.destination))
        if ways.setdefault(pair, (way.days, way.cost_usd)) != (way.days, way.cost_usd):
            yield Fault(path, f'"{pair[0]}" and "{pair[1]}" were given with other values before')
    for index, venue in enumerate(problem.venues):
        path = f"venues[{index}]"
        yield from _ref(f"{path}.city", "city", venue.city, known["cities"])
        yield from _ref(f"{path}.member", "member", venue.member, known["members"])
        yield from _numbers(path, venue, ("capacity", "parallel_runs"), None)
        yield from _numbers(path, venue, ("day_rate_usd",), MOST_USD)
        yield from _intervals(f"{path}.closed", venue.closed)


def _courses(problem: Problem, known: Known) -> Iterator[Fault]:
    for index, course in enumerate(problem.courses):
        path = f"courses[{index}]"
        yield from _ref(f"{path}.funder", "funder", course.funder, known["funders"])
        yield from _unknown(
            f"{path}.prerequisites", "course", course.prerequisites, known["courses"]
        )
        yield from _numbers(path, course, ("max_seats_per_member", "min_members"), None)
        if course.days < 1:
            yield Fault(f"{path}.days", f"{course.days} is too few; give at least 1")
        if course.days > MOST_HORIZON_DAYS:
            yield Fault(
                f"{path}.days", f"{course.days} are too many; give at most {MOST_HORIZON_DAYS}"
            )
        if course.min_seats < 1:
            yield Fault(f"{path}.min_seats", f"{course.min_seats} is too few; give at least 1")
        if course.max_seats < course.min_seats:
            yield Fault(f"{path}.max_seats", f"{course.max_seats} is below min_seats")
        for nth, day in enumerate(course.start_weekdays):
            if not 1 <= day <= 7:
                yield Fault(f"{path}.start_weekdays[{nth}]", f"{day} is not 1 (Monday) to 7")
        if not course.languages:
            yield Fault(f"{path}.languages", "give at least one")
        yield from _twice(f"{path}.languages", [o.language for o in course.languages])
        yield from _blocks(path, course)


def _blocks(path: str, course: Course) -> Iterator[Fault]:
    yield from _twice(f"{path}.blocks", [b.id for b in course.blocks])
    for index, block in enumerate(course.blocks):
        here = f"{path}.blocks[{index}]"
        if not block.id:
            yield Fault(f"{here}.id", "an id must not be empty")
        if block.trainer_count < 1:
            yield Fault(f"{here}.trainer_count", f"{block.trainer_count} is too few; at least 1")
        if block.trainer_count > MOST_TRAINERS_OF_A_BLOCK:
            yield Fault(
                f"{here}.trainer_count",
                f"{block.trainer_count} are too many; give at most {MOST_TRAINERS_OF_A_BLOCK}",
            )
        yield from _numbers(here, block, ("level",), None)
        if not 0 <= block.first_day <= block.last_day < course.days:
            yield Fault(
                here,
                f"days {block.first_day} to {block.last_day} are not days of the course, "
                f"which has 0 to {course.days - 1}",
            )


def _twice(path: str, names: Sequence[str]) -> Iterator[Fault]:
    for index, name in enumerate(names):
        if name in names[:index]:
            yield Fault(f"{path}[{index}]", f'"{name}" is given twice')


def _runs(problem: Problem, known: Known) -> Iterator[Fault]:
    blocks = {c.id: {b.id for b in c.blocks} for c in problem.courses}
    for index, run in enumerate(problem.runs):
        path = f"runs[{index}]"
        yield from _ref(f"{path}.course", "course", run.course, known["courses"])
        yield from _unknown(f"{path}.venues", "venue", run.venues, known["venues"])
        yield from _pins(f"{path}.pinned", run, blocks.get(run.course), known)


def _pins(path: str, run: Run, blocks: Collection[str] | None, known: Known) -> Iterator[Fault]:
    yield from _ref(f"{path}.venue", "venue", run.pinned.venue, known["venues"])
    for index, pair in enumerate(run.pinned.trainers):
        here = f"{path}.trainers[{index}]"
        yield from _ref(f"{here}.trainer", "trainer", pair.trainer, known["trainers"])
        if blocks is not None:
            yield from _ref(f"{here}.block", "block", pair.block, blocks)


def _trainers(problem: Problem, known: Known) -> Iterator[Fault]:
    yield from _persons("trainers", problem.trainers)
    for index, trainer in enumerate(problem.trainers):
        path = f"trainers[{index}]"
        yield from _ref(f"{path}.city", "city", trainer.city, known["cities"])
        yield from _ref(f"{path}.member", "member", trainer.member, known["members"])
        yield from _numbers(path, trainer, ("max_days",), None)
        yield from _numbers(path, trainer, ("day_fee_usd",), MOST_USD)
        yield from _intervals(f"{path}.unavailable", trainer.unavailable)
        for nth, skill in enumerate(trainer.skills):
            yield from _numbers(f"{path}.skills[{nth}]", skill, ("level",), None)


def _officials(problem: Problem, known: Known) -> Iterator[Fault]:
    yield from _persons("officials", problem.officials)
    for index, official in enumerate(problem.officials):
        path = f"officials[{index}]"
        yield from _ref(f"{path}.member", "member", official.member, known["members"])
        yield from _ref(f"{path}.city", "city", official.city, known["cities"])
        yield from _numbers(path, official, ("max_days",), None)
        yield from _intervals(f"{path}.unavailable", official.unavailable)


def _persons(table: str, records: Sequence[Any]) -> Iterator[Fault]:
    seen: dict[str, int] = {}
    for index, record in enumerate(records):
        if record.person is not None and seen.setdefault(record.person, index) != index:
            yield Fault(
                f"{table}[{index}].person",
                f'"{record.person}" is also {table}[{seen[record.person]}].person',
            )


def _nominations(problem: Problem, known: Known) -> Iterator[Fault]:
    course_of = {r.id: r.course for r in problem.runs}
    seen: dict[tuple[str, str], int] = {}
    for index, nomination in enumerate(problem.nominations):
        path = f"nominations[{index}]"
        yield from _ref(f"{path}.official", "official", nomination.official, known["officials"])
        yield from _ref(f"{path}.course", "course", nomination.course, known["courses"])
        if not 1 <= nomination.priority <= 5:
            yield Fault(f"{path}.priority", f"{nomination.priority} is not 1 to 5")
        pinned = nomination.pinned_run
        yield from _ref(f"{path}.pinned_run", "run", pinned, known["runs"])
        if pinned in course_of and course_of[pinned] != nomination.course:
            yield Fault(f"{path}.pinned_run", f'"{pinned}" is not a run of "{nomination.course}"')
        first = seen.setdefault((nomination.official, nomination.course), index)
        if first != index:
            yield Fault(path, f"nominations[{first}] has the same official and course")


def _funders(problem: Problem, known: Known) -> Iterator[Fault]:
    for index, funder in enumerate(problem.funders):
        yield from _numbers(f"funders[{index}]", funder, ("budget_usd",), MOST_USD)


def _links(problem: Problem, known: Known) -> Iterator[Fault]:
    for index, link in enumerate(problem.links):
        path = f"links[{index}]"
        yield from _ref(f"{path}.first", "run", link.first, known["runs"])
        yield from _ref(f"{path}.second", "run", link.second, known["runs"])
        if link.first == link.second:
            yield Fault(path, "links a run with itself")
        yield from _numbers(path, link, ("min_gap_days", "max_gap_days"), None)
        yield from _gaps(path, link)


def _gaps(path: str, link: Link) -> Iterator[Fault]:
    if link.min_gap_days and link.kind.name not in ("BEFORE", "APART"):
        yield Fault(f"{path}.min_gap_days", "only BEFORE and APART have it")
    if link.max_gap_days is not None and link.kind.name != "BEFORE":
        yield Fault(f"{path}.max_gap_days", "only BEFORE has it")


def _policy(problem: Problem, known: Known) -> Iterator[Fault]:
    weights = problem.policy.weights
    names = type(weights).__dataclass_fields__
    yield from _numbers("policy.weights", weights, names, MOST_WEIGHT)
    days = ("official_rest_days", "notice_days", "notice_factor", "min_notice_days")
    yield from _numbers("policy", problem.policy, days, None)


def _baseline(problem: Problem, known: Known) -> Iterator[Fault]:
    if problem.baseline is None:
        return
    horizon, until = problem.horizon, problem.horizon.frozen_until
    first, last = horizon.start - MOST_HORIZON_DAYS, horizon.end + MOST_HORIZON_DAYS
    seen: dict[str, int] = {}
    for index, run in enumerate(problem.baseline.runs):
        path = f"baseline.runs[{index}]"
        if seen.setdefault(run.id, index) != index:
            yield Fault(f"{path}.id", f'"{run.id}" is also baseline.runs[{seen[run.id]}].id')
        if until is not None and run.start <= until:
            yield from _ref(f"{path}.id", "run, which is past,", run.id, known["runs"])
            yield from _ref(f"{path}.venue", "venue of a past run", run.venue, known["venues"])
            if not first <= run.start <= last:
                yield Fault(
                    f"{path}.start",
                    f"a past run must be within {MOST_HORIZON_DAYS} days of the horizon",
                )


def _total(problem: Problem, known: Known) -> Iterator[Fault]:
    """Refuse prices of which a schedule could have more than a sum can hold."""
    weights, policy = problem.policy.weights, problem.policy
    units = weights.required_unheld * sum(run.required for run in problem.runs)
    units += weights.unseated * sum(n.priority for n in problem.nominations)
    units += weights.member_shortfall * sum(m.seat_target for m in problem.members)
    units += weights.host_shortfall * sum(m.host_target for m in problem.members)
    units += max(1, policy.notice_factor) * _most_changes(problem)
    most = 1000 * units + weights.cost_per_thousand_usd * _most_usd(problem)
    if most > MOST_TOTAL:
        yield Fault(
            "policy.weights",
            f"a total could come to {most / 1000:,.0f}, and may to {MOST_TOTAL / 1000:,.0f}; "
            "lower weights, prices or targets",
        )


def _most_changes(problem: Problem) -> int:
    """Give what the changes of all promised runs cost at most, without notice."""
    weights, horizon = problem.policy.weights, problem.horizon
    most = 0
    for run in problem.baseline.runs if problem.baseline else ():
        days = max(abs(run.start - horizon.start), abs(run.start - horizon.end))
        most += weights.run_cancelled + weights.moved_date + weights.moved_venue
        most += weights.moved_date_per_week * (days // 7 + 1) + weights.moved_language
        most += weights.swapped_trainer * len(run.trainers)
        most += weights.moved_official * len(run.seats)
    return most


def _most_usd(problem: Problem) -> int:
    """Give what all runs cost at most, each with the dearest of everything."""
    fee = max((t.day_fee_usd for t in problem.trainers), default=0)
    way = max((t.cost_usd for t in problem.travel), default=0)
    per_diem = max((c.per_diem_usd for c in problem.cities), default=0)
    rate = max((v.day_rate_usd for v in problem.venues), default=0)
    wishes = Counter(n.course for n in problem.nominations)
    runs = Counter(r.course for r in problem.runs)
    most = 0
    for course in problem.courses:
        people = sum(b.trainer_count for b in course.blocks) + wishes[course.id]
        taught = sum(b.trainer_count * b.days for b in course.blocks)
        usd = rate * course.days + fee * taught + people * (2 * way + per_diem * course.days)
        most += runs[course.id] * usd
    return most


_CHECKS: tuple[Callable[[Problem, Known], Iterator[Fault]], ...] = (
    _horizon, _members, _places, _courses, _runs, _trainers, _officials, _nominations,
    _funders, _links, _policy, _baseline, _total,
)  # fmt: skip
