"""The field's terms as a reader reads them: states, roles, outcomes, terms of a score."""

from __future__ import annotations

from collections.abc import Mapping

from catalogue.life import State
from catalogue.plan import Reason
from lms_bridge.reasons import reason_words
from lms_bridge.web.language import _, later, later_of, say_number, say_of

_WORDS: Mapping[str, str] = {
    # states of a nomination
    "draft": later("draft"),
    "submitted": later("submitted"),
    "endorsed": later("endorsed"),
    "offered": later("seat offered"),
    "waitlisted": later("waiting list"),
    "accepted": later("accepted"),
    "declined": later("declined"),
    "lapsed": later("lapsed"),
    "rejected": later("rejected"),
    "withdrawn": later("withdrawn"),
    "attended": later("attended"),
    "absent": later("absent"),
    "completed": later("completed"),
    "not_completed": later("not completed"),
    "closed": later("closed"),
    # roles
    "administrator": later("administrator"),
    "coordinator": later("coordinator"),
    "overseer": later("overseer"),
    "focal_point": later("focal point"),
    "agency_officer": later("agency officer"),
    "trainer": later("trainer"),
    "official": later("official"),
    "machine_client": later("machine client"),
    "those who signed in here": later("those who signed in here, not in an LMS"),
    # states of an LMS that shows our pages
    "pending": later("waits for an administrator"),
    "active": later("may show the programme"),
    "retired": later("may show nothing any more"),
    # states of a scenario and of a synchronisation, outcomes of planning
    "solving": later("being planned"),
    "solved": later("planned"),
    "failed": later("failed"),
    "running": later("running"),
    "finished": later("finished"),
    "OPTIMAL": later("proved best"),
    "FEASIBLE": later("good plan"),
    "INFEASIBLE": later("not possible"),
    "UNKNOWN": later("no plan found"),
    "total": later("best plan overall"),
    "changes-first": later("fewest changes first"),
    "by-hand": later("changed by hand"),
    # states of a message
    "kept": later("on the pages"),
    "waiting": later("to be sent"),
    "sent": later("sent"),
    # phases of planning
    "queued": later("waiting for a free planner"),
    "away": later("the planner does not answer; the search begins once it does"),
    "reading": later("reading the programme"),
    "constructing": later("building a first plan"),
    "improving": later("improving the plan"),
    "proving": later("proving how good it is"),
    "explaining": later("finding the reasons for what is left out"),
    # answers of a trainer, reports of drop-outs, kinds of agencies and trainers
    "asked": later("asked"),
    "refused": later("refused"),
    "released": later("released"),
    "reported": later("reported"),
    "confirmed": later("confirmed"),
    "dismissed": later("dismissed"),
    "seconded": later("seconded officer"),
    "expert": later("expert"),
    # things
    "nomination": later("nomination"),
    "run": later("run"),
    "held run": later("held run"),
    "course": later("course"),
    "scenario": later("scenario"),
    "version": later("version"),
    "call": later("call"),
    "person": later("person"),
    "message": later("message"),
    "proposal": later("proposal"),
    "drop-out": later("drop-out"),
    "assignment": later("assignment"),
    "certificate": later("certificate"),
    # genders
    "female": later("female"),
    "male": later("male"),
    "other": later("other"),
    # of what a calendar is
    "programme": later("programme"),
    "venue": later("venue"),
    "member": later("member"),
}

SCORE: Mapping[str, str] = {
    "required_unheld": later("Required runs that are not held"),
    "unseated": later("Nominations without a seat"),
    "member_shortfall": later("Seats that members lack of their targets"),
    "host_shortfall": later("Runs that members lack of their hosting targets"),
    "cost": later("Cost of travel, venues, trainers and daily allowances"),
    "changes": later("Changes to what is published"),
}
"""The terms of a score."""

TONES: Mapping[str, str] = {
    **dict.fromkeys(("offered", "asked", "reported", "submitted", "solving", "running"), "waits"),
    **dict.fromkeys(
        ("accepted", "attended", "completed", "solved", "finished", "endorsed", "OPTIMAL"), "good"
    ),
    **dict.fromkeys(("absent", "not_completed", "failed", "refused", "INFEASIBLE"), "bad"),
}
"""How a term is coloured; what is not here is plain. The colour says nothing that words do not."""

STATES = tuple(State)
"""A nomination's states in the order of its life."""


COMING: Mapping[str, tuple[str, str]] = {
    "attendance": later_of("%(count)s day attended", "%(count)s days attended"),
    "outside": later_of(
        "%(count)s session of attendance outside its run's days: it counts for nothing",
        "%(count)s sessions of attendance outside their runs' days: they count for nothing",
    ),
    "lessons": later_of("%(count)s lesson done", "%(count)s lessons done"),
    "completed": later_of("%(count)s person completed a run", "%(count)s people completed a run"),
    "not_completed": later_of(
        "%(count)s person did not complete a run", "%(count)s people did not complete a run"
    ),
    "denied": later_of(
        "%(count)s lesson not done after all", "%(count)s lessons not done after all"
    ),
    "facts": later_of("%(count)s fact told", "%(count)s facts told"),
}
"""What comes from an LMS, by the figures of a synchronisation."""


def coming(figures: Mapping[str, int]) -> list[str]:
    """Count what comes from an LMS, each kind of which there is any."""
    return [say_of(text, figures[kind]) for kind, text in COMING.items() if figures.get(kind)]


def say(code: str | None) -> str:
    """Say a term; a code that is none stays."""
    return _(_WORDS[code]) if code and code in _WORDS else (code or "").replace("_", " ")


def tone(code: str) -> str:
    """Give the tone of a term."""
    return TONES.get(code, "plain")


def say_score(term: str) -> str:
    """Say a term of a score."""
    return _(SCORE[term])


def say_points(thousandths: int | None) -> str:
    """Write points of a score, which are kept in thousandths."""
    return "-" if thousandths is None else say_number(thousandths / 1000, 1)


def say_reason(reason: Reason) -> str:
    """Say why something is left out of a plan."""
    return reason_words(reason, translate=_, points=say_points)
