"""Which pages a reader finds in the menu, by their roles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from catalogue.viewer import Role, Viewer
from lms_bridge.doors import (
    ADMINISTRATORS,
    COORDINATORS,
    EVERYBODY,
    FOCAL_POINTS,
    MACHINES,
    MEMBERS,
    OVERSEERS,
    SEATED,
    TEACHERS,
)
from lms_bridge.web.language import _, later

PEOPLE = EVERYBODY - MACHINES
"""Everybody for whom there are pages."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the menu."""

    path: str
    name: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class Menu:
    """The pages that always stand in the menu, and those that unfold."""

    first: tuple[Place, ...]
    more: tuple[Place, ...]

    @property
    def unfolds_here(self) -> str:
        """The name of the reader's page if it is one that unfolds, else nothing."""
        return next((place.name for place in self.more if place.is_here), "")


_FITTING = 9
"""How many pages stand in one row on a screen of 1,280 pixels, in every language."""

_SELDOM = frozenset(
    f"/{name}" for name in ("trainers", "venues", "courses", "trail", "users", "status")
) | {"/programmes/{programme}/versions", "/lti/platforms"}
"""Pages that unfold where there are too many."""

_PROGRAMME_PAGES: tuple[tuple[str, str, frozenset[Role]], ...] = (
    ("/", later("Overview"), PEOPLE),
    ("/programmes/{programme}/my-assignments", later("My assignments"), TEACHERS),
    ("/programmes/{programme}/my-courses", later("My courses"), SEATED),
    ("/programmes/{programme}/plan", later("Plan"), PEOPLE),
    ("/programmes/{programme}/scenarios", later("Scenarios"), COORDINATORS),
    ("/programmes/{programme}/nominations", later("Nominations"), MEMBERS),
    ("/officials", later("Officials"), MEMBERS),
    ("/trainers", later("Trainers"), COORDINATORS | {Role.FOCAL_POINT}),
    ("/venues", later("Venues"), COORDINATORS),
    ("/courses", later("Courses"), COORDINATORS),
    ("/programmes/{programme}/report", later("Report"), OVERSEERS | FOCAL_POINTS),
    ("/programmes/{programme}/lms", later("LMS"), OVERSEERS),
    ("/programmes/{programme}/versions", later("Versions"), PEOPLE),
    ("/messages", later("Messages"), PEOPLE),
    ("/trail", later("Trail"), COORDINATORS | {Role.FOCAL_POINT}),
    ("/users", later("Users"), COORDINATORS),
    ("/status", later("Status"), COORDINATORS),
    ("/lti/platforms", later("LTI"), ADMINISTRATORS),
)


def home_of(programme: str, known: Sequence[str]) -> str:
    """Give the address of a programme's first page; that of the latest is the shortest."""
    return "/" if programme == known[0] else f"/?programme={programme}"


def menu(viewer: Viewer | None, programme: str | None, here: str, home: str = "/") -> Menu:
    """Give the menu of a reader, for a programme whose first page is `home`."""
    found: list[tuple[Place, bool]] = []
    if viewer is None:
        return Menu((), ())
    for pattern, name, roles in _PROGRAMME_PAGES:
        if not viewer.has(*roles) or ("{programme}" in pattern and programme is None):
            continue
        path = pattern.format(programme=programme)
        is_here = here == path or (path != "/" and here.startswith(f"{path}/"))
        place = Place(home if path == "/" else path, _(name), is_here)
        found.append((place, pattern in _SELDOM))
    folds = len(found) > _FITTING
    return Menu(
        tuple(place for place, is_seldom in found if not (folds and is_seldom)),
        tuple(place for place, is_seldom in found if folds and is_seldom),
    )
