"""A coordinator says that a certificate holds no longer."""

from __future__ import annotations

from catalogue import audit, sight
from catalogue.attendance import Completion
from catalogue.badges import Revocation
from catalogue.db import changing
from catalogue.errors import NotFound
from catalogue.fields import now
from catalogue.texts import note
from catalogue.viewer import Viewer


@changing
def revoke_certificate(viewer: Viewer, number: str, reason: str) -> None:
    """Revoke a certificate; doing so again changes nothing. Raises Forbidden, NotFound, Refused."""
    viewer.allow_coordinators()
    row = sight.completions(viewer).where(Completion.certificate == number).get_or_none()
    if row is None:
        raise NotFound("certificate", number)
    if Revocation.get_or_none(Revocation.certificate == number):
        return
    Revocation.create(
        certificate=number,
        reason=note(reason, "reason"),
        revoked_at=now(),
        revoked_by=viewer.person,
    )
    audit.record(
        viewer,
        "certificate.revoked",
        "official",
        row.official_id,
        member=row.official.person.member_id,
        reason=reason,
        certificate=number,
    )
