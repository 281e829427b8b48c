"""A coordinator decides about a lesson of which its source says no longer that it is done."""

from __future__ import annotations

from typing import Any

from catalogue import audit, sight
from catalogue.actions.revoke_certificate import revoke_certificate
from catalogue.attendance import Completion, LessonCompletion
from catalogue.db import changing
from catalogue.editions import edition_of
from catalogue.errors import Refused, WrongState
from catalogue.faults import Fault, Where
from catalogue.fields import now
from catalogue.life import Actor, State
from catalogue.nominations import Nomination
from catalogue.texts import note
from catalogue.viewer import Viewer

_RULE = frozenset({Actor.COMPLETION_RULE})


@changing
def decide_lesson(
    viewer: Viewer, nomination: str, lesson: str, *, stands: bool, reason: str = ""
) -> None:
    """Let a lesson stand, or strike it out, and with it a completion that hangs on it.

    The certificate of that is revoked, for the same reason. Raises Forbidden, NotFound, WrongState,
    Refused.
    """
    row = _denied(viewer, nomination, lesson)
    if stands:
        row.kept_at = now()
        row.save()
        _tell(viewer, "lesson.kept", row.nomination, lesson=lesson)
        return
    reason = note(reason, "reason")
    if not reason:
        raise Refused([Fault(Where(column="reason"), "MISSING", "")])
    row.delete_instance()
    _tell(viewer, "lesson.struck_out", row.nomination, reason, lesson=lesson)
    _judge_again(viewer, row.nomination, lesson, reason)


def _judge_again(viewer: Viewer, nomination: Nomination, lesson: str, reason: str) -> None:
    run = sight.run(viewer, nomination.run_id) if nomination.run_id else None
    if (
        run is None
        or nomination.state != State.COMPLETED
        or lesson not in edition_of(run)["lessons"]
    ):
        return
    nomination.move(State.NOT_COMPLETED, _RULE, reason)
    _tell(viewer, "completion.struck_out", nomination, reason, to=nomination.state)
    ended = sight.completions(viewer).where(Completion.nomination == nomination).get_or_none()
    if ended is None:
        return
    ended.completed, ended.decided_at = False, now()
    ended.save()
    if ended.certificate:
        revoke_certificate(viewer, ended.certificate, reason)


def _denied(viewer: Viewer, nomination: str, lesson: str) -> LessonCompletion:
    viewer.allow_coordinators()
    seat = sight.seat(viewer, nomination)
    row = (
        sight.lesson_completions(viewer)
        .where(LessonCompletion.nomination == seat, LessonCompletion.lesson == lesson)
        .get_or_none()
    )
    if row is None or row.denied_at is None or row.kept_at:
        raise WrongState("lesson", lesson, state="not denied", wanted="decided")
    return row


def _tell(
    viewer: Viewer, verb: str, nomination: Nomination, reason: str = "", **detail: Any
) -> None:
    member = nomination.official.agency.member_id
    audit.record(viewer, verb, "nomination", nomination.id, member=member, reason=reason, **detail)
