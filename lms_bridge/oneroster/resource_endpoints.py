"""Every address of resources: the materials of courses in an LMS."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import partial
from typing import Final

from lms_bridge.oauth.scopes import RESOURCE, RESOURCE_CORE
from lms_bridge.oneroster.endpoints import Endpoint, both, existing
from lms_bridge.oneroster.model import RESOURCE as RESOURCE_KIND
from lms_bridge.oneroster.model import Record
from lms_bridge.oneroster.roster import Roster


def _of_courses(roster: Roster, courses: Iterable[str]) -> list[Record]:
    found = dict.fromkeys(id for course in courses for id in roster.frame.materials.get(course, ()))
    return [roster.frame.resources[id] for id in found]


def _of_class(roster: Roster, given: Mapping[str, str]) -> list[Record]:
    found = existing(roster.frame.classes.values(), "class", given["class"])
    return _of_courses(roster, [found["course"]["sourcedId"]])


def _of_course(roster: Roster, given: Mapping[str, str]) -> list[Record]:
    existing(roster.frame.courses.values(), "course", given["course"])
    return _of_courses(roster, [given["course"]])


def _of_user(roster: Roster, given: Mapping[str, str]) -> list[Record]:
    """Give the resources of the classes in which somebody has an enrolment."""
    existing(roster.users, "user", given["user"])
    classes = [
        each["class"]["sourcedId"]
        for each in roster.enrolled(user=given["user"])
        if each["status"] == "active"
    ]
    return _of_courses(roster, [roster.frame.classes[id]["course"]["sourcedId"] for id in classes])


_nested = partial(Endpoint, kind=RESOURCE_KIND, scopes=frozenset({RESOURCE}))

ENDPOINTS: Final[tuple[Endpoint, ...]] = (
    *both(
        "resources",
        ("getAllResources", "getResource"),
        RESOURCE_KIND,
        lambda roster: roster.frame.resources.values(),
        frozenset({RESOURCE, RESOURCE_CORE}),
    ),
    _nested("/classes/{class}/resources", "getResourcesForClass", select=_of_class),
    _nested("/courses/{course}/resources", "getResourcesForCourse", select=_of_course),
    _nested("/users/{user}/resources", "getResourcesForUser", select=_of_user),
)
"""All addresses of the published document of the resources service."""
