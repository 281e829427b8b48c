"""Viewers and what they may do."""

from __future__ import annotations

import pytest

from catalogue.errors import Forbidden
from catalogue.viewer import Role, Viewer


def a_viewer(*roles: Role) -> Viewer:
    return Viewer("somebody", frozenset(roles))


def test_the_system_is_nobody_and_sees_all() -> None:
    system = Viewer.system("request")
    assert (system.person, system.is_system, system.sees_all) == (None, True, True)
    assert system.request_id == "request"


@pytest.mark.parametrize("role", list(Role))
def test_only_those_who_run_the_programme_see_all(role: Role) -> None:
    expected = role in {Role.ADMINISTRATOR, Role.COORDINATOR}
    viewer = a_viewer(role)
    assert viewer.sees_all == expected
    if not expected:
        with pytest.raises(Forbidden, match="only for: administrator, coordinator"):
            viewer.allow_coordinators()


def test_without_a_role_nothing_is_allowed() -> None:
    with pytest.raises(Forbidden):
        a_viewer().allow(*Role)


@pytest.mark.parametrize(
    ("viewer", "other", "allowed"),
    [
        (a_viewer(), a_viewer(), True),
        (a_viewer(Role.ADMINISTRATOR), Viewer("x", frozenset({Role.ADMINISTRATOR})), True),
        (a_viewer(Role.COORDINATOR), Viewer("x", frozenset({Role.ADMINISTRATOR})), False),
        (a_viewer(Role.COORDINATOR), Viewer("x", frozenset({Role.FOCAL_POINT})), True),
        (a_viewer(Role.FOCAL_POINT), Viewer("x", frozenset()), False),
        (Viewer.system(), Viewer("x", frozenset({Role.ADMINISTRATOR})), True),
    ],
)
def test_secrets_of_others(viewer: Viewer, other: Viewer, allowed: bool) -> None:
    if allowed:
        viewer.allow_to_act_as(other)
    else:
        with pytest.raises(Forbidden):
            viewer.allow_to_act_as(other)
