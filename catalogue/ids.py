"""Names of things: codes that people give, and ids that the catalogue makes.

What the field has a code for (a member, course, run, venue) is known by it. The rest gets an id
that never changes, readable where that is possible: a nomination is `<official>.<course>`.
"""

from __future__ import annotations

import re
import secrets
from collections import defaultdict
from collections.abc import Iterable, Iterator, MutableSet

from catalogue.errors import AlreadyThere

CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}", re.ASCII)
"""What a code looks like."""


class Codes(MutableSet[str]):
    """Codes that are known; who writes one in other letters (`idn-17` for `IDN-17`) means it.

    A code stays as it was first given. Of two that differ by letters alone, from before that was
    refused, each is known by itself.
    """

    def __init__(self, codes: Iterable[str] = ()) -> None:
        self._codes: set[str] = set()
        self._alike: defaultdict[str, set[str]] = defaultdict(set)
        self |= codes  # type: ignore[arg-type]  # any iterable will do

    def __contains__(self, code: object) -> bool:
        return code in self._codes

    def __iter__(self) -> Iterator[str]:
        return iter(self._codes)

    def __len__(self) -> int:
        return len(self._codes)

    def add(self, value: str) -> None:
        """Know a code."""
        self._codes.add(value)
        self._alike[value.lower()].add(value)

    def discard(self, value: str) -> None:
        """Know a code no longer."""
        self._codes.discard(value)
        self._alike[value.lower()].discard(value)

    def meant(self, code: str) -> tuple[str, ...]:
        """List which codes somebody may mean: itself, or those that differ by letters alone."""
        return (code,) if code in self._codes else tuple(sorted(self._alike.get(code.lower(), ())))

    def refuse_alike(self, kind: str, code: str) -> None:
        """Go on unless a code differs from one that is known by capital letters alone.

        Raises AlreadyThere.
        """
        for known in self.meant(code):
            if known != code:
                raise AlreadyThere(kind, known)


_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that are mistaken for one another


def fresh_id() -> str:
    """Make an id that nobody else makes: 16 characters."""
    return secrets.token_hex(8)


def official_id(member: str, code: str | None = None) -> str:
    """Make the id of a member's official from the member's own number for them, or a fresh one.

    A number that begins with the member's id, in whichever letters, is an id itself: a slip of the
    pen makes nobody anew.
    """
    if code is None:
        code = "".join(secrets.choice(_LETTERS) for _ in range(8))
    first, dash, number = code.partition("-")
    return f"{member}-{number if dash and first.upper() == member.upper() else code}"


def nomination_id(official: str, course: str, count: int) -> str:
    """Make the id of an official's nomination for a course after `count` earlier ones."""
    return f"{official}.{course}" + (f".{count + 1}" if count else "")


def call_id(programme: str, course: str, number: int) -> str:
    """Make the id of a programme's call for a course; calls are counted from 1."""
    return f"{programme}.{course}.call-{number}"
