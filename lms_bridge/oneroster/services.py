"""The services of OneRoster: where each begins, and what is at its addresses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lms_bridge.oneroster import endpoints, gradebook_endpoints, resource_endpoints
from lms_bridge.oneroster.addresses import GRADEBOOK, RESOURCES, ROSTERING
from lms_bridge.oneroster.endpoints import Endpoint
from lms_bridge.oneroster.writing import Write


@dataclass(frozen=True, slots=True)
class Service:
    """A service; `word` is what its document is called by."""

    word: str
    root: str
    endpoints: tuple[Endpoint, ...]
    writes: tuple[Write, ...] = ()

    @property
    def names(self) -> tuple[str, str]:
        """What its document is called: by the binding, and by the conformance guide."""
        return (
            f"onerosterv1p2{self.word}service_openapi3_v1p0.json",
            f"imsorv1p2_{self.word}service_openapi3_v1p0.json",
        )


SERVICES: Final = (
    Service("rosters", ROSTERING, endpoints.ENDPOINTS),
    Service("gradebook", GRADEBOOK, gradebook_endpoints.ENDPOINTS, gradebook_endpoints.WRITES),
    Service("resources", RESOURCES, resource_endpoints.ENDPOINTS),
)
"""All of version 1.2."""
