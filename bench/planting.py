"""Where, when and by whom the planted runs are held: a witness that a good schedule exists.

Nobody searches here: trainers who could teach a run at its drawn date do, and where none can,
somebody who is free is given the skill.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise

import numpy as np

from bench.places import LANGUAGES
from bench.scene import SKILLS, Scene
from scheduler.problem import Block, Course

TRIES = 40
IDLE_SHARE = 0.12


@dataclass
class Draft:
    """A run as it is made. Days count from the horizon's first; people and places are indices.

    `group` is shared by the runs of one special activity. Only a `planted` one is held.
    """

    id: str
    course: int
    kind: str
    group: int
    planted: bool = False
    start: int = -1
    venue: int = -1
    language: int = -1
    duties: list[tuple[Block, int]] = field(default_factory=list)
    seats: list[int] = field(default_factory=list)


class Planter:
    """Places runs one after the other, and keeps account of who and what is free."""

    def __init__(self, rng: np.random.Generator, scene: Scene) -> None:
        """Start with nothing placed."""
        self.rng, self.scene = rng, scene
        self.pad = 4 if (scene.ways.days < 0).any() else 2

    def place(self, runs: list[Draft], starts: list[int]) -> bool:
        """Place runs at these starts, all or none."""
        placed = []
        for run, start in zip(runs, starts, strict=True):
            if not self._place(run, start):
                for other in placed:
                    self._take(other, -1)
                return False
            self._take(run, 1)
            placed.append(run)
        for run in runs:
            run.planted = True
        return True

    def start(self, course: Course, earliest: int, latest: int) -> int | None:
        """Draw a start on one of the course's weekdays."""
        days = np.arange(max(0, earliest), min(latest, self.scene.size.days - course.days) + 1)
        if course.start_weekdays:
            weekday = (self.scene.first_day + days - 1) % 7 + 1
            days = days[np.isin(weekday, course.start_weekdays)]
        return int(self.rng.choice(days)) if len(days) else None

    def _place(self, run: Draft, start: int) -> bool:
        course = self.scene.courses[run.course]
        if start < 0 or start + course.days > self.scene.size.days:
            return False
        languages = [
            o.language
            for o in course.languages
            if o.available_from is None or o.available_from <= self.scene.first_day + start
        ]
        places = self._venues(course, start)
        if not languages or not len(places):
            return False
        run.start = start
        for teach in (False, True):
            for _ in range(3):
                run.language = self._language(languages)
                run.venue = self._cheap(places)
                duties = self._duties(run, course, teach)
                if duties is not None:
                    run.duties = duties
                    return True
        return False

    def _language(self, offered: list[str]) -> int:
        """Draw a language, the more likely the more officials have it."""
        indices = [LANGUAGES.index(language) for language in offered]
        speakers = self.scene.officials.speaks[:, indices].sum(axis=0) + 1.0
        return int(self.rng.choice(indices, p=speakers / speakers.sum()))

    def _venues(self, course: Course, start: int) -> np.ndarray:
        venues = self.scene.venues
        wide = venues.capacity >= min(course.max_seats, max(course.min_seats * 1.4, 20))
        free = (venues.free[:, start : start + course.days] > 0).all(axis=1)
        has = np.array([set(course.facilities) <= set(f) for f in venues.facilities])
        return np.flatnonzero(wide & free & has)

    def _cheap(self, places: np.ndarray) -> int:
        """Draw three venues and take the cheapest."""
        few = self.rng.choice(places, min(3, len(places)), replace=False)
        venues = self.scene.venues
        daily = venues.day_rate_usd[few] + 20 * self.scene.per_diem_usd[venues.place[few]]
        return int(few[daily.argmin()])

    def _duties(self, run: Draft, course: Course, teach: bool) -> list[tuple[Block, int]] | None:
        trainers, here = self.scene.trainers, self.scene.venues.place[run.venue]
        reach = self.scene.ways.days[trainers.place, here]
        fare = self.scene.ways.cost_usd[trainers.place, here]
        spans: dict[int, list[Block]] = {}
        found: list[tuple[Block, int]] = []
        for block in course.blocks:
            chosen = 0
            for trainer in list(spans) if self.rng.random() < 0.5 else []:
                if chosen < block.trainer_count and self._may_add(
                    run, block, trainer, spans[trainer]
                ):
                    spans[trainer].append(block)
                    found.append((block, trainer))
                    chosen += 1
            days = slice(run.start + block.first_day, run.start + block.last_day + 1)
            free = (reach >= 0) & (trainers.away[:, days] == 0).all(axis=1)
            free[list(spans)] = False
            able = free & self._qualified(block, run.language)
            if able.sum() < block.trainer_count - chosen:
                if not teach or free.sum() < block.trainer_count - chosen:
                    return None
                able = free
            candidates = np.flatnonzero(able)
            price = fare[candidates] * 2 + trainers.fee_usd[candidates] * block.days
            near = candidates[np.argsort(price * self.rng.uniform(0.5, 1.5, len(price)))]
            for trainer in near[: block.trainer_count - chosen].tolist():
                spans[trainer] = [block]
                found.append((block, trainer))
        for block, trainer in found:
            self._teach(block, trainer, run.language)
        return found

    def _qualified(self, block: Block, language: int) -> np.ndarray:
        trainers = self.scene.trainers
        able = trainers.speaks[:, language]
        if block.skill:
            able = able & (trainers.level[:, SKILLS.index(block.skill)] >= block.level)
        return able

    def _may_add(self, run: Draft, block: Block, trainer: int, theirs: list[Block]) -> bool:
        if any(b.first_day <= block.last_day and block.first_day <= b.last_day for b in theirs):
            return False
        first = min(b.first_day for b in [*theirs, block])
        last = max(b.last_day for b in [*theirs, block])
        away = self.scene.trainers.away[trainer, run.start + first : run.start + last + 1].any()
        return bool(not away and self._qualified(block, run.language)[trainer])

    def _teach(self, block: Block, trainer: int, language: int) -> None:
        trainers = self.scene.trainers
        trainers.speaks[trainer, language] = True
        if block.skill:
            skill = SKILLS.index(block.skill)
            trainers.level[trainer, skill] = max(trainers.level[trainer, skill], block.level)

    def _take(self, run: Draft, count: int) -> None:
        """Take a placed run's venue, and its trainers with days of travel; -1 gives them back."""
        course, scene = self.scene.courses[run.course], self.scene
        scene.venues.free[run.venue, run.start : run.start + course.days] -= count
        for trainer, first, last in presences(run):
            days = slice(max(0, first - self.pad), last + self.pad + 1)
            scene.trainers.away[trainer, days] += count


def presences(run: Draft) -> list[tuple[int, int, int]]:
    """List who is present at a run, with the first and last day."""
    spans: dict[int, tuple[int, int]] = {}
    for block, trainer in run.duties:
        first, last = run.start + block.first_day, run.start + block.last_day
        before = spans.get(trainer, (first, last))
        spans[trainer] = (min(before[0], first), max(before[1], last))
    return [(trainer, first, last) for trainer, (first, last) in spans.items()]


def plant(rng: np.random.Generator, scene: Scene) -> list[Draft]:
    """Make all runs of a programme; about one in eight is left unplanted."""
    planter = Planter(rng, scene)
    groups = _groups(rng, scene)
    for kind, group in groups:
        if len(group) == 1 and rng.random() < IDLE_SHARE:
            continue
        for _ in range(TRIES):
            if planter.place(group, _starts(planter, kind, group)):
                break
    return [run for _, group in groups for run in group]


def _starts(planter: Planter, kind: str, group: list[Draft]) -> list[int]:
    """Draw the starts of a group: legs one after the other, actions on one day."""
    rng, courses = planter.rng, planter.scene.courses
    days = planter.scene.size.days
    spare = 0 if len(group) == 1 else min(60, days // 4)
    first = planter.start(courses[group[0].course], 0, days - spare)
    if first is None:
        return [-1] * len(group)
    starts = [first]
    for before, run in pairwise(group):
        end = starts[-1] + courses[before.course].days - 1
        if kind == "exchange":
            starts.append(end + 1 + 7 + int(rng.integers(0, 6)))
        elif run.course == before.course:
            starts.append(first)
        else:
            after = planter.start(courses[run.course], end + 10, end + 45)
            starts.append(-1 if after is None else after)
    return starts


def _groups(rng: np.random.Generator, scene: Scene) -> list[tuple[str, list[Draft]]]:
    """Share the runs out among the courses, the special activities first, about an eighth idle."""
    made: list[tuple[str, list[Draft]]] = []
    left = scene.size.runs
    count = 0

    def group(kind: str, courses: list[int]) -> None:
        nonlocal left, count
        runs = [Draft(f"r{count + n + 1:04}", c, kind, len(made)) for n, c in enumerate(courses)]
        made.append((kind, runs))
        left, count = left - len(courses), count + len(courses)

    def wanted(share: float) -> int:
        return max(1, round(scene.size.runs * share))

    special = ["exchange", "operation"]
    if scene.size.small:
        special = [str(rng.choice(special))]
    for kind in special:
        for nth in range(wanted(0.012)):
            chain = scene.kinds[kind][nth % len(scene.kinds[kind])]
            if kind == "operation":
                chain = chain[:1] * int(rng.integers(1, 4) if left > 10 else 1) + chain
            group(kind, chain)
    if not scene.size.small:
        for _ in range(wanted(0.02)):
            group(
                "symposium", scene.kinds["symposium"][rng.integers(len(scene.kinds["symposium"]))]
            )
        for chain in scene.kinds["chain"][: max(1, left // 6)]:
            for course in chain:
                group("chain", [course])
    for _ in range(min(left, wanted(0.12))):
        group("flagship", scene.kinds["flagship"][0])
    single = [
        c for kind in ("chain", "theme") for chain in scene.kinds.get(kind, []) for c in chain
    ]
    weight = rng.lognormal(0, 0.7, len(single))
    for course in rng.choice(single, left, p=weight / weight.sum()):
        group("theme", [int(course)])
    return made
