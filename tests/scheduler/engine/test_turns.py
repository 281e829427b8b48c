"""Who gains more by as much work gets more of it, within limits."""

from __future__ import annotations

from scheduler.engine.turns import Turns


def test_what_gains_more_by_as_much_work_gets_more_of_it() -> None:
    turns = Turns(1.0, least=0.25, most=4.0)
    turns.judge((10.0, 5.0), (10.0, 6.0))
    assert turns.share > 1.0


def test_what_gains_less_gets_less() -> None:
    turns = Turns(1.0, least=0.25, most=4.0)
    turns.judge((10.0, 6.0), (10.0, 5.0))
    assert turns.share < 1.0


def test_where_neither_gains_the_second_is_tried_more() -> None:
    turns = Turns(1.0, least=0.25, most=4.0)
    turns.judge((0.0, 1.0), (0.0, 1.0))
    assert turns.share < 1.0


def test_neither_is_left_out() -> None:
    turns = Turns(1.0, least=0.25, most=4.0)
    for _ in range(50):
        turns.judge((1.0, 1.0), (0.0, 1.0))
    assert turns.share == 4.0
    for _ in range(50):
        turns.judge((0.0, 1.0), (1.0, 1.0))
    assert turns.share == 0.25
