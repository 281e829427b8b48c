"""What the planner says is put into the reader's words."""

from __future__ import annotations

from lms_bridge.web.language import LANGUAGES, speaking
from lms_bridge.web.remedies import REMEDIES, say_failed_search
from scheduler.errors import NotCached, PlanningError


def reasons(error: type[PlanningError]) -> set[str]:
    below = error.__subclasses__()
    return {each.reason for each in below} | {reason for each in below for reason in reasons(each)}


def test_every_reason_of_the_planner_has_a_remedy() -> None:
    sent_again = {NotCached.reason, "UNAVAILABLE"}
    assert reasons(PlanningError) - sent_again <= set(REMEDIES)


def test_failed_search_is_said_in_the_readers_language() -> None:
    said = set()
    for code in LANGUAGES:
        with speaking(code):
            said.add(say_failed_search("SOLVER_MEMORY: it took more than 2 GB"))
    assert len(said) == len(LANGUAGES)
    assert say_failed_search("SOMETHING_NEW: never heard of") == ""
