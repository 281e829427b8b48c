"""A coordinator plans: starts a search, watches it, reads why something is left out, publishes."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any, get_args

import pytest

from catalogue.actions.close_venue import close_venue
from catalogue.programmes import DAY_RULES, WEIGHTS
from catalogue.queries.planning import terms
from lms_bridge.api.planning import WeightName
from lms_bridge.api.programmes import RuleName
from lms_bridge.threads import in_thread
from tests.catalogue.builders import SYSTEM
from tests.lms_bridge.api.rest import Answer, Rest
from tests.lms_bridge.bridge import a_solved_scenario

pytestmark = pytest.mark.asyncio(loop_scope="module")

ME = "coordinator"
WORK = "/scenarios/small-s1"
SHORT = {"seconds": 20, "seed": 1}


async def ended(rest: Rest, scenario: str = WORK) -> Answer:
    """Wait until a scenario is no longer being solved."""
    async with asyncio.timeout(240):
        while True:
            progress = await rest.get(ME, f"{scenario}/progress")
            if progress.body["state"] != "solving":
                return progress
            await asyncio.sleep(0.1)


async def planned(rest: Rest) -> Any:
    """Plan the work in progress."""
    started = await rest.post(ME, f"{WORK}:start", SHORT)
    assert (started.status, started.body["scenario"]["state"]) == (200, "solving")
    return (await ended(rest)).body


async def test_every_weight_and_rule_of_the_programme_may_be_sent() -> None:
    assert (get_args(WeightName), get_args(RuleName)) == (WEIGHTS, DAY_RULES)


async def test_programme_is_planned_compared_and_published(rest: Rest) -> None:
    progress = await planned(rest)
    assert (progress["state"], progress["outcome"], progress["failure"]) == (
        "solved",
        "OPTIMAL",
        "",
    )
    assert (progress["total"], progress["gap"]) == (progress["bound"], 0.0)

    board = (await rest.get(ME, f"{WORK}/board")).body
    bars = {bar["run"]: bar for row in board["rows"] for bar in row["bars"]}
    listed = (await rest.get(ME, f"{WORK}/runs")).body["items"]
    assert {run["run"]: run["start"] for run in listed} == {
        run: bar["start"] for run, bar in bars.items()
    }

    unseated = (await rest.get(ME, f"{WORK}/unseated-nominations")).body["items"]
    reasons = {line["nomination"]: line["reasons"] for line in unseated}
    assert all(each["text"].endswith(".") for why in reasons.values() for each in why)
    unheld = (await rest.get(ME, f"{WORK}/unheld-runs")).body["items"]
    assert {line["run"] for line in unheld}.isdisjoint(bars)

    difference = (await rest.get(ME, f"{WORK}/difference")).body
    published = await rest.post(ME, "/programmes/small:publish", {"note": "June"})
    assert (published.status, published.body["number"]) == (201, 2)
    versions = (await rest.get(ME, "/programmes/small/versions")).body["items"]
    assert [(v["number"], v["note"]) for v in versions] == [(2, "June"), (1, "As loaded")]
    told = await rest.get(ME, f"/versions/{published.body['version']}/difference?before=small-v1")
    assert {run["run"] for run in told.body["runs"]} == {run["run"] for run in difference["runs"]}
    now = (await rest.get(ME, "/programmes/small/board")).body
    assert [
        (row["venue"], bar["run"], bar["start"]) for row in now["rows"] for bar in row["bars"]
    ] == [(row["venue"], bar["run"], bar["start"]) for row in board["rows"] for bar in row["bars"]]


async def test_publishing_again_with_the_same_key_publishes_once(rest: Rest) -> None:
    await planned(rest)
    for other in ({"scenario": "small-s2"}, {"seen": "what was there before"}):
        meant = await rest.post(ME, "/programmes/small:publish", {"note": "June"} | other)
        assert (meant.status, meant.reason) == (412, "ETAG_DIFFERS")
    key = {"Idempotency-Key": "publish"}
    first = await rest.post(ME, "/programmes/small:publish", {"note": "June"}, headers=key)
    again = await rest.post(ME, "/programmes/small:publish", {"note": "June"}, headers=key)
    assert (first.status, again.status, again.body) == (201, 201, first.body)
    outdated = await rest.post(ME, "/programmes/small:publish", {"note": "June"})
    assert (outdated.status, outdated.reason) == (409, "OUTDATED")


async def test_what_a_plan_does_not_know_is_told_before_anybody_relies_on_it(rest: Rest) -> None:
    first, late = await a_solved_scenario(), await a_solved_scenario()
    path = f"/scenarios/{late}"
    assert (await rest.get(ME, path)).body["outdated"] is None
    run = (await rest.get(ME, f"{path}/runs")).body["items"][-1]
    day = date.fromisoformat(run["start"])
    closed = f"{run['venue']} is closed on {day}, when {run['run']} would be held there."
    before = (await rest.get(ME, f"{path}/broken-rules")).body["items"]
    await in_thread(close_venue, SYSTEM, run["venue"], day, day, "flood")
    broken = (await rest.get(ME, f"{path}/broken-rules")).body["items"]
    assert [each for each in broken if each not in before] == [
        {
            "violation": {
                "rule": "H2",
                "code": "VENUE_CLOSED",
                "about": {"run": run["run"], "venue": run["venue"], "day": run["start"]},
            },
            "text": closed,
        }
    ]

    assert (await rest.post(ME, f"/scenarios/{first}:adopt")).status == 200
    published = await rest.post(ME, "/programmes/small:publish", {"note": "All the same"})
    assert published.status == 201
    told = (await rest.get(ME, path)).body["outdated"]
    assert (told["newer_version"], told["runs"]) == ("small-v2", [])
    refused = await rest.post(ME, f"{path}:adopt")
    assert (refused.status, refused.reason) == (409, "OUTDATED")
    assert refused.body["detail"] == told["text"]


async def test_search_is_stopped_and_keeps_its_best(rest: Rest) -> None:
    await rest.post(ME, f"{WORK}:start", {"seconds": 3000})
    stopped = await rest.post(ME, f"{WORK}:stop")
    assert stopped.status == 200
    progress = (await ended(rest)).body
    assert progress["state"] in {"solved", "failed"}


async def test_scenarios_are_tried_side_by_side_and_adopted(rest: Rest) -> None:
    made = await rest.post(ME, "/programmes/small/scenarios", {"name": "Fewer changes"})
    path = made.headers["Location"].removeprefix("/api/v1")
    adopted = await rest.post(ME, f"{path}:adopt", headers={"If-Match": made.headers["ETag"]})
    assert adopted.body["scenario"]["work_in_progress"]
    listed = (await rest.get(ME, "/programmes/small/scenarios")).body["items"]
    assert [s["name"] for s in listed if s["work_in_progress"]] == ["Fewer changes"]
    wishes = {"weights": {"member_shortfall": 77}, "first": "2015-07-01", "last": "2015-12-31"}
    backwards = wishes | {"last": "2015-06-30"}
    refused = await rest.post(ME, f"{path}:start", SHORT | backwards)
    assert (refused.status, refused.faults) == (422, [(None, "last", "BEFORE_START")])
    await rest.post(ME, f"{path}:start", SHORT | wishes | {"objective": "changes-first"})
    assert (await ended(rest, path)).body["state"] == "solved"
    shown = (await rest.get(ME, path)).body
    assert (shown["scenario"]["objective"], shown["limits"]["seed"]) == ("changes-first", 1)
    problem = (await rest.get(ME, f"{path}/problem")).body
    assert problem["horizon"]["frozen_until"] == "2015-05-06"
    assert problem["policy"]["weights"]["member_shortfall"] == 77
    spans = {(run.get("earliest"), run.get("latest")) for run in problem["runs"]}
    assert ("2015-07-01", "2015-12-31") in spans


async def test_scenario_that_was_changed_since_is_not_started(rest: Rest) -> None:
    seen = (await rest.get(ME, WORK)).headers["ETag"]
    other = (await rest.post(ME, "/programmes/small/scenarios", {"name": "Other"})).body["id"]
    await rest.post(ME, f"/scenarios/{other}:adopt")
    late = await rest.post(ME, f"{WORK}:start", SHORT, headers={"If-Match": seen})
    assert (late.status, late.reason) == (412, "ETAG_DIFFERS")
    assert (await rest.get(ME, WORK)).body["scenario"]["state"] == "draft"


@pytest.mark.parametrize(
    ("limits", "field"),
    [
        ({"seconds": 0}, "seconds"),
        ({"gap": 2}, "gap"),
        ({"workers": 1000}, "workers"),
        ({"seed": 2**31}, "seed"),
        ({"objective": "cheapest"}, "objective"),
        ({"memory": 1}, "memory"),
    ],
)
async def test_limits_out_of_range_are_refused(
    rest: Rest, limits: dict[str, Any], field: str
) -> None:
    answer = await rest.post(ME, f"{WORK}:start", limits)
    assert (answer.status, answer.faults) == (400, [(None, field, "MALFORMED")])


async def test_run_is_pinned_as_it_was_seen(rest: Rest) -> None:
    path = "/programmes/small/runs/BRIEF-1"
    seen = (await rest.get(ME, f"{path}/pins")).headers["ETag"]
    pins = {"start": "2015-09-15", "venue": "KL-HALL"}
    pinned = await rest.ask(ME, "PUT", f"{path}/pins", json=pins, headers={"If-Match": seen})
    assert (pinned.body["start"], pinned.body["venue"]) == ("2015-09-15", "KL-HALL")
    run = (await rest.get(ME, path)).body
    assert (run["pinned_start"], run["pinned_venue"]) == ("2015-09-15", "KL-HALL")
    late = await rest.ask(ME, "PUT", f"{path}/pins", json={}, headers={"If-Match": seen})
    assert (late.status, late.reason) == (412, "ETAG_DIFFERS")
    unknown = await rest.ask(ME, "PUT", f"{path}/pins", json={"venue": "KL-HAL"})
    assert unknown.body["faults"][0]["allowed"] == ["KL-HALL"]


async def test_planning_date_is_moved(rest: Rest) -> None:
    day = {"planning_date": "2015-05-20"}
    moved = await rest.ask(ME, "PATCH", "/programmes/small", json=day)
    assert moved.body["planning_date"] == "2015-05-20"
    assert (await rest.get(ME, "/programmes/small/board")).body["today"] == "2015-05-20"


async def test_offers_lapse_and_waiting_lists_close_by_themselves_with_the_date(rest: Rest) -> None:
    early = await rest.post(ME, "/programmes/small:close-waiting-lists")
    assert (early.status, early.reason) == (409, "WRONG_STATE")
    before = (await rest.get(ME, "/programmes/small/board")).body["today"]
    day: dict[str, object] = {"planning_date": "2016-01-01"}
    asked = await rest.ask(ME, "PATCH", "/programmes/small", json=day | {"knowingly": False})
    assert (asked.status, asked.reason) == (409, "IRREVOCABLE")
    assert "offers that lapse: " in asked.body["detail"]
    assert (await rest.get(ME, "/programmes/small/board")).body["today"] == before
    await rest.ask(ME, "PATCH", "/programmes/small", json=day)
    await rest.bridge.at_rest()
    for id, state in (
        ("MYS-0001.INDUCTION.2", "lapsed"),
        ("IDN-0001.IN-WAITLISTED", "closed"),
        ("MYS-0001.IN-WAITLISTED", "closed"),
    ):
        assert (await rest.get(ME, f"/nominations/{id}")).body["state"] == state
    for verb in ("lapse-overdue", "close-waiting-lists"):
        again = await rest.post(ME, f"/programmes/small:{verb}")
        assert again.body == {"nominations": []}


async def test_lms_that_is_not_set_up_is_told(rest: Rest) -> None:
    for answer in (
        await rest.get(ME, "/lms/difference"),
        await rest.post(ME, "/lms:synchronise", {"programme": "small"}),
    ):
        assert (answer.status, answer.reason) == (409, "NO_LMS")


async def test_rules_and_weights_are_set(rest: Rest) -> None:
    before = await in_thread(terms, SYSTEM, "small")
    change = {"day_rules": {"notice_days": 10}, "weights": {"unseated": 7}}
    assert (await rest.ask(ME, "PATCH", "/programmes/small", json=change)).status == 200
    day = (await rest.ask(ME, "GET", "/programmes/small")).body["planning_date"]
    bad = {"planning_date": "2015-06-30", "weights": {"unseated": 8, "moved_date": -1}}
    wrong = await rest.ask(ME, "PATCH", "/programmes/small", json=bad)
    assert (wrong.status, wrong.body["detail"].startswith("weights.moved_date: ")) == (400, True)
    assert (await rest.ask(ME, "GET", "/programmes/small")).body["planning_date"] == day
    now = await in_thread(terms, SYSTEM, "small")
    assert now == before | {"notice_days": 10, "unseated": 7}
