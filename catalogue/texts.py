"""Free texts that people hand in: tidied, and refused where no table can keep them."""

from __future__ import annotations

import re

from catalogue.errors import Refused
from catalogue.faults import Fault, Where

LONGEST = 2000
"""Most characters of a note or a reason."""

TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
"""What a time of day looks like, HH:MM."""

_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u00ad\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff]"
)  # but joiners (U+200C, U+200D), which Persian and Hindi are written with


def tidy(text: str) -> str:
    """Take away spaces at both ends, and characters that no one can see."""
    return _UNSEEN.sub("", text).strip()


def one_line(text: str) -> str:
    """Give a name as it stands in a line: whatever space there is in it is a blank."""
    return " ".join(text.split())


def note(text: str, column: str = "note") -> str:
    """Give a note or reason as it is stored. Raises Refused where it is too long."""
    tidied = tidy(text)
    if len(tidied) > LONGEST:
        raise Refused([Fault(Where(column=column), "TOO_LONG", tidied[:20], (str(LONGEST),))])
    return tidied
