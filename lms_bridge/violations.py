"""Broken rules in words, for those who would break them; the codes are the contract's."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping

from lms_bridge.planner.answer import Violation

TEXTS = {
    "EARLY": "{run} would start on {day}, before its window.",
    "LATE": "{run} would start on {day}, after its window.",
    "WEEKDAY": "{run} would start on {day}, no weekday on which its course starts.",
    "HORIZON": "{run} would not lie within the programme.",
    "LANGUAGE_NOT_OFFERED": "{run} would be held in a language without materials by then.",
    "PIN_HELD": "{run} is pinned as held, or as not held.",
    "PIN_START": "{run} is pinned to another start.",
    "PIN_VENUE": "{run} is pinned to another venue.",
    "PIN_LANGUAGE": "{run} is pinned to another language.",
    "PIN_TRAINER": "Block {block} of {run} is pinned to {trainer}.",
    "UNKNOWN_RUN": "There is no run {run} any more.",
    "VENUE_NOT_ALLOWED": "{run} may not be held at {venue}.",
    "VENUE_FACILITY": "{venue} lacks what {run} needs.",
    "VENUE_CAPACITY": "{venue} has {limit} seats, {run} would need {actual}.",
    "VENUE_CLOSED": "{venue} is closed on {day}, when {run} would be held there.",
    "VENUE_FULL": "{venue} is taken on {day}, when {run} would be held there.",
    "UNKNOWN_VENUE": "There is no venue {venue} any more, where {run} would be held.",
    "TRAINER_COUNT": "Block {block} of {run} needs {limit} trainers, not {actual}.",
    "TRAINER_SKILL": "{trainer} lacks the skill for block {block} of {run}.",
    "TRAINER_LANGUAGE": "{trainer} does not speak the language of {run}.",
    "TRAINER_BLOCKS_OVERLAP": "{trainer} would have two blocks of {run} on one day.",
    "TRAINER_UNAVAILABLE": "{trainer} cannot come on {day}, when they would teach in {run}.",
    "TRAINER_DOUBLE": "{trainer} would teach in {run} and {other_run} on {day}.",
    "TRAINER_TRAVEL": "{trainer} would have too few days to travel between {run} and {other_run}.",
    "TRAINER_UNREACHABLE": "There is no way for {trainer} to {run}.",
    "TRAINER_MAX_DAYS": "{trainer} would teach {actual} days, of {limit} at most.",
    "UNKNOWN_BLOCK": "{run} has no block {block} any more.",
    "UNKNOWN_TRAINER": "There is no trainer {trainer} any more, for block {block} of {run}.",
    "SEAT_COURSE": "{nomination} is for another course than that of {run}.",
    "SEAT_AUDIENCE": "{nomination} is of an agency for which {run} is not.",
    "SEAT_LANGUAGE": "{nomination} does not speak the language of {run}.",
    "SEAT_UNAVAILABLE": "{nomination} cannot come on {day}, during {run}.",
    "SEAT_COMPLETED": "{nomination} has completed the course of {run}.",
    "SEAT_UNREACHABLE": "There is no way for {nomination} to {run}.",
    "SEAT_TWICE": "{nomination} would have two seats.",
    "SEAT_CLASH": "{official} would sit in {run} and {other_run} at once.",
    "SEAT_REST": "{official} would have too few free days between {run} and {other_run}.",
    "SEAT_MAX_DAYS": "{official} would be away {actual} days, of {limit} at most.",
    "SEAT_PREREQUISITE": "{nomination} would sit in {run} without what it builds on.",
    "SEAT_PINNED": "{nomination} is pinned to another run.",
    "PERSON_DOUBLE": "{trainer} would teach and learn on {day}.",
    "SEATS_MIN": "{run} would have {actual} seats, of {limit} at least.",
    "SEATS_MAX": "{run} would have {actual} seats, of {limit} at most.",
    "MEMBER_LIMIT": "{member} would have {actual} seats in {run}, of {limit} at most.",
    "MEMBERS_MIN": "{run} would have people of {actual} members; it needs at least {limit}.",
    "BEFORE": "{other_run} would not follow {run} as it must.",
    "SAME_START": "{run} and {other_run} would not start on one day.",
    "APART": "{run} and {other_run} would be too close.",
    "ONLY_IF": "{run} is held only if {other_run} is.",
    "SAME_COHORT": "{run} and {other_run} would not have the same people.",
    "BUDGET": "The budget of {funder} is {limit} USD, the runs would cost {actual}.",
    "PAST_CHANGED": "{run} has begun and cannot be changed.",
    "PAST_STARTED": "{run} would start on a day that is past.",
    "TOO_LATE": "It is too late to change {run}, or a seat in it.",
}

_UNKNOWN = "{run} would break a rule ({code})."


def violation_words(
    violation: Violation,
    names: Mapping[str, str] | None = None,
    translate: Callable[[str], str] = str,
) -> str:
    """Say which rule would be broken, and by what; `names` are what ids are shown as."""
    shown = names or {}
    said = {k: shown.get(str(v), str(v)) for k, v in violation.about.items()}
    values = defaultdict(lambda: "?", said)
    values["code"] = f"{violation.rule} {violation.code}"
    return translate(TEXTS.get(violation.code, _UNKNOWN)).format_map(values)
