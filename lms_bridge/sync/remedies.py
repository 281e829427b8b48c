"""Why a synchronisation or a change in an LMS failed, and what mends it, by the stable reason."""

from __future__ import annotations

from collections.abc import Mapping

FAILURES: Mapping[str, tuple[str, str]] = {
    "LMS_UNREACHABLE": (
        "The LMS gives no answer.",
        "See whether it runs and whether its address in the settings is right.",
    ),
    "LMS_ANSWER_LOST": (
        "The answer of the LMS was lost on the way.",
        "Nothing is to be done: it is read again before anything is repeated.",
    ),
    "LMS_SESSION_LOST": (
        "The LMS forgets who we are.",
        "Restart the LMS if this goes on; look whether its clock is right.",
    ),
    "LMS_SIGN_IN_REFUSED": (
        "The LMS does not accept our account.",
        (
            "Let it be accepted there again, and it goes on by itself; or mend the username, "
            "password or token in the settings, and start the bridge again."
        ),
    ),
    "LMS_NOT_ALLOWED": (
        "Our account may not do there what is needed.",
        "Let an administrator of the LMS give it the rights; the command doctor names them.",
    ),
    "LMS_TAKEN": (
        "Another bridge writes to the LMS at the moment.",
        "Wait: it goes on when the other has done.",
    ),
    "LMS_INCONSISTENT": (
        "The answers of the LMS contradict one another, so that none was believed.",
        "Synchronise again; if this goes on, look at the log of the LMS.",
    ),
    "LMS_NOT_SUPPORTED": (
        "This version of the LMS cannot do what is needed.",
        "Update the LMS to a version that the documentation names.",
    ),
    "LMS_REFUSED": (
        "The LMS refused it.",
        "Mend there what its answer says, then try it again, or set it aside.",
    ),
    "LMS_FALTERED": (
        "The LMS did not answer about this for the moment.",
        "Nothing is to be done: it is tried again by itself.",
    ),
    "DESIRED_MALFORMED": (
        "What we want of the LMS contradicts itself, which is a fault of ours.",
        "Tell whoever runs the server; the log says where.",
    ),
    "INTERNAL": (
        "It broke off for a reason that was not foreseen.",
        "Tell whoever runs the server; the log says why.",
    ),
}
"""By the reason: what happened, and what mends it."""


def remedy(reason: str | None) -> str | None:
    """Say in English what mends it; None where nothing failed or nothing is known."""
    known = FAILURES.get(reason or "")
    return known[1] if known else None
