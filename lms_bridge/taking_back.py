"""What an LMS told before and takes back of many people at once waits until a person has looked.

A course that is reset there, or a right that our account lost, looks like that. Of few it is noted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace

from catalogue.queries.learning import NotedDay, ToldLesson
from catalogue.queries.lms import ToldGrade
from lms_bridge import roster
from lms_bridge.published import Published
from lms_bridge.sync.brake import Hold, Why, hold
from lms_bridge.sync.inbound import Attendance, Inbound
from lms_bridge.sync.reconcile import Report
from lms_bridge.sync.shown import NoGrade, NotDone
from lms_bridge.sync.state import Enrolment, Role

Learner = tuple[str, str]
"""Somebody in a class, by our keys."""


def hold_back(report: Report, known: Published, confirmed: Collection[Enrolment] = ()) -> Report:
    """Leave out what must wait, and say so; all else stays.

    `confirmed` are people in classes at whom a person has looked.
    """
    came = report.inbound
    done = _told(each for each in known.lessons if not each.denied)
    nominations = roster.nominations_of(known.runs)
    finished = {who for who, nomination in nominations.items() if nomination in known.completed}
    absent = set(_absent(came.attendance, known))
    found = (
        _hold(Why.MASS_UNGRADED, _said(report.no_grades), _told(known.grades), confirmed),
        _hold(Why.MASS_UNDONE, _said(report.not_done) & done, done, confirmed),
        _hold(Why.MASS_UNFINISHED, finished & came.unfinished, finished, confirmed),
        _hold(Why.MASS_ABSENT, _said(absent), _told(d for d in known.days if d.present), confirmed),
    )
    held = {each.why: each for each in found if each}
    if Why.MASS_ABSENT in held:
        # As it was told before, and not left out: the days that sessions stand for hang on all.
        marks = (replace(m, present=True) if m in absent else m for m in came.attendance)
        came = replace(came, attendance=tuple(marks))
    if Why.MASS_UNFINISHED in held:
        came = replace(came, unfinished=frozenset())
    return replace(
        report,
        inbound=came,
        not_done=() if Why.MASS_UNDONE in held else report.not_done,
        no_grades=() if Why.MASS_UNGRADED in held else report.no_grades,
        inbound_holds=tuple(held.values()),
    )


def _absent(marks: Iterable[Attendance], known: Published) -> Iterator[Attendance]:
    """Find who was not there on a day on which they were there as it was told before."""
    told = {(d.run, roster.person_key(d.person), d.day) for d in known.days if d.present}
    runs = {run.run: run for run in known.runs}
    for key, of_run, _works in roster.by_run(Inbound(attendance=tuple(marks))):
        if key in runs:
            run, simulated = runs[key], key in known.simulated
            days = roster.days_of_sessions(run, {m.at for m in of_run}, simulated=simulated)
            there = roster.attendance_of(run, of_run, simulated=simulated)
            for mark in of_run:
                day = days.get(mark.at)
                if day and (key, mark.person_key, day) in told and not there[day][mark.person_key]:
                    yield mark


def _hold(
    why: Why, losing: Iterable[Learner], told: Collection[Learner], confirmed: Collection[Enrolment]
) -> Hold | None:
    return hold(why, [Enrolment(*who, Role.LEARNER) for who in losing], len(told), confirmed)


def _said(of: Iterable[NoGrade | NotDone | Attendance]) -> set[Learner]:
    return {(each.class_key, each.person_key) for each in of}


def _told(of: Iterable[ToldGrade | ToldLesson | NotedDay]) -> set[Learner]:
    return {(each.run, roster.person_key(each.person)) for each in of}
