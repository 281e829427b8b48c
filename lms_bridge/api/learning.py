"""What happens in runs: who is there on which day, and who seems to have dropped out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from catalogue.actions import decide_lesson as deciding
from catalogue.actions import record_attendance as recording
from catalogue.actions import report_drop_out as reporting
from catalogue.actions.decide_completions import decide_completions
from catalogue.actions.decide_drop_out import decide_drop_out
from catalogue.attendance import DropOutState
from catalogue.errors import NotFound
from catalogue.published import programme_of
from catalogue.queries import learning
from catalogue.queries.learning import DeniedLesson, DropOutLine, LearnerLine
from catalogue.queries.unnoted import UnnotedRun, unnoted_runs
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.api.operation import Body
from lms_bridge.api.runs import CONCERNED, get_run
from lms_bridge.doors import COORDINATORS, FOCAL_POINTS, MEMBERS, TEACHERS

TAG = "learning"

SOURCE = "REST"
"""Who says so, of what comes this way."""


class DayAttendance(Body):
    """Who was there on a day, by nomination; who is not named stays as they are."""

    day: date
    present: dict[str, bool]


class LessonDecision(Body):
    """Whether a lesson stands that the LMS denies; why, if it does not."""

    lesson: str
    stands: bool
    reason: str = ""


class Note(Body):
    """What is to be said."""

    note: str = ""


@dataclass(frozen=True, slots=True)
class DropOutFilter:
    """Which reports; without a state, all."""

    state: DropOutState | None = None


@dataclass(frozen=True, slots=True)
class Recorded:
    """Nominations of which something new was noted, and who completed the run by that, or not."""

    noted: tuple[str, ...]
    completed: dict[str, bool]


@dataclass(frozen=True, slots=True)
class DropOutReported:
    """The report; no seat is free before it is confirmed."""

    drop_out: str


def list_learners(viewer: Viewer, programme: str, run: str, page: Slice) -> Listing[LearnerLine]:
    """List who sits in a run and what they did there, as far as one may know."""
    get_run(viewer, programme, run)
    return sliced(learning.learners(viewer, run), page)


def record_attendance(
    viewer: Viewer, programme: str, run: str, attendance: DayAttendance
) -> Recorded:
    """Note who was there on a day of a run that one teaches; the course's rule then decides.

    Of a run without trainers coordinators do.
    """
    get_run(viewer, programme, run)
    noted = recording.record_attendance(viewer, run, attendance.day, attendance.present, SOURCE)
    rule = Viewer.system(viewer.request_id)
    return Recorded(tuple(noted), decide_completions(rule, run, SOURCE))


def list_unnoted_runs(viewer: Viewer, programme: str, page: Slice) -> Listing[UnnotedRun]:
    """List runs that are over with seats of which it is not known yet who was there."""
    return sliced(unnoted_runs(viewer, programme), page)


def report_drop_out(viewer: Viewer, nomination: str, note: Note) -> DropOutReported:
    """Report that somebody dropped out of a run that one teaches."""
    return DropOutReported(reporting.report_drop_out(viewer, nomination, SOURCE, note.note))


def list_drop_outs(
    viewer: Viewer, programme: str, wanted: DropOutFilter, page: Slice
) -> Listing[DropOutLine]:
    """List reported drop-outs, the newest first."""
    programme_of(programme)
    return sliced(learning.drop_outs(viewer, programme, wanted.state), page)


def get_drop_out(viewer: Viewer, programme: str, drop_out: str) -> DropOutLine:
    """Give a reported drop-out."""
    for line in learning.drop_outs(viewer, programme, None):
        if line.id == drop_out:
            return line
    raise NotFound("drop-out", drop_out)


def confirm_drop_out(viewer: Viewer, programme: str, drop_out: str) -> DropOutLine:
    """Confirm a drop-out, which frees the seat."""
    get_drop_out(viewer, programme, drop_out)
    decide_drop_out(viewer, drop_out, confirmed=True)
    return get_drop_out(viewer, programme, drop_out)


def dismiss_drop_out(viewer: Viewer, programme: str, drop_out: str) -> DropOutLine:
    """Dismiss a report: the seat stays, and so does the enrolment."""
    get_drop_out(viewer, programme, drop_out)
    decide_drop_out(viewer, drop_out, confirmed=False)
    return get_drop_out(viewer, programme, drop_out)


def list_denied_lessons(viewer: Viewer, programme: str, page: Slice) -> Listing[DeniedLesson]:
    """List lessons that the LMS told of before and says now are not done: decide about each."""
    programme_of(programme)
    return sliced(learning.denied_lessons(viewer, programme), page)


def decide_lesson(viewer: Viewer, nomination: str, decision: LessonDecision) -> None:
    """Let a lesson stand that the LMS denies, or strike it out.

    A completion that hangs on it goes with it, and its certificate is revoked.
    """
    deciding.decide_lesson(
        viewer, nomination, decision.lesson, stands=decision.stands, reason=decision.reason
    )


_RUN = "/programmes/{programme}/runs/{run}"
_DROP_OUT = "/programmes/{programme}/drop-outs/{drop_out}"
_READERS = MEMBERS | TEACHERS
_NOTING = COORDINATORS | TEACHERS
_DECIDERS = COORDINATORS | FOCAL_POINTS

DOORS = (
    operation("GET", f"{_RUN}/learners", list_learners, CONCERNED, tag=TAG),
    operation(
        "GET",
        "/programmes/{programme}/unnoted-runs",
        list_unnoted_runs,
        COORDINATORS | TEACHERS,
        tag=TAG,
    ),
    operation("POST", f"{_RUN}:record-attendance", record_attendance, _NOTING, tag=TAG),
    operation(
        "POST",
        "/nominations/{nomination}:report-drop-out",
        report_drop_out,
        COORDINATORS | TEACHERS,
        tag=TAG,
    ),
    operation(
        "GET",
        "/programmes/{programme}/denied-lessons",
        list_denied_lessons,
        COORDINATORS,
        tag=TAG,
    ),
    operation(
        "POST",
        "/nominations/{nomination}:decide-lesson",
        decide_lesson,
        COORDINATORS,
        tag=TAG,
        status=204,
    ),
    operation("GET", "/programmes/{programme}/drop-outs", list_drop_outs, _READERS, tag=TAG),
    operation("GET", _DROP_OUT, get_drop_out, _READERS, tag=TAG, tagged=True),
    operation(
        "POST",
        f"{_DROP_OUT}:confirm",
        confirm_drop_out,
        _DECIDERS,
        tag=TAG,
        tagged=True,
        guarded_by=get_drop_out,
    ),
    operation(
        "POST",
        f"{_DROP_OUT}:dismiss",
        dismiss_drop_out,
        _DECIDERS,
        tag=TAG,
        tagged=True,
        guarded_by=get_drop_out,
    ),
)
