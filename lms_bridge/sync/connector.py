"""What every connector offers: it translates into its LMS's language and decides nothing.

All methods raise the errors of `sync.errors`. `Refused` means this item and no other; everything
else ends the run. Repeating any of them must be harmless: a create looks by key whether an earlier
one, whose answer was lost, went through.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Protocol

from lms_bridge.sync.inbound import Facts
from lms_bridge.sync.state import Class, Desired, Person, Remote, Seat


class Connector(Protocol):
    """One LMS."""

    at_once: int
    """How many single changes it takes side by side."""

    batch: int
    """How many enrolments it takes in one request."""

    def fit(self, desired: Desired) -> Desired:
        """Give what the LMS can hold of it: texts cut and cleaned as it would keep them.

        Keys stay. Fitting twice changes nothing; what is written and read back equals it.
        """
        ...

    async def read(self) -> Remote:
        """Read classes, people and enrolments, all of them or none.

        A lost session, an answer cut short and one that contradicts another raise.
        """
        ...

    async def facts(self, class_ids: Collection[str]) -> Facts:
        """Read attendance and progress in these classes."""
        ...

    async def create_class(self, wanted: Class) -> str:
        """Make an empty class with title and key, without `about`; give its id."""
        ...

    async def rename_class(self, class_id: str, wanted: Class) -> None:
        """Give the class title and key, and take it out of the archive."""
        ...

    async def describe_class(self, class_id: str, wanted: Class) -> None:
        """Make the class show `about` to its learners."""
        ...

    async def archive_class(self, class_id: str, wanted: Class) -> None:
        """Mark the class as that of a cancelled run; nothing in it is deleted."""
        ...

    async def create_person(self, wanted: Person) -> str:
        """Make an account with the external key; give its id."""
        ...

    async def rename_person(self, person_id: str, wanted: Person) -> None:
        """Give the account name and key."""
        ...

    async def enrol(self, seats: Sequence[Seat]) -> None:
        """Put people into classes, at most `batch`; who is in already stays."""
        ...

    async def unenrol(self, seats: Sequence[Seat]) -> None:
        """End these enrolments, at most `batch`, and nothing else; who is gone already stays so."""
        ...
