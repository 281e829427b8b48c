"""What a coordinator reads from a problem before planning: wishes, links, what must be."""

from __future__ import annotations

from collections import defaultdict

from scheduler.clock import Day
from scheduler.problem import Link, LinkKind, Nomination, Problem, Run
from scheduler.rules.who_learns import seat_faults


class Agenda:
    """A problem in the order of a coordinator's work.

    `waiting` are the nominations of a course that could be seated, by priority; `links` those of a
    run; `needs` the runs that a run needs, `forced` the seats that it must have, and `must` the
    runs that have to be held; `windows` the first and last start of a run.
    """

    def __init__(self, problem: Problem) -> None:
        """Sort everything."""
        self.problem = problem
        self.links: dict[str, list[Link]] = defaultdict(list)
        for link in problem.links:
            self.links[link.first].append(link)
            self.links[link.second].append(link)
        self.waiting = {course: self._waiting(course) for course in problem.nominations_of}
        self.needs: dict[str, list[str]] = defaultdict(list)
        self.forced: dict[str, dict[str, Nomination]] = defaultdict(dict)
        for link in problem.links:
            if link.kind is LinkKind.ONLY_IF:
                self.needs[link.first].append(link.second)
        for nomination in problem.nominations:
            if nomination.pinned_run is not None:
                self._force(nomination, nomination.pinned_run)
        self.windows = self._windows()
        self.must = {r.id for r in problem.runs if r.pinned.held} | set(self.forced)

    def _waiting(self, course: str) -> list[Nomination]:
        problem = self.problem
        found = [
            n
            for n in problem.nominations_of[course]
            if not seat_faults(problem.course[course], n, problem.official[n.official])
        ]
        return sorted(found, key=lambda n: -n.priority)

    def _force(self, nomination: Nomination, run: str) -> None:
        """Note a seat that must be, and the seats that it builds on."""
        if nomination.id in self.forced[run] or run in self.problem.frozen:
            return
        self.forced[run][nomination.id] = nomination
        official = self.problem.official[nomination.official]
        for course in self.problem.course[nomination.course].prerequisites:
            wish = next(
                (n for n in self.waiting[course] if n.official == nomination.official), None
            )
            before = [r for r in self.problem.runs if r.course == course]
            if course not in official.completed and wish and before:
                first = wish.pinned_run or min(before, key=self.earliest).id
                self.needs[run].append(first)
                self._force(wish, first)

    def earliest(self, run: Run) -> tuple[Day, str]:
        """Give the first start that a run asks for."""
        return (run.earliest or self.problem.horizon.start, run.id)

    def linked(self, id: str, kind: LinkKind) -> list[str]:
        """List the runs that links of a kind bind to a run, itself first."""
        found = [id]
        for run in found:
            for link in self.links[run]:
                other = link.second if link.first == run else link.first
                if link.kind is kind and other not in found:
                    found.append(other)
        return found

    def _windows(self) -> dict[str, tuple[Day, Day]]:
        """Give the starts at which the runs that a run is linked to can be held as well."""
        problem, horizon = self.problem, self.problem.horizon
        own: dict[str, tuple[Day, Day]] = {}
        for run in problem.runs:
            last = horizon.end - problem.course[run.course].days + 1
            first = horizon.start if run.earliest is None else max(run.earliest, horizon.start)
            own[run.id] = (first, last if run.latest is None else min(run.latest, last))
            if run.pinned.start is not None:
                own[run.id] = (run.pinned.start, run.pinned.start)
        found = dict(own)
        for _ in range(4):
            for link in problem.links:
                (low, high), (begin, until) = found[link.first], found[link.second]
                if link.kind is LinkKind.SAME_START:
                    found[link.first] = found[link.second] = (max(low, begin), min(high, until))
                elif link.kind is LinkKind.BEFORE:
                    days = problem.course[problem.run[link.first].course].days
                    least, most = days + link.min_gap_days, link.max_gap_days
                    latest = until if most is None else min(until, high + days + most)
                    earliest = low if most is None else max(low, begin - days - most)
                    found[link.first] = (earliest, min(high, until - least))
                    found[link.second] = (max(begin, low + least), latest)
        return {id: (a, b) if a <= b else own[id] for id, (a, b) in found.items()}
