"""PostgreSQL for the tests that kill, as the catalogue's tests have it."""

from __future__ import annotations

from tests.catalogue.conftest import postgresql

__all__ = ["postgresql"]
