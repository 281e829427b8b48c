"""Who was there on a day of a run."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from catalogue import audit, outbox, sight
from catalogue.actors import actors_of
from catalogue.attendance import Attendance
from catalogue.audit import Touch
from catalogue.db import changing
from catalogue.errors import Forbidden, Refused
from catalogue.faults import Fault, Where
from catalogue.fields import now
from catalogue.life import Actor, State
from catalogue.nominations import Nomination
from catalogue.programmes import last_day_begun
from catalogue.published import held_run
from catalogue.versions import VersionRun
from catalogue.viewer import Viewer


@changing
def record_attendance(
    viewer: Viewer, run: str, day: date, present: Mapping[str, bool], source: str
) -> list[str]:
    """Note for nominations seated in a run whether they were there on a day; list what is new.

    `source` is who says so, such as an LMS. Trainers note their runs, a coordinator those without
    trainers. Who was there has attended; who has missed every day was absent. For a seat that is
    still only offered the day is kept, and counts once it is accepted and the day is noted again.
    Noting the same again changes nothing. What an LMS tells has happened, whatever the planning
    date is; a person notes no day that is still to come. Raises NotFound, Forbidden; Refused where
    the day is not one of the run or a nomination has no seat in it.
    """
    row = sight.run(viewer, run)
    if not (viewer.is_system or sight.teaches(viewer, run) or sight.stands_in(viewer, run)):
        raise Forbidden([f'a trainer of run "{run}"'])
    held = held_run(row.programme_id, run)
    seated = {n.id: n for n in sight.seats(viewer).where(Nomination.run == run)}
    if held is None or not held.start <= day <= held.end:
        days = (f"{held.start} to {held.end}",) if held else ()
        raise Refused([Fault(Where(column="day"), "OUT_OF_RANGE", day.isoformat(), days)])
    last = last_day_begun(row.programme)
    if day > last and not viewer.is_system:
        raise Refused([Fault(Where(column="day"), "NOT_YET", day.isoformat(), (f"{last}",))])
    strangers = sorted(set(present) - set(seated))
    if strangers:
        raise Refused([Fault(Where(column="nomination"), "UNKNOWN", id) for id in strangers])
    touched = []
    for id, was_there in sorted(present.items()):
        if _note(viewer, seated[id], day, was_there=was_there, source=source):
            member = seated[id].official.agency.member_id
            change = f"{'present' if was_there else 'missed'} {day}"
            touched.append(Touch("nomination", id, member, change))
        _move(viewer, seated[id], held)
    if touched:
        audit.record(
            viewer, "attendance.recorded", "run", run, touched=touched, day=day.isoformat()
        )
        outbox.put("attendance.recorded", run=run, day=day.isoformat())
    return [touch.thing for touch in touched]


@changing
def record_as_seen(
    viewer: Viewer,
    run: str,
    day: date,
    present: Mapping[str, bool],
    seen: Mapping[str, bool | None],
    source: str,
) -> tuple[list[str], dict[str, bool]]:
    """Note what was said on a sheet that showed `seen`; give what is new, and what is in conflict.

    What somebody else has noted otherwise since the sheet was read stands: it is in conflict where
    the sheet says something new, too, until it is read and noted again. Raises as
    `record_attendance`.
    """
    notes = sight.attendances(viewer).where(Attendance.day == day)
    there = {note.nomination_id: bool(note.present) for note in notes}
    newer = {
        id: there[id]
        for id, was_there in present.items()
        if id in seen and id in there and there[id] not in {seen[id], was_there}
    }
    rest = {id: was_there for id, was_there in present.items() if id not in newer}
    differing = {id: noted for id, noted in newer.items() if present[id] != seen[id]}
    return record_attendance(viewer, run, day, rest, source), differing


def _note(
    viewer: Viewer, nomination: Nomination, day: date, *, was_there: bool, source: str
) -> bool:
    notes = sight.attendances(viewer).where(Attendance.nomination == nomination)
    noted = notes.where(Attendance.day == day).get_or_none()
    if noted and noted.present == was_there:
        return False
    row = noted or Attendance(nomination=nomination, day=day)
    row.present, row.source, row.recorded_at = was_there, source, now()
    row.save()
    return True


_STANDING_IN = frozenset({Actor.TRAINER})
"""What a coordinator is who notes for a run without trainers."""


def _move(viewer: Viewer, nomination: Nomination, held: VersionRun) -> None:
    if nomination.state != State.ACCEPTED:
        return
    noted = list(sight.attendances(viewer).where(Attendance.nomination == nomination))
    actors = actors_of(viewer, nomination) & {Actor.TRAINER, Actor.LMS} or _STANDING_IN
    if any(each.present for each in noted):
        nomination.move(State.ATTENDED, actors)
    elif len(noted) == (held.end - held.start).days + 1:
        nomination.move(State.ABSENT, actors)
