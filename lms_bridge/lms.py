"""The LMS that is set up: its name, its address, and how to connect to it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol

from lms_bridge.connectors import kolibri, moodle
from lms_bridge.settings import Settings
from lms_bridge.sync.connector import Connector
from lms_bridge.sync.pace import Pace


class Lms(Protocol):
    """An LMS. `name` is that under which the catalogue keeps what we made there."""

    @property
    def name(self) -> str:
        """The kind of LMS, which is also what it is called: `kolibri`, `moodle`."""
        ...

    @property
    def url(self) -> str:
        """Where it is."""
        ...

    @property
    def hints(self) -> moodle.Hints | None:
        """What tells at once that something happened there, if anything does."""
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

    @property
    def hints(self) -> None:
        """Nothing tells at once that something happened there."""

    def connect(self) -> AbstractAsyncContextManager[Connector]:
        """Sign in."""
        return kolibri.connect(self.url, self.username, self.password, pace=self.pace)


@dataclass(frozen=True, slots=True)
class MoodleAt:
    """A Moodle, entered under the token of the bridge's own account."""

    url: str
    token: str
    options: moodle.Options
    name: str = "moodle"
    pace: Pace = field(default_factory=Pace, compare=False, repr=False)
    hints: moodle.Hints | None = field(default=None, compare=False, repr=False)

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Connector]:
        """Greet it."""
        async with moodle.connect(self.url, self.token, self.options, pace=self.pace) as lms:
            if self.hints:
                self.hints.own_account = lms.own_account
            yield lms


def moodle_of(settings: Settings) -> MoodleAt:
    """Give the Moodle of the settings."""
    options = moodle.Options(
        category=settings.moodle_category,
        template=settings.moodle_template,
        auth=settings.moodle_auth,
        learner_role=settings.moodle_learner_role,
        coach_role=settings.moodle_coach_role,
        report=settings.moodle_report,
    )
    log = settings.moodle_log_database
    hints = moodle.Hints(log, settings.moodle_log_table) if log else None
    return MoodleAt(settings.moodle_url, settings.moodle_token, options, hints=hints)


def lms_of(settings: Settings) -> Lms | None:
    """Give the LMS whose address is in the settings; None where there is none."""
    if settings.lms == "moodle":
        return moodle_of(settings)
    if settings.lms == "kolibri" and settings.kolibri_url:
        return KolibriAt(settings.kolibri_url, settings.kolibri_username, settings.kolibri_password)
    return None
