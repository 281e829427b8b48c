"""What a program of others may ask for: the scopes that the standards name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lms_bridge.errors import BadSetting

_ONEROSTER = "https://purl.imsglobal.org/spec/or/v1p2/scope/"

ROSTER: Final = f"{_ONEROSTER}roster.readonly"
ROSTER_CORE: Final = f"{_ONEROSTER}roster-core.readonly"
DEMOGRAPHICS: Final = f"{_ONEROSTER}roster-demographics.readonly"

METRICS: Final = "metrics"
"""Figures of how the work goes, for whoever watches over it."""

SCIM: Final = "scim"

SCOPES: Final = (ROSTER, ROSTER_CORE, DEMOGRAPHICS, METRICS, SCIM)
"""All that are served."""

ROSTERING: Final = frozenset({ROSTER, ROSTER_CORE, DEMOGRAPHICS})
"""Those with which an LMS takes over who learns where."""


def scopes_of(words: Iterable[str]) -> tuple[str, ...]:
    """Read scopes: in full, or what stands after the last slash. Raises BadSetting."""
    short = {scope.rpartition("/")[2]: scope for scope in SCOPES}
    found = {}
    for word in words:
        scope = short.get(word, word)
        if scope not in SCOPES:
            raise BadSetting("--scope", f'"{word}" is none of {", ".join(short)}')
        found[scope] = scope
    return tuple(found)


def refuse_without_member(scopes: Iterable[str], member: str | None) -> None:
    """See that an identity system is that of a member. Raises BadSetting."""
    if SCIM in scopes and not member:
        raise BadSetting("--member", "an identity system is that of one member; say which")
