"""As whom a viewer moves a nomination.

A coordinator stands in for the focal point and the agencies of an organisation, which has none.
"""

from __future__ import annotations

from catalogue import sight
from catalogue.life import Actor
from catalogue.members import MemberKind
from catalogue.nominations import Nomination
from catalogue.viewer import Role, Viewer


def actors_of(viewer: Viewer, nomination: Nomination) -> frozenset[Actor]:
    """List what a viewer is to a nomination."""
    official = nomination.official
    member = official.agency.member
    found = set()
    if viewer.has(Role.COORDINATOR, Role.ADMINISTRATOR):
        found.add(Actor.COORDINATOR)
        if member.kind == MemberKind.ORGANISATION:
            found |= {Actor.FOCAL_POINT, Actor.AGENCY_OFFICER}
    if viewer.has(Role.FOCAL_POINT) and viewer.member == member.id:
        found.add(Actor.FOCAL_POINT)
    if viewer.has(Role.AGENCY_OFFICER) and viewer.agency == official.agency_id:
        found.add(Actor.AGENCY_OFFICER)
    if viewer.has(Role.OFFICIAL) and viewer.person == official.person_id:
        found.add(Actor.OFFICIAL)
    if nomination.run_id and sight.teaches(viewer, nomination.run_id):
        found.add(Actor.TRAINER)
    if viewer.is_system:
        found.add(Actor.LMS)
    return frozenset(found)
