"""The course's rule decides who completed a run."""

from __future__ import annotations

from collections import defaultdict

from catalogue import audit, outbox, sight
from catalogue.attendance import Attendance, Completion
from catalogue.audit import Touch
from catalogue.certificates import next_certificate
from catalogue.db import changing
from catalogue.editions import edition_of
from catalogue.errors import NotFound
from catalogue.fields import now
from catalogue.life import Actor, State
from catalogue.nominations import Nomination
from catalogue.published import held_run
from catalogue.viewer import Viewer

_RULE = frozenset({Actor.COMPLETION_RULE})


@changing
def decide_completions(viewer: Viewer, run: str, source: str) -> dict[str, bool]:
    """Decide who completed a run, by nomination, where that can be decided by now.

    Who attended the least share of days and did every named lesson has completed, from then on, by
    the rule of the edition that the run was published with;
    who has not by the run's last day has not. A completion gets the number of its certificate.
    `source` is who reported the days. Raises Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    row = sight.run(viewer, run)
    held = held_run(row.programme_id, run)
    if held is None:
        raise NotFound("held run", run)
    course, rule = row.course, edition_of(row)
    present = defaultdict(set)
    for each in sight.attendances(viewer).where(Nomination.run == run, Attendance.present):
        present[each.nomination_id].add(each.day)
    lessons = defaultdict(set)
    for lesson in sight.lesson_completions(viewer).where(Nomination.run == run):
        lessons[lesson.nomination_id].add(lesson.lesson)
    is_over = row.programme.planning_date >= held.end
    decided: dict[str, bool] = {}
    touched = []
    attended = sight.seats(viewer).where(Nomination.run == run, Nomination.state == State.ATTENDED)
    for nomination in list(attended.order_by(Nomination.id)):
        days = len(present[nomination.id])
        enough = days * 100 >= rule["attendance_percent"] * ((held.end - held.start).days + 1)
        completed = enough and lessons[nomination.id] >= set(rule["lessons"])
        if not (completed or is_over):
            continue
        nomination.move(State.COMPLETED if completed else State.NOT_COMPLETED, _RULE)
        day = min(held.end, row.programme.planning_date)
        Completion.create(
            official=nomination.official_id,
            course=course,
            nomination=nomination,
            completed=completed,
            completed_on=day,
            certificate=next_certificate(viewer, row.programme_id, day) if completed else None,
            source=source,
            decided_at=now(),
        )
        decided[nomination.id] = completed
        member = nomination.official.agency.member_id
        touched.append(Touch("nomination", nomination.id, member, nomination.state))
    if decided:
        audit.record(viewer, "completions.decided", "run", run, touched=touched)
        outbox.put("completions.decided", run=run, nominations=sorted(decided))
    return decided
