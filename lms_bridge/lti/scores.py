"""What an LMS is told of attendance and completion (Assignment and Grades 2.0), and shows of it.

Every score of somebody in a line item is later than the one before. An LMS that has a later one
says 409: what it has is left, and is told anew only when there is something new to tell.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from yarl import URL

from catalogue.actions.lti_scores import Told, note_scores
from catalogue.queries.lti import (
    Placement,
    Platform,
    Standing,
    lti_accounts,
    standings_in_run,
    told_scores,
)
from catalogue.viewer import Viewer
from lms_bridge.lti.claims import LINE_ITEM_SCOPE, RESULT_SCOPE, SCORE_SCOPE
from lms_bridge.lti.deep_link import FULL_MARKS
from lms_bridge.lti.errors import Unfetchable
from lms_bridge.lti.paging import pages
from lms_bridge.lti.tokens import Tokens
from lms_bridge.threads import in_thread

LINE_ITEM: Final = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS: Final = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE: Final = "application/vnd.ims.lis.v1.score+json"
RESULTS: Final = "application/vnd.ims.lis.v2.resultcontainer+json"
ITEMS: Final = ("attendance", "completion")
_CONFLICT: Final = 409


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many scores an LMS took, and what it said to the others, in its words."""

    taken: int
    refused: tuple[str, ...]


async def tell(tokens: Tokens, platform: Platform, placement: Placement) -> Outcome:
    """Tell an LMS what is new of those who sit in the run of a placement. Raises Unfetchable."""
    taken, refused = 0, []
    due = await in_thread(_due, platform, placement)
    for item, marks in due.items():
        if not marks:
            continue
        address = await _line_item(tokens, platform, placement, item)
        told = [await _tell_one(tokens, platform, address, item, mark) for mark in marks]
        shown = await results(tokens, platform, address)
        told = [_checked(each, shown) for each in told]
        await in_thread(note_scores, placement.id, told)
        taken += sum(not each.said for each in told)
        refused += [f"{item}: {each.said}" for each in told if each.said]
    return Outcome(taken, tuple(refused))


async def results(tokens: Tokens, platform: Platform, line_item: str) -> dict[str, float]:
    """Read what an LMS shows in a line item, by subject, in per cent. Raises Unfetchable."""
    shown: dict[str, float] = {}
    address = _below(line_item, "results")
    async for page in pages(tokens, platform, RESULT_SCOPE, address, RESULTS):
        for each in page if isinstance(page, list) else ():
            score, most = each.get("resultScore"), each.get("resultMaximum") or FULL_MARKS
            if isinstance(score, int | float) and isinstance(most, int | float):
                shown[str(each.get("userId"))] = FULL_MARKS * score / most
    return shown


@dataclass(frozen=True, slots=True)
class _Mark:
    """What is to be told of somebody; `after` is when the last score was told."""

    subject: str
    given: int
    after: datetime | None


def _due(platform: Platform, placement: Placement) -> dict[str, list[_Mark]]:
    viewer = Viewer.system("lti")
    subjects: dict[str, list[str]] = {}
    for subject, person in lti_accounts(viewer, platform.id).items():
        subjects.setdefault(person, []).append(subject)
    known = {(each.item, each.subject): each for each in told_scores(placement.id)}
    due: dict[str, list[_Mark]] = {item: [] for item in ITEMS}
    for standing in standings_in_run(viewer, placement.run):
        for item, given in _marks(standing).items():
            for subject in subjects.get(standing.person, ()):
                before = known.get((item, subject))
                if before is None or before.given != str(given):
                    due[item].append(_Mark(subject, given, before.told_at if before else None))
    return due


def _marks(standing: Standing) -> Mapping[str, int]:
    marks = {}
    if standing.noted_days:
        marks["attendance"] = round(FULL_MARKS * standing.present_days / standing.days)
    if standing.completed is not None:
        marks["completion"] = FULL_MARKS if standing.completed else 0
    return marks


async def _line_item(tokens: Tokens, platform: Platform, placement: Placement, item: str) -> str:
    """Find the line item for a run's attendance or completion, or make it."""
    wanted = {"resource_id": placement.run, "tag": item}
    listed = str(URL(placement.line_items).update_query(wanted))
    async for page in pages(tokens, platform, LINE_ITEM_SCOPE, listed, LINE_ITEMS):
        for each in page if isinstance(page, list) else ():
            is_it = each.get("tag") == item and each.get("resourceId") == placement.run
            if is_it and isinstance(each.get("id"), str):
                return str(each["id"])
    made = {
        "label": f"{placement.run}: {item}",
        "scoreMaximum": FULL_MARKS,
        "resourceId": placement.run,
        "tag": item,
    }
    answer = await tokens.ask(
        platform,
        [LINE_ITEM_SCOPE],
        "POST",
        placement.line_items,
        accept=LINE_ITEM,
        body=json.dumps(made),
        sends=LINE_ITEM,
    )
    id = answer.document().get("id")
    if not isinstance(id, str):
        raise Unfetchable(f"{answer.url} made a line item without an id")
    return id


async def _tell_one(
    tokens: Tokens, platform: Platform, line_item: str, item: str, mark: _Mark
) -> Told:
    moment = datetime.now(UTC)
    if mark.after:
        moment = max(moment, mark.after + timedelta(milliseconds=1))
    score = {
        "userId": mark.subject,
        "scoreGiven": mark.given,
        "scoreMaximum": FULL_MARKS,
        "activityProgress": "Completed" if item == "completion" else "InProgress",
        "gradingProgress": "FullyGraded",
        "timestamp": moment.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
    }
    answer = await tokens.ask(
        platform,
        [SCORE_SCOPE],
        "POST",
        _below(line_item, "scores"),
        accept="application/json",
        body=json.dumps(score),
        sends=SCORE,
    )
    if answer.is_ok:
        said = ""
    elif answer.status == _CONFLICT:
        said = "the LMS has a later score"
    else:
        said = f"the LMS answered {answer.status}"
    return Told(item, mark.subject, str(mark.given), moment, said)


def _checked(told: Told, shown: Mapping[str, float]) -> Told:
    """Compare with what the LMS shows now."""
    if told.said or told.subject not in shown or round(shown[told.subject]) == int(told.given):
        return told
    said = f"the LMS shows {shown[told.subject]:g} instead of {told.given}"
    return Told(told.item, told.subject, told.given, told.told_at, said)


def _below(line_item: str, name: str) -> str:
    url = URL(line_item)
    return str(url.with_path(f"{url.path.rstrip('/')}/{name}").with_query(url.query))
