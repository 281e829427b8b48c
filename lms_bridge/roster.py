"""The published runs as an LMS should hold them, and what an LMS tells as the catalogue keeps it.

A session of attendance counts on the day on which it was held at the venue. A programme may be
planned as of another day than today (its planning date), while an LMS knows the wall clock only:
sessions held outside such a run's days then stand, in their order, for its days that have none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from hashlib import sha256

from catalogue.queries.desired import DesiredPerson, DesiredRun
from catalogue.queries.learning import NotedDay, ToldLesson
from catalogue.queries.lms import ToldGrade
from lms_bridge.sync.inbound import Attendance, Inbound, Progress
from lms_bridge.sync.state import (
    Class,
    Desired,
    Enrolment,
    GradeOf,
    Lesson,
    LessonOf,
    Person,
    Presence,
    Role,
)

KEY = "lokakarya-"


def person_key(person: str) -> str:
    """Give somebody's external key in every LMS."""
    return KEY + person


def person_of(key: str) -> str:
    """Give the id of whom an external key names; an id of somebody stays as it is."""
    return key.removeprefix(KEY)


def desired_of(
    runs: Iterable[DesiredRun],
    noted: Iterable[NotedDay] = (),
    lessons: Iterable[ToldLesson] = (),
    grades: Iterable[ToldGrade] = (),
    erased: Iterable[str] = (),
) -> Desired:
    """Say what an LMS should hold: a class a run, trainers as coaches, seats as learners.

    `noted` are the days of attendance that were noted here, `lessons` and `grades` what the LMS
    told before, `erased` are people whose names are not told any more.
    """
    runs = tuple(runs)
    people = {p.person: p for run in runs for p in (*run.trainers, *run.officials)}
    return Desired(
        classes=tuple(map(_class_of, runs)),
        people=tuple(
            Person(
                key=person_key(id),
                name=name_of(p),
                username=_username(p),
                given_name=p.given_name,
                family_name=p.family_name,
                email=p.email,
                member=p.member,
            )
            for id, p in sorted(people.items())
        ),
        enrolments=frozenset(
            Enrolment(run.run, person_key(p.person), role)
            for run in runs
            for role, there in ((Role.COACH, run.trainers), (Role.LEARNER, run.officials))
            for p in there
        ),
        presences=frozenset(
            Presence(each.run, person_key(each.person), each.day, each.present) for each in noted
        ),
        lessons_done=frozenset(
            LessonOf(each.run, person_key(each.person), each.lesson) for each in lessons
        ),
        grades=frozenset(
            GradeOf(each.run, person_key(each.person), each.item, each.told) for each in grades
        ),
        forgotten=frozenset(map(person_key, erased)),
    )


def _class_of(run: DesiredRun) -> Class:
    wanted = Class(
        key=run.run,
        title=run.title,
        about=about(run),
        time_zone=run.time_zone,
        start=run.start,
        end=run.end,
        place=place_of(run.venue_name, run.city),
        course=run.course,
        category=run.programme,
        lessons=tuple(Lesson(*each) for each in sorted(run.materials.items())),
    )
    return replace(wanted, digest=sha256(repr(wanted).encode()).hexdigest()[:16])


def about(run: DesiredRun) -> str:
    """Tell dates, place, language and trainers, a line each."""
    days = f"{run.start:%d %b %Y}" if run.start == run.end else _span(run.start, run.end)
    lines = [days, f"{place_of(run.venue_name, run.city)} ({run.time_zone} time)"]
    lines.append(f"Language: {run.language}")
    if run.trainers:
        lines.append(f"Trainers: {', '.join(map(name_of, run.trainers))}")
    return "\n".join(lines)


def place_of(venue: str, city: str) -> str:
    """Say where something is held; a city that stands in the venue's name is said once."""
    return f"{venue.removesuffix(f', {city}')}, {city}" if city else venue


def name_of(person: DesiredPerson) -> str:
    """Give somebody's name as it is read."""
    return f"{person.given_name} {person.family_name}".strip()


def nominations_of(runs: Iterable[DesiredRun]) -> dict[tuple[str, str], str]:
    """Give the nominations with a seat, by run and person key."""
    return {
        (run.run, person_key(p.person)): p.nomination
        for run in runs
        for p in run.officials
        if p.nomination
    }


def attendance_of(
    run: DesiredRun, marks: Iterable[Attendance], *, simulated: bool
) -> dict[date, dict[str, bool]]:
    """Give who was there, by day and person key.

    Present in one of a day's sessions is present on that day. `simulated`: the programme's planning
    date is not today, so that sessions outside the run's days stand for its days in their order.
    """
    days = days_of_sessions(run, {mark.at for mark in marks}, simulated=simulated)
    found: dict[date, dict[str, bool]] = defaultdict(dict)
    for mark in marks:
        if mark.at in days:
            there = found[days[mark.at]]
            there[mark.person_key] = there.get(mark.person_key, False) or mark.present
    return dict(sorted(found.items()))


def sessions_outside(run: DesiredRun, marks: Iterable[Attendance], *, simulated: bool) -> int:
    """Count the sessions that stand for none of a run's days, so that nothing follows from them."""
    sessions = {mark.at for mark in marks}
    return len(sessions - days_of_sessions(run, sessions, simulated=simulated).keys())


def days_of_sessions(
    run: DesiredRun, sessions: Iterable[datetime], *, simulated: bool
) -> Mapping[datetime, date]:
    """Give the day of a run that each session stands for; one that stands for none is left out."""
    days = [run.start + timedelta(days=i) for i in range((run.end - run.start).days + 1)]
    within = {at: at.date() for at in sessions if at.date() in days}
    if simulated:
        free = iter([day for day in days if day not in within.values()])
        within |= dict(zip(sorted(set(sessions) - set(within)), free, strict=False))
    return within


def by_run(given: Inbound) -> Iterator[tuple[str, list[Attendance], list[Progress]]]:
    """Give what came back, run by run."""
    marks: dict[str, list[Attendance]] = defaultdict(list)
    works: dict[str, list[Progress]] = defaultdict(list)
    for mark in given.attendance:
        marks[mark.class_key].append(mark)
    for work in given.progress:
        works[work.class_key].append(work)
    for run in sorted(marks.keys() | works.keys()):
        yield run, marks[run], works[run]


def _span(start: date, end: date) -> str:
    first = (
        f"{start:%d}" if (start.year, start.month) == (end.year, end.month) else f"{start:%d %b}"
    )
    if start.year != end.year:
        first = f"{start:%d %b %Y}"
    return f"{first} - {end:%d %b %Y}"


def _username(person: DesiredPerson) -> str:
    return person.email.partition("@")[0] or f"{person.given_name}.{person.family_name}"
