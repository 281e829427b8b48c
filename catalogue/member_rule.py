"""The member rule: what a viewer may see, as conditions. It is written here and nowhere else.

By role:

administrator, coordinator   everything
focal point                  the records of its member's people, and no one else's
agency officer               the records of its agency's officials
trainer                      their own record, and the seats of the runs that they teach
official                     their own record
machine client               seats and those who teach, never mere nominees, nothing restricted;
                             with a member: the seats of that member's people; of a seat that
                             was given up the ids, since it was told of the seat
overseer                     figures, never a person

Who comes from an LMS sees, besides, no nomination, run or scenario of another programme than that
which it is tied to, and where it is tied to a member nobody but that member's people.

A restricted activity is known to those who run the programme, to its participating members, and
to those who teach or sit in it. What is planned is known to those who run the programme; others
know the published runs. `sight` applies the rule to each table.
"""

from __future__ import annotations

import operator
from functools import reduce
from typing import Any

from peewee import SQL, fn

from catalogue.courses import Course, Participant
from catalogue.nominations import Nomination
from catalogue.people import Official, Person, Trainer
from catalogue.runs import STANDING, Assignment, Run
from catalogue.versions import Version, VersionRun
from catalogue.viewer import Role, Viewer

ALL = SQL("1 = 1")
NOTHING = SQL("1 = 0")


def any_of(*conditions: Any) -> Any:
    """Join conditions, one of which must hold; without any, nothing is seen."""
    return reduce(operator.or_, conditions) if conditions else NOTHING


def within_member(viewer: Viewer) -> Any:
    """To whose people a viewer is held, as a condition on Person."""
    return Person.member == viewer.only_member if viewer.only_member else ALL


def within_programme(viewer: Viewer, table: Any) -> Any:
    """To which programme a viewer is held, as a condition on a table that tells it."""
    return table.programme == viewer.only_programme if viewer.only_programme else ALL


def records(viewer: Viewer) -> Any:
    """Whose record they may see, as a condition on Person and Official."""
    if viewer.sees_all:
        return within_member(viewer)
    conditions = []
    if viewer.has(Role.OFFICIAL):
        conditions.append(Person.id == viewer.person)
    if viewer.has(Role.FOCAL_POINT) and viewer.member:
        conditions.append(Person.member == viewer.member)
    if viewer.has(Role.AGENCY_OFFICER) and viewer.agency:
        conditions.append(Official.agency == viewer.agency)
    return any_of(*conditions) & within_member(viewer)


def known_courses(viewer: Viewer) -> Any:
    """Which courses they may know of, as a condition on Course."""
    if viewer.sees_all:
        return ALL
    conditions: list[Any] = [~Course.restricted]
    if viewer.has(Role.FOCAL_POINT, Role.AGENCY_OFFICER):
        theirs = Participant.select(Participant.course).where(Participant.member == viewer.member)
        conditions.append(Course.id.in_(theirs))
    if viewer.has(Role.TRAINER):
        taught = Run.select(Run.course).where(Run.id.in_(taught_runs(viewer)))
        conditions.append(Course.id.in_(taught))
    if viewer.has(Role.OFFICIAL):
        own = Nomination.select(Nomination.course).join(Official)
        seated = own.where(Official.person == viewer.person, Nomination.run.is_null(is_null=False))
        conditions.append(Course.id.in_(seated))
    return any_of(*conditions)


def taught_runs(viewer: Viewer) -> Any:
    """Which runs they teach, or are asked to."""
    return (
        Assignment.select(Assignment.run)
        .join(Trainer)
        .where(Trainer.person == viewer.person, Assignment.state.in_(STANDING))
    )


def published_runs() -> Any:
    """Which runs the newest versions hold."""
    newest = Version.alias()
    number = newest.select(fn.MAX(newest.number)).where(newest.programme == Version.programme)
    return VersionRun.select(VersionRun.run).join(Version).where(Version.number == number)
