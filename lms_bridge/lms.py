"""The LMS that is set up: its name, its address, and how to connect to it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from typing import Protocol

from lms_bridge.connectors import kolibri
from lms_bridge.sync.connector import Connector
from lms_bridge.sync.pace import Pace


class Lms(Protocol):
    """An LMS. `name` is that under which the catalogue keeps what we made there."""

    @property
    def name(self) -> str:
        """The kind of LMS, which is also what it is called: `kolibri`."""
        ...

    @property
    def url(self) -> str:
        """Where it is."""
        ...

    def connect(self) -> AbstractAsyncContextManager[Connector]:
        """Sign in. Raises the errors of `sync.errors`."""
        ...


@dataclass(frozen=True, slots=True)
class KolibriAt:
    """A Kolibri, entered as an administrator of the facility that is meant."""

    url: str
    username: str
    password: str
    name: str = "kolibri"
    pace: Pace = field(default_factory=Pace, compare=False, repr=False)

    def connect(self) -> AbstractAsyncContextManager[Connector]:
        """Sign in."""
        return kolibri.connect(self.url, self.username, self.password, pace=self.pace)
