"""The catalogue and the LMS brought together: what should be there goes, what happened comes back.

An LMS is one, however many programmes there are: it holds what all of them have published.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from catalogue.actions.decide_completions import decide_completions
from catalogue.actions.record_attendance import record_attendance
from catalogue.actions.record_lesson import record_lesson
from catalogue.actions.report_drop_out import report_drop_out
from catalogue.actions.synchronise import keep_record
from catalogue.attendance import DropOutState
from catalogue.db import changing, reading
from catalogue.queries.desired import DesiredRun, desired
from catalogue.queries.learning import drop_outs
from catalogue.queries.overview import programmes
from catalogue.queries.syncs import lms_record
from catalogue.viewer import Viewer
from lms_bridge import roster
from lms_bridge.lms import Lms
from lms_bridge.sync import reconcile
from lms_bridge.sync.changes import Unenrol
from lms_bridge.sync.difference import Difference
from lms_bridge.sync.inbound import Inbound
from lms_bridge.sync.made import Made, Standing
from lms_bridge.sync.reconcile import Report
from lms_bridge.sync.state import Enrolment, Role
from lms_bridge.sync.words import words
from lms_bridge.threads import in_thread

SIMULATED = timedelta(days=31)
"""How far a planning date lies from today where a programme is only played through."""


@dataclass(frozen=True, slots=True)
class Roster:
    """Every published run, what we made in the LMS, and which runs are only played through."""

    runs: tuple[DesiredRun, ...]
    made: Made
    simulated: frozenset[str]  # ids of runs


@dataclass(frozen=True, slots=True)
class Synced:
    """What a synchronisation did: figures, and a line of words for each thing."""

    report: Report
    figures: dict[str, int]
    lines: tuple[dict[str, str], ...]


@reading
def read_roster(
    viewer: Viewer, lms: str, *, programme: str | None = None, scenario: str | None = None
) -> Roster:
    """Read what the LMS should hold; with a scenario, as if its programme published it."""
    runs: list[DesiredRun] = []
    simulated: set[str] = set()
    today = datetime.now(UTC).date()
    for line in programmes(viewer):
        tried = scenario if line.id == programme else None
        theirs = desired(viewer, line.id, tried)
        runs += theirs
        if abs(line.planning_date - today) > SIMULATED:
            simulated |= {run.run for run in theirs}
    document = lms_record(viewer, lms)
    made = Made.of(document) if document else Made()
    return Roster(tuple(runs), _without_dismissed(viewer, runs, made), frozenset(simulated))


def _without_dismissed(viewer: Viewer, runs: Sequence[DesiredRun], made: Made) -> Made:
    """Take back the reports that were dismissed: those people are enrolled again."""
    newest: dict[str, DropOutState] = {}
    for line in programmes(viewer):
        for report in drop_outs(viewer, line.id, None):
            newest.setdefault(report.nomination, report.state)
    nominations = roster.nominations_of(runs)
    return made.forgetting(
        {
            e
            for e, standing in made.enrolments.items()
            if standing is Standing.GONE
            and newest.get(nominations.get((e.class_key, e.person_key), ""))
            is DropOutState.DISMISSED
        }
    )


async def preview(
    viewer: Viewer,
    lms: Lms,
    *,
    programme: str | None = None,
    scenario: str | None = None,
    confirmed: Collection[Enrolment] = (),
) -> Difference:
    """Tell what a synchronisation would do; with a scenario, if that were published first."""
    known = await in_thread(read_roster, viewer, lms.name, programme=programme, scenario=scenario)
    async with lms.connect() as connector:
        return await reconcile.preview(
            connector, roster.desired_of(known.runs), known.made, confirmed
        )


async def synchronise(viewer: Viewer, lms: Lms, confirmed: Collection[Enrolment] = ()) -> Synced:
    """Make the LMS hold what is published, and take in what happened there.

    Raises the errors of `sync.errors`; it can be repeated at any time.
    """
    known = await in_thread(read_roster, viewer, lms.name)
    kept = known.made

    async def save(made: Made) -> None:
        nonlocal kept
        await in_thread(_save, viewer, lms.name, kept, made)
        kept = made

    async with lms.connect() as connector:
        report = await reconcile.synchronise(
            connector, roster.desired_of(known.runs), known.made, save, confirmed
        )
    came = await in_thread(take_in, viewer, lms.name, report.inbound)
    return Synced(report, figures_of(report) | came, tuple(lines_of(report)))


@changing
def _save(viewer: Viewer, lms: str, before: Made, made: Made) -> None:
    """Keep our record, and report at once who is found gone: no crash comes between the two.

    Who has lost their seat since the roster was read is not reported.
    """
    nominations = roster.nominations_of(read_roster(viewer, lms).runs)
    for enrolment, standing in sorted(made.enrolments.items()):
        is_new = before.enrolments.get(enrolment) is not Standing.GONE
        nomination = nominations.get((enrolment.class_key, enrolment.person_key))
        if standing is Standing.GONE and is_new and enrolment.role is Role.LEARNER and nomination:
            report_drop_out(viewer, nomination, lms)
    keep_record(viewer, lms, made.document())


@changing
def take_in(viewer: Viewer, lms: str, came: Inbound) -> dict[str, int]:
    """Note attendance and lessons, and let the courses' rules decide; count what is new.

    It counts who has a seat now: somebody may have withdrawn while the LMS was asked.
    """
    known = read_roster(viewer, lms)
    runs = {run.run: run for run in known.runs}
    nominations = roster.nominations_of(known.runs)
    counts: Counter[str] = Counter()
    for key, marks, works in roster.by_run(came):
        if key not in runs:
            continue
        run = runs[key]
        days = roster.attendance_of(run, marks, simulated=key in known.simulated)
        for day, there in days.items():
            present = _by_nomination(nominations, key, there)
            counts["attendance"] += len(record_attendance(viewer, key, day, present, lms))
        for work in works:
            nomination = nominations.get((key, work.person_key))
            if work.completed and nomination and work.lesson in run.lessons:
                counts["lessons"] += record_lesson(viewer, nomination, work.lesson, work.at, lms)
        for completed in decide_completions(viewer, key, lms).values():
            counts["completed" if completed else "not_completed"] += 1
    return dict(counts)


def _by_nomination(
    nominations: Mapping[tuple[str, str], str], run: str, there: Mapping[str, bool]
) -> dict[str, bool]:
    return {
        nominations[run, person]: was_there
        for person, was_there in there.items()
        if (run, person) in nominations
    }


def figures_of(report: Report) -> dict[str, int]:
    """Count what a synchronisation found and did."""
    done = Counter(
        outcome.change.code.lower() for outcome in report.outcomes if outcome.failure is None
    )
    return {
        "changes": len(report.before.changes),
        "done": sum(done.values()),
        "failed": sum(outcome.failure is not None for outcome in report.outcomes),
        "left": len(report.after.changes),
        "held": len(report.before.hold.enrolments) if report.before.hold else 0,
        "gone": len(report.after.gone),
        **done,
    }


def lines_of(report: Report) -> list[dict[str, str]]:
    """Say what a synchronisation found and did."""
    lines = []
    if report.before.hold:
        lines.append({"kind": "hold", "text": words(report.before.hold)})
        lines += [{"kind": "waits", "text": words(c)} for c in report.before.changes]
    for outcome in report.outcomes:
        line = {"kind": "failed" if outcome.failure else "done", "text": words(outcome)}
        if outcome.failure:
            line["reason"] = outcome.failure.reason
        lines.append(line)
    return lines + shown_lines(report.after)


def shown_lines(found: Difference) -> list[dict[str, str]]:
    """Say what a difference only shows."""
    return [
        {"kind": kind, "text": words(each)}
        for kind, things in (
            ("gone", found.gone),
            ("by_hand", found.by_hand),
            ("other_name", found.other_names),
            ("duplicate", found.duplicates),
        )
        for each in things
    ]


def removals(found: Difference) -> list[Enrolment]:
    """List the enrolments that a difference would end, or that a hold waits with."""
    ends = {c.enrolment for c in found.changes if isinstance(c, Unenrol)}
    return sorted(ends | (found.hold.enrolments if found.hold else frozenset()))
