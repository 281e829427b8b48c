"""What is known is read as far as it may be named."""

from __future__ import annotations

import logging

import pytest

from catalogue.exchange.load import load
from catalogue.exchange.put_course import put_course
from catalogue.exchange.put_venue import put_venue
from tests.catalogue.builders import COORDINATOR, SYSTEM
from tests.catalogue.exchange.editing import DATA
from tests.catalogue.exchange.test_put_course import BLOCK, EN, FORM


def test_a_course_or_a_venue_written_by_hand_reads_no_officials(
    database: str, caplog: pytest.LogCaptureFixture
) -> None:
    load(SYSTEM, DATA)
    caplog.clear()

    with caplog.at_level(logging.DEBUG, "peewee"):
        put_course(COORDINATOR, FORM, [EN], [BLOCK])
        put_venue(COORDINATOR, {"code": "new", "name": "New", "city": "jakarta", "capacity": "20"})

    asked = [record.getMessage() for record in caplog.records if record.name == "peewee"]
    assert asked
    for table in ("person", "official", "nomination"):
        assert [sql for sql in asked if f'FROM "{table}"' in sql and "SELECT" in sql] == []
