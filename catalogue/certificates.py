"""Numbers of certificates: the programme, the year of the completion, and a running number.

A number is given once; it never goes to somebody else, whatever becomes of the completion's person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from peewee import fn

from catalogue import sight
from catalogue.attendance import Completion
from catalogue.viewer import Viewer

_DIGITS = 6


def certificates(viewer: Viewer, programme: str, days: Iterable[date]) -> Iterator[str]:
    """Give a number for each of many completions of a programme, by the days of them."""
    last: dict[int, str] = {}
    for day in days:
        if day.year in last:
            prefix, _, number = last[day.year].rpartition("-")
            last[day.year] = f"{prefix}-{int(number) + 1:0{_DIGITS}}"
        else:
            last[day.year] = next_certificate(viewer, programme, day)
        yield last[day.year]


def next_certificate(viewer: Viewer, programme: str, completed_on: date) -> str:
    """Give the next number of a programme's certificates in a year, such as RSO-2015-000042."""
    prefix = f"{programme.upper()}-{completed_on.year}-"
    given = sight.completions(viewer).where(
        Completion.certificate.startswith(prefix),
        fn.LENGTH(Completion.certificate) == len(prefix) + _DIGITS,
    )
    last: str | None = given.select(fn.MAX(Completion.certificate)).scalar()
    number = int(last.removeprefix(prefix)) + 1 if last else 1
    return f"{prefix}{number:0{_DIGITS}}"
