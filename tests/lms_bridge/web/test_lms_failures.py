"""Each way in which a synchronisation fails is said with its remedy."""

from __future__ import annotations

from lms_bridge.local_kolibri import NotStarted
from lms_bridge.sync.errors import LmsError
from lms_bridge.web.lms_failures import FAILURES, say_failure


def reasons(error: type[LmsError]) -> set[str]:
    below = error.__subclasses__()
    return {error.reason} | {reason for each in below for reason in reasons(each)}


def test_every_failure_has_words_and_a_remedy() -> None:
    never = {LmsError.reason, NotStarted.reason}  # which ends a bridge before it synchronises
    assert set(FAILURES) == reasons(LmsError) - never | {"INTERNAL"}
    assert say_failure("LMS_TAKEN") == (
        "Another bridge writes to the LMS at the moment. Wait: it goes on when the other has done."
    )
    assert say_failure("SOMETHING_NEW") == "SOMETHING_NEW"
