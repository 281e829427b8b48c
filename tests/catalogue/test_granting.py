"""Nobody becomes an administrator by what they may do to others."""

from __future__ import annotations

import pytest

from catalogue.actions.erase_person import erase_person
from catalogue.actions.make_link import make_link
from catalogue.actions.make_token import make_token
from catalogue.actions.merge_people import merge_people
from catalogue.actions.sign_in import sign_in
from catalogue.actions.sign_in_by_login import Shown, sign_in_by_login
from catalogue.errors import Forbidden, NotSignedIn
from catalogue.exchange.import_table import import_table
from catalogue.sheets.csv_file import read_csv
from catalogue.signed_in import viewer_by_link, viewer_by_session, viewer_by_token, viewer_of
from catalogue.viewer import Role, Viewer
from tests.catalogue.builders import COORDINATOR, SYSTEM, a_user, a_world

LOGIN = Shown("https://id.example.org", "lia", person="lia")


def made_administrator(person: str) -> None:
    """An administrator writes it into the sheet of users."""
    text = f"code,family_name,roles\n{person},Sari,administrator\n"
    import_table(SYSTEM, "users", read_csv("users.csv", text.encode()), "rso")


@pytest.mark.parametrize(("kept", "other"), [("coordinator", "root"), ("root", "coordinator")])
def test_a_coordinator_merges_no_administrator(database: str, kept: str, other: str) -> None:
    """The one who is kept would have the roles and the logins of both."""
    a_world()
    a_user("root", Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        merge_people(COORDINATOR, kept, other)
    assert viewer_of("coordinator").roles == {Role.COORDINATOR}


def test_a_coordinator_erases_no_administrator(database: str) -> None:
    a_world()
    a_user("root", Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        erase_person(COORDINATOR, "root")
    assert viewer_of("root").has(Role.ADMINISTRATOR)


def test_who_becomes_an_administrator_signs_in_anew(database: str) -> None:
    """What others made for them before would let these others in as an administrator."""
    a_world()
    a_user("lia", Role.COORDINATOR)
    link = make_link(COORDINATOR, "lia")
    session = sign_in(make_link(COORDINATOR, "lia"))
    _id, token = make_token(COORDINATOR, "lia", "prepared")
    sign_in_by_login(LOGIN)
    made_administrator("lia")
    assert viewer_of("lia").has(Role.ADMINISTRATOR)
    for held, secret in (
        (viewer_by_link, link),
        (viewer_by_session, session),
        (viewer_by_token, token),
        (lambda _: sign_in_by_login(LOGIN), ""),
    ):
        with pytest.raises(NotSignedIn):
            held(secret)


def test_merging_into_an_administrator_lets_nobody_in_who_was(database: str) -> None:
    a_world()
    a_user("lia", Role.COORDINATOR)
    a_user("root", Role.ADMINISTRATOR)
    _id, token = make_token(COORDINATOR, "lia", "prepared")
    merge_people(Viewer.system(), "lia", "root")
    assert viewer_of("lia").roles == {Role.ADMINISTRATOR, Role.COORDINATOR}
    with pytest.raises(NotSignedIn):
        viewer_by_token(token)


def test_who_was_an_administrator_before_stays_signed_in(database: str) -> None:
    a_world()
    a_user("lia", Role.ADMINISTRATOR)
    session = sign_in(make_link(SYSTEM, "lia"))
    made_administrator("lia")
    assert viewer_by_session(session).person == "lia"
