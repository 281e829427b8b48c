"""Who is told what: of a letter of the outbox, and of a scenario if it were published.

An official is told of the own seat, a trainer of the own work, a focal point of its member's
officials, and of calls.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from catalogue import sight
from catalogue.access import UserRole
from catalogue.answer_by import answer_by
from catalogue.courses import Course
from catalogue.db import reading
from catalogue.difference import (
    Change,
    DateMoved,
    LanguageChanged,
    SeatGained,
    SeatLost,
    SeatMoved,
    VenueMoved,
)
from catalogue.life import PLANNED
from catalogue.messages import Kind, Line, News
from catalogue.nominations import Nomination
from catalogue.outbox import Letter
from catalogue.people import Person, Trainer
from catalogue.plan import Plan, PlannedRun, plan_of_rows
from catalogue.programmes import Programme
from catalogue.published import held_run, plan_of, programme_of, standing_plan, version_of
from catalogue.queries.differences import Told, between_versions, to_scenario
from catalogue.runs import Run
from catalogue.signed_in import viewer_of
from catalogue.viewer import Role, Viewer

TOPICS = frozenset(
    "plan.published nomination.promoted nomination.reminded nomination.lapsed call.opened".split()
)
"""Topics of which people are told."""


@reading
def news_of(viewer: Viewer, letter: Letter) -> tuple[str, tuple[News, ...]]:
    """Give the programme that a letter is about, and who is told what of it. Raises Forbidden."""
    viewer.allow_coordinators()
    said = letter.payload
    match letter.topic:
        case "plan.published" if "offered" in said:
            found = _of_publishing(viewer, said)
            return said["programme"], _with_focal_points(viewer, found)
        case "nomination.promoted" | "nomination.reminded" | "nomination.lapsed":
            return _of_nomination(viewer, letter)
        case "call.opened":
            line = Line(Kind.CALLED, said["course"], answer_by=date.fromisoformat(said["deadline"]))
            points = [person for people in _focal_points(viewer).values() for person in people]
            return said["programme"], tuple(
                News(person, line) for person in points if _knows(person, line.course)
            )
    return "", ()


@reading
def news_of_scenario(viewer: Viewer, scenario: str) -> tuple[News, ...]:
    """Give who would be told what if a scenario were published now. Raises Forbidden, NotFound."""
    viewer.allow_coordinators()
    row = sight.scenario(viewer, scenario)
    before, now = standing_plan(viewer, row.programme_id), plan_of_rows(row.schedule or [])
    telling = _Telling(viewer, row.programme, before, now)
    found = [each for told in to_scenario(viewer, scenario).people for each in telling.of(told)]
    return _with_focal_points(viewer, found)


def _of_publishing(viewer: Viewer, said: dict[str, Any]) -> list[News]:
    previous, version = said["previous"], said["version"]
    before = plan_of(viewer, version_of(previous)) if previous else ()
    now = plan_of(viewer, version_of(version))
    offered = {nomination for nomination, _run in said["offered"]}
    telling = _Telling(viewer, programme_of(said["programme"]), before, now, offered)
    told = between_versions(viewer, previous, version).people
    return [each for one in told for each in telling.of(one)]


def _of_nomination(viewer: Viewer, letter: Letter) -> tuple[str, tuple[News, ...]]:
    row = sight.nominations(viewer).where(Nomination.id == letter.payload["nomination"])
    found = row.get_or_none()
    if found is None:
        return "", ()
    kinds = {"promoted": Kind.OFFERED, "reminded": Kind.REMINDED, "lapsed": Kind.LAPSED}
    run = letter.payload.get("run") or found.run_id
    held = held_run(found.programme_id, run) if run else None
    line = Line(
        kinds[letter.topic.rpartition(".")[2]],
        found.course_id,
        run=run or "",
        nomination=found.id,
        start=held.start if held else None,
        end=held.end if held else None,
        venue=held.venue_id if held else "",
        language=held.language if held else "",
        answer_by=found.answer_by,
    )
    person = found.official.person_id
    return found.programme_id, _with_focal_points(viewer, [News(person, line)])


class _Telling:
    """Makes lines of what is different between two plans."""

    def __init__(
        self,
        viewer: Viewer,
        programme: Programme,
        before: Plan,
        now: Plan,
        offered: Collection[str] | None = None,
    ) -> None:
        """Know both plans; `offered` are those who got a seat now, None: all who gain one."""
        self._programme, self._offered = programme, offered
        self._before = {held.run: held for held in before}
        self._now = {held.run: held for held in now}
        runs = sight.runs(viewer).select(Run, Course)
        self._courses = {run.id: (run.course.id, run.course.days) for run in runs}
        self._trainers = {t.person_id: t.id for t in sight.trainers(viewer).select(Trainer)}
        rows = sight.nominations(viewer).select(Nomination.id, Nomination.answer_by)
        wanted = rows.where(Nomination.programme == programme.id)
        self._answers = {row.id: row.answer_by for row in wanted}

    def of(self, told: Told) -> Iterator[News]:
        """Give what one of them is told."""
        lines = self._of_seat(told) if told.nomination else self._of_work(told)
        for line in lines:
            yield News(told.person, line)

    def _of_seat(self, told: Told) -> Iterator[Line]:
        """Tell of a seat; of where and when it is once for all that changed."""
        nomination = told.nomination or ""
        for change in told.changes:
            match change:
                case SeatGained(run=run) if self._offered is None or nomination in self._offered:
                    line = self._line(Kind.OFFERED, self._now[run])
                    usual = answer_by(self._programme, self._now[run].start)
                    day = usual if self._offered is None else self._answers.get(nomination)
                    yield replace(line, nomination=nomination, answer_by=day)
                case SeatMoved(before=old, run=run):
                    moved = self._line(Kind.MOVED, self._now[run])
                    yield replace(moved, nomination=nomination, old_run=old)
                case SeatLost(run=run) if told.state in PLANNED and run in self._before:
                    lost = self._line(Kind.LOST, self._before[run])
                    yield replace(lost, nomination=nomination)
        for line in self._changed(told.changes):
            yield replace(line, nomination=nomination)

    def _of_work(self, told: Told) -> Iterator[Line]:
        trainer = self._trainers[told.person]
        for run in dict.fromkeys(change.run for change in told.changes):
            before, now = self._before.get(run), self._now.get(run)
            taught = before is not None and trainer in {pair.trainer for pair in before.trainers}
            teaches = now is not None and trainer in {pair.trainer for pair in now.trainers}
            if now and teaches and not taught:
                yield self._line(Kind.ASKED, now)
            elif before and taught and not teaches:
                yield self._line(Kind.RELEASED, before)
            else:
                yield from self._changed([each for each in told.changes if each.run == run])

    def _changed(self, changes: Collection[Change]) -> Iterator[Line]:
        found: dict[str, Line] = {}
        for change in changes:
            if not isinstance(change, DateMoved | VenueMoved | LanguageChanged):
                continue
            line = found.get(change.run) or self._line(Kind.CHANGED, self._now[change.run])
            match change:
                case DateMoved(before=start):
                    line = replace(line, old_start=start)
                case VenueMoved(before=venue):
                    line = replace(line, old_venue=venue)
                case LanguageChanged(before=language):
                    line = replace(line, old_language=language)
            found[change.run] = line
        yield from found.values()

    def _line(self, kind: Kind, held: PlannedRun) -> Line:
        course, days = self._courses[held.run]
        return Line(
            kind,
            course,
            run=held.run,
            start=held.start,
            end=held.start + timedelta(days=days - 1),
            venue=held.venue,
            language=held.language,
        )


def _with_focal_points(viewer: Viewer, found: Collection[News]) -> tuple[News, ...]:
    """Tell focal points, too, of their member's officials."""
    named = {each.line.nomination for each in found} - {""}
    rows: Any = sight.nominations(viewer).select(Nomination.id, Person.member).tuples()
    members = {id: member for id, member in rows if id in named}
    points = _focal_points(viewer)
    every = dict.fromkeys(found)
    for each in found:
        for person in points.get(members.get(each.line.nomination), ()):
            every[News(person, each.line)] = None
    return tuple(every)


def _knows(person: str, course: str) -> bool:
    """Say whether somebody may know of a course: a restricted one is its participants' matter."""
    return bool(sight.courses(viewer_of(person)).where(Course.id == course).exists())


def _focal_points(viewer: Viewer) -> dict[str | None, list[str]]:
    granted = UserRole.select(UserRole.person).where(UserRole.role == Role.FOCAL_POINT)
    points: dict[str | None, list[str]] = defaultdict(list)
    for person in sight.people(viewer).where(Person.id.in_(granted)):
        points[person.member_id].append(person.id)
    return points
