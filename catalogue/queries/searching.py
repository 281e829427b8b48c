"""Finding rows by a part of their texts."""

from __future__ import annotations

import operator
from functools import reduce
from typing import Any

from peewee import Field


def matches(text: str, *columns: Field) -> Any:
    """Compare: a text is part of one of these columns, in capitals or not."""
    return reduce(operator.or_, [column.contains(text) for column in columns])
