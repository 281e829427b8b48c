"""What somebody may do ends with their role, at the next request."""

from __future__ import annotations

import pytest

from catalogue.actions.make_link import make_link
from catalogue.actions.make_token import make_token
from catalogue.actions.sign_in import sign_in
from catalogue.actions.take_role import take_role
from catalogue.errors import Forbidden, NotFound, NotSignedIn, Refused
from catalogue.signed_in import viewer_by_link, viewer_by_session, viewer_by_token, viewer_of
from catalogue.viewer import Role
from tests.catalogue.builders import COORDINATOR, SYSTEM, a_user, a_world


def test_the_role_is_gone_for_their_tokens_too(database: str) -> None:
    a_world()
    _id, secret = make_token(SYSTEM, "coordinator", "sheets")
    take_role(SYSTEM, "coordinator", "coordinator")
    assert viewer_of("coordinator").roles == set()
    assert Role.COORDINATOR not in viewer_by_token(secret).roles


def test_what_they_made_for_others_lets_nobody_in_any_longer(database: str) -> None:
    """Whoever made a token or a link may have kept it, and be somebody else with it."""
    a_world()
    a_user("other", Role.COORDINATOR)
    a_user("third", Role.COORDINATOR)
    link, followed = make_link(COORDINATOR, "other"), make_link(COORDINATOR, "third")
    session = sign_in(followed)
    _id, token = make_token(COORDINATOR, "other", "kept")
    _id, own = make_token(viewer_of("other"), "other", "own")
    take_role(SYSTEM, "coordinator", "coordinator")
    for held, secret in (
        (viewer_by_link, link),
        (viewer_by_session, session),
        (viewer_by_token, token),
    ):
        with pytest.raises(NotSignedIn):
            held(secret)
    assert viewer_by_token(own).person == "other"


def test_who_still_runs_the_programme_has_let_others_in_rightly(database: str) -> None:
    a_world()
    a_user("both", Role.COORDINATOR, Role.OVERSEER)
    a_user("other", Role.COORDINATOR)
    _id, token = make_token(viewer_of("both"), "other", "sheets")
    take_role(SYSTEM, "both", "overseer")
    assert viewer_by_token(token).person == "other"


def test_other_roles_stay(database: str) -> None:
    a_world()
    a_user("both", Role.COORDINATOR)
    a_user("root", Role.ADMINISTRATOR)
    take_role(SYSTEM, "root", "administrator")
    assert viewer_of("both").roles == {Role.COORDINATOR}


def test_a_role_that_they_do_not_have_is_not_there(database: str) -> None:
    a_world()
    with pytest.raises(NotFound):
        take_role(SYSTEM, "coordinator", "overseer")


def test_coordinators_take_none(database: str) -> None:
    a_world()
    with pytest.raises(Forbidden):
        take_role(COORDINATOR, "coordinator", "coordinator")


def test_nobody_stops_being_an_administrator_by_themselves(database: str) -> None:
    a_world()
    a_user("root", Role.ADMINISTRATOR)
    with pytest.raises(Refused) as refused:
        take_role(viewer_of("root"), "root", "administrator")
    assert [fault.code for fault in refused.value.faults] == ["YOUR_OWN"]
