"""What every connector offers: it translates into its LMS's language and decides nothing.

All methods raise the errors of `sync.errors`. `Refused` means this item, or that this batch was
refused as a whole and nothing of it was done: it is then halved until the bad item stands alone.
An LMS that does the good items of a batch and names the bad ones gives these back instead.
Everything else ends the run. Repeating any of them must be harmless: a create looks by key whether
an earlier one, whose answer was lost, went through.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol, runtime_checkable

from lms_bridge.sync.errors import Refused
from lms_bridge.sync.inbound import Facts
from lms_bridge.sync.state import Class, Desired, Lesson, Person, Remote, Scope, Seat


class Connector(Protocol):
    """One LMS."""

    at_once: int
    """How many single changes it takes side by side."""

    batch: int
    """How many enrolments, and how many new accounts, it takes in one call."""

    def fit(self, desired: Desired) -> Desired:
        """Give what the LMS can hold of it: texts cut and cleaned as it would keep them.

        Keys stay. Fitting twice changes nothing; what is written and read back equals it.
        """
        ...

    async def read(self, scope: Scope | None = None) -> Remote:
        """Read classes, people and enrolments, all of them or none.

        With a `scope` at least what is in it, which must be read as wholly: a class with everybody
        in it, also those whom the scope does not name. More than the scope may be given. A lost
        session, an answer cut short and one that contradicts another raise.
        """
        ...

    async def facts(self, class_ids: Collection[str], since: datetime | None = None) -> Facts:
        """Read what happened in these classes, at least what happened after `since` (aware).

        More may be given: what is known is not taken in twice.
        """
        ...

    async def create_class(self, wanted: Class) -> str:
        """Make an empty class with title and key, without `about`; give its id."""
        ...

    async def rename_class(self, class_id: str, wanted: Class) -> None:
        """Give the class title and key, and take it out of the archive."""
        ...

    async def describe_class(self, class_id: str, wanted: Class) -> None:
        """Make the class show `about`, and set dates and place where it has room for them."""
        ...

    async def provide_lesson(self, class_id: str, lesson: Lesson) -> None:
        """See that the class has a lesson of that title with at least these materials.

        Called only for lessons that `fit` leaves. Materials that others added stay.
        """
        ...

    async def archive_class(self, class_id: str, wanted: Class) -> None:
        """Mark the class as that of a cancelled run; nothing in it is deleted."""
        ...

    async def create_people(self, wanted: Sequence[Person]) -> Sequence[str | Refused]:
        """Make accounts with the external keys, at most `batch`.

        Gives for each, in their order, its id or why it alone was refused.
        """
        ...

    async def rename_person(self, person_id: str, wanted: Person) -> None:
        """Give the account name, key and, where it has room for it, e-mail address."""
        ...

    async def enrol(self, seats: Sequence[Seat]) -> Mapping[Seat, Refused]:
        """Put people into classes, at most `batch`; who is in already stays.

        Gives those that alone were refused.
        """
        ...

    async def unenrol(self, seats: Sequence[Seat]) -> Mapping[Seat, Refused]:
        """End these enrolments, at most `batch`, and nothing else; who is gone already stays so.

        Gives those that alone were refused. No account is ended, whatever the LMS: where it can
        suspend an enrolment, that is done, and what somebody did there stays.
        """
        ...


@runtime_checkable
class KeepsGroups(Protocol):
    """A connector whose LMS has a group for each class of ours, and a cohort for each member.

    Who is enrolled, and whose account is made, comes into theirs at once, and who is taken out of a
    class leaves its group; these set right what became otherwise.
    """

    async def join_group(self, seat: Seat) -> None:
        """Put somebody into the group of a class that they are in."""
        ...

    async def join_cohort(self, person_id: str, wanted: Person, before: str) -> None:
        """Put somebody into their member's cohort, out of those that were read `before`."""
        ...


@runtime_checkable
class KeepsAttendance(Protocol):
    """A connector whose LMS keeps attendance that others may note there."""

    async def mark(self, class_id: str, at: datetime, present: Mapping[str, bool]) -> None:
        """Note who was there (by the LMS's ids) in the session of the class that began at `at`.

        The session is made where there is none; what it says of others stays.
        """
        ...
