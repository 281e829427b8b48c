"""One pass as a coordinator would work by hand: the baseline that a planner has to beat.

    python -m bench.greedy PROBLEM.json --out SCHEDULE.json

Runs that must be held come first, then promised, required and other ones, each kind by its
earliest date. A run gets the first date at which it works, in the language of most of those who
wait, at the cheapest venue and with the cheapest trainers, and seats the waiting by priority until
it is full or the money is spent. Nothing is ever moved; only where a run that must be held finds
no place is all begun again with it in front.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from bench.agenda import Agenda
from bench.cohorts import Cohorts
from bench.ledger import Entry, Ledger
from bench.placing import Placing
from bench.writing import write_schedule
from scheduler import files, wire
from scheduler.check import Verdict, check
from scheduler.problem import LinkKind, Problem
from scheduler.schedule import Schedule

RESTARTS = 10
FILLS = 15
"""Cohorts tried for one run before it is given up."""
DATES = 10
"""Dates tried for a leg of a study exchange."""


class Coordinator:
    """Plans one problem."""

    def __init__(self, problem: Problem) -> None:
        """Read the problem."""
        self.problem = problem
        self.agenda = Agenda(problem)
        self._begin()

    def _begin(self) -> None:
        """Open a ledger in which only the past is written down."""
        self.ledger = Ledger(self.problem)
        self.placing = Placing(self.agenda, self.ledger)
        self.cohorts = Cohorts(self.agenda, self.ledger)
        self.given_up: set[tuple[str, ...]] = set()
        self._keep_past()

    def plan(self) -> Schedule:
        """Plan everything."""
        runs = sorted(self.problem.runs, key=self.agenda.earliest)
        order = [r.id for r in runs if r.id in self.agenda.must]
        for attempt in range(RESTARTS):
            if attempt:
                self._begin()
            failed = [run for run in order if not self.hold(run)]
            if not failed:
                break
            order = [*failed, *(run for run in order if run not in failed)]
        promised = self.problem.promised
        for run in sorted(runs, key=lambda r: (r.id not in promised, not r.required)):
            self.hold(run.id)
        self.cohorts.top_up()
        return self._valid()

    def _keep_past(self) -> None:
        """Write down what is fact; blocks that are not over may need other trainers."""
        problem = self.problem
        for id, fact in problem.frozen.items():
            run = problem.run[id]
            course = problem.course[run.course]
            entry = Entry(run, course, fact.start, problem.venue[fact.venue], fact.language)
            over = problem.horizon.frozen_until or 0
            blocks = {b.id: b for b in course.blocks}
            for pair in fact.trainers:
                if pair.trainer in problem.trainer and pair.block in blocks:
                    entry.duties.setdefault(pair.trainer, []).append(blocks[pair.block])
            for block in course.blocks:
                if entry.start + block.last_day > over:
                    self.placing.staff(entry, block)
            self.ledger.add(entry)
            for seat in fact.seats:
                if seat in problem.nomination:
                    self.ledger.seat(entry, problem.nomination[seat])

    def hold(self, id: str, because: tuple[str, ...] = ()) -> bool:
        """Hold a run if that can be done, with the runs that it needs."""
        if id in self.ledger.held or id in because:
            return True
        if self.problem.run[id].pinned.held is False:
            return False
        if not all(self.hold(other, (*because, id)) for other in self.agenda.needs[id]):
            return False
        legs = self._legs(id)
        if not legs:
            return True
        if tuple(legs) not in self.given_up and self._hold_all(legs, []):
            return True
        self.given_up.add(tuple(legs))
        if len(legs) > 1 and self._hold_all([id], []):
            return True
        self._drop_dependants(id)
        return False

    def _legs(self, id: str) -> list[str]:
        """List the runs that share a run's officials and are not held yet, by their windows."""
        found = self.agenda.linked(id, LinkKind.SAME_COHORT)
        legs = [r for r in found if r not in self.ledger.held]
        return sorted(legs, key=lambda r: (self.agenda.windows[r], r))

    def _drop_dependants(self, id: str) -> None:
        for link in self.agenda.links[id]:
            if link.kind is LinkKind.ONLY_IF and link.second == id:
                entry = self.ledger.held.get(link.first)
                if entry is not None and link.first not in self.problem.frozen:
                    self.ledger.remove(entry)
                    self._drop_dependants(link.first)

    def _hold_all(self, runs: list[str], before: list[Entry]) -> bool:
        """Place runs one after the other, then seat the officials who can attend all of them."""
        if not runs:
            return self.cohorts.fill(before)
        run, fills = self.problem.run[runs[0]], FILLS
        starts = self.placing.starts(run)
        if len(runs) + len(before) > 1:
            starts = starts[:: 1 + len(starts) // DATES]
        for start in starts:
            for entry in self.placing.options(run, start):
                if not self.cohorts.may_fill(entry, before):
                    continue
                self.ledger.add(entry)
                if self._hold_all(runs[1:], [*before, entry]):
                    return True
                self.ledger.remove(entry)
                fills -= 1
                if fills == 0 and run.id not in self.agenda.must:
                    return False
                if len(runs) + len(before) > 1:
                    break
        return False

    def _valid(self) -> Schedule:
        """Drop what breaks a rule, as far as pins and facts allow."""
        fixed = self.agenda.must | set(self.problem.frozen)
        while True:
            before = len(self.ledger.held), len(self.ledger.seated)
            schedule = self.ledger.schedule()
            for v in check(self.problem, schedule).violations:
                entry = self.ledger.held.get(v.run or "")
                if entry is None or v.run in self.problem.frozen:
                    continue
                if (
                    v.nomination in entry.seats
                    and v.nomination not in self.agenda.forced[entry.run.id]
                ):
                    self.ledger.unseat(entry, entry.seats[v.nomination])
                elif v.run not in fixed:
                    self.ledger.remove(entry)
            if before == (len(self.ledger.held), len(self.ledger.seated)):
                return schedule


def greedy(problem: Problem) -> Schedule:
    """Plan a problem in one pass."""
    return Coordinator(problem).plan()


def report(verdict: Verdict, held: int, seconds: float) -> str:
    """Say in a line what came out."""
    if verdict.score is None:
        return f"not valid: {sorted({v.code for v in verdict.violations})}"
    return f"total {verdict.score.total}, {held} runs held, {seconds:.1f} s, {verdict.score}"


def main(arguments: list[str] | None = None) -> int:
    """Plan a problem's file; exit 1 where pins could not be kept."""
    parser = argparse.ArgumentParser(prog="bench.greedy", description=__doc__)
    parser.add_argument("problem", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="the schedule's file")
    chosen = parser.parse_args(arguments)
    problem = wire.problem_of(files.read_problem(chosen.problem.read_bytes()))
    begin = time.perf_counter()
    schedule = greedy(problem)
    seconds = time.perf_counter() - begin
    write_schedule(schedule, chosen.out)
    verdict = check(problem, schedule)
    print(report(verdict, len(schedule.runs), seconds))
    return 1 if verdict.violations else 0


if __name__ == "__main__":
    sys.exit(main())
