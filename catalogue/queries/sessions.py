"""Where one is signed in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalogue.access import Login, Session
from catalogue.db import reading
from catalogue.fields import now
from catalogue.rows import read_as
from catalogue.viewer import Viewer


@dataclass(frozen=True, slots=True)
class RunningSession:
    """A session that still runs, without its secret."""

    made_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class LoginLine:
    """A provider with whose word one signs in, and since when."""

    issuer: str
    made_at: datetime


@reading
def sessions(viewer: Viewer) -> tuple[RunningSession, ...]:
    """List the viewer's own sessions that still run, the newest first."""
    query = (
        Session.select(Session.made_at, Session.expires_at)
        .where(
            Session.person == viewer.person,
            Session.revoked_at.is_null(),
            Session.expires_at > now(),
        )
        .order_by(Session.made_at.desc(), Session.digest)
    )
    return tuple(read_as(RunningSession, query))


@reading
def logins(viewer: Viewer) -> tuple[LoginLine, ...]:
    """List the viewer's own logins."""
    query = Login.select(Login.issuer, Login.made_at).where(Login.person == viewer.person)
    return tuple(read_as(LoginLine, query.order_by(Login.issuer, Login.digest)))
