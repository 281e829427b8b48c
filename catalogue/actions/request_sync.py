"""Somebody asks for a synchronisation with the LMS now."""

from __future__ import annotations

from collections.abc import Sequence

from catalogue import audit, outbox
from catalogue.db import changing
from catalogue.published import programme_of
from catalogue.viewer import Viewer


@changing
def request_sync(viewer: Viewer, programme: str, leaving: Sequence[Sequence[str]] = ()) -> None:
    """Leave word that an LMS shall be synchronised.

    `leaving` are enrolments whose end there the viewer has seen and confirmed, as the difference
    names them. Raises Forbidden, NotFound.
    """
    viewer.allow_coordinators()
    programme_of(programme)
    audit.record(viewer, "sync.requested", "programme", programme, confirmed=len(leaving))
    outbox.put("sync.requested", programme=programme, leaving=[list(each) for each in leaving])
