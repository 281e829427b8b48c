"""Where services begin, and where each record is."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

ROSTERING: Final = "/ims/oneroster/rostering/v1p2"
GRADEBOOK: Final = "/ims/oneroster/gradebook/v1p2"
CSV: Final = "/ims/oneroster/csv/v1p2"
LEGACY: Final = "/ims/oneroster/v1p1"
RESOURCES: Final = "/ims/oneroster/resources/v1p2"

_COLLECTIONS: Final = {
    "academicSession": f"{ROSTERING}/academicSessions",
    "class": f"{ROSTERING}/classes",
    "course": f"{ROSTERING}/courses",
    "org": f"{ROSTERING}/orgs",
    "user": f"{ROSTERING}/users",
    "category": f"{GRADEBOOK}/categories",
    "scoreScale": f"{GRADEBOOK}/scoreScales",
    "lineItem": f"{GRADEBOOK}/lineItems",
    "result": f"{GRADEBOOK}/results",
    "assessmentLineItem": f"{GRADEBOOK}/assessmentLineItems",
    "resource": f"{RESOURCES}/resources",
}


def reference(url: str, kind: str, id: str) -> dict[str, str]:
    """Refer to a record; `url` is that of the bridge."""
    href = f"{url}{_COLLECTIONS[kind]}/{quote(id, safe='')}"
    return {"href": href, "sourcedId": id, "type": kind}
