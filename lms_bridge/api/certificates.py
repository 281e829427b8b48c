"""Certificates of completed courses, as signed credentials; and their revocation."""

from __future__ import annotations

from dataclasses import dataclass

from catalogue.actions import revoke_certificate as revoking
from catalogue.queries import certificates
from catalogue.queries.certificates import Certificate
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.operation import Body
from lms_bridge.badges.credential import renew_key, signed
from lms_bridge.doors import ADMINISTRATORS, COORDINATORS, MEMBERS, SEATED
from lms_bridge.parts import Parts
from lms_bridge.threads import in_thread

TAG = "certificates"


class RevocationReason(Body):
    """Why a certificate holds no longer."""

    reason: str


@dataclass(frozen=True, slots=True)
class SignedCertificate:
    """A certificate, and its credential (Open Badges 3.0) as a JSON Web Token."""

    certificate: Certificate
    credential: str


async def get_certificate(viewer: Viewer, parts: Parts, nomination: str) -> SignedCertificate:
    """Give the certificate of a completed nomination, signed."""
    return await in_thread(_signed, viewer, parts.settings.url, nomination)


def _signed(viewer: Viewer, url: str, nomination: str) -> SignedCertificate:
    found = certificates.certificate(viewer, nomination)
    return SignedCertificate(found, signed(url, found))


def revoke_certificate(viewer: Viewer, number: str, reason: RevocationReason) -> None:
    """Revoke a certificate; whoever verifies it is told so."""
    revoking.revoke_certificate(viewer, number, reason.reason)


@dataclass(frozen=True, slots=True)
class BadgeKey:
    """The key that signs certificates from now on, by its id."""

    id: str


def renew_badge_key(viewer: Viewer) -> BadgeKey:
    """Sign certificates with a new key from now on; what was signed before still verifies."""
    return BadgeKey(renew_key(viewer))


DOORS = (
    operation(
        "GET",
        "/nominations/{nomination}/certificate",
        get_certificate,
        MEMBERS | SEATED,
        tag=TAG,
    ),
    operation("POST", "/certificates/{number}:revoke", revoke_certificate, COORDINATORS, tag=TAG),
    operation("POST", "/certificates:renew-key", renew_badge_key, ADMINISTRATORS, tag=TAG),
)
