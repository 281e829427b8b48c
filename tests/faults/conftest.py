"""What the tests here share with those of the catalogue and of the bridge."""

from __future__ import annotations

from tests.catalogue.conftest import postgresql
from tests.lms_bridge.conftest import catalogue

__all__ = ["catalogue", "postgresql"]
