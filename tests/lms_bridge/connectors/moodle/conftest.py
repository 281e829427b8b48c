"""The Moodle of the connectors' suite: the double, or the real one that `make test-moodle` names."""

from __future__ import annotations

import os
import secrets
from collections.abc import AsyncIterator

import pytest

from lms_bridge.connectors.moodle import Moodle, Options, connect
from lms_bridge.connectors.moodle.client import Client
from lms_bridge.connectors.patience import Patience
from tests.catalogue.conftest import postgresql
from tests.lms_bridge.connectors.moodle.double import Double, double_at
from tests.lms_bridge.connectors.moodle.site import Site

__all__ = ["postgresql"]  # a fixture for the tests here

PATIENT = Patience(timeout_seconds=120, tries=4, first_wait_seconds=0.01, longest_wait_seconds=1)


@pytest.fixture
async def double() -> AsyncIterator[Double]:
    """Give a Moodle of this test's own."""
    async with double_at(Double()) as there:
        yield there


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """Give a Moodle in which other tests may have left something."""
    url, token = os.environ.get("MOODLE_URL"), os.environ.get("MOODLE_TOKEN")
    if url and token:
        yield Site(url, token)
    else:
        async with double_at(Double()) as there:
            yield Site(there.url, there.token)


@pytest.fixture
async def moodle(site: Site, key: str) -> AsyncIterator[Moodle]:
    """Connect with a category of the test's own: what earlier ones left is not read each time."""
    own = Options(category=f"lokakarya-{key}")
    async with connect(site.url, site.token, own, patience=PATIENT) as lms:
        yield lms


@pytest.fixture
async def by_hand(site: Site) -> AsyncIterator[Client]:
    """Give somebody who does things there that the bridge did not ask for."""
    async with Client(site.url, site.token, PATIENT) as client:
        yield client


@pytest.fixture
def key() -> str:
    """Give a key that nothing has, today or earlier: a real Moodle keeps what was made."""
    return f"T{secrets.token_hex(4)}"
