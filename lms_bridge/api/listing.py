"""Lists in pages, as REST asks for them and gives them."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from pydantic import Field

from catalogue.errors import BadPageToken
from catalogue.foreign_json import read_json
from catalogue.queries.paging import LARGEST_PAGE, Page, Paging

T = TypeVar("T")

Size = Annotated[
    int, Field(ge=1, le=LARGEST_PAGE, description="Most rows of the page. 50 without it.")
]
Token = Annotated[str, Field(description="`next_page_token` of the page before.")]
Sort = Annotated[
    str, Field(description="What to sort by; `-` before it is from the last. Errors name what can.")
]


@dataclass(frozen=True, slots=True)
class Slice:
    """Which page of a list, and how many rows."""

    page_size: Size = 50
    page_token: Token = ""


@dataclass(frozen=True, slots=True)
class Sorted(Slice):
    """Which page of a list, how many rows, in which order."""

    sort: Sort = ""

    def paging(self, usual: str = "") -> Paging:
        """Ask the catalogue for it."""
        return Paging(self.page_token, self.page_size, self.sort or usual)


@dataclass(frozen=True, slots=True)
class Listing(Generic[T]):
    """Some rows of a list. `next_page_token` is empty on the last page; `total` counts all rows.

    10,001 stands for any total over 10,000.
    """

    items: tuple[T, ...]
    next_page_token: str
    total: int


def listing(page: Page[T]) -> Listing[T]:
    """Give a page of the catalogue."""
    return Listing(page.items, page.next_token, page.total)


def sliced(rows: Sequence[T], wanted: Slice) -> Listing[T]:
    """Give a page of a list that is known whole. Raises BadPageToken."""
    start = _read(wanted.page_token) if wanted.page_token else 0
    end = start + wanted.page_size
    token = _written(end) if end < len(rows) else ""
    return Listing(tuple(rows[start:end]), token, len(rows))


def _written(start: int) -> str:
    return base64.urlsafe_b64encode(json.dumps({"from": start}).encode()).decode()


def _read(token: str) -> int:
    try:
        start = read_json(base64.urlsafe_b64decode(token.encode()))["from"]
    except (ValueError, TypeError, KeyError):
        raise BadPageToken(token) from None
    if type(start) is not int or start < 0:
        raise BadPageToken(token)
    return start
