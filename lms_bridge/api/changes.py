"""The difference between two plans, each change with its kind."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from catalogue import difference as changes
from catalogue.life import State
from catalogue.queries.differences import Difference


class ChangeKind(StrEnum):
    """What happened to a run or a seat."""

    RUN_ADDED = "run_added"
    RUN_CANCELLED = "run_cancelled"
    DATE_MOVED = "date_moved"
    VENUE_MOVED = "venue_moved"
    LANGUAGE_CHANGED = "language_changed"
    TRAINERS_SWAPPED = "trainers_swapped"
    SEAT_GAINED = "seat_gained"
    SEAT_LOST = "seat_lost"
    SEAT_MOVED = "seat_moved"


@dataclass(frozen=True, slots=True)
class PlanChange:
    """A change; what does not apply is null.

    `before` and `now` are days, venues, languages or runs, as the kind has it; of a run that was
    added or cancelled, its day. `lost` and `gained` are trainers of a block.
    """

    kind: ChangeKind
    run: str
    nomination: str | None = None
    block: str | None = None
    before: str | None = None
    now: str | None = None
    lost: tuple[str, ...] = ()
    gained: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RunDifference:
    """A run with what changed about it and about its seats, as far as one may see."""

    run: str
    course: str
    course_title: str
    changes: tuple[PlanChange, ...]


@dataclass(frozen=True, slots=True)
class PersonTold:
    """Somebody who must be told, and of what; `nomination` and `state` are null for a trainer."""

    person: str
    given_name: str
    family_name: str
    member: str | None
    nomination: str | None
    state: State | None
    changes: tuple[PlanChange, ...]


@dataclass(frozen=True, slots=True)
class PlanDifference:
    """What is different between two plans, by run and by person."""

    runs: tuple[RunDifference, ...]
    people: tuple[PersonTold, ...]


def shown(found: Difference) -> PlanDifference:
    """Write a difference as REST shows it."""
    return PlanDifference(
        runs=tuple(
            RunDifference(r.run, r.course, r.course_title, tuple(map(_shown, r.changes)))
            for r in found.runs
        ),
        people=tuple(
            PersonTold(
                person=p.person,
                given_name=p.given_name,
                family_name=p.family_name,
                member=p.member,
                nomination=p.nomination,
                state=p.state,
                changes=tuple(map(_shown, p.changes)),
            )
            for p in found.people
        ),
    )


def _shown(change: changes.Change) -> PlanChange:  # noqa: PLR0911
    kind = ChangeKind
    match change:
        case changes.RunAdded(run, now):
            return PlanChange(kind.RUN_ADDED, run, now=now.start.isoformat())
        case changes.RunCancelled(run, before):
            return PlanChange(kind.RUN_CANCELLED, run, before=before.start.isoformat())
        case changes.DateMoved(run, before, now):
            return PlanChange(kind.DATE_MOVED, run, before=_text(before), now=_text(now))
        case changes.VenueMoved(run, before, now):
            return PlanChange(kind.VENUE_MOVED, run, before=before, now=now)
        case changes.LanguageChanged(run, before, now):
            return PlanChange(kind.LANGUAGE_CHANGED, run, before=before, now=now)
        case changes.TrainersSwapped(run, block, lost, gained):
            return PlanChange(kind.TRAINERS_SWAPPED, run, block=block, lost=lost, gained=gained)
        case changes.SeatGained(nomination, run):
            return PlanChange(kind.SEAT_GAINED, run, nomination, now=run)
        case changes.SeatLost(nomination, run):
            return PlanChange(kind.SEAT_LOST, run, nomination, before=run)
        case changes.SeatMoved(nomination, before, run):
            return PlanChange(kind.SEAT_MOVED, run, nomination, before=before, now=run)


def _text(day: date) -> str:
    return day.isoformat()
