"""A coordinator changes a plan by hand over REST: tries, keeps, takes back, repairs, compares."""

from __future__ import annotations

from typing import Any

import pytest

from tests.lms_bridge.api.rest import Rest

pytestmark = pytest.mark.asyncio(loop_scope="module")

ME = "coordinator"
RUN = "/programmes/small/runs/INDUCTION-2"
NEXT_WEEK = {"start": "2015-09-14"}
HELD = ("start", "venue", "language")


async def starts(rest: Rest, plan: str) -> dict[str, str]:
    """Say when each run of a plan starts."""
    board = (await rest.get(ME, f"{plan}/board")).body
    return {bar["run"]: bar["start"] for row in board["rows"] for bar in row["bars"]}


async def moved(rest: Rest) -> Any:
    """Move a published run by a week, as it was tried."""
    tried = (await rest.post(ME, f"{RUN}:try-move", NEXT_WEEK)).body
    assert tried["hard"] == [], tried
    wish = NEXT_WEEK | {"seen": tried["seen"], "giving_way": tried["giving_way"]}
    kept = await rest.post(ME, f"{RUN}:move", wish)
    assert (kept.status, kept.body["change"], kept.body["changes"]) == (200, 1, 1)
    return kept.body


async def test_run_is_moved_as_it_was_tried_and_the_move_is_taken_back_and_done_again(
    rest: Rest,
) -> None:
    before = await starts(rest, "/programmes/small")
    kept = await moved(rest)
    scenario = f"/scenarios/{kept['scenario']}"
    assert await starts(rest, scenario) == before | {"INDUCTION-2": "2015-09-14"}
    assert await starts(rest, "/programmes/small") == before
    undone = await rest.post(ME, f"{scenario}:undo", {"seen": kept["seen"]})
    assert await starts(rest, scenario) == before
    late = await rest.post(ME, f"{scenario}:redo", {"seen": kept["seen"]})
    assert (late.status, late.reason) == (412, "ETAG_DIFFERS")
    again = await rest.post(ME, f"{scenario}:redo", {"seen": undone.body["seen"]})
    assert again.body == kept
    assert (await rest.get(ME, f"{scenario}/plan")).body == kept
    figures = (await rest.get(ME, f"{scenario}/figures")).body
    assert figures["held"] == len(before)


async def test_what_breaks_a_rule_is_told_and_not_kept(rest: Rest) -> None:
    early = {"start": "2010-01-04"}
    tried = (await rest.post(ME, f"{RUN}:try-move", early)).body
    assert "HORIZON" in {each["violation"]["code"] for each in tried["hard"]}
    wish = early | {"seen": tried["seen"], "giving_way": tried["giving_way"]}
    refused = await rest.post(ME, f"{RUN}:move", wish)
    assert (refused.status, refused.reason) == (409, "BREAKS_RULES")
    assert "INDUCTION-2 would not lie within the programme." in refused.body["detail"]


async def test_seats_that_give_way_are_those_that_were_told(rest: Rest) -> None:
    tried = (await rest.post(ME, f"{RUN}:try-move", NEXT_WEEK)).body
    wish = NEXT_WEEK | {"seen": tried["seen"], "giving_way": ["IDN-0001.BRIEF"]}
    refused = await rest.post(ME, f"{RUN}:move", wish)
    assert (refused.status, refused.faults) == (422, [(None, "giving_way", "NOT_ONE_OF")])


async def unpinned(rest: Rest) -> None:
    """Mend the plan, which breaks a rule in the beginning."""
    await rest.post(ME, "/nominations/IDN-0001.BRIEF:pin", {"run": None})


async def test_plan_is_changed_in_many_places_at_once_or_not_at_all(rest: Rest) -> None:
    seen = (await rest.post(ME, f"{RUN}:try-move", NEXT_WEEK)).body["seen"]
    broken = await rest.post(ME, "/programmes/small:change", {"seen": seen})
    assert (broken.status, broken.reason) == (409, "BREAKS_RULES")
    assert broken.body["detail"].endswith("IDN-0001.BRIEF is pinned to another run.")
    await unpinned(rest)
    listed = (await rest.get(ME, "/programmes/small/roster")).body["items"]
    held = next(run for run in listed if run["run"] == "INDUCTION-2")
    one = {name: held[name] for name in ("run", *HELD)} | NEXT_WEEK
    one["seats"] = [seat["nomination"] for seat in held["officials"]]
    one["trainers"] = [{"block": "unknown", "trainer": "T-1"}]
    refused = await rest.post(ME, "/programmes/small:change", {"seen": seen, "held": [one]})
    assert (refused.status, refused.reason) == (409, "BREAKS_RULES")
    late = await rest.post(ME, "/programmes/small:change", {"seen": "older", "held": [one]})
    assert (late.status, late.reason) == (412, "ETAG_DIFFERS")


async def test_another_plan_is_suggested_and_kept_as_it_was(rest: Rest) -> None:
    await unpinned(rest)
    before = await starts(rest, "/programmes/small")
    offered = await rest.post(ME, f"{RUN}:suggest")
    best, *others = offered.body["alternatives"]
    assert best["delta"] == min(each["delta"] for each in (best, *others))
    wish = {"seen": offered.body["seen"], "held": best["held"], "gone": best["gone"]}
    kept = await rest.post(ME, "/programmes/small:change", wish)
    assert kept.status == 200, kept.body
    after = await starts(rest, f"/scenarios/{kept.body['scenario']}")
    told = {run["run"]: run["start"] for run in best["held"]}
    assert after == {id: day for id, day in (before | told).items() if id not in best["gone"]}


async def test_repair_begins_once_for_a_key_with_the_fact_or_not_at_all(rest: Rest) -> None:
    days = {"start": "2015-09-07", "end": "2015-09-11"}
    for wish, fault in (
        (days, "trainer"),
        (days | {"trainer": "T-1", "venue": "JCLEC-A"}, "venue"),
    ):
        refused = await rest.post(ME, "/programmes/small:repair", wish)
        assert (refused.status, refused.faults[0][1]) == (422, fault)
    key = {"Idempotency-Key": "repair"}
    wish = days | {"trainer": "T-1", "reason": "ill", "only_seated": True}
    made = await rest.post(ME, "/programmes/small:repair", wish, headers=key)
    again = await rest.post(ME, "/programmes/small:repair", wish, headers=key)
    assert (made.status, made.body["id"]) == (201, again.body["id"])
    assert made.body["scenario"]["objective"] == "changes-first"
    problem = (await rest.get(ME, f"/scenarios/{made.body['id']}/problem")).body
    seated = {seat for held in problem["baseline"]["runs"] for seat in held["seats"]}
    asked = {each["id"] for each in problem["nominations"]}
    waiting = {"IDN-0001.IN-ENDORSED", "IDN-0001.IN-WAITLISTED"}
    assert (seated - asked, asked & waiting) == (set(), set())
    load = (await rest.get(ME, "/programmes/small/trainers/T-1/load")).body["items"]
    assert {each["month"]: each["days_away"] for each in load}["2015-09-01"] == 5
    await rest.post(ME, f"/scenarios/{made.body['id']}:stop")


async def test_price_of_fairness_is_a_series_of_scenarios(rest: Rest) -> None:
    made = (await rest.post(ME, "/programmes/small/scenarios:fairness", {"seconds": 1})).body
    weights = []
    for each in made["scenarios"]:
        problem = (await rest.get(ME, f"/scenarios/{each['scenario']}/problem")).body
        weights.append(problem["policy"]["weights"].get("member_shortfall", 0))
        await rest.post(ME, f"/scenarios/{each['scenario']}:stop")
    usual = weights[1]
    assert weights == [round(usual * each["factor"]) for each in made["scenarios"]]
