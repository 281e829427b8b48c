"""What an LMS is told of attendance and completion (Assignment and Grades 2.0), and shows of it.

Every score of somebody in a line item is later than the one before. An LMS that has a later one
says 409: what it has is left, and is told anew only when there is something new to tell.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from yarl import URL

from catalogue.actions.lti_scores import Told, note_scores
from catalogue.lti import Mark
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
ITEMS: Final = (Mark.ATTENDANCE, Mark.COMPLETION)
_FEWEST_MARKS, _MOST_MARKS = 0.001, 10**9
_CONFLICT: Final = 409
_AGAIN: Final = "the LMS answered"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How much an LMS took or gave, and what it said to the rest, in its words."""

    taken: int
    refused: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A course of an LMS in which a run is shown: the first link there, and what is marked."""

    link: Placement
    items: tuple[str, ...]


def places(placements: Iterable[Placement]) -> list[Place]:
    """Say where a run is marked, once for each course, however often it is shown there."""
    of_runs: dict[tuple[str, str], list[Placement]] = {}
    for each in sorted(placements, key=lambda each: each.id):
        if each.run and each.line_items:
            of_runs.setdefault((each.context, each.run), []).append(each)
    marks = {key: {each.mark for each in links} for key, links in of_runs.items()}
    return [
        Place(links[0], tuple(item for item in ITEMS if {item, Mark.EITHER} & marks[key]))
        for key, links in of_runs.items()
    ]


async def tell(tokens: Tokens, platform: Platform, place: Place) -> Outcome:
    """Tell an LMS what is new of those who sit in the run of a place. Raises Unfetchable.

    What it did not take is told again the next time, but for a score that it has a later one of.
    """
    taken, refused = 0, []
    standing = await in_thread(_standing, platform, place)
    for item, marks in standing.items():
        if not marks:
            continue
        for address in await _line_items(tokens, platform, place.link, item):
            told, unread = await _tell_all(tokens, platform, place.link, address, item, marks)
            taken += sum(not each.said for each in told)
            refused += [
                f"{item}: {said}" for said in (*(each.said for each in told), unread) if said
            ]
    return Outcome(taken, tuple(refused))


async def _tell_all(
    tokens: Tokens,
    platform: Platform,
    link: Placement,
    address: str,
    item: str,
    marks: Sequence[_Mark],
) -> tuple[list[Told], str]:
    """Give what an LMS was told now, and why it cannot be read what it shows, if it cannot.

    A Moodle that is asked for results page by page answers 404; so they are asked for at once.
    """
    known = await in_thread(told_scores, link.id)
    before = {
        each.subject: each for each in known if (each.line_item, each.item) == (address, item)
    }
    due = [m for m in marks if m.subject not in before or before[m.subject].given != str(m.given)]
    told: list[Told] = []
    unread = ""
    try:
        for mark in due:
            last = before[mark.subject].told_at if mark.subject in before else None
            told.append(await _tell_one(tokens, platform, address, item, mark, last))
        if told:
            shown = await results(tokens, platform, address)
            told = [_checked(each, shown) for each in told]
    except Unfetchable as error:
        unread = str(error)
    finally:
        settled = [each for each in told if not each.said.startswith(_AGAIN)]
        await in_thread(note_scores, link.id, settled)
    return told, unread


async def results(tokens: Tokens, platform: Platform, line_item: str) -> dict[str, float]:
    """Read what an LMS shows in a line item, by subject, in per cent. Raises Unfetchable."""
    shown: dict[str, float] = {}
    address = _below(line_item, "results")
    async for page in pages(tokens, platform, RESULT_SCOPE, address, RESULTS):
        for each in _objects(page):
            score = _number(each.get("resultScore"))
            most = _number(each.get("resultMaximum")) or FULL_MARKS
            if score is not None and most >= _FEWEST_MARKS:
                shown[str(each.get("userId"))] = FULL_MARKS * score / most
    return shown


@dataclass(frozen=True, slots=True)
class _Mark:
    """What an LMS is to show of somebody."""

    subject: str
    given: int


def _standing(platform: Platform, place: Place) -> dict[str, list[_Mark]]:
    viewer = Viewer.system("lti")
    subjects: dict[str, list[str]] = {}
    for subject, person in lti_accounts(viewer, platform.id).items():
        subjects.setdefault(person, []).append(subject)
    found: dict[str, list[_Mark]] = {item: [] for item in place.items}
    for standing in standings_in_run(viewer, place.link.run):
        for item, given in _marks(standing).items():
            marks = [_Mark(subject, given) for subject in subjects.get(standing.person, ())]
            found.get(item, []).extend(marks)
    return found


def _marks(standing: Standing) -> Mapping[str, int]:
    marks = {}
    if standing.noted_days:
        marks["attendance"] = round(FULL_MARKS * standing.present_days / standing.days)
    if standing.completed is not None:
        marks["completion"] = FULL_MARKS if standing.completed else 0
    return marks


async def _line_items(
    tokens: Tokens, platform: Platform, placement: Placement, item: str
) -> tuple[str, ...]:
    """Find the line items for a run's attendance or completion, or make one."""
    found: list[str] = []
    wanted = {"resource_id": placement.run, "tag": item}
    listed = str(URL(placement.line_items).update_query(wanted))
    async for page in pages(tokens, platform, LINE_ITEM_SCOPE, listed, LINE_ITEMS):
        for each in _objects(page):
            is_it = each.get("tag") == item and each.get("resourceId") == placement.run
            if is_it and isinstance(each.get("id"), str):
                found.append(each["id"])
    if found:
        return tuple(dict.fromkeys(found))
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
    return (id,)


async def _tell_one(
    tokens: Tokens,
    platform: Platform,
    line_item: str,
    item: str,
    mark: _Mark,
    last: datetime | None,
) -> Told:
    moment = datetime.now(UTC)
    if last:
        moment = max(moment, last + timedelta(milliseconds=1))
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
        said = f"{_AGAIN} {answer.status}"
    return Told(line_item, item, mark.subject, str(mark.given), moment, said)


def _checked(told: Told, shown: Mapping[str, float]) -> Told:
    """Compare with what the LMS shows now."""
    if told.said or told.subject not in shown or round(shown[told.subject]) == int(told.given):
        return told
    said = f"the LMS shows {shown[told.subject]:g} instead of {told.given}"
    return replace(told, said=said)


def _objects(page: Any) -> list[dict[str, Any]]:
    return [each for each in page if isinstance(each, dict)] if isinstance(page, list) else []


def _number(value: Any) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return float(value) if is_number and abs(value) < _MOST_MARKS else None


def _below(line_item: str, name: str) -> str:
    url = URL(line_item)
    return str(url.with_path(f"{url.path.rstrip('/')}/{name}").with_query(url.query))
