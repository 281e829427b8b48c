"""One thing that is wrong in what somebody handed in: where, what, and how to mend it.

A fault carries a stable code and the values that its sentence speaks of, so that an edge can say it
in any language; `str` says it in English, for the command line and for logs.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from rapidfuzz import fuzz, process

SENTENCES = {
    "MISSING": ("is empty", "fill it in"),
    "MALFORMED": ("{value}", "send it in the form that the API's document gives"),
    "MISSING_FILE": ("is not there", "add the file"),
    "MISSING_COLUMN": ("the column is not there", "add it to the header"),
    "NO_HEADER": (
        "does not name the columns",
        "begin with the row of their names, without a title above it",
    ),
    "OTHER_HEADER": (
        "names none of the columns as they are called here",
        "begin with the row of their names, without a title above it: {allowed}",
    ),
    "HEADER_AGAIN": ("has the names of the columns again", "remove the row"),
    "UNKNOWN_FILE": ("is none of the files of a programme", "rename or remove it"),
    "UNKNOWN_COLUMN": ('the column "{value}" is unknown', "remove it, or use one of: {allowed}"),
    "TOO_MANY_CELLS": ("has more cells than the header has columns", "quote texts with separators"),
    "TOO_LARGE": ("is too large", "split it into tables of at most {allowed}"),
    "NO_VALUE": ('"{value}" has no value', "write the value itself, and save the workbook again"),
    "UNREADABLE": ("cannot be read: {value}", "save it as {allowed}"),
    "UNWRITABLE": (
        "cannot be written: {value}",
        "name a file in a folder that is there and has room",
    ),
    "NOT_A_CODE": (
        '"{value}" is not a code',
        "use up to 64 letters, digits, hyphens, dots or underscores",
    ),
    "NOT_A_DATE": ('"{value}" is not a date', "write it as YYYY-MM-DD"),
    "NOT_A_TIME": ('"{value}" is not a time', "write it as HH:MM, such as 09:30"),
    "NOT_A_MOMENT": (
        '"{value}" is not a moment',
        "write it with its offset, such as 2015-05-06T09:30:00+00:00",
    ),
    "NOT_A_NUMBER": ('"{value}" is not a number', "write a number such as {allowed}"),
    "OUT_OF_RANGE": ('"{value}" is out of range', "use {allowed}"),
    "NOT_YES_OR_NO": ('"{value}" is neither yes nor no', "write yes or no"),
    "NOT_REACHABLE": ("{value}", "use a public address such as https://example.org/hook"),
    "NOT_AN_EMAIL": ('"{value}" is not an e-mail address', "write it as name@example.org"),
    "NOT_A_LANGUAGE": ('"{value}" is not the code of a language', "write it such as en or zh-Hant"),
    "NOT_A_COUNTRY": ('"{value}" is not the code of a country', "write three letters such as IDN"),
    "NOT_A_TIME_ZONE": ('"{value}" is not a time zone', "use a name such as Asia/Jakarta"),
    "TOO_LONG": ('"{value}" is too long', "use at most {allowed} characters"),
    "NOT_ONE_OF": ('"{value}" is not possible here', "use one of: {allowed}"),
    "NOT_WITH": ('"{value}" does not go with {allowed}', "leave it empty"),
    "NOT_BEGUN_SO": ('"{value}" does not begin with {allowed}', "begin it so"),
    "UNKNOWN": ('there is no "{value}" here', "use one of: {allowed}"),
    "SEVERAL_MEANT": (
        '"{value}" may be one of several that differ by capital letters',
        "write one of them: {allowed}",
    ),
    "TWICE_BUT_FOR_CAPITALS": (
        '"{value}" is the same code as {allowed}, which is there already',
        "keep one",
    ),
    "TWICE": ('"{value}" is there twice', "keep one"),
    "THE_SAME": ('"{value}" is who is to be replaced', "name somebody else"),
    "BEFORE_START": ('"{value}" lies before the start', "use {allowed} or later"),
    "NOT_YET": ('"{value}" is still to come', "note the days up to {allowed}, the planning date"),
    "NOT_YOURS": ('"{value}" belongs to somebody else', "leave it to them"),
    "YOUR_OWN": ('"{value}" is your own', "ask another administrator"),
    "NOT_STORABLE": ("a value cannot be stored: {value}", "leave it out"),
    "CALL_CLOSED": (
        'the call for "{value}" closed on {allowed}',
        "ask a coordinator to set another deadline",
    ),
    "CALL_FULL": (
        'the call for "{value}" takes {allowed} of a member, which are handed in',
        "withdraw one of them first",
    ),
    "NO_LANGUAGE": ('"{value}" has no language', "add one to its languages"),
    "CIRCLE": ("leads round in a circle: {value}", "leave one of them out"),
}
"""What is wrong and how to mend it, by code, with places for the fault's values."""

NONE_ALLOWED = "use a code that is there, or bring it in first"
"""How to mend what is unknown where no code comes near it."""

_FEW = 8
_NEAR = 60  # of 100
_LONGEST = 300  # characters


@dataclass(frozen=True, slots=True)
class Where:
    """A place in what was handed in; what does not apply is None. Rows count from 1, the header."""

    file: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """Write it as `runs.csv row 3, course`."""
        row = f"row {self.row}" if self.row else ""
        place = " ".join(filter(None, (self.file, row)))
        return ", ".join(filter(None, (place, self.column)))


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong; `code` is stable, `allowed` are values that would do.

    Of a long `value` the beginning is kept: a file may have a thousand pages in each of its cells.
    """

    where: Where
    code: str
    value: str = ""
    allowed: tuple[str, ...] = field(default=())

    def __post_init__(self) -> None:
        """Keep of the value what its reader knows it by."""
        if len(self.value) > _LONGEST:
            object.__setattr__(self, "value", f"{self.value[:_LONGEST]}…")

    @property
    def sentence(self) -> tuple[str, str]:
        """What is wrong and how to mend it, in English, with places for `values`."""
        what, remedy = SENTENCES[self.code]
        return what, NONE_ALLOWED if self.code == "UNKNOWN" and not self.allowed else remedy

    @property
    def values(self) -> dict[str, str]:
        """What its sentence speaks of."""
        return {"value": self.value, "allowed": ", ".join(self.allowed)}

    def __str__(self) -> str:
        """Say where, what and how to mend it."""
        what, remedy = (text.format(**self.values) for text in self.sentence)
        return f"{self.where}: {what}; {remedy}".removeprefix(": ")


def unknown(where: Where, value: str, known: Collection[str]) -> Fault:
    """Make the fault of a code that is not there, with the nearest that are, or all if few."""
    ordered = sorted(known, reverse=True)  # of equals the last comes first
    ranked = process.extract(value, ordered, scorer=fuzz.ratio, limit=3, score_cutoff=_NEAR)
    near = [code for code, _, _ in ranked]
    few = sorted(known) if len(known) <= _FEW else []
    return Fault(where, "UNKNOWN", value, tuple(near or few))
