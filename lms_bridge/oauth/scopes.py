"""What a program of others may ask for: the scopes that the standards name."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from lms_bridge.errors import BadSetting

_ONEROSTER = "https://purl.imsglobal.org/spec/or/v1p2/scope/"

ROSTER: Final = f"{_ONEROSTER}roster.readonly"
ROSTER_CORE: Final = f"{_ONEROSTER}roster-core.readonly"
DEMOGRAPHICS: Final = f"{_ONEROSTER}roster-demographics.readonly"

GRADEBOOK: Final = f"{_ONEROSTER}gradebook.readonly"
GRADEBOOK_CORE: Final = f"{_ONEROSTER}gradebook-core.readonly"
GRADEBOOK_PUT: Final = f"{_ONEROSTER}gradebook.createput"
GRADEBOOK_POST: Final = f"{_ONEROSTER}gradebook.createpost"
GRADEBOOK_DELETE: Final = f"{_ONEROSTER}gradebook.delete"
ASSESSMENT: Final = f"{_ONEROSTER}assessment.readonly"
ASSESSMENT_PUT: Final = f"{_ONEROSTER}assessment.createput"
ASSESSMENT_DELETE: Final = f"{_ONEROSTER}assessment.delete"
RESOURCE: Final = f"{_ONEROSTER}resource.readonly"
RESOURCE_CORE: Final = f"{_ONEROSTER}resource-core.readonly"
LEGACY_ROSTER: Final = ROSTER.replace("v1p2", "v1p1")
LEGACY_ROSTER_CORE: Final = ROSTER_CORE.replace("v1p2", "v1p1")
LEGACY_DEMOGRAPHICS: Final = DEMOGRAPHICS.replace("v1p2", "v1p1")
SCIM: Final = "scim"

METRICS: Final = "metrics"
"""Figures of how the work goes, for whoever watches over it."""

_ALL_ONEROSTER: Final = (
    *(ROSTER, ROSTER_CORE, DEMOGRAPHICS),
    *(GRADEBOOK, GRADEBOOK_CORE, GRADEBOOK_PUT, GRADEBOOK_POST, GRADEBOOK_DELETE),
    *(ASSESSMENT, ASSESSMENT_PUT, ASSESSMENT_DELETE, RESOURCE, RESOURCE_CORE),
    *(LEGACY_ROSTER, LEGACY_ROSTER_CORE, LEGACY_DEMOGRAPHICS),
)

SCOPES: Final = (*_ALL_ONEROSTER, METRICS, SCIM)
"""All that are served."""

ROSTERING: Final = frozenset(_ALL_ONEROSTER)
"""Those with which an LMS takes over who learns where."""


def scopes_of(words: Iterable[str]) -> tuple[str, ...]:
    """Read scopes: in full, or short as `roster.readonly`, `v1p1/roster.readonly` for the older.

    Raises BadSetting.
    """
    short = {short_of(scope): scope for scope in SCOPES}
    found = {}
    for word in words:
        scope = short.get(word, word)
        if scope not in SCOPES:
            raise BadSetting("--scope", f'"{word}" is none of {", ".join(short)}')
        found[scope] = scope
    return tuple(found)


def short_of(scope: str) -> str:
    """Give a scope's short name."""
    name = scope.rpartition("/")[2]
    return f"v1p1/{name}" if "/v1p1/" in scope else name


def refuse_without_member(scopes: Iterable[str], member: str | None) -> None:
    """See that an identity system is that of a member. Raises BadSetting."""
    if SCIM in scopes and not member:
        raise BadSetting("--member", "an identity system is that of one member; say which")
