from collections.abc import Callable
from typing import NamedTuple, cast

import numpy as np
import pytest
from numba import njit

from scheduler.engine.handles import handle
from scheduler.engine.instance import Ints
from scheduler.engine.state import Floats


class Ledger(NamedTuple):
    days: int
    is_open: bool
    seats: Ints
    none: Ints
    fares: Floats


def _read(ledger: Ledger) -> float:
    total = float(ledger.days) if ledger.is_open else 0.0
    for i in range(ledger.seats.shape[0]):
        for j in range(ledger.seats.shape[1]):
            total += ledger.seats[i, j] * ledger.fares[j]
    return total + len(ledger.none)


def _write(ledger: Ledger) -> None:
    ledger.seats[1, :] += 1
    for i in range(len(ledger.fares)):
        ledger.fares[i] = ledger.fares[0] + i


read = cast(Callable[[Ledger], float], njit(_read))
write = cast(Callable[[Ledger], None], njit(_write))


def _ledger(is_open: bool = True) -> Ledger:
    return Ledger(
        days=-7,
        is_open=is_open,
        seats=np.arange(6, dtype=np.int32).reshape(2, 3),
        none=np.zeros(0, np.int32),
        fares=np.array([1.0, 10.0, 100.0]),
    )


def test_a_handle_has_what_the_record_has() -> None:
    assert read(handle(_ledger())) == 3.0 + 40.0 + 500.0 + 210.0 - 7.0
    assert read(handle(_ledger(is_open=False))) == 3.0 + 40.0 + 500.0 + 210.0


def test_what_is_written_by_a_handle_stands_in_the_record() -> None:
    ledger = _ledger()
    write(handle(ledger))
    assert ledger.seats.tolist() == [[0, 1, 2], [4, 5, 6]]
    assert ledger.fares.tolist() == [1.0, 2.0, 3.0]


def test_a_handle_outlives_every_other_name_of_its_record() -> None:
    held = [handle(_ledger()) for _ in range(200)]
    assert {read(each) for each in held} == {746.0}


def test_an_array_that_is_not_stored_row_by_row_is_refused() -> None:
    with pytest.raises(ValueError, match="seats is not stored row by row"):
        handle(_ledger()._replace(seats=np.zeros((3, 2), np.int32).T))
