"""A repair's difference: what had to change of the published plan, and what is gained besides."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

from catalogue.difference import RunAdded, SeatGained
from catalogue.plan import Taken
from catalogue.queries.differences import Difference
from catalogue.queries.scenarios import ScenarioRecord
from lms_bridge.starting import CHANGES_FIRST
from lms_bridge.web.changes_in_words import counts
from lms_bridge.web.language import _, later, say_list
from lms_bridge.web.terms import say_points

_CAUSES = {
    "TRAINER_UNAVAILABLE": later("a trainer cannot come"),
    "VENUE_CLOSED": later("the venue is closed"),
}


@dataclass(frozen=True, slots=True)
class Repair:
    """The two halves of a difference, each with its counts; `why` a run had to change."""

    mended: Difference
    mended_counts: list[tuple[str, int]]
    gained: Difference
    gained_counts: list[tuple[str, int]]
    why: dict[str, str]


def repair_in(record: ScenarioRecord, found: Difference) -> Repair | None:
    """Take a repair's difference apart; None where it is of another scenario than a repair."""
    if record.line.objective != CHANGES_FIRST:
        return None
    mended, gained = _half(found, is_gain=False), _half(found, is_gain=True)
    why = {
        run.run: _say_why([each for each in record.taken if each.run == run.run])
        for run in mended.runs
    }
    return Repair(mended, counts(mended), gained, counts(gained), why)


def _half(found: Difference, *, is_gain: bool) -> Difference:
    halves = (
        replace(
            run,
            changes=tuple(
                each for each in run.changes if isinstance(each, RunAdded | SeatGained) == is_gain
            ),
        )
        for run in found.runs
    )
    return replace(found, runs=tuple(run for run in halves if run.changes))


def _say_why(taken: Collection[Taken]) -> str:
    """Say why a run changes; of its seats where it stays itself as it was."""
    causes = [each for each in taken if each.nomination is None] or list(taken)
    if not causes:
        return ""
    if any(each.forced for each in causes):
        codes = dict.fromkeys(code for each in causes for code in each.codes if code in _CAUSES)
        known = say_list(_(_CAUSES[code]) for code in codes)
        return known or _("cannot stay as it was")
    bought = sum(each.gain or 0 for each in causes)
    if bought:
        return _("not forced; without it the plan is worse by %(points)s points") % {
            "points": say_points(bought)
        }
    return _("makes way for what had to change")
