"""What was before, and whether the chain over it is whole."""

from __future__ import annotations

from catalogue import verifying
from catalogue.queries import history
from catalogue.queries.history import PastState
from catalogue.verifying import Verified
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.doors import COORDINATORS, OVERSEERS

TAG = "trail"


def verify_history(viewer: Viewer) -> Verified:
    """Compute the chain of the audit trail anew; `broken` names lines that do not follow."""
    return verifying.verify_history(viewer)


def list_history(viewer: Viewer, kind: str, thing: str, paging: Slice) -> Listing[PastState]:
    """List what a row of a table was, change by change, except what was erased."""
    return sliced(history.history(viewer, kind, thing), paging)


DOORS = (
    operation("GET", "/history", verify_history, OVERSEERS, tag=TAG),
    operation("GET", "/history/{kind}/{thing}", list_history, COORDINATORS, tag=TAG),
)
