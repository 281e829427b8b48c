"""The catalogue and the LMS brought together: what should be there goes, what happened comes back.

One bridge alone does it at a time (`lease`).
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogue.actions.lms_items import FailedItem, note_items
from catalogue.actions.report_drop_out import report_drop_out
from catalogue.actions.synchronise import keep_record, tell_progress
from catalogue.db import changing, undone
from catalogue.queries.lms import set_aside
from catalogue.viewer import Viewer
from lms_bridge import roster
from lms_bridge.lease import sole_writer
from lms_bridge.lms import Lms
from lms_bridge.published import read_published
from lms_bridge.sync import reconcile
from lms_bridge.sync.apply import SET_ASIDE, Outcome
from lms_bridge.sync.brake import Hold
from lms_bridge.sync.changes import key_of
from lms_bridge.sync.difference import Difference
from lms_bridge.sync.made import Made, Standing
from lms_bridge.sync.reconcile import Report, Wishes
from lms_bridge.sync.shown import NoGrade, NotDone, NotedOtherwise
from lms_bridge.sync.state import Desired, Enrolment, Role, Scope
from lms_bridge.sync.words import words
from lms_bridge.synced import Synced, figures_of, lines_of
from lms_bridge.taking_back import hold_back
from lms_bridge.taking_in import take_in
from lms_bridge.threads import in_thread

TOLD_EVERY_SECONDS = 1.0


@dataclass(frozen=True, slots=True)
class Errand:
    """What one synchronisation is about.

    `holder` is who writes. `confirmed` are ends that a person has seen and agreed to. With `runs`
    only these are looked at. `sync` is where progress is noted. `since` is how far what happened
    there is known. `give_way` is asked between sendings whether to stop for something urgent.
    """

    holder: str = "the command line"
    confirmed: Collection[Enrolment] = ()
    runs: frozenset[str] | None = None
    sync: str = ""
    since: datetime | None = None
    give_way: Callable[[], Awaitable[bool]] | None = None


USUAL = Errand()


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What a synchronisation would do in the LMS, and what it would note of what happened there.

    `comes` counts that by its kind, as the figures of a synchronisation do; what `inbound_holds`
    wait with is not among it.
    """

    difference: Difference
    comes: Mapping[str, int]
    noted_otherwise: tuple[NotedOtherwise | NotDone | NoGrade, ...]
    inbound_holds: tuple[Hold, ...] = ()

    @property
    def holds(self) -> tuple[Hold, ...]:
        """What waits for a person."""
        return (*filter(None, [self.difference.hold]), *self.inbound_holds)


async def preview(
    viewer: Viewer,
    lms: Lms,
    *,
    programme: str | None = None,
    scenario: str | None = None,
    confirmed: Collection[Enrolment] = (),
) -> Foreseen:
    """Tell what a synchronisation would do; with a scenario, if that were published first."""
    known = await in_thread(
        read_published, viewer, lms.name, programme=programme, scenario=scenario
    )
    async with lms.connect() as connector:
        read = await reconcile.preview(connector, known.desired(), known.made, confirmed)
    found = hold_back(read, known, confirmed)
    # As when it is done: who may look at this is not who may note what comes.
    take = undone(take_in)
    told = (found.inbound, found.not_done, found.no_grades)
    comes = await in_thread(take, Viewer.system(), lms.name, *told)
    otherwise: tuple[NotedOtherwise | NotDone | NoGrade, ...]
    otherwise = (*found.noted_otherwise, *found.not_done, *found.no_grades)
    return Foreseen(found.before, comes, otherwise, found.inbound_holds)


async def synchronise(viewer: Viewer, lms: Lms, errand: Errand = USUAL) -> Synced:
    """Make the LMS hold what is published, and take in what happened there.

    Raises the errors of `sync.errors`, Taken while another bridge does it; it can be repeated at
    any time.
    """
    async with sole_writer(viewer, lms.name, errand.holder) as lease:
        known = await in_thread(read_published, viewer, lms.name)
        desired = known.desired()
        kept = known.made

        async def save(made: Made) -> None:
            nonlocal kept
            async with lease.permit():
                await in_thread(_save, viewer, lms.name, kept, made)
            kept = made

        wishes = Wishes(
            confirmed=errand.confirmed,
            aside=await in_thread(set_aside, viewer, lms.name),
            scope=_scope(errand.runs, desired, known.made),
            since=errand.since,
            permit=lease.permit,
            give_way=errand.give_way,
            told=_teller(viewer, errand.sync),
        )
        async with lms.connect() as connector:
            done = await reconcile.synchronise(connector, desired, known.made, save, wishes)
        report = hold_back(done, known, errand.confirmed)
        told = (report.inbound, report.not_done, report.no_grades)
        came = await in_thread(take_in, viewer, lms.name, *told)
        await in_thread(note_items, viewer, lms.name, _failed(report), _still(report, errand))
    return Synced(report, figures_of(report) | came, tuple(lines_of(report)))


def _scope(runs: frozenset[str] | None, desired: Desired, made: Made) -> Scope | None:
    if runs is None:
        return None
    known = {*desired.enrolments, *made.enrolments}
    return Scope(runs, frozenset(e.person_key for e in known if e.class_key in runs))


def _teller(viewer: Viewer, sync: str) -> Callable[[Sequence[Outcome], int], Awaitable[None]]:
    """Make what notes progress, once in a while."""
    told_at = 0.0

    async def tell(outcomes: Sequence[Outcome], count: int) -> None:
        nonlocal told_at
        if sync and time.monotonic() - told_at >= TOLD_EVERY_SECONDS:
            told_at = time.monotonic()
            done = sum(outcome.failure is None for outcome in outcomes)
            failed = len(outcomes) - done
            figures = {"changes": count, "done": done, "failed": failed}
            await in_thread(tell_progress, viewer, sync, figures)

    return tell


def _failed(report: Report) -> list[FailedItem]:
    """List what was refused. What stood on it, or was set aside, is not refused itself."""
    return [
        FailedItem(
            key=key_of(outcome.change),
            words=words(outcome.change),
            reason=outcome.failure.reason,
            text=outcome.failure.text,
        )
        for outcome in report.outcomes
        if outcome.failure and not outcome.failure.on and outcome.failure.reason != SET_ASIDE
    ]


def _still(report: Report, errand: Errand) -> set[str] | None:
    """Name what is still to be done, where everything was looked at."""
    whole = errand.runs is None and not report.gave_way
    return {key_of(change) for change in report.after.changes} if whole else None


@changing
def _save(viewer: Viewer, lms: str, before: Made, made: Made) -> None:
    """Keep our record, and report at once who is found gone: no crash comes between the two.

    Who has lost their seat since the roster was read is not reported.
    """
    nominations = roster.nominations_of(read_published(viewer, lms).runs)
    for enrolment, standing in sorted(made.enrolments.items()):
        is_new = before.enrolments.get(enrolment) is not Standing.GONE
        nomination = nominations.get((enrolment.class_key, enrolment.person_key))
        if standing is Standing.GONE and is_new and enrolment.role is Role.LEARNER and nomination:
            report_drop_out(viewer, nomination, lms)
    keep_record(viewer, lms, made.document())
