"""Who is nominated for what: members' officials, drawn, with a rank among their own."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from catalogue.samples.chance import chance
from catalogue.samples.tables import Row, read

WANTED = {
    "asy": 40,
    "avr": 36,
    "bio": 16,
    "deb": 28,
    "doc": 28,
    "ind": 132,
    "inf": 20,
    "int": 44,
    "inv": 36,
    "jpa": 28,
    "lab": 42,
    "pg1": 62,
    "pg2": 72,
    "piu": 14,
    "pro": 42,
    "ret": 32,
    "rsd-1": 15,
    "sym": 44,
    "tot": 14,
    "vrs": 17,
    "wgd": 16,
}
"""Nominations for runs that are still to come."""

HELD = {"sea-01": 30, "pg1-01": 28, "sym-01": 132, "ind-01": 30}
"""Nominations for runs that are over."""

_WIDE = {"sym", "ret", "deb"}  # few of each member rather than many of some
_STRAYS = 0.0075  # of those who could not take part: nominated nevertheless
_WITHOUT_ENGLISH = 3  # as often nominated where they can be, for there is less for them
_NOT_AT_THE_SYMPOSIUM = set("BTN IRQ KIR MAC NCL NRU PLW PRK SYR TON".split())
_PORT_UNITS = {"KHM", "IDN", "THA"}


@dataclass
class Wish:
    """That an official should go on a course; `rank` is the member's."""

    official: str
    member: str
    course: str
    rank: int
    is_stray: bool = False

    @property
    def priority(self) -> int:
        """The planner's priority."""
        return 5 if self.course == "ret" else max(1, 6 - self.rank)


@dataclass
class Demand:
    """Draws wishes, course by course; who is nominated often is drawn less."""

    folder: Path
    load: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        """Read the officials and courses."""
        kind = {row["code"]: row["kind"] for row in read(self.folder, "agencies")}
        self.officials = read(self.folder, "officials")
        self.kind = {row["code"]: kind[row["agency"]] for row in self.officials}
        self.speaks = {row["code"]: row["languages"].split() for row in self.officials}
        self.size = Counter(member_of(row["code"]) for row in self.officials)
        self.courses = {row["code"]: row for row in read(self.folder, "courses")}
        self.languages: dict[str, set[str]] = {}
        for row in read(self.folder, "course_languages"):
            self.languages.setdefault(row["course"], set()).add(row["language"])

    def draw(
        self, key: str, course: str, count: int, among: set[str] | None, without: set[str]
    ) -> list[Wish]:
        """Draw wishes for a course, the member's first choices having rank 1.

        `key` tells this draw from others; `among` are those who come into question (None: all).
        """
        fit = {row["code"] for row in self.officials if self._fits(row, course)}
        strays = {code for code in self.kind if self._strays(code, key)} - fit
        chosen = [
            code
            for code in sorted(self.kind, key=lambda code: self._place(code, key))
            if code in (fit | strays if among is None else fit & among) - without
            and self._is_asked(member_of(code), course, key)
        ]
        if course in _WIDE:
            chosen = self._spread(chosen)
        ranks: Counter[str] = Counter()
        wishes = []
        for code in chosen[:count]:
            member = member_of(code)
            ranks[member] += 1
            self.load[code] += 1
            wishes.append(Wish(code, member, course, ranks[member], code in strays))
        return wishes

    def _place(self, code: str, key: str) -> float:
        few_courses = 1 if "en" in self.speaks[code] else _WITHOUT_ENGLISH
        weight = few_courses * (0.4 + chance("keen", code)) / (1 + 1.5 * self.load[code])
        return -math.pow(chance("draw", key, code), 1 / weight)

    def _fits(self, official: Row, course: str) -> bool:
        audience = self.courses[course]["audience"].split()
        return (not audience or self.kind[official["code"]] in audience) and bool(
            self.languages[course] & set(official["languages"].split())
        )

    def _strays(self, code: str, key: str) -> bool:
        return chance("stray", key, code) < _STRAYS and self.kind[code] != "organisation"

    def _is_asked(self, member: str, course: str, key: str) -> bool:
        participants = self.courses[course]["participants"].split()
        if course == "piu":
            return member in _PORT_UNITS
        if key == "sym-01":
            return member not in _NOT_AT_THE_SYMPOSIUM
        return not participants or member in participants

    def _spread(self, codes: list[str]) -> list[str]:
        place: Counter[str] = Counter()
        keys = {}
        for number, code in enumerate(codes):
            member = member_of(code)
            keys[code] = (place[member] / self.size[member] ** 0.6, number)
            place[member] += 1
        return sorted(codes, key=lambda code: keys[code])


def member_of(official: str) -> str:
    """Give the member of an official's code."""
    return official.rsplit("-", 1)[0]
