"""What a reader can do where something went wrong, by the reason of the error."""

from __future__ import annotations

from lms_bridge.problems import Problem
from lms_bridge.web.language import _, later, say_list
from lms_bridge.web.terms import say

_NOT_SIGNED_IN = later(
    "You are not signed in, or not any more. Please use a new sign-in link; the coordinators make "
    "one for you."
)
_ENDED_IN_FRAME = later(
    "You are not signed in here, or not any more. Open the link in your course again."
)

_NOT_KEPT = later(
    "The planner's plan did not withstand being checked again, and was not kept. Plan again; if it "
    "happens again, tell those who run this system what is written below."
)
_NOT_READ = later(
    "The planner could not read what it was asked. Nothing was changed. Tell those who run this "
    "system what is written below."
)

REMEDIES = {
    "NOT_FOUND": later(
        "It is not there, or it is not for you. Look for it in the list that it belongs to."
    ),
    "NOT_SIGNED_IN": _NOT_SIGNED_IN,
    "WRONG_STATE": later(
        "It is in a state in which this cannot be done; perhaps somebody was faster. Look at it "
        "again to see what can be done now."
    ),
    "NOT_SEATABLE": later(
        "There is no seat for this person in this run. Look at the person to see which courses and "
        "runs would do."
    ),
    "ALREADY_THERE": later("It is there already. Open the one that is there."),
    "OUTDATED": later(
        "Nothing was changed. Plan a new scenario: it starts from what is known now."
    ),
    "ETAG_DIFFERS": later(
        "Somebody else changed it since you opened the page, and nothing of theirs was "
        "overwritten. Open the page again and see whether you still mean it."
    ),
    "IDEMPOTENCY_KEY_REUSED": later(
        "This form was sent before with other words. Open the page again and fill in a new one."
    ),
    "BAD_PAGE_TOKEN": later("This part of the list is no longer there. Open the list again."),
    "BUSY": later("Others are keeping the database busy. Send it again in a moment."),
    "NO_STORAGE": later(
        "Nothing can be kept at present: the disk of the database is full or read-only, or the "
        "database cannot be reached. Nothing was changed and nothing is lost. Please tell those "
        "who run this system; once it is mended everything goes on by itself."
    ),
    "MAYBE_CHANGED": later(
        "The database was lost just as this was to be kept: it was done whole, or not at all. Open "
        "the page again to see which. Please tell those who run this system."
    ),
    "FORGED": later(
        "This form is too old, or it was not opened here. Go back, open the page again and send it "
        "anew."
    ),
    "SIGN_IN_REFUSED": later(
        "Your login is not known here, or its provider did not vouch for it. Ask a coordinator for "
        "a sign-in link."
    ),
    "PROVIDER_UNREACHABLE": later(
        "The provider of logins does not answer at present. Try again in a moment, or ask a "
        "coordinator for a sign-in link."
    ),
    "TOO_MANY_ATTEMPTS": later("Too many attempts failed. Wait a moment before the next one."),
    "NOT_PLANNABLE": later(
        "The programme lacks something without which nothing can be planned. Add what is named "
        "here, and plan again."
    ),
    "NO_LONGER_HOLDS": later(
        "This version breaks rules as things stand today. Plan a new scenario instead."
    ),
    "NO_LMS": later("No LMS is set up. Whoever runs this system sets one up."),
    "PLANNER_UNREACHABLE": later(
        "The planner does not answer at present. What you did before is kept. Try again in a "
        "moment."
    ),
    "SERVER_FULL": later("The planner is busy with other plans. Try again in a moment."),
    "DEADLINE_EXCEEDED": later(
        "The planner took too long; it is busy with other plans. Nothing was changed. Try again in "
        "a moment."
    ),
    "SOLVER_MEMORY": later(
        "The planner ran out of memory. Plan only a part of the time, or let those who run this "
        "system give it more memory."
    ),
    "SOLVER_CRASHED": later(
        "The planner broke off. Nothing was changed. Try again; if it happens again, tell those "
        "who run this system what is written below."
    ),
    "NOT_LOADED": later(
        "The planner could not load what it searches with. Tell those who run this system what is "
        "written below."
    ),
    "PLAN_NOT_VALID": _NOT_KEPT,
    "SCORE_DIFFERS": _NOT_KEPT,
    "STOPPED": later("It was stopped before there was a plan. Plan again, with more time."),
    "MALFORMED": _NOT_READ,
    "NOT_VALID": _NOT_READ,
    "INTERNAL": later(
        "Nothing was changed. Try again; if it happens again, tell those who run this system what "
        "is written below."
    ),
}


def say_remedy(problem: Problem, *, is_framed: bool = False) -> str:
    """Say what the reader can do; nothing where only the problem's own words tell.

    `is_framed`: the page stands in the frame of an LMS, which signs its readers in.
    """
    if problem.reason == "FORBIDDEN":
        roles = problem.detail.removeprefix("only for: ").split(", ")
        told = _("This is for people with other roles: %(roles)s.")
        return told % {"roles": say_list(map(say, roles), "or")}
    if problem.status == 401:
        return _(_ENDED_IN_FRAME if is_framed else _NOT_SIGNED_IN)
    return _(REMEDIES[problem.reason]) if problem.reason in REMEDIES else ""


def say_failed_search(failure: str) -> str:
    """Say what can be done after a search that failed, by the reason before its own words."""
    reason = failure.partition(":")[0]
    return _(REMEDIES[reason]) if reason in REMEDIES else ""
