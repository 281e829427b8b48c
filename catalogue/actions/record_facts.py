"""An LMS tells something about somebody."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from catalogue.db import changing
from catalogue.facts import FactKind, LmsFact
from catalogue.fields import now
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class Told:
    """Something told about a person; an empty `told` is that what was told is no longer so.

    `at` is None where the LMS does not say since when.
    """

    kind: FactKind
    person: str
    nomination: str | None
    item: str
    told: str
    at: datetime | None


@changing
def record_facts(viewer: Viewer, lms: str, told: Iterable[Told]) -> int:
    """Note what is new, and count it; the order in which it is told makes no difference.

    With a time it is new where it was not told of that time before, or is no longer so since;
    without one, where the last that was told is another. Raises Forbidden.
    """
    viewer.allow_coordinators()
    moment, count = now(), 0
    for fact in sorted(told, key=lambda f: (f.person, f.kind, f.item, str(f.at), f.told)):
        same = LmsFact.select().where(
            LmsFact.lms == lms,
            LmsFact.kind == fact.kind,
            LmsFact.person == fact.person,
            LmsFact.nomination.is_null()
            if fact.nomination is None
            else LmsFact.nomination == fact.nomination,
            LmsFact.item == fact.item,
        )
        last = same.order_by(LmsFact.id.desc()).first()
        if fact.at is None:
            is_known = (last.told if last else "") == fact.told
        else:
            of_then = same.where(LmsFact.at == fact.at, LmsFact.told == fact.told)
            is_known = last is not None and last.told != "" and of_then.exists()
        if not is_known:
            LmsFact.create(
                lms=lms,
                kind=fact.kind,
                person=fact.person,
                nomination=fact.nomination,
                item=fact.item,
                told=fact.told,
                at=fact.at or moment,
                seen_at=moment,
            )
            count += 1
    return count
