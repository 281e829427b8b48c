"""The catalogue of courses: flagship, thematic, chains, study exchanges, operations, symposia."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from bench import scene
from bench.scene import AGENCIES, FACILITIES, Size
from scheduler.problem import Block, Course


class Catalogue:
    """Courses as they are made; `kinds` lists each kind's chains of course indices."""

    def __init__(
        self, rng: np.random.Generator, size: Size, first_day: int, segmented: bool
    ) -> None:
        """Start with nothing."""
        self.rng, self.size, self.first_day, self.segmented = rng, size, first_day, segmented
        self.courses: list[Course] = []
        self.kinds: dict[str, list[list[int]]] = {}

    def add(self, kind: str, chain: list[Course]) -> None:
        """Add one course, or a chain each of which the one before prepares."""
        first = len(self.courses)
        self.courses += chain
        self.kinds.setdefault(kind, []).append(list(range(first, len(self.courses))))

    def course(self, days: int, **fixed: object) -> Course:
        """Draw a course of some days; what is `fixed` is not drawn."""
        rng, small = self.rng, self.size.small
        least = int(rng.integers(2, 4) if small else rng.integers(8, 17))
        most = int(rng.integers(4, 7) if small else rng.integers(max(16, least + 4), 31))
        everybody = rng.random() < 0.35
        audience = rng.choice(
            len(AGENCIES), int(rng.integers(2, 5)), replace=False, p=scene.AGENCY_SHARES
        )
        needed = rng.choice(len(FACILITIES), int(rng.integers(0, 3)), replace=False)
        drawn = Course(
            id=f"c{len(self.courses) + 1:03}",
            days=days,
            languages=scene.course_languages(rng, self.size, self.first_day, self.segmented),
            min_seats=least,
            max_seats=most,
            start_weekdays=((1,), (1,), (1, 2), (7,), (), ())[rng.integers(6)],
            facilities=tuple(FACILITIES[i] for i in sorted(needed)),
            audience=() if everybody else tuple(AGENCIES[i] for i in sorted(audience)),
            max_seats_per_member=self._member_limit(most),
            min_members=int(rng.integers(0, 3) if small else rng.integers(0, 6)),
            funder=f"f{rng.integers(self.size.funders) + 1}" if rng.random() < 0.92 else None,
            blocks=scene.blocks(rng, days, 0.85),
        )
        return replace(drawn, **fixed)  # type: ignore[arg-type]

    def _member_limit(self, most: int) -> int | None:
        if self.rng.random() < 0.25:
            return None
        low, high = max(1, most // 8), max(3, most // 4)
        return int(self.rng.integers(low, high + 1)) + 1


def make(
    rng: np.random.Generator, size: Size, first_day: int, segmented: bool
) -> tuple[list[Course], dict[str, list[list[int]]]]:
    """Make a catalogue of about `size.courses` courses."""
    catalogue = Catalogue(rng, size, first_day, segmented)
    catalogue.add("flagship", [catalogue.course(5, prerequisites=(), start_weekdays=(1,))])
    for _ in range(max(1, size.courses // 40)):
        catalogue.add("operation", _operation(catalogue))
        catalogue.add("exchange", _exchange(catalogue))
    for _ in range(0 if size.small else max(1, size.courses // 25)):
        catalogue.add("symposium", [_symposium(catalogue)])
    for _ in range(max(1, size.courses // 10)):
        catalogue.add("chain", _chain(catalogue))
    while len(catalogue.courses) < size.courses:
        days = int(rng.choice((2, 3, 4, 5, 5, 5, 8, 9, 10, 12, 15)))
        catalogue.add("theme", [catalogue.course(min(days, 5) if size.small else days)])
    return catalogue.courses, catalogue.kinds


def _chain(catalogue: Catalogue) -> list[Course]:
    """Make a basic, an advanced and perhaps an expert course for the same people."""
    basic = catalogue.course(int(catalogue.rng.choice((3, 4, 5, 5))))
    chain = [basic]
    for nth in range(1, int(catalogue.rng.integers(2, 4))):
        chain.append(
            catalogue.course(
                int(catalogue.rng.choice((4, 5, 8, 10))),
                id=f"c{len(catalogue.courses) + 1 + nth:03}",
                prerequisites=(chain[-1].id,),
                audience=basic.audience,
                languages=basic.languages,
            )
        )
    return chain


def _exchange(catalogue: Catalogue) -> list[Course]:
    """Make a study exchange: a short leg at each of two or three hosts, the same people."""
    leg = catalogue.course(int(catalogue.rng.integers(2, 5)), start_weekdays=(), facilities=())
    legs = [leg]
    for nth in range(1, 2 if catalogue.size.small else int(catalogue.rng.integers(2, 4))):
        legs.append(
            replace(
                leg,
                id=f"c{len(catalogue.courses) + 1 + nth:03}",
                days=leg.days,
                blocks=scene.blocks(catalogue.rng, leg.days, 0.7),
                prerequisites=(legs[-1].id,),
            )
        )
    return legs


def _operation(catalogue: Catalogue) -> list[Course]:
    """Make a joint period of action and its de-brief, which is open to all."""
    action = catalogue.course(
        int(catalogue.rng.integers(3, 6)), start_weekdays=(1,), min_members=0, facilities=()
    )
    debrief = catalogue.course(2, id=f"c{len(catalogue.courses) + 2:03}", audience=())
    return [action, debrief]


def _symposium(catalogue: Catalogue) -> Course:
    """Make a large meeting with few needs."""
    rng = catalogue.rng
    return catalogue.course(
        int(rng.integers(2, 4)),
        min_seats=int(rng.integers(30, 46)),
        max_seats=int(rng.integers(80, 121)),
        max_seats_per_member=int(rng.integers(4, 8)),
        min_members=int(rng.integers(10, 18)),
        audience=(),
        facilities=(),
        blocks=(Block("b1", 0, 0, "", 0, 2), Block("b2", 1, 1, "protection", 1, 1)),
    )
