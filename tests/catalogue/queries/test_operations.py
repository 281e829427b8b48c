"""What is watched of the work."""

from __future__ import annotations

from catalogue.actions.synchronise import begin_sync, finish_sync
from catalogue.queries.operations import operations
from tests.catalogue.builders import SYSTEM, a_world


def test_an_lms_that_was_never_brought_up_to_date_is_known_from_when_it_was_tried(
    database: str,
) -> None:
    a_world()
    tried = [begin_sync(SYSTEM, "rso", "Moodle", dry_run=dry) for dry in (True, False, False)]
    finish_sync(SYSTEM, tried[0], {})
    finish_sync(SYSTEM, tried[1], {}, failure="LMS_UNREACHABLE")
    found = operations(SYSTEM)
    assert (found.first_sync_at.keys(), found.synced_at) == ({"Moodle"}, {})

    finish_sync(SYSTEM, tried[2], {})
    then = operations(SYSTEM)
    assert then.synced_at["Moodle"] > then.first_sync_at["Moodle"] == found.first_sync_at["Moodle"]
