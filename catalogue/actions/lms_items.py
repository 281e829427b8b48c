"""Changes that an LMS refused: noted after each run, set aside or tried again by a person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from catalogue import audit, outbox
from catalogue.db import changing
from catalogue.errors import NotFound
from catalogue.fields import now
from catalogue.ids import fresh_id
from catalogue.lms import LmsItem
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class FailedItem:
    """A change that was not made: its stable name, itself in words, and why."""

    key: str
    words: str
    reason: str
    text: str


@changing
def note_items(
    viewer: Viewer, lms: str, failed: Iterable[FailedItem], still: Collection[str] | None
) -> None:
    """Note what failed in a run. What is not in `still` to be done has ceased to be an item.

    With None nothing ceases: the run did not look at everything. Raises Forbidden.
    """
    viewer.allow_coordinators()
    moment = now()
    known = {row.key: row for row in LmsItem.select().where(LmsItem.lms == lms)}
    for item in failed:
        row = known.get(item.key)
        if row is None:
            LmsItem.create(
                id=fresh_id(),
                lms=lms,
                key=item.key,
                words=item.words,
                reason=item.reason,
                text=item.text,
                first_at=moment,
                last_at=moment,
            )
            continue
        row.words, row.reason, row.text = item.words, item.reason, item.text
        row.tries, row.last_at = row.tries + 1, moment
        row.save()
    if still is not None:
        gone = known.keys() - set(still)
        LmsItem.delete().where(LmsItem.lms == lms, LmsItem.key.in_(sorted(gone))).execute()


@changing
def set_item_aside(viewer: Viewer, item: str) -> None:
    """Try a change no more, until somebody retries it. Raises Forbidden, NotFound."""
    row = _item(viewer, item)
    if row.aside_at is None:
        row.aside_at = now()
        row.save()
        audit.record(viewer, "lms_item.set_aside", "lms_item", item, lms=row.lms, change=row.key)


@changing
def retry_item(viewer: Viewer, item: str, programme: str) -> None:
    """Try a change again now, on behalf of a programme. Raises Forbidden, NotFound."""
    row = _item(viewer, item)
    row.aside_at = None
    row.save()
    audit.record(viewer, "lms_item.retried", "lms_item", item, lms=row.lms, change=row.key)
    outbox.put("sync.requested", programme=programme, leaving=[])


def _item(viewer: Viewer, item: str) -> LmsItem:
    viewer.allow_coordinators()
    row = LmsItem.get_or_none(LmsItem.id == item)
    if row is None:
        raise NotFound("lms_item", item)
    return row
