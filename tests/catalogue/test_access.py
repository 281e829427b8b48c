"""Signing in: links, sessions, tokens, and as whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalogue.access import BearerToken, Session, SignInLink
from catalogue.actions.make_link import make_link
from catalogue.actions.make_token import make_token
from catalogue.actions.revoke_token import revoke_token
from catalogue.actions.sign_in import sign_in
from catalogue.actions.sign_out import sign_out
from catalogue.db import reading
from catalogue.errors import Forbidden, NotFound, NotSignedIn
from catalogue.people import Official, Trainer
from catalogue.signed_in import viewer_by_session, viewer_by_token, viewer_of
from catalogue.viewer import Role, Viewer
from tests.catalogue.builders import (
    COORDINATOR,
    SYSTEM,
    a_trainer,
    a_world,
    audited,
    changing,
    focal_point,
)

PAST = timedelta(seconds=-1)


def test_a_link_signs_in_once(database: str) -> None:
    a_world()
    link = make_link(SYSTEM, "IDN-fp")
    session = sign_in(link, "request")
    assert viewer_by_session(session, "request") == Viewer(
        "IDN-fp", frozenset({Role.FOCAL_POINT}), "IDN", None, "request"
    )
    with pytest.raises(NotSignedIn):
        sign_in(link)
    assert audited() == [("link.made", "IDN-fp"), ("session.begun", "IDN-fp")]


def test_secrets_are_not_stored(database: str) -> None:
    a_world()
    link = make_link(SYSTEM, "IDN-fp")
    session = sign_in(link)
    _, token = make_token(SYSTEM, "IDN-fp", "script")
    stored = reading(
        lambda: repr([list(t.select().dicts()) for t in (SignInLink, Session, BearerToken)])
    )()
    assert not any(secret in stored for secret in (link, session, token))
    assert len({link, session, token}) == 3


def test_what_is_over_or_unknown_signs_nobody_in(database: str) -> None:
    a_world()
    session = sign_in(make_link(SYSTEM, "IDN-fp"), lifetime=PAST)
    _, token = make_token(SYSTEM, "IDN-fp", "script", PAST)
    for use, secret in (
        (sign_in, make_link(SYSTEM, "IDN-fp", PAST)),
        (viewer_by_session, session),
        (viewer_by_token, token),
        (sign_in, "unknown"),
        (viewer_by_session, ""),
        (viewer_by_token, "unknown"),
    ):
        with pytest.raises(NotSignedIn):
            use(secret)


def test_signing_out_ends_ones_own_session(database: str) -> None:
    a_world()
    session = sign_in(make_link(SYSTEM, "IDN-fp"))
    sign_out(focal_point("MYS"), session)
    assert viewer_by_session(session).person == "IDN-fp"
    sign_out(focal_point(), session)
    with pytest.raises(NotSignedIn):
        viewer_by_session(session)
    sign_out(focal_point(), session)
    assert audited()[-1] == ("session.ended", "IDN-fp")
    assert len(audited()) == 3


def test_a_token_works_until_it_is_revoked(database: str) -> None:
    a_world()
    id, secret = make_token(focal_point(), "IDN-fp", "script")
    assert viewer_by_token(secret).person == "IDN-fp"
    for stranger in (focal_point("MYS"), Viewer("x", frozenset({Role.OVERSEER}))):
        with pytest.raises(NotFound):
            revoke_token(stranger, id)
    revoke_token(focal_point(), id)
    revoke_token(COORDINATOR, id)
    with pytest.raises(NotSignedIn):
        viewer_by_token(secret)
    assert audited() == [("token.made", "IDN-fp"), ("token.revoked", "IDN-fp")]
    with pytest.raises(NotFound):
        revoke_token(COORDINATOR, "unknown")


def test_nobody_gets_a_secret_of_somebody_above_them(database: str) -> None:
    a_world()
    for viewer, person in (
        (focal_point(), "coordinator"),
        (focal_point(), "IDN-IMM-ao"),
        (COORDINATOR, "administrator"),
    ):
        with pytest.raises((Forbidden, NotFound)):
            make_link(viewer, person)
        with pytest.raises((Forbidden, NotFound)):
            make_token(viewer, person, "script")
    make_link(COORDINATOR, "IDN-fp")
    make_link(SYSTEM, "administrator")
    with pytest.raises(NotFound):
        make_link(SYSTEM, "nobody")


def test_a_viewer_has_all_roles_of_the_person(database: str) -> None:
    a_world()
    assert viewer_of("IDN-IMM-ao") == Viewer(
        "IDN-IMM-ao", frozenset({Role.AGENCY_OFFICER}), "IDN", "IDN-IMM"
    )
    assert viewer_of("ana").roles == {Role.TRAINER}
    assert viewer_of("IDN-001").roles == {Role.OFFICIAL}
    assert viewer_of("coordinator").member is None
    with pytest.raises(NotFound):
        viewer_of("nobody")


def test_a_trainer_may_be_an_official_too(database: str) -> None:
    a_world()
    a_trainer("ben")
    changing(lambda: Official.create(id="IDN-777", person="ben", agency="IDN-IMM"))()
    assert viewer_of("ben").roles == {Role.TRAINER, Role.OFFICIAL}
    assert reading(lambda: Trainer.get_by_id("ben").person_id)() == "ben"
