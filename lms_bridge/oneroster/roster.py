"""The roster as a viewer may see it now: what is kept, and what is read as it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from catalogue.db import reading
from catalogue.viewer import Viewer
from lms_bridge.oneroster.frame import Frame, frame, mark
from lms_bridge.oneroster.people import PeopleRows
from lms_bridge.oneroster.seats import SeatRows
from lms_bridge.oneroster.stock import Stock


@dataclass(frozen=True, slots=True)
class Roster:
    """All records; `mark` differs once any of them does.

    When officials and seats were changed is left out where they need not be `dated`.
    """

    frame: Frame
    viewer: Viewer
    mark: tuple[object, ...]
    seat_rows: type[SeatRows] = SeatRows
    people_rows: Callable[..., PeopleRows] = PeopleRows
    dated: bool = True

    @property
    def users(self) -> Stock:
        """Everybody who sits in a run or teaches there."""
        return self.people("student", "teacher")

    @property
    def enrollments(self) -> Stock:
        """Everybody's belonging to a class."""
        return self.enrolled()

    def people(self, *roles: str, **where: str) -> Stock:
        """Users with a role: of a class, or at a school, or at all."""
        named = tuple(sorted(where.items()))
        key = (*self.mark, "users", roles, named)
        return Stock(self.people_rows(self.frame, self.viewer, key, roles, named, self.dated))

    def enrolled(self, **where: str) -> Stock:
        """Enrolments: of a class, at a school, of a user, or all."""
        named = tuple(sorted(where.items()))
        few = {
            id: each
            for id, each in self.frame.teaching.items()
            if all(each[name]["sourcedId"] == value for name, value in named)
        }
        key = (*self.mark, "enrollments", named)
        return Stock(self.seat_rows(self.frame, self.viewer, key, named, self.dated), few)


@reading
def roster(viewer: Viewer, url: str) -> Roster:
    """Give the roster as it is now, as far as a viewer may see; `url` is that of the bridge."""
    return Roster(frame(viewer, url), viewer, mark(viewer, url))
