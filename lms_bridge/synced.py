"""What a synchronisation found and did: its figures, and a line of words for each thing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from lms_bridge.sync.apply import SET_ASIDE, Outcome
from lms_bridge.sync.brake import Hold
from lms_bridge.sync.changes import Unenrol
from lms_bridge.sync.difference import Difference
from lms_bridge.sync.reconcile import Report
from lms_bridge.sync.state import Enrolment
from lms_bridge.sync.words import TEXTS, Sayable, words


@dataclass(frozen=True, slots=True)
class Synced:
    """What a synchronisation did: figures, and a line of words for each thing."""

    report: Report
    figures: dict[str, int]
    lines: tuple[dict[str, str], ...]


def figures_of(report: Report) -> dict[str, int]:
    """Count what a synchronisation found and did."""
    done = Counter(
        outcome.change.code.lower() for outcome in report.outcomes if outcome.failure is None
    )
    return {
        "changes": len(report.before.changes),
        "done": sum(done.values()),
        "failed": sum(_reason(o) not in {"", SET_ASIDE} for o in report.outcomes),
        "set_aside": sum(_reason(o) == SET_ASIDE for o in report.outcomes),
        "left": len(report.after.changes),
        "held": len(_held(report.before, report.inbound_holds)),
        "gone": len(report.after.gone),
        **done,
    }


def _reason(outcome: Outcome) -> str:
    return outcome.failure.reason if outcome.failure else ""


def lines_of(report: Report) -> list[dict[str, str]]:
    """Say what a synchronisation found and did."""
    lines = []
    if report.gave_way:
        lines.append({"kind": "waits", "text": TEXTS["GAVE_WAY"]})
    if report.before.hold:
        lines.append({"kind": "hold", "text": words(report.before.hold)})
        lines += [{"kind": "waits", "text": words(c)} for c in report.before.changes]
    for outcome in report.outcomes:
        kind = {"": "done", SET_ASIDE: "aside"}.get(_reason(outcome), "failed")
        line = {"kind": kind, "text": words(outcome)}
        if outcome.failure:
            line["reason"] = outcome.failure.reason
        lines.append(line)
    lines += [{"kind": "hold", "text": words(hold)} for hold in report.inbound_holds]
    said: tuple[Sayable, ...] = (
        *report.before.changed,
        *report.noted_otherwise,
        *report.not_done,
        *report.no_grades,
    )
    lines += [{"kind": "changed", "text": words(each)} for each in said]
    return lines + [line for line in shown_lines(report.after) if line not in lines]


def shown_lines(found: Difference) -> list[dict[str, str]]:
    """Say what a difference only shows."""
    return [
        {"kind": kind, "text": words(each)}
        for kind, things in (
            ("changed", found.changed),
            ("gone", found.gone),
            ("by_hand", found.by_hand),
            ("other_name", found.other_names),
            ("duplicate", found.duplicates),
            ("closed", found.closed),
            ("left_behind", found.left_behind),
        )
        for each in things
    ]


def removals(found: Difference, inbound_holds: Iterable[Hold] = ()) -> list[Enrolment]:
    """List the enrolments that a difference would end, or that holds wait with."""
    ends = {c.enrolment for c in found.changes if isinstance(c, Unenrol)}
    return sorted(ends | _held(found, inbound_holds))


def _held(found: Difference, inbound_holds: Iterable[Hold]) -> set[Enrolment]:
    holds = [*filter(None, [found.hold]), *inbound_holds]
    return {enrolment for hold in holds for enrolment in hold.enrolments}
