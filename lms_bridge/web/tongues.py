"""Languages by their names, as people choose and write them in forms; codes are understood, too."""

from __future__ import annotations

import re
from collections.abc import Iterable

from lms_bridge.web.language import language_names, say_comma, say_language


def common_names() -> list[str]:
    """Name the languages with a code of two letters, in the reader's language, in order."""
    return sorted(name for code, name in language_names().items() if len(code) == 2)


def said(codes: Iterable[str]) -> str:
    """Write languages as `codes_of` reads them."""
    return say_comma().join(map(say_language, codes))


def code_of(text: str) -> str:
    """Give the code of a language named in the reader's language or in English, else the text."""
    name = text.strip().casefold()
    for names in (language_names(), language_names("en")):
        for code, each in names.items():
            if each.casefold() == name:
                return code
    return text


def codes_of(text: str) -> tuple[str, ...]:
    """Read several languages, with commas between; codes may have spaces between."""
    found: list[str] = []
    for part in re.split("[,;\N{ARABIC COMMA}]", text):
        code = code_of(part)
        found += part.split() if code == part else [code]
    return tuple(found)
