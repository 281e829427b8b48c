"""The contract's files: how they are written, and what of them is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from scheduler import files, wire
from scheduler.errors import Fault, Malformed
from scheduler.problem import LinkKind, Run, Venue
from scheduler.schedule import (
    Outcome,
    Schedule,
    ScheduledRun,
    Score,
    Solution,
)
from tests.scheduler.builders import (
    a_block,
    a_course,
    a_funder,
    a_horizon,
    a_link,
    a_nomination,
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

# --- how it is written
from tests.scheduler.processes import problem_text

EVERYTHING: dict[str, Any] = {
    "horizon": a_horizon("2016-01-01", "2016-12-31", frozen_until="2016-02-29"),
    "venues": [a_venue(closed=[("2016-03-01", "2016-03-02")], parallel_runs=2, member="fji")],
    "courses": [
        a_course(
            languages=("en", ("fr", "2016-04-01")),
            blocks=(a_block(skill="law", level=2),),
            start_weekdays=(1, 2),
            max_seats_per_member=0,
            funder="fund",
        )
    ],
    "runs": [
        a_run(pinned=pinned(held=False, start="2016-03-07", trainers=[("b", "t1")])),
        a_run("r2", earliest="2016-03-07", required=True),
    ],
    "trainers": [a_trainer(skills={"law": 2}, max_days=0, person="pat")],
    "officials": [an_official(unavailable=[("2016-03-01", "2016-03-02")], completed=("old",))],
    "nominations": [a_nomination(pinned_run="r2")],
    "funders": [a_funder("fund", 0)],
    "links": [a_link(LinkKind.BEFORE, max_gap_days=0)],
    "baseline": a_schedule(held("r2", "2016-02-01", trainers=[("b", "t1")])),
}


def test_files_have_the_names_of_the_contract_and_whole_enum_values() -> None:
    written = json.loads(problem_text(a_problem(**EVERYTHING)))
    assert written["horizon"]["frozen_until"] == "2016-02-29"
    assert written["courses"][0]["max_seats_per_member"] == 0
    assert written["links"][0]["kind"] == "LINK_KIND_BEFORE"
    assert written["baseline"]["runs"][0]["seats"] == ["n1"]
    assert written["members"][0]["seat_target"] == 0  # written although it is nothing


def test_what_is_absent_is_not_written() -> None:
    written = json.loads(problem_text(a_problem()))
    assert "baseline" not in written
    assert "frozen_until" not in written["horizon"]
    assert "earliest" not in written["runs"][0]
    assert "held" not in written["runs"][0]["pinned"]


def test_an_absent_and_a_present_nothing_are_told_apart() -> None:
    problem = a_problem(**EVERYTHING)
    read = wire.problem_of(files.read_problem(problem_text(problem)))
    assert read == problem
    assert read.run["r1"].pinned.held is False
    assert read.run["r2"].pinned.held is None
    assert read.trainer["t1"].max_days == 0
    assert read.official["o1"].max_days is None


def test_what_a_file_leaves_out_is_as_the_contract_says() -> None:
    written = json.loads(problem_text(a_problem()))
    written["venues"] = [{"id": "hall", "city": "suv", "capacity": 20}]
    written["runs"] = [{"id": "r1", "course": "law"}]
    del written["policy"]
    read = wire.problem_of(files.read_problem(json.dumps(written)))
    assert read.venues == (Venue("hall", "suv", 20, None, 1),)  # one run at a time
    assert read.runs == (Run("r1", "law", required=False),)
    assert read.policy.notice_factor == 1
    assert read.policy.weights.unseated == 0


def test_amounts_of_64_bits_are_written_as_texts() -> None:
    solution = Solution(
        Outcome.OPTIMAL, 2**40, 3, "digest", Schedule(), Score(unseated=2**40), 2**40
    )
    written = json.loads(files.solution_text(solution))
    assert written["outcome"] == "OUTCOME_OPTIMAL"
    assert written["score"]["total"] == written["score"]["unseated"] == str(2**40)
    assert written["bound"] == written["floor"] == str(2**40)
    assert written["gap"] == 0
    assert written["conflict"] == []


def test_a_solution_without_a_bound_has_no_gap() -> None:
    written = json.loads(files.solution_text(Solution(Outcome.UNKNOWN, 0, 0, "digest")))
    assert not {"schedule", "score", "bound", "gap"} & set(written)


# --- what is refused


def refused(read: Callable[[], object]) -> list[Fault]:
    with pytest.raises(Malformed) as malformed:
        read()
    return list(malformed.value.faults)


def written_with(**changes: Any) -> Any:
    """The JSON of the usual problem with two runs, with a value put at `table__0__field`."""
    problem = a_problem(
        runs=[a_run("r1"), a_run("r2")],
        links=[a_link(LinkKind.APART)],
        baseline=a_schedule(held()),
    )
    value = json.loads(problem_text(problem))
    for path, new in changes.items():
        *parents, last = [int(p) if p.isdigit() else p for p in path.split("__")]
        target = value
        for parent in parents:
            target = target[parent]
        target[last] = new
    return value


def problem_faults(**changes: Any) -> list[Fault]:
    text = json.dumps(written_with(**changes))
    return refused(lambda: wire.problem_of(files.read_problem(text)))


def test_the_problem_that_the_examples_spoil_is_well_formed() -> None:
    assert wire.problem_of(files.read_problem(json.dumps(written_with()))).runs[1].id == "r2"


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"colour": "red"}, "colour"),
        ({"runs__1__colour": "red"}, "runs[1].colour"),
        ({"runs__1__pinned": {"colour": "red"}}, "runs[1].pinned.colour"),
        ({"policy__weights__unsated": 3}, "policy.weights.unsated"),
        ({"baseline__runs__0__colour": 1}, "baseline.runs[0].colour"),
    ],
)
def test_an_unknown_field_is_refused_with_those_that_there_are(
    change: dict[str, Any], path: str
) -> None:
    [fault] = problem_faults(**change)
    assert fault.path == path
    assert fault.text.startswith("unknown field; there are ")


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"runs__0__earliest": "2016-3-7"}, "runs[0].earliest"),
        ({"runs__0__pinned": {"start": "07/03/2016"}}, "runs[0].pinned.start"),
        ({"horizon__start": ""}, "horizon.start"),
        ({"horizon__end": "2016-02-30"}, "horizon.end"),
        ({"horizon__frozen_until": "yesterday"}, "horizon.frozen_until"),
        ({"venues__0__closed": [{"start": "2016-03-07"}]}, "venues[0].closed[0].end"),
        ({"trainers__0__unavailable": [{"end": "2016-03-07"}]}, "trainers[0].unavailable[0].start"),
        (
            {"courses__0__languages": [{"language": "en", "available_from": "soon"}]},
            "courses[0].languages[0].available_from",
        ),
        ({"baseline__runs__0__start": "x"}, "baseline.runs[0].start"),
    ],
)
def test_a_date_of_another_form_is_refused(change: dict[str, Any], path: str) -> None:
    [fault] = problem_faults(**change)
    assert fault.path == path
    assert "is not a da" in fault.text  # a date of the form, or a day of the calendar


@pytest.mark.parametrize(
    ("change", "path"),
    [
        ({"runs": {}}, "runs"),
        ({"runs": "r1"}, "runs"),
        ({"runs__0": "r1"}, "runs[0]"),
        ({"runs__0": None}, "runs[0]"),
        ({"runs__0__id": 1}, "runs[0].id"),
        ({"runs__0__required": "yes"}, "runs[0].required"),
        ({"runs__0__venues": "hall"}, "runs[0].venues"),
        ({"runs__0__venues": ["hall", 3]}, "runs[0].venues[1]"),
        ({"courses__0__days": 1.5}, "courses[0].days"),
        ({"courses__0__days": 2**31}, "courses[0].days"),
        ({"courses__0__days": True}, "courses[0].days"),
        ({"courses__0__days": "three"}, "courses[0].days"),
        ({"horizon": 3}, "horizon"),
        ({"horizon__start": 20160101}, "horizon.start"),
        ({"links__0__kind": "APART"}, "links[0].kind"),
        ({"links__0__kind": "LINK_KIND_UNSPECIFIED"}, "links[0].kind"),
        ({"links__0__kind": 9}, "links[0].kind"),
        ({"venues__0__parallelRuns": 2}, "venues[0].parallelRuns"),
    ],
)
def test_a_value_of_another_kind_is_refused(change: dict[str, Any], path: str) -> None:
    [fault] = problem_faults(**change)
    assert fault.path == path
    assert fault.text


def test_a_link_without_a_kind_is_refused() -> None:
    link = {"first": "r1", "second": "r2"}
    assert [f.path for f in problem_faults(links=[link])] == ["links[0].kind"]


def test_a_problem_has_a_horizon() -> None:
    value = written_with()
    del value["horizon"]
    faults = refused(lambda: wire.problem_of(files.read_problem(json.dumps(value))))
    assert faults == [Fault("horizon", "must be given")]


def test_an_id_twice_is_refused_in_a_file_too() -> None:
    twice = [{"id": "r1", "course": "law"}, {"id": "r2", "course": "law"}] * 2
    assert problem_faults(runs=twice) == [
        Fault("runs[2].id", '"r1" is also runs[0].id'),
        Fault("runs[3].id", '"r2" is also runs[1].id'),
    ]


def test_faults_of_dates_and_of_shape_are_named_together() -> None:
    faults = problem_faults(
        runs__0__earliest="soon", runs__1__course="X", nominations__0__priority=9
    )
    assert {f.path for f in faults} == {
        "runs[0].earliest",
        "runs[1].course",
        "nominations[0].priority",
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "3",
        "null",
        '"runs"',
        b"\xff\xfe\x00",
        b"\x80",
        "[" * 100_000,
        '{"runs":' * 100_000,
        '{"runs": [], "runs": []}',
        '{"runs": ' + "9" * 5000 + "}",
    ],
    ids=lambda text: str(text)[:12],
)
def test_what_is_not_a_json_object_is_refused(text: str | bytes) -> None:
    for read in (files.read_problem, files.read_schedule):
        [fault] = refused(lambda read=read: read(text))
        assert fault.path == ""
        assert fault.text.startswith("not ")


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ('{"colour": 1}', "colour"),
        ('{"runs": 3}', "runs"),
        ('{"runs": [{"id": "r1", "colour": 1, "start": "2016-03-07"}]}', "runs[0].colour"),
        ('{"runs": [{"id": "r1"}]}', "schedule.runs[0].start"),
        ('{"runs": [{"id": "r1", "start": "monday"}]}', "schedule.runs[0].start"),
        ('{"schedule": {"runs": [{"id": "r1", "start": "monday"}]}}', "schedule.runs[0].start"),
        ('{"schedule": {"colour": 1}}', "colour"),
        ('{"schedule": null}', "schedule"),
        ('{"schedule": 3}', "schedule"),
        ('{"outcome": "OUTCOME_INFEASIBLE"}', "schedule"),
    ],
)
def test_a_schedule_of_bad_shape_is_refused(text: str, path: str) -> None:
    [fault] = refused(lambda: wire.schedule_of(files.read_schedule(text)))
    assert fault.path == path


def test_a_schedule_may_name_what_the_problem_lacks() -> None:
    text = '{"runs": [{"id": "x", "start": "2016-03-07", "venue": "y", "seats": ["z", "z"]}]}'
    assert wire.schedule_of(files.read_schedule(text)) == a_schedule(
        ScheduledRun("x", day("2016-03-07"), "y", "", (), ("z", "z"))
    )
