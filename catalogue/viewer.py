"""Who asks. What they may see is the member rule's matter (`sight`)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from catalogue.errors import Forbidden


class Role(StrEnum):
    """What somebody acts as."""

    ADMINISTRATOR = "administrator"
    COORDINATOR = "coordinator"
    OVERSEER = "overseer"
    FOCAL_POINT = "focal_point"
    AGENCY_OFFICER = "agency_officer"
    TRAINER = "trainer"
    OFFICIAL = "official"
    MACHINE_CLIENT = "machine_client"


SIGNED_IN_HERE = "those who signed in here"
"""For whom something is that nobody does who comes from an LMS."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who asks, with their roles, member and agency; `person` None is the system itself.

    `request_id` ties what they change to the request in which they did. `only_member`: whatever
    their roles, they see no people but that member's; `only_programme`: no programme but that one.
    `within` is the address of the LMS in whose frame they read, if they came from one.
    """

    person: str | None
    roles: frozenset[Role]
    member: str | None = None
    agency: str | None = None
    request_id: str = ""
    only_member: str | None = None
    only_programme: str | None = None
    within: str = ""

    @classmethod
    def system(cls, request_id: str = "") -> Viewer:
        """Give the viewer as whom relays, synchronisations and command lines act."""
        return cls(None, frozenset({Role.ADMINISTRATOR}), request_id=request_id)

    @property
    def is_system(self) -> bool:
        """Whether no person stands behind it."""
        return self.person is None

    def may_know(self, programme: str) -> bool:
        """Say whether they are held to no other programme."""
        return self.only_programme in (None, programme)

    @property
    def sees_all(self) -> bool:
        """Whether nothing is hidden from them."""
        return self.has(Role.ADMINISTRATOR, Role.COORDINATOR)

    def has(self, *roles: Role) -> bool:
        """Say whether they have one of these roles."""
        return not self.roles.isdisjoint(roles)

    def allow(self, *roles: Role) -> None:
        """Go on only if they have one of these roles. Raises Forbidden."""
        if not self.has(*roles):
            raise Forbidden(roles)

    def allow_coordinators(self) -> None:
        """Go on only for those who run the programme. Raises Forbidden."""
        self.allow(Role.COORDINATOR, Role.ADMINISTRATOR)

    def allow_to_act_as(self, other: Viewer) -> None:
        """Go on only if they may hand out secrets with which one acts as another. Raises Forbidden.

        Everybody may for themselves, coordinators for all but administrators; who comes from an
        LMS may for nobody, not even for themselves: what they may there must not last.
        """
        if self.within:
            raise Forbidden([SIGNED_IN_HERE])
        if self.person and self.person == other.person:
            return
        if other.has(Role.ADMINISTRATOR):
            self.allow(Role.ADMINISTRATOR)
        self.allow_coordinators()
