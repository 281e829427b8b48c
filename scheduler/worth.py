"""What one more of something scarce is worth: read from the prices of the bound."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from scheduler.clock import iso
from scheduler.compare import table
from scheduler.engine.bound import Bound
from scheduler.engine.prices import Prices
from scheduler.engine.search import Search
from scheduler.problem import Problem

_LEAST = 1.0  # thousandths


@dataclass(frozen=True, slots=True)
class Worth:
    """By how much, in thousandths, the bound falls with one more `what` of `of`."""

    what: str
    of: str
    worth: int


def worths(
    problem: Problem, total: int, is_over: Callable[[], bool], stop: threading.Event
) -> list[Worth]:
    """Price what is scarce where the best known total is `total`; the dearest first.

    A price is a rate at the margin of the relaxed problem, so an estimate: more of the same is
    worth less, and what keeps a schedule from the bound is not in it.
    """
    search = Search(problem, 0)
    bound = search.bound(search.floor())
    best: Prices | None = None
    while best is None or not (bound.is_converged or stop.is_set() or is_over()):
        before, value = bound.prices.copied(), bound.best_value
        bound.step(total)
        if bound.best_value > value or best is None:
            best = before
    bound.prices.put(best)
    found = [*_seats(problem, bound), *_money(problem, bound), *_days(problem, search, bound)]
    return sorted(found, key=lambda each: (-each.worth, each.what, each.of))


def _seats(problem: Problem, bound: Bound) -> Iterator[Worth]:
    for course, price in zip(problem.courses, bound.worth_of_seats().tolist(), strict=False):
        yield from _priced("seat in each run", course.id, price)


def _money(problem: Problem, bound: Bound) -> Iterator[Worth]:
    for number, funder in enumerate(problem.funders):
        price = 1000.0 * float(bound.prices.dollar[number])
        yield from _priced("thousand dollars", funder.id, price)


def _days(problem: Problem, search: Search, bound: Bound) -> Iterator[Worth]:
    """Give a trainer's block day, and the dearest day of another like them or of a second hall."""
    for number, trainer in enumerate(problem.trainers):
        yield from _priced("day in all", trainer.id, float(bound.prices.load[number]))
    trainers, venues = [t.id for t in problem.trainers], [v.id for v in problem.venues]
    for what, ids, prices in (
        ("another like them on", trainers, bound.prices.duty),
        ("run more on", venues, bound.prices.hall),
    ):
        for number, id in enumerate(ids):
            day = int(np.argmax(prices[number]))
            name = f"{what} {iso(day + search.inst.day0)}"
            yield from _priced(name, id, float(prices[number, day]))


def _priced(what: str, of: str, price: float) -> Iterator[Worth]:
    if price >= _LEAST:
        yield Worth(what, of, round(price))


def text_of(found: list[Worth], most: int) -> str:
    """Write the dearest as a table."""
    rows = [(each.of, each.what, f"{each.worth / 1000:,.3f}") for each in found[:most]]
    return table([("of", "one more", "is worth about"), *rows])
