"""Texts cut to the room that an LMS has for them."""

from __future__ import annotations


def one_line(text: str, limit: int) -> str:
    """Put a text on one line and cut it, at a word's end where one is near."""
    line = " ".join(text.replace("\0", "").split())
    if len(line) <= limit:
        return line
    cut = line[: limit - 1]
    word_end = cut.rfind(" ")
    if word_end > limit * 2 // 3:
        cut = cut[:word_end]
    return cut.rstrip(" ,;·") + "…"
