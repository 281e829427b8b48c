"""What an LMS was told of somebody is noted, so that it is told once, and each time later."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from catalogue.db import changing
from catalogue.lti import LtiScore


@dataclass(frozen=True, slots=True)
class Told:
    """A score of somebody in a line item, when it was told, and what the LMS said if not yes."""

    line_item: str
    item: str
    subject: str
    given: str
    told_at: datetime
    said: str = ""


@changing
def note_scores(placement: int, told: Sequence[Told]) -> None:
    """Note what an LMS was told last."""
    for each in told:
        same = (
            (LtiScore.placement == placement)
            & (LtiScore.line_item == each.line_item)
            & (LtiScore.item == each.item)
            & (LtiScore.subject == each.subject)
        )
        values = {"given": each.given, "told_at": each.told_at, "said": each.said}
        if not LtiScore.update(values).where(same).execute():
            LtiScore.create(
                placement=placement,
                line_item=each.line_item,
                item=each.item,
                subject=each.subject,
                **values,
            )
