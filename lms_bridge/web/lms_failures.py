"""Why a synchronisation failed and what to do about it, in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping

from lms_bridge.sync.remedies import FAILURES
from lms_bridge.sync.words import retell
from lms_bridge.web.language import _, later


def say_failure(reason: str) -> str:
    """Say a reason with its remedy; one that is not known stands as it is."""
    if reason not in FAILURES:
        return reason
    what, remedy = FAILURES[reason]
    return f"{_(what)} {_(remedy)}"


KINDS: Mapping[str, str] = {
    "done": later("done"),
    "failed": later("failed"),
    "aside": later("set aside"),
    "waits": later("waits"),
    "hold": later("held back"),
    "changed": later("changed there"),
    "gone": later("gone there"),
    "by_hand": later("added there by hand"),
    "other_name": later("named otherwise"),
    "duplicate": later("there twice"),
    "closed": later("closed there"),
    "left_behind": later("left behind there"),
}
"""What a line of a synchronisation tells of, by its kind."""


def say_again(text: str) -> str:
    """Say in the reader's language what a synchronisation told in English."""
    return retell(text, _)


def say_kind(kind: str) -> str:
    """Say of what a line of a synchronisation tells."""
    return _(KINDS.get(kind, kind))


def say_line(line: Mapping[str, str]) -> str:
    """Say a line of a synchronisation, which is kept in English; an LMS's own words stay."""
    said = say_again(line["text"])
    if line["kind"] != "failed" or said != line["text"]:
        return said
    return f"{say_failure(line.get('reason', ''))} ({said})"
