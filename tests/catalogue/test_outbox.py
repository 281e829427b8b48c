"""Word to others: with the change or not at all, in order, taken once."""

from __future__ import annotations

import pytest

from catalogue.db import changing
from catalogue.outbox import put, take, waiting


def test_word_is_taken_in_order(database: str) -> None:
    for number in range(3):
        changing(put)("topic", number=number)
    letters = waiting()
    assert [letter.payload for letter in letters] == [{"number": 0}, {"number": 1}, {"number": 2}]
    take(letters[0].id)
    take(letters[0].id)
    assert waiting() == letters[1:]
    assert waiting(1) == letters[1:2]


def test_a_change_that_fails_leaves_no_word(database: str) -> None:
    @changing
    def fail() -> None:
        put("topic")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert waiting() == []
