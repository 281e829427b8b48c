"""A certificate as a verifiable credential (Open Badges 3.0), signed and read."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, time
from typing import Any

from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import RSAKey

from catalogue.actions.keep_badge_key import keep_badge_key, renew_badge_key
from catalogue.queries.certificates import Certificate, badge_keys, newest_badge_key
from catalogue.viewer import Viewer

ALGORITHM = "RS256"
LONGEST = 20_000
"""Most characters of a credential that is read."""

_KEY_BITS = 2048
_CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]


class NotOurs(ValueError):
    """A file is no credential that was signed here, and left as it was."""


def signed(url: str, certificate: Certificate) -> str:
    """Sign a certificate, as issued at an address; the first makes the key."""
    key = _signing_key()
    made = credential(url, certificate)
    claims = made | {
        "iss": made["issuer"]["id"],
        "jti": made["id"],
        "nbf": int(_midnight(certificate).timestamp()),
        "sub": made["credentialSubject"]["id"],
    }
    header = {"alg": ALGORITHM, "typ": "JWT", "kid": f"{url}/badges/keys/{key.kid}"}
    return jwt.encode(header, claims, key)


def renew_key(viewer: Viewer) -> str:
    """Sign with a new key from now on; give its id. Raises Forbidden."""
    id, jwk = _fresh_key()
    renew_badge_key(viewer, id, jwk)
    return id


def number_of(url: str, text: str) -> str:
    """Give the number of the certificate that a signed credential is of. Raises NotOurs."""
    if len(text) > LONGEST:
        raise NotOurs
    for jwk in badge_keys().values():
        try:
            claims: Mapping[str, Any] = jwt.decode(
                text.strip(), RSAKey.import_key(json.loads(jwk)), algorithms=[ALGORITHM]
            ).claims
        except (JoseError, ValueError):
            continue
        address, _, number = str(claims.get("id")).rpartition("/")
        if address == f"{url}/certificates" and claims.get("jti") == claims["id"]:
            return number
    raise NotOurs


def public_keys() -> dict[str, dict[str, Any]]:
    """Give the public half of every key, by its id."""
    keys = {id: RSAKey.import_key(json.loads(jwk)) for id, jwk in badge_keys().items()}
    return {id: dict(key.as_dict(private=False)) for id, key in keys.items()}


def credential(url: str, certificate: Certificate) -> dict[str, Any]:
    """Write a certificate as a credential."""
    return {
        "@context": _CONTEXTS,
        "id": f"{url}/certificates/{certificate.number}",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": certificate.course_title,
        "issuer": issuer(url, certificate.programme, certificate.programme_name),
        "validFrom": _midnight(certificate).isoformat().replace("+00:00", "Z"),
        "credentialSubject": {
            "id": f"{url}/certificates/{certificate.number}#holder",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityType": "name",
                    "identityHash": f"{certificate.given_name} {certificate.family_name}".strip(),
                }
            ],
            "achievement": {
                "id": f"{url}/badges/issuers/{certificate.programme}#{certificate.course}",
                "type": ["Achievement"],
                "achievementType": "Course",
                "name": certificate.course_title,
                "description": certificate.course_title,
                "criteria": {"narrative": _criteria(certificate)},
            },
        },
        "credentialStatus": {
            "id": f"{url}/badges/revocations",
            "type": "1EdTechRevocationList",
        },
    }


def issuer(url: str, programme: str, name: str) -> dict[str, Any]:
    """Write the profile of a programme, which issues its certificates."""
    return {"id": f"{url}/badges/issuers/{programme}", "type": ["Profile"], "name": name}


def _criteria(certificate: Certificate) -> str:
    words = f"Attended at least {certificate.attendance_percent} % of the days."
    lessons = ", ".join(certificate.lessons)
    return f"{words} Completed the lessons {lessons}." if lessons else words


def _midnight(certificate: Certificate) -> datetime:
    return datetime.combine(certificate.completed_on, time(), UTC)


def _signing_key() -> RSAKey:
    kept = newest_badge_key()
    if kept is None:
        kept = keep_badge_key(*_fresh_key())
    return RSAKey.import_key(json.loads(kept))


def _fresh_key() -> tuple[str, str]:
    """Make a key: its id, and itself as a private JWK."""
    fresh = RSAKey.generate_key(_KEY_BITS, {"use": "sig", "alg": ALGORITHM}, auto_kid=True)
    return fresh.kid or "", json.dumps(fresh.as_dict(private=True))
