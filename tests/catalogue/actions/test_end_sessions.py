"""Signing out everywhere ends every way in that is under way."""

from __future__ import annotations

import pytest

from catalogue.actions.end_sessions import end_sessions
from catalogue.actions.lti_launches import keep_launch
from catalogue.actions.lti_platforms import PlatformWish, register_platform
from catalogue.actions.make_link import make_link
from catalogue.actions.sign_in import sign_in
from catalogue.errors import NotSignedIn
from catalogue.queries.lti import kept_launch
from catalogue.signed_in import viewer_by_link, viewer_by_session
from tests.catalogue.builders import COORDINATOR, SYSTEM, a_world

URL = "https://lms.example.org"
MOODLE = PlatformWish(URL, "client", "Moodle", f"{URL}/auth", f"{URL}/token", f"{URL}/jwks")


def test_sessions_links_and_launches_that_wait_are_over(database: str) -> None:
    a_world()
    launch = keep_launch(register_platform(SYSTEM, MOODLE, ["1"]), "coordinator", {})
    link = make_link(COORDINATOR, "coordinator")
    session = sign_in(make_link(COORDINATOR, "coordinator"))
    assert end_sessions(COORDINATOR, "coordinator") == 1
    for held, secret in (
        (viewer_by_link, link),
        (viewer_by_session, session),
        (kept_launch, launch),
    ):
        with pytest.raises(NotSignedIn):
            held(secret)
