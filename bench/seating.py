"""Who has a seat in the planted runs, and so was nominated to their courses."""

from __future__ import annotations

from collections import Counter

import numpy as np

from bench.planting import Draft
from bench.scene import AGENCIES, Scene

MOST = 4
"""Most nominations of an official."""
SAMPLE = 6000
"""Officials looked at for one run."""
NEVER = np.iinfo(np.int32).max


class Register:
    """What each official is nominated to, and when they sit where."""

    def __init__(self, rng: np.random.Generator, scene: Scene, rest_days: int) -> None:
        """Start with nobody nominated, a few having completed courses before."""
        count = scene.size.officials
        self.rng, self.scene, self.rest_days = rng, scene, rest_days
        self.course = np.full((count, MOST), -1, dtype=np.int16)
        self.count = np.zeros(count, dtype=np.int8)
        self.begin = np.full((count, MOST), NEVER // 2, dtype=np.int32)
        self.end = np.full((count, MOST), -NEVER // 2, dtype=np.int32)
        self.seats = np.zeros(count, dtype=np.int8)
        self.ended = {c.id: np.full(count, NEVER, dtype=np.int32) for c in scene.courses}
        self.completed = rng.random((len(scene.courses), count)) < 0.02
        self.index = {c.id: n for n, c in enumerate(scene.courses)}
        self.pairs: list[tuple[int, int]] = []

    def nominated(self, who: np.ndarray, course: int) -> np.ndarray:
        """Mark those who are nominated to a course."""
        return (self.course[who] == course).any(axis=1)

    def nominate(self, who: int, course: int) -> None:
        """Nominate an official."""
        self.course[who, self.count[who]] = course
        self.count[who] += 1
        self.pairs.append((who, course))

    def seat(self, who: int, run: Draft) -> None:
        """Nominate and seat an official, who completed before what the course builds on."""
        course = self.scene.courses[run.course]
        last = run.start + course.days - 1
        self.nominate(who, run.course)
        for id in course.prerequisites:
            if self.ended[id][who] >= run.start:
                self.completed[self.index[id], who] = True
        self.begin[who, self.seats[who]], self.end[who, self.seats[who]] = run.start, last
        self.seats[who] += 1
        self.ended[course.id][who] = last
        run.seats.append(who)

    def cohort(self, runs: list[Draft]) -> list[int] | None:
        """Choose officials who can sit in all of these runs; None where there are too few.

        Where too few have the languages, others learn them.
        """
        return self._choose(runs, taught=False) or self._choose(runs, taught=True)

    def _choose(self, runs: list[Draft], *, taught: bool) -> list[int] | None:
        scene, rng, run = self.scene, self.rng, runs[0]
        course = scene.courses[run.course]
        most = min(course.max_seats, *(int(scene.venues.capacity[r.venue]) for r in runs))
        target = min(most, max(course.min_seats + 1, round(most * rng.uniform(0.5, 0.8))))
        total = scene.size.officials
        who = rng.permutation(total) if total <= SAMPLE else rng.integers(0, total, SAMPLE)
        fit = self._prepared(who, run) & (self.count[who] + len(runs) <= MOST)
        for each in runs:
            fit &= self._fits(who, each)
            if not taught:
                fit &= scene.officials.speaks[who, each.language]
        who = np.unique(who[fit])
        fare = scene.ways.cost_usd[scene.officials.place[who], scene.venues.place[run.venue]]
        order = who[np.argsort((fare + 500) * rng.uniform(0.3, 1.7, len(who)))]
        chosen = self._balanced(order, course.max_seats_per_member, course.min_members, target, run)
        if chosen is not None:
            for each in runs:
                scene.officials.speaks[chosen, each.language] = True
        return chosen

    def _fits(self, who: np.ndarray, run: Draft) -> np.ndarray:
        """Mark those who could be nominated to a run: its audience, free, in reach, not yet."""
        scene, course = self.scene, self.scene.courses[run.course]
        officials, last = scene.officials, run.start + course.days - 1
        here = scene.venues.place[run.venue]
        away = (officials.away_from[who] <= last) & (officials.away_to[who] >= run.start)
        clash = (self.begin[who] - self.rest_days <= last) & (
            self.end[who] + self.rest_days >= run.start
        )
        known = self.nominated(who, run.course) | self.completed[run.course, who]
        fit = ~away.any(axis=1) & ~clash.any(axis=1) & ~known
        fit &= scene.ways.days[officials.place[who], here] >= 0
        if course.audience:
            fit &= np.isin(officials.agency[who], [AGENCIES.index(a) for a in course.audience])
        return fit

    def _prepared(self, who: np.ndarray, run: Draft) -> np.ndarray:
        """Mark those who have, or could have completed before, what a run's course builds on."""
        fit = np.ones(len(who), dtype=bool)
        for id in self.scene.courses[run.course].prerequisites:
            before = self.index[id]
            fit &= (
                self.completed[before, who]
                | (self.ended[id][who] < run.start)
                | ~self.nominated(who, before)
            )
        return fit

    def _balanced(
        self, order: np.ndarray, limit: int | None, members: int, target: int, run: Draft
    ) -> list[int] | None:
        """Take officials in their order, of enough members, not too many of one."""
        member = self.scene.officials.member
        _, firsts = np.unique(member[order], return_index=True)
        chosen: list[int] = order[np.sort(firsts)[:members]].tolist()
        if len(chosen) < members:
            return None
        of = Counter(member[chosen].tolist())
        taken = set(chosen)
        for official in order.tolist():
            if len(chosen) >= target:
                break
            here = int(member[official])
            if official not in taken and (limit is None or of[here] < limit):
                of[here] += 1
                chosen.append(official)
        least = self.scene.courses[run.course].min_seats
        return chosen if len(chosen) >= max(least, members) else None


def seat(register: Register, runs: list[Draft]) -> None:
    """Seat the planted runs in the order of their starts; runs without a cohort are given up."""
    groups: dict[int, list[Draft]] = {}
    for run in runs:
        if run.planted:
            groups.setdefault(run.group, []).append(run)
    for group in sorted(groups.values(), key=lambda g: (g[0].start, g[0].id)):
        for together in [group] if group[0].kind == "exchange" else [[run] for run in group]:
            cohort = register.cohort(together)
            for run in together:
                run.planted = cohort is not None
                for official in cohort or ():
                    register.seat(official, run)
