"""What happened in an LMS, taken into the catalogue: days, lessons, completions, facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from catalogue.actions.decide_completions import decide_completions
from catalogue.actions.deny_lesson import deny_lesson
from catalogue.actions.record_attendance import record_attendance
from catalogue.actions.record_facts import Told, record_facts
from catalogue.actions.record_lesson import record_lesson
from catalogue.db import changing
from catalogue.facts import FactKind
from catalogue.viewer import Viewer
from lms_bridge import roster
from lms_bridge.published import Published, read_published
from lms_bridge.sync.inbound import Inbound
from lms_bridge.sync.shown import NoGrade, NotDone


@changing
def take_in(
    viewer: Viewer,
    lms: str,
    came: Inbound,
    not_done: Iterable[NotDone] = (),
    no_grades: Iterable[NoGrade] = (),
) -> dict[str, int]:
    """Note attendance and lessons, and let the courses' rules decide; count what is new.

    Sessions `outside` a run's days, from which nothing follows, are counted each time.

    It counts who has a seat now: somebody may have withdrawn while the LMS was asked. What a person
    noted here stays, and what the LMS told before and tells no longer: `not_done` is to be decided.
    Grades are the LMS's: `no_grades` are noted as taken back.
    """
    known = read_published(viewer, lms)
    runs = {run.run: run for run in known.runs}
    nominations = roster.nominations_of(known.runs)
    by_hand = {(each.nomination, each.day) for each in known.noted}
    counts: Counter[str] = Counter()
    for key, marks, works in roster.by_run(came):
        if key not in runs:
            continue
        run = runs[key]
        is_simulated = key in known.simulated
        counts["outside"] += roster.sessions_outside(run, marks, simulated=is_simulated)
        days = roster.attendance_of(run, marks, simulated=is_simulated)
        for day, there in days.items():
            told = _by_nomination(nominations, key, there)
            present = {who: was for who, was in told.items() if (who, day) not in by_hand}
            counts["attendance"] += len(record_attendance(viewer, key, day, present, lms))
        for work in works:
            nomination = nominations.get((key, work.person_key))
            if work.completed and nomination and work.lesson in run.lessons:
                counts["lessons"] += record_lesson(viewer, nomination, work.lesson, work.at, lms)
        for completed in decide_completions(viewer, key, lms).values():
            counts["completed" if completed else "not_completed"] += 1
    for each in not_done:
        if nomination := nominations.get((each.class_key, each.person_key)):
            counts["denied"] += deny_lesson(viewer, nomination, each.lesson, lms)
    facts = [*_told(came, known, nominations), *_taken_back(no_grades, nominations)]
    counts["facts"] += record_facts(viewer, lms, facts)
    return {name: count for name, count in counts.items() if count}


def _told(
    came: Inbound, known: Published, nominations: Mapping[tuple[str, str], str]
) -> Iterator[Told]:
    """Put completions, grades and profiles as facts about the people of the published runs."""
    for end in came.finishes:
        if nomination := nominations.get((end.class_key, end.person_key)):
            person = roster.person_of(end.person_key)
            yield Told(FactKind.FINISH, person, nomination, "", "completed", end.at)
    for key, person_key in came.unfinished:
        nomination = nominations.get((key, person_key))
        if nomination in known.completed:
            yield Told(FactKind.FINISH, roster.person_of(person_key), nomination, "", "", None)
    for grade in came.grades:
        if nomination := nominations.get((grade.class_key, grade.person_key)):
            person, told = roster.person_of(grade.person_key), f"{grade.points:g}/{grade.most:g}"
            yield Told(FactKind.GRADE, person, nomination, grade.item, told, grade.at)
    ours = {p.person for run in known.runs for p in (*run.trainers, *run.officials)}
    for profile in came.profiles:
        if (person := roster.person_of(profile.person_key)) in ours:
            yield Told(FactKind.PROFILE, person, None, profile.field, profile.theirs, None)


def _taken_back(
    no_grades: Iterable[NoGrade], nominations: Mapping[tuple[str, str], str]
) -> Iterator[Told]:
    for each in no_grades:
        if nomination := nominations.get((each.class_key, each.person_key)):
            person = roster.person_of(each.person_key)
            yield Told(FactKind.GRADE, person, nomination, each.item, "", None)


def _by_nomination(
    nominations: Mapping[tuple[str, str], str], run: str, there: Mapping[str, bool]
) -> dict[str, bool]:
    return {
        nominations[run, person]: was_there
        for person, was_there in there.items()
        if (run, person) in nominations
    }
