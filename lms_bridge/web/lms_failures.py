"""Why a synchronisation failed, in words, and what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from lms_bridge.sync.words import retell
from lms_bridge.web.language import _, later

FAILURES: Mapping[str, tuple[str, str]] = {
    "LMS_UNREACHABLE": (
        later("The LMS gives no answer."),
        later("See whether it runs and whether its address in the settings is right."),
    ),
    "LMS_ANSWER_LOST": (
        later("The answer of the LMS was lost on the way."),
        later("Nothing is to be done: it is read again before anything is repeated."),
    ),
    "LMS_SESSION_LOST": (
        later("The LMS forgets who we are."),
        later("Restart the LMS if this goes on; look whether its clock is right."),
    ),
    "LMS_SIGN_IN_REFUSED": (
        later("The LMS does not accept our account."),
        later(
            "Let it be accepted there again, and it goes on by itself; or mend the username, "
            "password or token in the settings, and start the bridge again."
        ),
    ),
    "LMS_NOT_ALLOWED": (
        later("Our account may not do there what is needed."),
        later("Let an administrator of the LMS give it the rights; the command doctor names them."),
    ),
    "LMS_TAKEN": (
        later("Another bridge writes to the LMS at the moment."),
        later("Wait: it goes on when the other has done."),
    ),
    "LMS_INCONSISTENT": (
        later("The answers of the LMS contradict one another, so that none was believed."),
        later("Synchronise again; if this goes on, look at the log of the LMS."),
    ),
    "LMS_NOT_SUPPORTED": (
        later("This version of the LMS cannot do what is needed."),
        later("Update the LMS to a version that the documentation names."),
    ),
    "LMS_REFUSED": (
        later("The LMS refused it."),
        later("Mend there what its answer says, then try it again, or set it aside."),
    ),
    "LMS_FALTERED": (
        later("The LMS did not answer about this for the moment."),
        later("Nothing is to be done: it is tried again by itself."),
    ),
    "DESIRED_MALFORMED": (
        later("What we want of the LMS contradicts itself, which is a fault of ours."),
        later("Tell whoever runs the server; the log says where."),
    ),
    "INTERNAL": (
        later("It broke off for a reason that was not foreseen."),
        later("Tell whoever runs the server; the log says why."),
    ),
}
"""By the reason: what happened, and what mends it."""


def say_failure(reason: str) -> str:
    """Say a reason with its remedy; one that is not known stands as it is."""
    if reason not in FAILURES:
        return reason
    what, remedy = FAILURES[reason]
    return f"{_(what)} {_(remedy)}"


KINDS: Mapping[str, str] = {
    "done": later("done"),
    "failed": later("failed"),
    "aside": later("set aside"),
    "waits": later("waits"),
    "hold": later("held back"),
    "changed": later("changed there"),
    "gone": later("gone there"),
    "by_hand": later("added there by hand"),
    "other_name": later("named otherwise"),
    "duplicate": later("there twice"),
    "closed": later("closed there"),
    "left_behind": later("left behind there"),
}
"""What a line of a synchronisation tells of, by its kind."""


def say_again(text: str) -> str:
    """Say in the reader's language what a synchronisation told in English."""
    return retell(text, _)


def say_kind(kind: str) -> str:
    """Say of what a line of a synchronisation tells."""
    return _(KINDS.get(kind, kind))


def say_line(line: Mapping[str, str]) -> str:
    """Say a line of a synchronisation, which is kept in English; an LMS's own words stay."""
    said = say_again(line["text"])
    if line["kind"] != "failed" or said != line["text"]:
        return said
    return f"{say_failure(line.get('reason', ''))} ({said})"
