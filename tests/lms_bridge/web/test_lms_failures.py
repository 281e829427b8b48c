"""Each way in which a synchronisation fails is said with its remedy."""

from __future__ import annotations

import re
from pathlib import Path

from lms_bridge import synced
from lms_bridge.local_kolibri import NotStarted
from lms_bridge.sync.errors import LmsError
from lms_bridge.sync.remedies import FAILURES
from lms_bridge.web.language import speaking
from lms_bridge.web.lms_failures import KINDS, say_failure, say_kind, say_line


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


def test_every_kind_of_line_has_a_name() -> None:
    told = Path(synced.__file__).read_text()
    kinds = re.findall(r'"kind": "(\w+)"|\("(\w+)", found|"": "(\w+)"|else "(\w+)"', told)
    assert {kind for each in kinds for kind in each if kind} | {"aside"} <= set(KINDS)
    assert say_kind("by_hand") == "added there by hand"


def test_line_that_was_kept_in_english_is_said_in_the_readers_language() -> None:
    done = {"kind": "done", "text": "Create an account for Sri (X-1). Not done: 400"}
    failed = {"kind": "failed", "text": "nobody listens", "reason": "LMS_UNREACHABLE"}
    assert say_line(failed).startswith("The LMS gives no answer. See whether it runs")
    with speaking("id"):
        assert "Not done" not in say_line(done)
        assert "Create" not in say_line(done)
        assert say_line(failed).endswith("(nobody listens)")
