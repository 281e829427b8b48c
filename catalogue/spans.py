"""Spans of days, both ends included, and what is left when some are taken away."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from catalogue.errors import Refused
from catalogue.faults import Fault, Where

_DAY = timedelta(days=1)


class Span(NamedTuple):
    """Days in a row, both ends included."""

    start: date
    end: date

    def taken_from(self, start: date, end: date) -> Iterator[Span]:
        """Give what is left of some days without these, in at most two pieces."""
        if start < self.start:
            yield Span(start, min(end, self.start - _DAY))
        if end > self.end:
            yield Span(max(start, self.end + _DAY), end)

    def document(self) -> dict[str, str]:
        """Write it down for the audit trail and for others."""
        return {"start": self.start.isoformat(), "end": self.end.isoformat()}


def span_of(start: date, end: date) -> Span:
    """Make a span. Raises Refused where it ends before it starts."""
    if end < start:
        where = Where(column="end")
        raise Refused([Fault(where, "BEFORE_START", end.isoformat(), (start.isoformat(),))])
    return Span(start, end)
