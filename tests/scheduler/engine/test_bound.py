"""The bound's relaxation against brute force: it is never too high, whatever is priced."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import numpy as np
import pytest

from scheduler.engine.bound import Bound
from scheduler.engine.crews import Duties, cheapest, crews_of
from scheduler.engine.search import Search
from scheduler.problem import Link, LinkKind, Problem
from scheduler.schedule import Schedule
from tests.scheduler import enumeration
from tests.scheduler.builders import (
    a_block,
    a_course,
    a_link,
    a_nomination,
    a_policy,
    a_problem,
    a_run,
    a_trainer,
    a_venue,
    an_official,
)
from tests.scheduler.tiny import a_tiny_problem

# More than anything that is limited has, less than what stands for no limit.
ENOUGH = 1e8
A_SEAT, A_DOLLAR = 3_000.0, 3.0


def best_of(seed: int, always: list[str]) -> tuple[Problem, int, Schedule]:
    """A problem with its smallest total and a best schedule; skipped where there is none."""
    problem = a_tiny_problem(Random(seed), always=always)
    total, schedule = enumeration.best(problem)
    if total is None or schedule is None:
        pytest.skip("no schedule is valid")
    return problem, total, schedule


def draw_prices(rng: np.random.Generator, bound: Bound, only: str) -> None:
    """Price what there is a limit or a target for: one kind of it, or `all` kinds."""
    parts = zip(bound.prices._fields, bound.prices, bound.limits, bound.highest, strict=True)
    for name, price, limit, highest in parts:
        scale = A_DOLLAR if name == "dollar" else A_SEAT
        drawn = rng.exponential(scale, price.shape) * (rng.random(price.shape) < 0.5)
        drawn[np.broadcast_to(limit, price.shape) > ENOUGH] = 0.0
        price[...] = np.minimum(drawn, highest) if only in (name, "all") else 0.0


@pytest.mark.parametrize("always", [[], ["baseline"]], ids=["new", "repair"])
@pytest.mark.parametrize("seed", range(80))
def test_no_prices_lift_the_relaxation_above_the_best_total(seed: int, always: list[str]) -> None:
    problem, total, _ = best_of(seed, always)
    bound = Search(problem, 0).bound()
    rng = np.random.default_rng(seed)
    for only in [*bound.prices._fields, "all", "all", "all"]:
        draw_prices(rng, bound, only)
        assert bound.value() <= total + 1e-3, only


@pytest.mark.parametrize("seed", range(30))
def test_runs_that_start_together_are_bounded_better_together_and_never_too_high(seed: int) -> None:
    problem = a_tiny_problem(Random(seed))
    hub, *others = (run.id for run in problem.runs)
    links = tuple(Link(LinkKind.SAME_START, hub, other) for other in others)
    problem = replace(problem, links=links)
    total, _ = enumeration.best(problem)
    if total is None:
        pytest.skip("no schedule is valid")
    apart, together = (Search(problem, 0).bound() for _ in range(2))
    together.relax_together()
    rng = np.random.default_rng(seed)
    for only in ["none", "all", "hall", "duty", "seat"]:
        draw_prices(rng, apart, only)
        together.prices.put(apart.prices)
        assert apart.value() - 1e-3 <= together.value() <= total + 1e-3, only


@pytest.mark.parametrize("seed", range(10))
def test_many_hands_find_the_same_bound_to_the_last_bit(seed: int) -> None:
    problem = a_tiny_problem(Random(seed))
    alone, shared = (Search(problem, 0).bound() for _ in range(2))
    shared.hands = 3
    for _ in range(10):
        alone.step(1_000)
        shared.step(1_000)
        assert shared.best_value == alone.best_value
        for price, same in zip(shared.prices, alone.prices, strict=True):
            assert (price == same).all()


@pytest.mark.parametrize("halls", [1, 2])
@pytest.mark.parametrize("trainers", [1, 2])
def test_runs_that_start_together_have_a_hall_and_a_trainer_each(halls: int, trainers: int) -> None:
    problem = a_problem(
        courses=(a_course("law", blocks=(a_block(),)), a_course("sea", blocks=(a_block(),))),
        runs=(a_run("r1", "law"), a_run("r2", "sea")),
        venues=tuple(a_venue(f"hall{i}") for i in range(halls)),
        trainers=tuple(a_trainer(f"t{i}") for i in range(trainers)),
        officials=(an_official("o1"), an_official("o2")),
        nominations=(a_nomination("n1", "o1", "law"), a_nomination("n2", "o2", "sea")),
        links=(a_link(LinkKind.SAME_START),),
        policy=a_policy({"unseated": 10}),
    )
    bound = Search(problem, 0).bound()
    assert bound.value() == 0
    bound.relax_together()
    assert (
        bound.value() == enumeration.best(problem)[0] == (0 if halls == trainers == 2 else 30_000)
    )


@pytest.mark.parametrize("seed", range(40))
def test_every_step_of_a_repairs_bound_is_below_the_best_total(seed: int) -> None:
    problem, total, _ = best_of(seed, ["baseline"])
    bound = Search(problem, 0).bound()
    for _ in range(60):
        bound.step(total)
        assert bound.best <= total


@pytest.mark.parametrize("seed", range(40))
def test_no_crew_costs_less_than_the_cheapest(seed: int) -> None:
    problem, _, schedule = best_of(seed, [])
    search = Search(problem, 0)
    search.adopt(schedule)
    inst, st = search.inst, search.st
    handle, _ = search.handles
    days, trainers = inst.n_days + 2, len(problem.trainers)
    duties = Duties(np.zeros((max(1, trainers), days)), np.zeros(max(1, trainers)))
    chosen = np.zeros(inst.max_slots, np.int32)
    for run in np.flatnonzero(st.held & ~inst.run_frozen):
        city = inst.venue_city[st.venue[run]]
        found = cheapest(
            handle,
            crews_of(inst, handle),
            duties,
            1.0,
            int(run),
            st.start[run],
            inst.city_at[city],
            st.language[run],
            chosen,
        )
        days = inst.course_days[inst.run_course[run]]
        homes = inst.official_city[inst.nom_official[st.seats[run, : st.n_seats[run]]]]
        away = homes[homes != city]
        stays = 2 * inst.way_usd[away, city].sum() + len(away) * inst.per_diem[city] * days
        paid = st.run_cost[run] - inst.venue_rate[st.venue[run]] * days - stays
        assert found[1] <= paid + 1e-6
