"""An administrator takes a role away: whoever had it is without it at their next request."""

from __future__ import annotations

from catalogue import audit, sight
from catalogue.access import UserRole
from catalogue.db import changing
from catalogue.errors import NotFound, Refused
from catalogue.faults import Fault, Where
from catalogue.handed_out import end_what_was_made_by
from catalogue.viewer import Role, Viewer


@changing
def take_role(viewer: Viewer, person: str, role: str) -> None:
    """Take a granted role away; trainers and officials are so by their own rows.

    Whoever could let others in can do so no longer by what they made before. Raises Forbidden,
    NotFound; Refused for one's own as an administrator, so that one is left.
    """
    viewer.allow(Role.ADMINISTRATOR)
    sight.person(viewer, person)
    granted = UserRole.select().where(UserRole.person == person)
    row = next((each for each in granted if each.role == role), None)
    if row is None:
        raise NotFound("role", f"{person} {role}")
    if person == viewer.person and row.role is Role.ADMINISTRATOR:
        raise Refused([Fault(Where(column="role"), "YOUR_OWN", role)])
    row.delete_instance()
    if row.role in (Role.ADMINISTRATOR, Role.COORDINATOR):
        end_what_was_made_by(person)
    audit.record(viewer, "role.taken", "person", person, role=role)
