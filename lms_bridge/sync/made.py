"""What we made in an LMS, by our own record: it tells our doing from others'.

Kept by the caller between runs and saved before anything is sent, so that a crash between sending
and recording leaves nothing that would later be taken for somebody else's work.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, NamedTuple

from lms_bridge.sync.state import Enrolment, Role


class Standing(StrEnum):
    """What we know of an enrolment that we wanted."""

    SENT = "sent"
    """About to be made, or made; not seen yet."""

    SEEN = "seen"
    """Read back from the LMS."""

    GONE = "gone"
    """Seen before, wanted still, and no longer there: reported, waiting for a decision."""


class Account(NamedTuple):
    """A person's account: its id in the LMS once that is known, and whether we made it."""

    id: str | None
    ours: bool


@dataclass(frozen=True, slots=True)
class Made:
    """What we made or adopted, by our keys: ids of classes, accounts, standings of enrolments.

    `told` are the digests of the classes that were last seen to be as they are wanted. `former` are
    classes, by their ids, that lost a key of ours to another while our people were in them.
    """

    classes: Mapping[str, str] = field(default_factory=dict)
    people: Mapping[str, Account] = field(default_factory=dict)
    enrolments: Mapping[Enrolment, Standing] = field(default_factory=dict)
    told: Mapping[str, str] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)

    def ours(self, person_key: str) -> bool:
        """Say whether we made this person's account."""
        account = self.people.get(person_key)
        return account is not None and account.ours

    def sending(self, people: Iterable[str], enrolments: Iterable[Enrolment]) -> Made:
        """Record what is about to be sent: accounts and enrolments that are new."""
        return replace(
            self,
            people={**self.people, **{key: Account(None, ours=True) for key in people}},
            enrolments={**self.enrolments, **dict.fromkeys(enrolments, Standing.SENT)},
        )

    def forgetting(self, enrolments: Collection[Enrolment]) -> Made:
        """Take back reports: who is gone and wanted is enrolled again, by a new account, too."""
        again = {e: Standing.SENT for e in self.enrolments if e in enrolments}
        return replace(self, enrolments={**self.enrolments, **again})

    def within(self, classes: Collection[str]) -> Made:
        """Give the part about these classes; accounts belong to every part."""
        return self._only(lambda key: key in classes)

    def with_part(self, part: Made, classes: Collection[str]) -> Made:
        """Give it with what is known now about these classes."""
        others = self._only(lambda key: key not in classes)
        return Made(
            classes={**others.classes, **part.classes},
            people=part.people,
            enrolments={**others.enrolments, **part.enrolments},
            told={**others.told, **part.told},
            former={**others.former, **part.former},
        )

    def _only(self, keep: Callable[[str], bool]) -> Made:
        return replace(
            self,
            classes={key: id for key, id in self.classes.items() if keep(key)},
            enrolments={e: s for e, s in self.enrolments.items() if keep(e.class_key)},
            told={key: digest for key, digest in self.told.items() if keep(key)},
            former={id: key for id, key in self.former.items() if keep(key)},
        )

    def document(self) -> dict[str, Any]:
        """Write it as JSON values."""
        return {
            "classes": dict(self.classes),
            "people": {key: list(account) for key, account in self.people.items()},
            "enrolments": [[*e, standing] for e, standing in sorted(self.enrolments.items())],
            "told": dict(self.told),
            "former": dict(self.former),
        }

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Made:
        """Read what `document` wrote."""
        return cls(
            classes=dict(document["classes"]),
            people={key: Account(*account) for key, account in document["people"].items()},
            enrolments={
                Enrolment(class_key, person_key, Role(role)): Standing(standing)
                for class_key, person_key, role, standing in document["enrolments"]
            },
            told=dict(document.get("told", {})),  # there was none before it was kept
            former=dict(document.get("former", {})),
        )
