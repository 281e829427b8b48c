"""Every clause of the contract's list "Malformed", each refused at its path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from random import Random
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduler.clock import Interval
from scheduler.errors import Fault, Malformed
from scheduler.problem import (
    City,
    CourseLanguage,
    LinkKind,
    Member,
    Skill,
    Travel,
    Weights,
)
from tests.scheduler.builders import (
    a_block,
    a_course,
    a_funder,
    a_horizon,
    a_link,
    a_nomination,
    a_policy,
    a_problem,
    a_run,
    a_schedule,
    a_trainer,
    a_venue,
    an_official,
    day,
    held,
    pinned,
)
from tests.scheduler.tiny import a_tiny_problem


def faults(**tables: Any) -> list[Fault]:
    """What a problem with these tables is refused for."""
    try:
        a_problem(**tables)
    except Malformed as malformed:
        return list(malformed.faults)
    return []


def refused_at(**tables: Any) -> list[str]:
    return [fault.path for fault in faults(**tables)]


NOBODY: dict[str, Any] = {"officials": (), "nominations": ()}


@pytest.mark.parametrize(
    ("path", "tables"),
    [
        ("runs[0].course", {"runs": [a_run(course="X")]}),
        ("runs[0].venues[1]", {"runs": [a_run(venues=("hall", "X"))]}),
        ("runs[0].pinned.venue", {"runs": [a_run(pinned=pinned(venue="X"))]}),
        (
            "runs[0].pinned.trainers[0].trainer",
            {
                "runs": [a_run(pinned=pinned(trainers=[("b", "X")]))],
                "courses": [a_course(blocks=(a_block("b"),))],
            },
        ),
        (
            "runs[0].pinned.trainers[0].block",
            {"runs": [a_run(pinned=pinned(trainers=[("X", "t1")]))]},
        ),
        ("venues[0].city", {"venues": [a_venue(city="X")]}),
        ("venues[0].member", {"venues": [a_venue(member="X")]}),
        ("travel[0].origin", {"travel": [Travel("X", "suv")]}),
        ("travel[0].destination", {"travel": [Travel("suv", "X")]}),
        ("courses[0].funder", {"courses": [a_course(funder="X")]}),
        ("courses[0].prerequisites[0]", {"courses": [a_course(prerequisites=("X",))]}),
        ("trainers[0].city", {"trainers": [a_trainer(city="X")]}),
        ("trainers[0].member", {"trainers": [a_trainer(member="X")]}),
        ("officials[0].city", {"officials": [an_official(city="X")], "nominations": ()}),
        ("officials[0].member", {"officials": [an_official(member="X")], "nominations": ()}),
        ("nominations[0].official", {"nominations": [a_nomination(official="X")]}),
        ("nominations[0].course", {"nominations": [a_nomination(course="X")]}),
        ("nominations[0].pinned_run", {"nominations": [a_nomination(pinned_run="X")]}),
        ("links[0].first", {"links": [a_link(LinkKind.ONLY_IF, "X", "r1")]}),
        ("links[0].second", {"links": [a_link(LinkKind.ONLY_IF, "r1", "X")]}),
    ],
)
def test_an_unknown_id_is_refused(path: str, tables: dict[str, Any]) -> None:
    [fault] = faults(**tables)
    assert fault.path == path
    assert fault.text.startswith("unknown ")
    assert '"X"' in fault.text


def test_a_fault_is_written_with_its_path() -> None:
    with pytest.raises(Malformed) as refused:
        a_problem(runs=[a_run(course="X")])
    assert str(refused.value) == 'runs[0].course: unknown course "X"'


def test_what_an_official_completed_may_be_unknown() -> None:
    assert faults(officials=[an_official(completed=("X",))], nominations=()) == []


TABLES: dict[str, Callable[[str], Any]] = {
    "members": Member,
    "cities": City,
    "venues": a_venue,
    "courses": a_course,
    "runs": a_run,
    "trainers": a_trainer,
    "officials": an_official,
    "nominations": lambda name: a_nomination(name, official=f"o{len(name)}"),
    "funders": a_funder,
}
USUAL = a_problem()


@pytest.mark.parametrize("table", TABLES)
def test_an_empty_id_is_refused(table: str) -> None:
    records = [*getattr(USUAL, table), TABLES[table]("")]
    if table == "nominations":
        records = [TABLES[table]("a"), replace(TABLES[table]("ab"), id="")]
    assert f"{table}[{len(records) - 1}].id" in refused_at(**{table: records})


@pytest.mark.parametrize("table", TABLES)
def test_an_id_twice_in_its_table_is_refused(table: str) -> None:
    first = (getattr(USUAL, table) or (TABLES[table]("a"),))[0]
    twin = first
    if table == "nominations":
        twin = replace(first, official="o2")
    records = [first, *getattr(USUAL, table)[1:], twin]
    if table == "nominations":
        records = [first, twin]
    [fault] = faults(**{table: records})
    assert fault.path == f"{table}[{len(records) - 1}].id"
    assert fault.text == f'"{first.id}" is also {table}[0].id'


def test_one_id_may_be_in_two_tables() -> None:
    assert faults(venues=[a_venue("suv")], courses=[a_course("law")], runs=[a_run("law")]) == []


BAD_COURSES: list[tuple[str, dict[str, Any]]] = [
    ("days", {"days": 0}),
    ("days", {"days": 3661}),
    ("min_seats", {"min_seats": 0}),
    ("max_seats", {"min_seats": 5, "max_seats": 4}),
    ("languages", {"languages": ()}),
    ("languages[1]", {"languages": ("en", "en")}),
    ("languages[2]", {"languages": ("en", "fr", ("en", "2016-04-01"))}),
    ("start_weekdays[1]", {"start_weekdays": (1, 0)}),
    ("start_weekdays[0]", {"start_weekdays": (8,)}),
    ("max_seats_per_member", {"max_seats_per_member": -1}),
    ("min_members", {"min_members": -1}),
    ("blocks[1]", {"blocks": (a_block("a"), a_block("a"))}),
    ("blocks[0].id", {"blocks": (a_block(""),)}),
    ("blocks[0].trainer_count", {"blocks": (a_block(trainer_count=0),)}),
    ("blocks[0].trainer_count", {"blocks": (a_block(trainer_count=1001),)}),
    ("blocks[0].level", {"blocks": (a_block(level=-1),)}),
    ("blocks[0]", {"blocks": (a_block(first_day=0, last_day=3),)}),
    ("blocks[0]", {"blocks": (a_block(first_day=-1, last_day=1),)}),
    ("blocks[0]", {"blocks": (a_block(first_day=2, last_day=1),)}),
]


@pytest.mark.parametrize(("where", "course"), BAD_COURSES)
def test_a_course_of_bad_shape_is_refused(where: str, course: dict[str, Any]) -> None:
    course = {"days": 3} | course
    if course["days"] < 1:
        course["blocks"] = ()
    assert refused_at(courses=[a_course(**course)]) == [f"courses[0].{where}"]


BAD_NUMBERS: list[tuple[str, dict[str, Any]]] = [
    ("members[0].seat_target", {"members": [Member("fji", -1), Member("idn")]}),
    ("members[0].host_target", {"members": [Member("fji", 0, -1), Member("idn")]}),
    ("venues[0].capacity", {"venues": [a_venue(capacity=-1)]}),
    ("venues[0].parallel_runs", {"venues": [a_venue(parallel_runs=-1)]}),
    ("travel[0].days", {"travel": [Travel("suv", "jkt", -1)]}),
    ("trainers[0].max_days", {"trainers": [a_trainer(max_days=-1)]}),
    ("trainers[0].skills[0].level", {"trainers": [a_trainer(skills={"law": -1})]}),
    ("officials[0].max_days", {"officials": [an_official(max_days=-1)], "nominations": ()}),
    ("policy.official_rest_days", {"policy": a_policy(official_rest_days=-1)}),
    ("policy.notice_days", {"policy": a_policy(notice_days=-1)}),
    ("policy.notice_factor", {"policy": a_policy(notice_factor=-1)}),
    ("policy.min_notice_days", {"policy": a_policy(min_notice_days=-1)}),
]


@pytest.mark.parametrize(("path", "tables"), BAD_NUMBERS)
def test_a_negative_number_is_refused(path: str, tables: dict[str, Any]) -> None:
    assert faults(**tables) == [Fault(path, "-1 is negative; give 0 or more")]


def with_usd(usd: int) -> dict[str, tuple[str, dict[str, Any]]]:
    """Each field of money, with its path and the tables that have it."""
    cities = [City("suv", usd), City("jkt"), City("bkk")]
    return {
        "per diem": ("cities[0].per_diem_usd", {"cities": cities}),
        "way": ("travel[0].cost_usd", {"travel": [Travel("suv", "jkt", 1, usd)]}),
        "day rate": ("venues[0].day_rate_usd", {"venues": [a_venue(day_rate_usd=usd)]}),
        "fee": ("trainers[0].day_fee_usd", {"trainers": [a_trainer(day_fee_usd=usd)]}),
        "budget": ("funders[0].budget_usd", {"funders": [a_funder("f", usd)]}),
    }


@pytest.mark.parametrize("what", with_usd(0))
def test_money_is_from_nothing_to_a_thousand_million(what: str) -> None:
    for usd in (0, 10**9):
        assert refused_at(**with_usd(usd)[what][1]) == []
    for usd in (-1, 10**9 + 1):
        path, tables = with_usd(usd)[what]
        assert refused_at(**tables) == [path]


@pytest.mark.parametrize("name", [f.name for f in fields(Weights)])
def test_a_weight_is_from_nothing_to_a_million(name: str) -> None:
    for weight in (0, 10**6):
        assert refused_at(policy=a_policy({name: weight})) == []
    for weight in (-1, 10**6 + 1):
        assert refused_at(policy=a_policy({name: weight})) == [f"policy.weights.{name}"]


@pytest.mark.parametrize("priority", [0, 6, -1])
def test_a_priority_outside_1_to_5_is_refused(priority: int) -> None:
    assert refused_at(nominations=[a_nomination(priority=priority)]) == ["nominations[0].priority"]


def test_priorities_1_and_5_are_accepted() -> None:
    assert (
        refused_at(
            nominations=[a_nomination("a", "o1", priority=1), a_nomination("b", "o2", priority=5)]
        )
        == []
    )


def test_an_interval_that_ends_before_it_starts_is_refused() -> None:
    backwards = [("2016-03-07", "2016-03-08"), ("2016-03-08", "2016-03-07")]
    assert refused_at(
        venues=[a_venue(closed=backwards)],
        trainers=[a_trainer(unavailable=backwards)],
        officials=[an_official(unavailable=backwards)],
        nominations=[],
    ) == ["venues[0].closed[1]", "trainers[0].unavailable[1]", "officials[0].unavailable[1]"]


def test_a_horizon_has_at_most_3660_days() -> None:
    assert refused_at(horizon=a_horizon("2016-01-01", "2015-12-31")) == ["horizon"]
    assert refused_at(horizon=a_horizon("2016-01-01", "2016-01-01")) == []
    start = day("2016-01-01")
    longest = replace(a_horizon(), start=start, end=start + 3659)
    assert refused_at(horizon=longest) == []
    assert refused_at(horizon=replace(longest, end=start + 3660)) == ["horizon"]


def test_a_way_given_twice_must_be_the_same() -> None:
    way = Travel("suv", "jkt", 1, 700)
    back = Travel("jkt", "suv", 1, 700)
    assert refused_at(travel=[way, way, back]) == []
    assert refused_at(travel=[way, replace(way, days=2)]) == ["travel[1]"]
    assert refused_at(travel=[way, back, replace(back, cost_usd=1)]) == ["travel[2]"]


def test_nobody_is_two_trainers_or_two_officials() -> None:
    trainers = [a_trainer("t1", person="p"), a_trainer("t2"), a_trainer("t3", person="p")]
    assert refused_at(trainers=trainers) == ["trainers[2].person"]
    officials = [an_official("o1", person="p"), an_official("o2", person="p")]
    assert refused_at(officials=officials, nominations=[]) == ["officials[1].person"]
    assert refused_at(trainers=trainers[:2], officials=officials[:1], nominations=[]) == []


def test_an_official_is_nominated_once_for_a_course() -> None:
    courses = [a_course("law"), a_course("war")]
    nominations = [
        a_nomination("n1"),
        a_nomination("n2", course="war"),
        a_nomination("n3", priority=1),
    ]
    [fault] = faults(courses=courses, nominations=nominations)
    assert fault == Fault("nominations[2]", "nominations[0] has the same official and course")


def test_a_pinned_run_is_of_the_same_course() -> None:
    courses, runs = [a_course("law"), a_course("war")], [a_run("r1", "law"), a_run("r2", "war")]
    assert refused_at(courses=courses, runs=runs, nominations=[a_nomination(pinned_run="r1")]) == []
    assert refused_at(courses=courses, runs=runs, nominations=[a_nomination(pinned_run="r2")]) == [
        "nominations[0].pinned_run"
    ]


TWO_RUNS = [a_run("r1"), a_run("r2")]


@pytest.mark.parametrize("kind", LinkKind)
def test_gaps_belong_to_the_kinds_that_have_them(kind: LinkKind) -> None:
    least = [] if kind in (LinkKind.BEFORE, LinkKind.APART) else ["links[0].min_gap_days"]
    most = [] if kind is LinkKind.BEFORE else ["links[0].max_gap_days"]
    assert refused_at(runs=TWO_RUNS, links=[a_link(kind)]) == []
    assert refused_at(runs=TWO_RUNS, links=[a_link(kind, min_gap_days=1)]) == least
    assert refused_at(runs=TWO_RUNS, links=[a_link(kind, max_gap_days=0)]) == most


def test_a_negative_gap_is_refused() -> None:
    for name in ("min_gap_days", "max_gap_days"):
        link = a_link(LinkKind.BEFORE, **{name: -1})
        assert refused_at(runs=TWO_RUNS, links=[link]) == [f"links[0].{name}"]


def test_a_link_of_a_run_with_itself_is_refused() -> None:
    assert refused_at(links=[a_link(LinkKind.APART, "r1", "r1")]) == ["links[0]"]


def test_a_run_twice_in_the_baseline_is_refused() -> None:
    baseline = a_schedule(held("r1"), held("r2"), held("r1"))
    assert refused_at(baseline=baseline) == ["baseline.runs[2].id"]


def test_what_is_gone_from_a_frozen_run_is_refused() -> None:
    frozen = {"horizon": a_horizon(frozen_until="2016-03-07")}
    gone = a_schedule(
        held("gone"), held("r1", venue="gone", trainers=[("gone", "gone")], seats=["gone"])
    )
    assert refused_at(baseline=gone, **frozen) == ["baseline.runs[0].id", "baseline.runs[1].venue"]
    later = a_schedule(*(replace(run, start=run.start + 1) for run in gone.runs))
    assert refused_at(baseline=later, **frozen) == []
    assert refused_at(baseline=gone) == []


def test_a_fact_is_within_3660_days_of_the_horizon() -> None:
    horizon = a_horizon("2016-01-01", "2016-12-31", frozen_until="2016-03-07")
    for days, paths in ((3660, []), (3661, ["baseline.runs[0].start"])):
        baseline = a_schedule(replace(held("r1"), start=horizon.start - days))
        assert refused_at(horizon=horizon, baseline=baseline) == paths


@pytest.mark.parametrize(
    ("weight", "tables"),
    [
        ("member_shortfall", {"members": [Member("fji", 2**31 - 1), Member("idn", 2**31 - 1)]}),
        ("host_shortfall", {"members": [Member("fji", 0, 2**31 - 1), Member("idn", 0, 9)]}),
        (
            "cost_per_thousand_usd",
            {"venues": [a_venue(day_rate_usd=10**9)], "courses": [a_course(days=30)]},
        ),
        (
            "cost_per_thousand_usd",
            {
                "travel": [Travel("suv", "jkt", 1, 10**9)],
                "courses": [a_course(blocks=(a_block(trainer_count=9),))],
            },
        ),
        ("moved_date_per_week", {"baseline": a_schedule(replace(held("r1"), start=1))}),
    ],
)
def test_prices_of_which_no_sum_could_be_told_are_refused(
    weight: str, tables: dict[str, Any]
) -> None:
    policy = {"policy": a_policy({weight: 10**6}, notice_factor=10**6)}
    assert refused_at(**tables, **policy) == ["policy.weights"]
    assert refused_at(**tables) == []


def test_contradictions_are_not_malformed() -> None:
    impossible = pinned(held=False, start="2020-01-01", venue="hall", language="th")
    runs = [
        a_run("r1", earliest="2017-05-01", latest="2015-05-01", pinned=impossible),
        a_run("r2", pinned=pinned(held=True)),
    ]
    links = [a_link(LinkKind.BEFORE, min_gap_days=5, max_gap_days=2)]
    nominations = [a_nomination(pinned_run="r1")]
    assert refused_at(runs=runs, links=links, nominations=nominations) == []


def test_reference_lists_are_sets() -> None:
    assert (
        refused_at(
            venues=[a_venue(facilities=("lab", "lab"))],
            courses=[
                a_course(facilities=("lab", "lab"), audience=("a", "a"), start_weekdays=(1, 1))
            ],
            runs=[a_run(venues=("hall", "hall"))],
            officials=[an_official(languages=("en", "en"), completed=("law", "law"))],
            nominations=[],
        )
        == []
    )


def test_every_fault_is_named_at_once() -> None:
    assert refused_at(
        horizon=a_horizon("2016-02-01", "2016-01-01"),
        members=[Member("fji"), Member("idn"), Member("")],
        venues=[a_venue(city="X", capacity=-1)],
        courses=[a_course(days=0, min_seats=0, max_seats=-1)],
        nominations=[a_nomination("n1", priority=9), a_nomination("n1", "X", priority=0)],
    ) == [
        "members[2].id",
        "nominations[1].id",
        "horizon",
        "venues[0].city",
        "venues[0].capacity",
        "courses[0].days",
        "courses[0].min_seats",
        "courses[0].max_seats",
        "nominations[0].priority",
        "nominations[1].official",
        "nominations[1].priority",
    ]


class Spoiled(NamedTuple):
    """A change of one record of a table, and where the problem is then refused."""

    table: str
    spoil: Callable[[Any], Any]
    path: str


def setting(table: str, path: str = "", **values: Any) -> Spoiled:
    """Set fields of a record; refused at the first of them where no path is given."""
    return Spoiled(
        table, lambda record: replace(record, **values), path or f".{next(iter(values))}"
    )


WAYS_TO_SPOIL = [
    setting("members", id=""),
    setting("members", seat_target=-1),
    setting("cities", per_diem_usd=-5),
    setting("travel", origin="X"),
    setting("travel", cost_usd=10**9 + 1),
    setting("venues", city="X"),
    setting("venues", member="X"),
    setting("venues", capacity=-1),
    setting("venues", path=".closed[0]", closed=(Interval(2, 1),)),
    setting("courses", days=0, blocks=()),
    setting("courses", min_seats=0),
    setting("courses", max_seats=0),
    setting("courses", languages=()),
    setting(
        "courses", path=".languages[1]", languages=(CourseLanguage("en"), CourseLanguage("en", 9))
    ),
    setting("courses", path=".prerequisites[0]", prerequisites=("X",)),
    setting("courses", path=".start_weekdays[0]", start_weekdays=(9,)),
    setting("courses", path=".blocks[0]", blocks=(a_block(first_day=50, last_day=60),)),
    setting("courses", funder="X"),
    setting("runs", course="X"),
    setting("runs", path=".venues[0]", venues=("X",)),
    setting("runs", path=".pinned.venue", pinned=pinned(venue="X")),
    setting("trainers", city="X"),
    setting("trainers", max_days=-1),
    setting("trainers", path=".skills[0].level", skills=(Skill("law", -1),)),
    setting("officials", member="X"),
    setting("officials", path=".unavailable[0]", unavailable=(Interval(9, 8),)),
    setting("nominations", official="X"),
    setting("nominations", priority=6),
    setting("nominations", pinned_run="X"),
    setting("funders", budget_usd=-1),
    setting("links", first="X"),
    setting("links", min_gap_days=-1),
]


@given(seed=st.integers(0, 2**32))
def test_a_valid_problem_with_one_fault_is_refused_there(seed: int) -> None:
    rng = Random(seed)
    problem = a_tiny_problem(rng)
    ways = [w for w in WAYS_TO_SPOIL if getattr(problem, w.table)]
    table, spoil, path = rng.choice(ways)
    records = list(getattr(problem, table))
    index = rng.randrange(len(records))
    records[index] = spoil(records[index])
    with pytest.raises(Malformed) as refused:
        replace(problem, **{table: tuple(records)})
    assert f"{table}[{index}]{path}" in [fault.path for fault in refused.value.faults]


@given(seed=st.integers(0, 2**32))
def test_a_record_given_twice_is_refused_there(seed: int) -> None:
    rng = Random(seed)
    problem = a_tiny_problem(rng)
    table = rng.choice([name for name in TABLES if getattr(problem, name)])
    records = getattr(problem, table)
    index = rng.randrange(len(records))
    with pytest.raises(Malformed) as refused:
        replace(problem, **{table: (*records, records[index])})
    fault = refused.value.faults[0]
    assert fault == Fault(
        f"{table}[{len(records)}].id", f'"{records[index].id}" is also {table}[{index}].id'
    )
