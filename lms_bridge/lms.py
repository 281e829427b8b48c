"""The LMS that is set up: its name, its address, and how to connect to it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

from lms_bridge.connectors.kolibri import Kolibri, connect


@dataclass(frozen=True, slots=True)
class Lms:
    """A Kolibri. `name` is that under which the catalogue keeps what we made there."""

    url: str
    username: str
    password: str
    name: str = "kolibri"

    def connect(self) -> AbstractAsyncContextManager[Kolibri]:
        """Sign in. Raises the errors of `sync.errors`."""
        return connect(self.url, self.username, self.password)
