"""Requests that come again."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from catalogue.errors import KeyReused
from catalogue.idempotency import Answer, once
from catalogue.outbox import put, waiting
from tests.catalogue.builders import COORDINATOR, SYSTEM, focal_point


def act() -> Answer:
    put("done")
    return Answer(201, f"answer {len(waiting())}")


def test_a_request_that_comes_again_is_answered_again(database: str) -> None:
    first = once(COORDINATOR, "key", b"body", act)
    assert once(COORDINATOR, "key", b"body", act) == first == Answer(201, "answer 1")
    assert len(waiting()) == 1


def test_a_key_belongs_to_a_caller_and_a_request(database: str) -> None:
    once(COORDINATOR, "key", b"body", act)
    with pytest.raises(KeyReused):
        once(COORDINATOR, "key", b"other", act)
    once(focal_point(), "key", b"other", act)
    once(SYSTEM, "key", b"other", act)
    assert len(waiting()) == 3


def test_a_failure_is_not_stored(database: str) -> None:
    def fail() -> Answer:
        put("done")
        raise RuntimeError

    with pytest.raises(RuntimeError):
        once(COORDINATOR, "key", b"body", fail)
    assert once(COORDINATOR, "key", b"body", act) == Answer(201, "answer 1")


def test_fifty_at_once_are_one(database: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        done = [pool.submit(once, COORDINATOR, "key", b"body", act) for _ in range(50)]
        assert {each.result() for each in done} == {Answer(201, "answer 1")}
    assert len(waiting()) == 1
