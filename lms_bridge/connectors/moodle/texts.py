"""Our texts as Moodle can hold them, and its texts as ours. Limits are in characters.

Moodle refuses a name whose tags its filters would take out, so nothing in angle brackets stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from html import escape, unescape
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from lms_bridge.connectors.lines import one_line
from lms_bridge.sync.state import Class, Desired, Person

TITLE = 200
NAME = 100
EMAIL = 100
USERNAME = 100
PLACE = 255
SUMMARY = 5000
GROUP = 200

BRACKETS = str.maketrans("<>", "()")

CANCELLED = "Cancelled: "

NO_ADDRESS = "lokakarya.invalid"
"""The domain of people without an address; Moodle sends nothing to `.invalid`."""

ZONE = re.compile(r"Dates and times are those of ([\w/+-]+)\.")


class Days(NamedTuple):
    """From the beginning of a day to the end of another, as Moodle counts seconds."""

    begins: int
    ends: int


def fit(desired: Desired) -> Desired:
    """Cut and clean all texts."""
    return replace(
        desired,
        classes=tuple(_fit_class(c) for c in desired.classes),
        people=tuple(fit_person(p) for p in desired.people),
    )


def full_name(title: str, *, archived: bool = False) -> str:
    """Name a course."""
    return (CANCELLED if archived else "") + title


def read_full_name(name: str) -> tuple[str, bool]:
    """Take a course's name apart: title, and whether it is marked as cancelled."""
    return name.removeprefix(CANCELLED), name.startswith(CANCELLED)


def html(about: str) -> str:
    """Write lines of text as a course's summary."""
    return "<br>".join(escape(line, quote=False) for line in about.splitlines())


def text(summary: str) -> str:
    """Read the text of a summary, ours or one that somebody wrote."""
    broken = re.sub(r"<br\s*/?>|</p>\s*(?=.)", "\n", summary)
    lines = unescape(re.sub(r"<[^>]*>", "", broken)).splitlines()
    return "\n".join(line.strip() for line in lines).strip()


def zone_text(time_zone: str) -> str:
    """Say in an event what its days are days of; `read_zone` reads it again."""
    return f"Dates and times are those of {time_zone}."


def read_zone(description: str) -> ZoneInfo | None:
    """Read the time zone that an event of ours names."""
    found = ZONE.search(text(description))
    try:
        return ZoneInfo(found[1]) if found else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def days(start: date, end: date, zone: ZoneInfo) -> Days:
    """Give when the first of these days begins and the last of them ends."""
    after = end + timedelta(days=1)
    begins, ends = (datetime.combine(day, time(), zone) for day in (start, after))
    return Days(int(begins.timestamp()), int(ends.timestamp()))


def read_days(given: Days, zone: ZoneInfo) -> tuple[date, date] | None:
    """Give the days, first and last, if these are whole ones."""
    first = datetime.fromtimestamp(given.begins, zone).date()
    last = datetime.fromtimestamp(given.ends - 1, zone).date()
    return (first, last) if given == days(first, last, zone) else None


def moments(given: Days) -> str:
    """Tell from when to when, in UTC."""
    begins, ends = (f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M}" for at in given)
    return f"{begins} - {ends} UTC"


def usernames(person: Person) -> Iterator[str]:
    """Give usernames for somebody, the wish first, without end: small letters, digits, `._-@`."""
    base = _alphabet(person.username) or _alphabet(person.name) or _alphabet(person.key) or "user"
    yield base[:USERNAME]
    number = 2
    while True:
        end = f".{number}"
        yield base[: USERNAME - len(end)] + end
        number += 1


def slug(title: str, limit: int) -> str:
    """Make a part of an ID number of a title."""
    return _alphabet(title).replace(".", "-")[:limit].strip("-") or "programme"


def _fit_class(wanted: Class) -> Class:
    lines = (_line(line, SUMMARY) for line in wanted.about.splitlines())
    is_dated = wanted.start is not None and wanted.end is not None
    return replace(
        wanted,
        title=_fit_title(wanted.title) or wanted.key,
        about="\n".join(filter(None, lines))[:SUMMARY].strip(),
        start=wanted.start if is_dated else None,
        end=wanted.end if is_dated else None,
        place=_line(wanted.place, PLACE) if is_dated else "",
        category=_line(wanted.category, NAME),
        lessons=(),
    )


def _fit_title(title: str) -> str:
    fitting = _line(title, TITLE)
    while fitting.startswith(CANCELLED.strip()):  # it would be read as our mark
        fitting = fitting.removeprefix(CANCELLED.strip()).lstrip()
    return fitting


def fit_person(person: Person) -> Person:
    """See that nobody lacks either name or an address: Moodle takes no account without them."""
    given, family = _line(person.given_name, NAME), _line(person.family_name, NAME)
    if not given or not family:
        words = (given or family or _line(person.name, NAME) or person.key).rsplit(" ", 1)
        given, family = words if len(words) == 2 else (words[0], "-")
    address = person.email.strip().lower()
    return replace(
        person,
        name=f"{given} {family}",
        given_name=given,
        family_name=family,
        email=address
        if ADDRESS.fullmatch(address) and len(address) <= EMAIL
        else f"{_alphabet(person.key) or 'person'}@{NO_ADDRESS}",
    )


_WORD = r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
ADDRESS = re.compile(rf"(?=.{{1,64}}@){_WORD}(?:\.{_WORD})*@(?:{_LABEL}\.)+(?=[a-z]){_LABEL}")
"""Addresses that Moodle's check lets through; it takes no account with another."""


def _line(text: str, limit: int) -> str:
    """Put a text on one line that Moodle keeps to the letter."""
    plain = "".join(c for c in text.translate(BRACKETS) if _is_kept(c))
    return one_line(plain, limit)


def _is_kept(character: str) -> bool:
    return character in " \t\n" or unicodedata.category(character) not in {"Cc", "Cs", "Co", "Cn"}


def _alphabet(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9._@-]+", ".", plain).strip(".")
