"""Column types that the tables share: terms, lists of words or numbers, moments, documents.

They read and write the same on SQLite and PostgreSQL.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from peewee import Field

from catalogue.locked import locked, unlocked

V = TypeVar("V")
E = TypeVar("E", bound=StrEnum)

if TYPE_CHECKING:
    _Column = Field
else:

    class _Column(Field):
        @classmethod
        def __class_getitem__(cls, _: object) -> type[Field]:
            return cls


class TermField(_Column[E]):
    """One of the terms of an enumeration, stored as its value."""

    field_type = "TEXT"

    def __init__(self, terms: type[E], **options: Any) -> None:
        self.terms = terms
        super().__init__(**options)

    def db_value(self, value: E | str | None) -> str | None:
        """Refuse what is no term."""
        return None if value is None else self.terms(value).value

    def python_value(self, value: str | None) -> E | None:
        """Give the term."""
        return None if value is None else self.terms(value)


class _ListField(_Column[tuple[V, ...]]):
    field_type = "TEXT"

    def __init__(self, **options: Any) -> None:
        options.setdefault("default", ())
        super().__init__(**options)

    def db_value(self, value: Any) -> str | None:
        """Write a list of JSON; what is text already is a pattern to compare with."""
        if value is None or isinstance(value, str):
            return value
        return json.dumps(list(value), ensure_ascii=False)

    def python_value(self, value: str | None) -> tuple[V, ...]:
        """Read a list of JSON."""
        return tuple(json.loads(value)) if value else ()


class WordsField(_ListField[str]):
    """Words in a stated order, such as languages: a list of JSON."""

    def has(self, word: str) -> Any:
        """Compare: the word is one of them."""
        pattern = json.dumps(word, ensure_ascii=False)
        return self.contains(pattern)


class NumbersField(_ListField[int]):
    """Whole numbers in a stated order, such as weekdays: a list of JSON."""


class SecretField(_Column[str]):
    """A secret that must be read again: stored locked (`locked`); nothing is stored as nothing."""

    field_type = "TEXT"

    def db_value(self, value: str | None) -> str | None:
        """Lock. Raises BadKey."""
        return locked(value) if value else value

    def python_value(self, value: str | None) -> str | None:
        """Unlock. Raises BadKey."""
        return unlocked(value) if value else value


class DocumentField(_Column[Any]):
    """A document of JSON, kept as text, so that it reads back as it was written."""

    field_type = "TEXT"

    def __init__(self, **options: Any) -> None:
        options.setdefault("default", dict)
        super().__init__(**options)

    def db_value(self, value: Any) -> str | None:
        """Write JSON with sorted keys."""
        return None if value is None else json.dumps(value, ensure_ascii=False, sort_keys=True)

    def python_value(self, value: str | None) -> Any:
        """Read JSON."""
        return None if value is None else json.loads(value)


class MomentField(_Column[V]):
    """A moment of the wall clock with its zone; stored in UTC."""

    field_type = "DATETIME"

    if TYPE_CHECKING:

        @overload
        def __new__(
            cls, *, null: Literal[True], default: None = ...
        ) -> MomentField[datetime | None]: ...
        @overload
        def __new__(cls, *, default: Callable[[], datetime] = ...) -> MomentField[datetime]: ...
        def __new__(cls, **options: Any) -> Any:
            """Tell by `null` whether there may be none."""

    def db_value(self, value: datetime | None) -> datetime | None:
        """Store in UTC; a moment without a zone is refused."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment needs its zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def python_value(self, value: Any) -> datetime | None:
        """Give it in UTC; SQLite has it as text."""
        if value is None:
            return None
        moment = datetime.fromisoformat(value) if isinstance(value, str) else value
        return moment.replace(tzinfo=UTC)


def now() -> datetime:
    """Give the moment of the wall clock."""
    return datetime.now(UTC)
