"""What can go wrong in OneRoster besides what goes wrong below it.

BridgeError
├── BadFilter       INVALID_FILTER: a filter that cannot be read, or of a field that is not there
├── BadSelection    INVALID_SELECTION: a field is wanted that is not there
├── BadOrder        INVALID_SORT: what is to be sorted by is not there
├── BadPage         INVALID_PAGE: a page is wanted that there cannot be
└── BadRecord       INVALID_RECORD: a record cannot be kept as it was sent
"""

from __future__ import annotations

from lms_bridge.errors import BridgeError


class BadFilter(BridgeError):
    """A filter cannot be read, or asks for a field that is not there."""

    reason = "INVALID_FILTER"


class BadSelection(BridgeError):
    """A field is wanted that is not there."""

    reason = "INVALID_SELECTION"


class BadOrder(BridgeError):
    """What is to be sorted by is not there."""

    reason = "INVALID_SORT"


class BadPage(BridgeError):
    """A page is wanted that there cannot be."""

    reason = "INVALID_PAGE"


class BadRecord(BridgeError):
    """A record cannot be kept as it was sent."""

    reason = "INVALID_RECORD"
