"""Why a run is not held or a nomination has no seat, in words: for the pages and REST.

Every text stands whole, so that it can be translated; `translate` turns an English template into
another language's, with the same places in braces. The codes are the contract's
(`planning.v1.Reason`); each holds with everything else in the plan as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict

from catalogue.plan import Reason

TEXTS = {
    # of a run that is not held
    "PINNED_OUT": "It is pinned as not to be held.",
    "NO_START": "No day within its window is a possible start.",
    "NO_VENUE": "None of its venues is free, large enough and equipped on a possible day.",
    "NO_TRAINERS": "No free trainers with the skill and the language are left for block {block}.",
    "TOO_FEW_OFFICIALS": "Too few officials without a seat in the course could come.",
    "TOO_FEW_MEMBERS": "Officials of too few members could come.",
    "BUDGET": "The budget of {funder} does not suffice.",
    "LINK": "Its link with another run leaves no possible day.",
    "FROZEN": "It would be too late for it: its days are past or at too short notice.",
    "NOT_WORTH_IT": "Holding it would make the plan worse by {worse} points.",
    "NOT_PROVED": "The time ran out before this was examined to the end.",
    "NOT_PROVED_BETTER": "Holding it seems to make the plan better by {better} points: plan "
    "again, with more time.",
    # of a nomination that has no seat
    "NOT_IN_AUDIENCE": "The course is not for this kind of agency.",
    "ALREADY_COMPLETED": "The official has completed the course.",
    "NO_RUN_HELD": "No run of the course is held.",
    "LANGUAGE_SEAT": "{run} is held in a language that the official does not speak.",
    "UNAVAILABLE_SEAT": "The official cannot come on the days of {run}.",
    "PREREQUISITE_SEAT": "{run} asks for {course} first, which the official will not have "
    "completed.",
    "UNREACHABLE_SEAT": "There is no way from the official's city to {run}.",
    "CLASH_SEAT": "The official is in {other_run} on days of {run}.",
    "REST_SEAT": "There are too few free days between {other_run} and {run}.",
    "MAX_DAYS_SEAT": "With {run} the official would be away on more days than their agency allows.",
    "FULL_SEAT": "{run} is full; the last seat went to priority {cut_off_priority}.",
    "FULL_NOBODY_SEAT": "{run} has no seats.",
    "MEMBER_LIMIT_SEAT": "{member} has all the seats in {run} that a member may have.",
    "LINK_SEAT": "{run} shares its cohort with {other_run}, where the official has no seat.",
    "BUDGET_SEAT": "The budget of {funder} does not suffice for another seat in {run}.",
    "PINNED_ELSEWHERE_SEAT": "The nomination is pinned to {other_run}, not {run}.",
    "FROZEN_SEAT": "It is too late for a new seat in {run}.",
    "NOT_WORTH_IT_SEAT": "A seat in {run} would make the plan worse by {worse} points.",
    "NOT_PROVED_SEAT": "The time ran out before a seat in {run} was examined to the end.",
    "NOT_PROVED_BETTER_SEAT": "A seat in {run} seems to make the plan better by {better} points: "
    "plan again, with more time.",
}

_UNKNOWN = "The planner gives the reason {code}."


def _points(thousandths: int) -> str:
    """Write a part of the total in the unit of the weights."""
    return f"{thousandths / 1000:,.3f}".rstrip("0").rstrip(".")


def reason_words(
    reason: Reason,
    names: Mapping[str, str] | None = None,
    translate: Callable[[str], str] = str,
    points: Callable[[int], str] = _points,
) -> str:
    """Say a reason; `names` are what ids are shown as, where they are not shown as they are."""
    shown = names or {}
    values = {
        name: shown.get(value, value) if isinstance(value, str) and name != "code" else value
        for name, value in asdict(reason).items()
    }
    if reason.delta is not None:
        values |= {"worse": points(reason.delta), "better": points(-reason.delta)}
    return translate(TEXTS.get(_text(reason), _UNKNOWN)).format_map(values)


def _text(reason: Reason) -> str:
    """Give which text says it: seats in a named run have texts of their own."""
    text = reason.code
    if text == "NOT_PROVED" and reason.delta is not None:
        text += "_BETTER"
    if text == "FULL" and reason.cut_off_priority is None:
        text += "_NOBODY"
    return f"{text}_SEAT" if reason.run is not None else text
