"""What can go wrong between us and an LMS.

LmsError                 has a stable `reason` (UPPER_SNAKE); texts for users are made at the edge
├── MalformedDesired     DESIRED_MALFORMED: the wanted state contradicts itself (a fault of ours)
├── Unreachable          LMS_UNREACHABLE: no answer, or none that can be read, after some tries
│   └── AnswerLost       LMS_ANSWER_LOST: whether a change was made is not known
├── SessionLost          LMS_SESSION_LOST: the LMS forgot us, again and again
├── SignInRefused        LMS_SIGN_IN_REFUSED: username or password are wrong
├── NotAllowed           LMS_NOT_ALLOWED: our account lacks a right there that is needed
├── Taken                LMS_TAKEN: another bridge writes to it now
├── Inconsistent         LMS_INCONSISTENT: the LMS's answers contradict one another
├── NotSupported         LMS_NOT_SUPPORTED: that version of the LMS cannot do what is needed
└── Refused              LMS_REFUSED: the LMS refused one item, for the reason in its text
    └── Faltered         LMS_FALTERED: it answered others, but not about this item, for the moment

Only Refused is about a single item; every other one ends the run, which can be repeated.
"""

from __future__ import annotations


class LmsError(Exception):
    """An error between us and an LMS that a caller can act on."""

    reason = "LMS"


class MalformedDesired(LmsError):
    """The wanted state contradicts itself: `path` says where, `text` how."""

    reason = "DESIRED_MALFORMED"

    def __init__(self, path: str, text: str) -> None:
        """Say where and what."""
        super().__init__(f"{path}: {text}")
        self.path = path
        self.text = text


class Unreachable(LmsError):
    """The LMS gave no answer that can be read, after some tries.

    Try again later; not before `retry_after_seconds` where the LMS asked for that.
    """

    reason = "LMS_UNREACHABLE"

    def __init__(self, text: str, retry_after_seconds: float | None = None) -> None:
        """Carry what the LMS asked for."""
        super().__init__(text)
        self.retry_after_seconds = retry_after_seconds


class AnswerLost(Unreachable):
    """A change was sent and its answer lost: read by key before it is repeated."""

    reason = "LMS_ANSWER_LOST"


class SessionLost(LmsError):
    """The LMS forgot our session again and again: nothing that it said was believed."""

    reason = "LMS_SESSION_LOST"


class SignInRefused(LmsError):
    """The LMS does not accept our username and password: mend the settings."""

    reason = "LMS_SIGN_IN_REFUSED"


class NotAllowed(LmsError):
    """Our account lacks a right there: its text says which, and it waits until that is given."""

    reason = "LMS_NOT_ALLOWED"


class Taken(LmsError):
    """Another bridge has the right to write to the LMS: try again when it has done."""

    reason = "LMS_TAKEN"


class Inconsistent(LmsError):
    """The LMS's answers contradict one another: none of them was believed. Try again later."""

    reason = "LMS_INCONSISTENT"


class NotSupported(LmsError):
    """That version of the LMS cannot do what is needed."""

    reason = "LMS_NOT_SUPPORTED"


class Refused(LmsError):
    """The LMS refused one item; `codes` are its own words for why."""

    reason = "LMS_REFUSED"

    def __init__(self, text: str, codes: frozenset[str] = frozenset()) -> None:
        """Carry the LMS's text and codes."""
        super().__init__(text)
        self.codes = codes


class Faltered(Refused):
    """The LMS answers, but gave no answer about one item after some tries: try that again soon."""

    reason = "LMS_FALTERED"
