"""The course's rule decides who completed a run."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta

from catalogue import audit, outbox, sight
from catalogue.attendance import Completion
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

NOTING_DAYS = 14
"""Days after a run in which days and lessons may still be noted before what is missing counts."""

_RULE = frozenset({Actor.COMPLETION_RULE})


@changing
def decide_completions(viewer: Viewer, run: str, source: str) -> dict[str, bool]:
    """Decide who completed a run, by nomination, where that can be decided by now.

    Who attended the least share of days and did every named lesson has completed, from then on, by
    the rule of the edition that the run was published with. Who has not by the run's last day has
    not, unless lessons or days that nobody noted yet might change that: NOTING_DAYS are left to
    note them.
    A completion gets the number of its certificate. `source` is who reported the days. Raises
    Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    row = sight.run(viewer, run)
    held = held_run(row.programme_id, run)
    if held is None:
        raise NotFound("held run", run)
    course, rule = row.course, edition_of(row)
    present, noted = Counter[str](), Counter[str]()
    for each in sight.attendances(viewer).where(Nomination.run == run):
        noted[each.nomination_id] += 1
        present[each.nomination_id] += each.present
    lessons = defaultdict(set)
    for lesson in sight.lesson_completions(viewer).where(Nomination.run == run):
        lessons[lesson.nomination_id].add(lesson.lesson)
    today: date = row.programme.planning_date
    of_run = (held.end - held.start).days + 1
    is_settled = today > held.end + timedelta(days=NOTING_DAYS)
    decided: dict[str, bool] = {}
    touched = []
    attended = sight.seats(viewer).where(Nomination.run == run, Nomination.state == State.ATTENDED)
    for nomination in list(attended.order_by(Nomination.id)):
        days = present[nomination.id]
        to_come = 0 if is_settled else of_run - noted[nomination.id]
        least = rule["attendance_percent"] * of_run
        completed = days * 100 >= least and lessons[nomination.id] >= set(rule["lessons"])
        may_still = not is_settled and (days + to_come) * 100 >= least
        if not completed and (today < held.end or may_still):
            continue
        nomination.move(State.COMPLETED if completed else State.NOT_COMPLETED, _RULE)
        day = min(held.end, today)
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
