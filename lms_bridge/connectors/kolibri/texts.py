"""Our texts as Kolibri can hold them, and its texts as ours. Limits are in characters.

A class has a name and nothing else, so the name ends with the run's id, and a lesson tells the
rest. Kolibri trims what it stores; what is made here it stores as it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from lms_bridge.sync.state import Class, Desired, Person

CLASS_NAME = 100
PERSON_NAME = 120
USERNAME = 30
LESSON_NAME = 50
LESSON_DESCRIPTION = 200

LESSON_TITLE = "Dates, place and trainers"
"""The lesson of ours in each class. By this title we know it."""

CANCELLED = "Cancelled: "
BEFORE_KEY = " · "


class ClassName(NamedTuple):
    """What the name of a class says."""

    title: str
    key: str | None
    archived: bool


def fit(desired: Desired) -> Desired:
    """Cut and clean all texts."""
    return replace(
        desired,
        classes=tuple(_fit_class(c) for c in desired.classes),
        people=tuple(
            replace(p, name=one_line(p.name, PERSON_NAME), email="") for p in desired.people
        ),
    )


def class_name(title: str, key: str, *, archived: bool = False) -> str:
    """Name a class; the title gives way to the rest."""
    return (CANCELLED if archived else "") + _fit_title(title, key) + BEFORE_KEY + key


def read_class_name(name: str) -> ClassName:
    """Take a class's name apart; one made by hand need not have a key."""
    archived = name.startswith(CANCELLED)
    rest = name.removeprefix(CANCELLED)
    title, mark, key = rest.rpartition(BEFORE_KEY)
    return ClassName(title, key, archived) if mark else ClassName(rest, None, archived)


def one_line(text: str, limit: int) -> str:
    """Put a text on one line and cut it, at a word's end where one is near."""
    line = " ".join(text.replace("\0", "").split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    word_end = cut.rfind(" ")
    if word_end > limit * 2 // 3:
        cut = cut[:word_end]
    return cut.rstrip(" ,;·") + "…"


def usernames(person: Person) -> Iterator[str]:
    """Give usernames for somebody, the wish first, without end: letters, digits, underscores."""
    base = _alphabet(person.username) or _alphabet(person.name) or _alphabet(person.key) or "user"
    yield base[:USERNAME]
    number = 2
    while True:
        end = f"_{number}"
        yield base[: USERNAME - len(end)] + end
        number += 1


def _fit_class(wanted: Class) -> Class:
    about = " · ".join(filter(None, (line.strip() for line in wanted.about.splitlines())))
    return replace(
        wanted,
        title=_fit_title(wanted.title, wanted.key),
        about=one_line(about, LESSON_DESCRIPTION),
        lessons=tuple(replace(x, title=one_line(x.title, LESSON_NAME)) for x in wanted.lessons),
        start=None,
        end=None,
        place="",
    )


def _fit_title(title: str, key: str) -> str:
    room = CLASS_NAME - len(CANCELLED) - len(BEFORE_KEY) - len(key)
    fitting = one_line(title, max(room, 1))
    while fitting.startswith(CANCELLED.strip()):  # it would be read as our mark
        fitting = fitting.removeprefix(CANCELLED.strip()).lstrip()
    return fitting or key


def _alphabet(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")
