"""The difference to the LMS in the reader's words, counted and line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from lms_bridge.sync.changes import Unenrol
from lms_bridge.sync.words import words
from lms_bridge.synced import shown_lines
from lms_bridge.synchronising import Foreseen
from lms_bridge.web import terms
from lms_bridge.web.language import _, later_of, say_of
from lms_bridge.web.lms_failures import say_line

CODES: Mapping[str, tuple[str, str]] = {
    "CREATE_CLASS": later_of("%(count)s class created", "%(count)s classes created"),
    "RENAME_CLASS": later_of("%(count)s class renamed", "%(count)s classes renamed"),
    "DESCRIBE_CLASS": later_of(
        "%(count)s class described anew", "%(count)s classes described anew"
    ),
    "PROVIDE_LESSON": later_of(
        "%(count)s lesson put into a class", "%(count)s lessons put into classes"
    ),
    "MARK_ATTENDANCE": later_of(
        "%(count)s day of attendance noted there", "%(count)s days of attendance noted there"
    ),
    "ARCHIVE_CLASS": later_of(
        "%(count)s class marked as cancelled", "%(count)s classes marked as cancelled"
    ),
    "CREATE_PERSON": later_of("%(count)s account created", "%(count)s accounts created"),
    "RENAME_PERSON": later_of("%(count)s account renamed", "%(count)s accounts renamed"),
    "JOIN_COHORT": later_of(
        "%(count)s person put into their member's cohort",
        "%(count)s people put into their member's cohort",
    ),
    "JOIN_GROUP": later_of(
        "%(count)s person put into their run's group", "%(count)s people put into their run's group"
    ),
    "ENROL": later_of("%(count)s person added to a class", "%(count)s people added to classes"),
    "UNENROL": later_of(
        "%(count)s person taken out of a class", "%(count)s people taken out of classes"
    ),
}


@dataclass(frozen=True, slots=True)
class LmsWords:
    """A difference in words: counts, those who are taken out, all else, and what is only shown.

    `hold` says what it waits with, `held` who is gone there; `comes` counts what happened there.
    """

    counts: list[str]
    leaving: list[str]
    changes: list[str]
    shown: list[str]
    hold: str
    held: list[str]
    comes: list[str]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.changes or self.leaving or self.hold or self.comes)


def lms_words(foreseen: Foreseen) -> LmsWords:
    """Say what would be done."""
    found = foreseen.difference
    counted = Counter(change.code for change in found.changes)
    leaving = [change for change in found.changes if isinstance(change, Unenrol)]
    others = [change for change in found.changes if not isinstance(change, Unenrol)]
    return LmsWords(
        counts=[say_of(text, counted[code]) for code, text in CODES.items() if counted[code]],
        leaving=[words(change, _) for change in leaving],
        changes=[words(change, _) for change in others],
        shown=[
            *(words(each, _) for each in foreseen.noted_otherwise),
            *map(say_line, shown_lines(found)),
        ],
        hold=" ".join(words(hold, _) for hold in foreseen.holds),
        held=[f"{each.name} · {each.title} ({each.enrolment.class_key})" for each in found.held]
        + _taken_back(foreseen),
        comes=terms.coming(foreseen.comes),
    )


def _taken_back(foreseen: Foreseen) -> list[str]:
    """Name of whom something is taken back there at once, by their keys."""
    held = {e for hold in foreseen.inbound_holds for e in hold.enrolments}
    return [f"{e.person_key} · {e.class_key}" for e in sorted(held)]
