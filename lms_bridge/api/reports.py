"""Figures for the oversight, and one search over all that has a name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from catalogue.queries import report as reporting
from catalogue.queries import search as searching
from catalogue.queries.report import Report
from catalogue.queries.search import Found
from catalogue.viewer import Viewer
from lms_bridge.api.doing import operation
from lms_bridge.api.listing import Listing, Slice, sliced
from lms_bridge.doors import EVERYBODY, FOCAL_POINTS, OVERSEERS

By = Literal["member", "agency", "gender", "course", "run", "funder", "period", "host"]


@dataclass(frozen=True, slots=True)
class Grouping:
    """By what figures are grouped."""

    by: By = "member"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for: beginnings of words, all of which are there."""

    text: str


def get_report(viewer: Viewer, programme: str, grouping: Grouping) -> Report:
    """Give a programme's figures, in groups and in all, as far as the caller may count."""
    return reporting.report(viewer, programme, grouping.by)


def search(viewer: Viewer, wanted: Wanted, paging: Slice) -> Listing[Found]:
    """Find people, courses and venues of which the caller may know; at most 20 of a kind."""
    return sliced(searching.search(viewer, wanted.text), paging)


DOORS = (
    operation(
        "GET", "/programmes/{programme}/report", get_report, OVERSEERS | FOCAL_POINTS, tag="report"
    ),
    operation("GET", "/search", search, EVERYBODY, tag="search"),
)
