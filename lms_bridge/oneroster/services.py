"""The services of OneRoster: where each begins, and what is at its addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lms_bridge.oneroster import endpoints, gradebook_endpoints, legacy, resource_endpoints
from lms_bridge.oneroster.addresses import GRADEBOOK, LEGACY, RESOURCES, ROSTERING
from lms_bridge.oneroster.endpoints import Endpoint
from lms_bridge.oneroster.writing import Write


@dataclass(frozen=True, slots=True)
class Service:
    """A service; `word` is what its document is called by, if it has one."""

    word: str
    root: str
    endpoints: tuple[Endpoint, ...]
    writes: tuple[Write, ...] = ()
    has_document: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """What its document is called: by the binding, and by the conformance guide."""
        if not self.has_document:
            return ()
        return (
            f"onerosterv1p2{self.word}service_openapi3_v1p0.json",
            f"imsorv1p2_{self.word}service_openapi3_v1p0.json",
        )


SERVICES: Final = (
    Service("rosters", ROSTERING, endpoints.ENDPOINTS),
    Service("gradebook", GRADEBOOK, gradebook_endpoints.ENDPOINTS, gradebook_endpoints.WRITES),
    Service("resources", RESOURCES, resource_endpoints.ENDPOINTS),
    Service("rosters 1.1", LEGACY, legacy.ENDPOINTS, has_document=False),
)
"""All of version 1.2, and of 1.1 rostering, which has no document of its own."""
