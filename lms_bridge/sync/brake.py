"""The brake: nobody is removed in a mass, in either direction, without a person's word.

It knows enrolments only. One person alone is never a mass, however small the LMS.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from lms_bridge.sync.state import Enrolment

SHARE = 0.05
"""How large a share of the enrolments may go at once."""

PEOPLE = 20
"""How many people may be concerned at once."""


class Why(StrEnum):
    """What a run waits for a person with."""

    MASS_REMOVAL = "MASS_REMOVAL"
    """It would remove many people from the LMS."""

    MASS_VANISHING = "MASS_VANISHING"
    """Many people whom we enrolled are no longer there."""

    MASS_UNGRADED = "MASS_UNGRADED"
    """Many people have no grade any more where they had one."""

    MASS_UNDONE = "MASS_UNDONE"
    """Many people have not done lessons any more that they had done."""

    MASS_UNFINISHED = "MASS_UNFINISHED"
    """Many people have not completed a class any more that they had completed."""

    MASS_ABSENT = "MASS_ABSENT"
    """Many people were absent after all on days on which they were present."""


@dataclass(frozen=True, slots=True)
class Hold:
    """A run waits: these `enrolments`, of `active` ones that we keep there, are too many at once.

    Whoever has looked at them confirms them by giving them to the next run.
    """

    why: Why
    enrolments: frozenset[Enrolment]
    active: int

    @property
    def code(self) -> str:
        """The stable name of what it waits with."""
        return self.why.value


def hold(
    why: Why,
    enrolments: Collection[Enrolment],
    active: int,
    confirmed: Collection[Enrolment],
    emptied: Collection[Enrolment] = (),
) -> Hold | None:
    """Decide whether a run must wait, for what a person has not confirmed beforehand.

    Those of a class that is `emptied` at once are too many, however few they are.
    """
    going = frozenset(enrolments) - frozenset(confirmed)
    people = {e.person_key for e in going}
    too_many = len(people) > PEOPLE or len(going) > SHARE * active or going & frozenset(emptied)
    return Hold(why, going, active) if len(people) > 1 and too_many else None
