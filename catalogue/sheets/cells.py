"""From texts to values: the cells of one row, read column by column.

What cannot be read becomes a fault and some value of the right type, so that reading goes on; the
values are worth nothing where there are faults.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import TypeVar
from zoneinfo import available_timezones

from catalogue.faults import Fault, Where, unknown
from catalogue.ids import CODE, Codes
from catalogue.sheets.sheet import Line
from catalogue.texts import TIME

E = TypeVar("E", bound=StrEnum)

_LONGEST = 200
_LARGEST = 1_000_000_000
_YES = {"yes": True, "true": True, "1": True, "no": False, "false": False, "0": False}
_YEAR_FIRST = re.compile(
    r"(?P<year>[0-9]{4})(?P<mark>[-/.])(?P<month>[0-9]{1,2})(?P=mark)(?P<day>[0-9]{1,2})", re.ASCII
)
_FIRST, _LAST = date(1900, 1, 1), date(2199, 12, 31)
_MIDNIGHT = re.compile(
    r"(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.ASCII,
)
_NO_SECONDS = re.compile(r"(?<=:[0-9]{2}):00(?:\.0+)?", re.ASCII)
_DIGITS = {"\u066b": ".", "\u2212": "-"}  # an Arabic decimal point, a minus as it is printed
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()
_MONTH_BY_NAME = re.compile(
    r"(?P<day>[0-9]{1,2})[ -](?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|"
    r"july?|aug(?:ust)?|sep(?:t|tember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)[ -]"
    r"(?P<year>[0-9]{4})",
    re.IGNORECASE | re.ASCII,
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", re.ASCII)
_COUNTRY = re.compile(r"[A-Z]{3}", re.ASCII)
_EMAIL = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>]+")


class Cells:
    """The cells of a row of a file; faults are added to a list that the reader shares.

    `faulty` are the columns in which there are any.
    """

    def __init__(self, file: str | None, line: Line, faults: list[Fault]) -> None:
        self.file = file
        self.line = line
        self.faults = faults
        self.faulty: set[str] = set()

    def where(self, column: str | None = None) -> Where:
        """Give the place of a cell, or of the row."""
        return Where(self.file, self.line.number or None, column)

    def fault(self, column: str, code: str, *allowed: str) -> None:
        """Note that the cell's value will not do."""
        self._note(column, Fault(self.where(column), code, self._raw(column), allowed))

    def fault_of(self, column: str, code: str, value: str) -> None:
        """Note that something will not do that follows from the cell's value and others."""
        self._note(column, Fault(self.where(column), code, value))

    def twice(self, column: str, code: str) -> None:
        """Note that what the cell names is there already, as this code."""
        told = self._raw(column)
        if code.lower().endswith(told.lower()) and not code.endswith(told):
            self._note(column, Fault(self.where(column), "TWICE_BUT_FOR_CAPITALS", told, (code,)))
        else:
            self.fault(column, "TWICE")

    def _note(self, column: str, fault: Fault) -> None:
        self.faults.append(fault)
        self.faulty.add(column)

    def _raw(self, column: str) -> str:
        return self.line.cells.get(column, "")

    def _plain(self, column: str) -> str:
        """Give a cell of numbers with the digits of English, in whichever script it has them."""
        return "".join(
            _DIGITS.get(char, str(unicodedata.decimal(char, char))) for char in self._raw(column)
        )

    def has(self, column: str) -> bool:
        """Say whether there is anything in the cell."""
        return bool(self._raw(column))

    def text(self, column: str, *, required: bool = True, longest: int = _LONGEST) -> str:
        """Read a text."""
        value = self._raw(column)
        if required and not value:
            self.fault(column, "MISSING")
        if len(value) > longest:
            self.fault(column, "TOO_LONG", str(longest))
        return value

    def code(self, column: str, known: Codes | None = None) -> str:
        """Read a code that is to be given to a new thing, unless it is known: then as it stands."""
        value = self.text(column)
        if value and not CODE.fullmatch(value):
            self.fault(column, "NOT_A_CODE")
        return value if known is None else self.as_it_stands(column, value, known)

    def as_it_stands(self, column: str, code: str, known: Codes) -> str:
        """Give a code as it is known, if it is; a fault where two are meant."""
        meant = known.meant(code) or (code,)
        if len(meant) > 1:
            self._note(column, Fault(self.where(column), "SEVERAL_MEANT", code, meant))
        return meant[0]

    def ref(self, column: str, known: Collection[str]) -> str:
        """Read the code of something that is there."""
        value = self.text(column)
        return self._ref(column, value, known) if value else value

    def _ref(self, column: str, value: str, known: Collection[str]) -> str:
        if value in known:
            return value
        codes = known if isinstance(known, Codes) else Codes(known)
        if not codes.meant(value):
            self._note(column, unknown(self.where(column), value, known))
        return self.as_it_stands(column, value, codes)

    def ref_or_none(self, column: str, known: Collection[str]) -> str | None:
        """Read the code of something that is there, or nothing."""
        return self.ref(column, known) if self.has(column) else None

    def refs(self, column: str, known: Collection[str]) -> tuple[str, ...]:
        """Read codes of things that are there, with spaces between, or nothing."""
        values = tuple(self._ref(column, value, known) for value in self.words(column))
        if len(set(values)) < len(values) and column not in self.faulty:
            self.fault(column, "TWICE")
        return values

    def words(self, column: str) -> tuple[str, ...]:
        """Read words with spaces between, or nothing."""
        values = tuple(self.text(column, required=False, longest=2000).split())
        if len(set(values)) < len(values):
            self.fault(column, "TWICE")
        return values

    def language(self, column: str) -> str:
        """Read the code of a language (BCP 47); it must be there."""
        return self._language(column, self.text(column))

    def languages(self, column: str) -> tuple[str, ...]:
        """Read codes of languages with spaces or commas between, or nothing."""
        texts = self.text(column, required=False, longest=2000).replace(",", " ").split()
        values = tuple(self._language(column, text) for text in texts)
        if len(set(values)) < len(values):
            self.fault(column, "TWICE")
        return values

    def _language(self, column: str, text: str) -> str:
        if text and not _LANGUAGE.fullmatch(text):
            self.fault_of(column, "NOT_A_LANGUAGE", text)
        first, dash, rest = text.partition("-")
        return f"{first.lower()}{dash}{rest}"

    def country(self, column: str) -> str:
        """Read the code of a country; it must be there."""
        value = self.text(column).upper()
        if value and not _COUNTRY.fullmatch(value):
            self.fault(column, "NOT_A_COUNTRY")
        return value

    def names(self, column: str) -> tuple[str, ...]:
        """Read names with ` | ` between, or nothing."""
        text = self.text(column, required=False, longest=2000)
        values = tuple(name.strip() for name in text.split("|") if name.strip())
        if len(set(values)) < len(values):
            self.fault(column, "TWICE")
        return values

    def whole(
        self, column: str, least: int = 0, most: int = _LARGEST, *, default: int | None = None
    ) -> int:
        """Read a whole number; without a default it must be there."""
        value = self.whole_or_none(column, least, most)
        if value is not None:
            return value
        if default is None and not self.has(column):
            self.fault(column, "MISSING")
        return least if default is None else default

    def whole_or_none(self, column: str, least: int = 0, most: int = _LARGEST) -> int | None:
        """Read a whole number, or nothing."""
        text = self._plain(column)
        if not text:
            return None
        if not re.fullmatch(r"-?[0-9]{1,12}", text):
            self.fault(column, "NOT_A_NUMBER", "12")
            return None
        value = int(text)
        if not least <= value <= most:
            self.fault(column, "OUT_OF_RANGE", f"{least} to {most}")
        return value

    def decimal(self, column: str, least: float, most: float) -> float:
        """Read a number with a decimal point; it must be there."""
        self.text(column)
        text = self._plain(column)
        if not text:
            return least
        if not re.fullmatch(r"-?[0-9]{1,9}(\.[0-9]{1,12})?", text):
            self.fault(column, "NOT_A_NUMBER", "106.8272")
            return least
        value = float(text)
        if not least <= value <= most:
            self.fault(column, "OUT_OF_RANGE", f"{least} to {most}")
        return value

    def day(self, column: str, *, not_before: date | None = None) -> date:
        """Read a date; it must be there."""
        value = self.day_or_none(column)
        if value is None:
            if not self.has(column):
                self.fault(column, "MISSING")
            return date.min
        if not_before and value < not_before:
            self.fault(column, "BEFORE_START", not_before.isoformat())
        return value

    def day_or_none(self, column: str) -> date | None:
        """Read a date, or nothing.

        Besides 2015-05-06 it may be written 2015/5/6, 2015.05.06, 6 May 2015 or 6-May-2015, with
        digits of any script, and as the midnight with which the day begins, 2015-05-06T00:00:00Z;
        never 05/06/2015, which is two days at once. Of other calendars (1394, 2558) none is read.
        """
        text = self._plain(column)
        if not text:
            return None
        text = _MIDNIGHT.sub("", text)
        for pattern in (_YEAR_FIRST, _MONTH_BY_NAME):
            found = pattern.fullmatch(text)
            try:
                if found:
                    month = found["month"].lower()[:3]
                    number = _MONTHS.index(month) + 1 if month in _MONTHS else int(month)
                    day = date(int(found["year"]), number, int(found["day"]))
                    if not _FIRST <= day <= _LAST:
                        self.fault(column, "OUT_OF_RANGE", f"{_FIRST} to {_LAST}")
                        return None
                    return day
            except ValueError:
                pass
        self.fault(column, "NOT_A_DATE")
        return None

    def yes(self, column: str) -> bool:
        """Read yes or no; nothing is no."""
        return self.yes_or_none(column) or False

    def yes_or_none(self, column: str) -> bool | None:
        """Read yes or no, or nothing."""
        text = self._plain(column).lower()
        if text and text not in _YES:
            self.fault(column, "NOT_YES_OR_NO")
        return _YES.get(text)

    def term(self, column: str, terms: type[E], *, default: E | None = None) -> E:
        """Read one of the terms of an enumeration; without a default it must be there."""
        text = self._raw(column).lower().replace(" ", "_")
        first = next(iter(terms))
        if not text:
            if default is None:
                self.fault(column, "MISSING")
            return default or first
        if text not in set(terms):
            self.fault(column, "NOT_ONE_OF", *terms)
            return first
        return terms(text)

    def term_or_none(self, column: str, terms: type[E]) -> E | None:
        """Read one of the terms of an enumeration, or nothing."""
        return self.term(column, terms) if self.has(column) else None

    def email(self, column: str) -> str:
        """Read an e-mail address, or nothing."""
        value = self.text(column, required=False)
        if value and not _EMAIL.fullmatch(value):
            self.fault(column, "NOT_AN_EMAIL")
        return value

    def time(self, column: str) -> str:
        """Read a time of day, HH:MM; it must be there. As Excel has it, 9:30:00, it is one, too."""
        self.text(column)
        value = _NO_SECONDS.sub("", self._plain(column))
        if value[1:2] == ":":
            value = f"0{value}"
        if value and not TIME.fullmatch(value):
            self.fault(column, "NOT_A_TIME")
        return value

    def moment(self, column: str) -> datetime:
        """Read a moment; it must be there."""
        if not self.has(column):
            self.fault(column, "MISSING")
        return self.moment_or_none(column) or datetime.min.replace(tzinfo=UTC)

    def moment_or_none(self, column: str) -> datetime | None:
        """Read a moment with its offset, such as 2015-05-06T09:30:00+00:00, or nothing."""
        text = self._plain(column)
        if not text:
            return None
        try:
            value = datetime.fromisoformat(text)
        except ValueError:
            value = None
        if value is None or value.tzinfo is None:
            self.fault(column, "NOT_A_MOMENT")
            return None
        return value

    def moment_or_day(self, column: str) -> datetime | None:
        """Read a moment, or a date as its beginning by UTC, or nothing."""
        if re.match(r"[0-9-]{10}T", self._plain(column)):
            return self.moment_or_none(column)
        day = self.day_or_none(column)
        return datetime(day.year, day.month, day.day, tzinfo=UTC) if day else None

    def time_zone(self, column: str) -> str:
        """Read the name of a time zone; it must be there."""
        value = self.text(column)
        if value and value not in available_timezones():
            self.fault(column, "NOT_A_TIME_ZONE")
        return value
