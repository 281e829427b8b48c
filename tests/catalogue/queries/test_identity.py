"""Who has signed in, or would with a link."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalogue.actions.make_link import make_link
from catalogue.actions.sign_in import sign_in
from catalogue.errors import NotFound, NotSignedIn
from catalogue.queries.identity import identity
from catalogue.signed_in import viewer_by_link, viewer_of
from catalogue.viewer import Role
from tests.catalogue.builders import SYSTEM, a_user, a_world


@pytest.mark.usefixtures("database")
def test_somebody_knows_their_own_name_and_member() -> None:
    a_world()
    person = a_user("focal", Role.FOCAL_POINT, member="IDN")
    known = identity(viewer_of(person))
    assert (known.person, known.member, bool(known.member_name)) == ("focal", "IDN", True)
    with pytest.raises(NotFound):
        identity(SYSTEM)


@pytest.mark.usefixtures("database")
def test_link_tells_whom_it_signs_in_until_it_is_used_or_too_old() -> None:
    person = a_user("focal", Role.FOCAL_POINT)
    link, old = make_link(SYSTEM, person), make_link(SYSTEM, person, timedelta(seconds=-1))
    assert viewer_by_link(link).person == person
    assert viewer_by_link(link).person == person  # asking does not use it up
    sign_in(link)
    for spent in (link, old, "made up"):
        with pytest.raises(NotSignedIn):
            viewer_by_link(spent)
