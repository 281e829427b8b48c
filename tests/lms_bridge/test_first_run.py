"""What somebody needs to begin with."""

from __future__ import annotations

import stat
from collections import Counter
from pathlib import Path

import pytest

from catalogue.actions.sign_in import sign_in
from catalogue.db import reading
from catalogue.errors import NotSignedIn
from catalogue.exchange.load import load
from catalogue.signed_in import viewer_by_session, viewer_by_token
from lms_bridge import first_run
from lms_bridge.serving import SAMPLE
from tests.catalogue.builders import SYSTEM

URL = "http://127.0.0.1:8080"


def secret(link: str) -> str:
    assert link.startswith(f"{URL}/sign-in/")
    return link.rpartition("/")[2]


def test_there_is_an_entrance_for_each_role(catalogue: str) -> None:
    assert first_run.make_entrances(URL) == []
    load(SYSTEM, SAMPLE)

    entrances = first_run.make_entrances(URL)

    roles = Counter(e.role for e in entrances)
    assert roles == {"coordinator": 1, "overseer": 1, "focal_point": 2, "trainer": 1}
    for entrance in entrances:
        by_token = reading(viewer_by_token)(entrance.token, "test")
        session = sign_in(secret(entrance.link))
        by_session = reading(viewer_by_session)(session, "test")
        assert by_token.person == by_session.person == entrance.person
        assert entrance.role in by_token.roles
        with pytest.raises(NotSignedIn):
            sign_in(secret(entrance.link))


def test_entrances_are_made_anew_at_every_start(catalogue: str) -> None:
    load(SYSTEM, SAMPLE)
    first, second = first_run.make_entrances(URL), first_run.make_entrances(URL)
    assert [e.person for e in first] == [e.person for e in second]
    assert not {e.link for e in first} & {e.link for e in second}
    sign_in(secret(first[0].link))
    sign_in(secret(second[0].link))


def test_it_is_kept_for_its_owner_alone(tmp_path: Path) -> None:
    assert first_run.read(tmp_path) == {}
    entrance = first_run.Entrance("overseer", "co", "Co-Chair", None, f"{URL}/sign-in/x", "t")
    known = first_run.document(URL, [entrance], None)

    for _ in range(2):
        file = first_run.write(tmp_path, known)

    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["first-run.json"]
    assert first_run.read(tmp_path) == known
    assert known["kolibri"] is None
    assert known["people"] == [
        {
            "role": "overseer",
            "person": "co",
            "name": "Co-Chair",
            "member": None,
            "link": f"{URL}/sign-in/x",
            "token": "t",
        }
    ]


def test_it_is_said_to_whoever_started_the_bridge() -> None:
    entrance = first_run.Entrance("focal_point", "f", "Dewi Sari", "IDN", f"{URL}/sign-in/x", "t")
    said = first_run.words(
        first_run.document(URL, [entrance], None)
        | {
            "kolibri": {
                "url": "http://127.0.0.1:9",
                "administrator": {"username": "admin", "password": "p1"},
                "coach": {"username": "coach", "password": "p2"},
            }
        }
    )
    for text in (URL, "focal point  Dewi Sari (IDN)", "/sign-in/x", "admin / p1", "coach / p2"):
        assert text in said


def test_an_empty_catalogue_is_told_how_the_first_person_gets_in() -> None:
    said = first_run.words(first_run.document(URL, [], None))
    assert "Sign in" not in said
    assert "python -m catalogue import users FILE" in said
    assert "python -m lms_bridge link CODE" in said
