"""What a thing of ours is called in an LMS."""

from __future__ import annotations

from catalogue import audit
from catalogue.db import changing
from catalogue.lms import LmsLink
from catalogue.viewer import Viewer


@changing
def remember_link(viewer: Viewer, lms: str, kind: str, local_id: str, external_id: str) -> None:
    """Note that an LMS calls a thing so; what it called it before is forgotten. Raises Forbidden.

    A name belongs to one thing: whatever else had it loses it.
    """
    viewer.allow_coordinators()
    of_kind = (LmsLink.lms == lms) & (LmsLink.kind == kind)
    same = of_kind & (LmsLink.local_id == local_id)
    if LmsLink.get_or_none(same, LmsLink.external_id == external_id):
        return
    LmsLink.delete().where(same | (of_kind & (LmsLink.external_id == external_id))).execute()
    LmsLink.create(lms=lms, kind=kind, local_id=local_id, external_id=external_id)
    audit.record(viewer, "lms.linked", kind, local_id, lms=lms, external_id=external_id)


@changing
def forget_link(viewer: Viewer, lms: str, kind: str, local_id: str) -> None:
    """Note that an LMS no longer has a thing. Raises Forbidden."""
    viewer.allow_coordinators()
    gone = LmsLink.delete().where(
        LmsLink.lms == lms, LmsLink.kind == kind, LmsLink.local_id == local_id
    )
    if gone.execute():
        audit.record(viewer, "lms.unlinked", kind, local_id, lms=lms)
