"""What people made of a course: their tests before and after it, and what they thought of it.

All of it is grades from an LMS, told apart by the names of what is graded there: they begin with
"Pre-test", "Post-test" or "Feedback", whatever the case. They are fractions, so that what is
counted of them is exact, and the same in any order.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from catalogue.facts import FactKind, LmsFact

_NAMES = {
    "pre": re.compile(r"pre[- ]?test", re.IGNORECASE),
    "post": re.compile(r"post[- ]?test", re.IGNORECASE),
    "feedback": re.compile(r"feedback", re.IGNORECASE),
}


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Somebody's tests and feedback as shares of the most there was; None where none is."""

    pre: Fraction | None = None
    post: Fraction | None = None
    feedback: Fraction | None = None


def evaluations() -> dict[str, Evaluation]:
    """Give what is known by nomination; of several grades of one thing the last counts.

    One that was taken back counts no more, nor any before it.
    """
    last: dict[tuple[str, str, str], tuple[datetime, str]] = {}
    rows = LmsFact.select().where(
        LmsFact.kind == FactKind.GRADE, LmsFact.nomination.is_null(is_null=False)
    )
    for row in rows.order_by(LmsFact.id):
        of = row.nomination_id or "", row.lms, row.item
        if not row.told:
            last.pop(of, None)
        elif of not in last or row.at >= last[of][0]:
            last[of] = row.at, row.told
    found: dict[str, dict[str, list[Fraction]]] = defaultdict(lambda: defaultdict(list))
    for (nomination, _, item), (_, told) in last.items():
        for name, pattern in _NAMES.items():
            share = _share(told)
            if pattern.match(item) and share is not None:
                found[nomination][name].append(share)
    return {
        nomination: Evaluation(
            **{name: sum(shares, Fraction()) / len(shares) for name, shares in of.items()}
        )
        for nomination, of in found.items()
    }


def _share(told: str) -> Fraction | None:
    """Read a grade such as 12/15; None where it is none."""
    points, _, most = told.partition("/")
    try:
        return Fraction(points.strip()) / Fraction(most.strip())
    except (ValueError, ZeroDivisionError):
        return None
