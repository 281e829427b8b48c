"""Who asks for what has changed is told of everybody whom a new version concerns."""

from __future__ import annotations

from catalogue.queries.versions import versions
from lms_bridge.oneroster.asking import read_wish
from lms_bridge.oneroster.filtering import written
from lms_bridge.oneroster.model import USER
from lms_bridge.oneroster.roster import roster
from tests.catalogue.builders import (
    COORDINATOR,
    a_published_plan,
    a_run,
    a_trainer,
    a_world,
    planned,
)


def test_who_teaches_a_run_that_another_taught_before_has_changed(catalogue: str) -> None:
    a_world()
    a_trainer("eva")
    a_run("stays")
    a_published_plan(planned("stays", trainers=("ana",)))
    a_published_plan(planned("stays", trainers=("eva",)))
    newest, _ = versions(COORDINATOR, "rso")
    since = f"dateLastModified>='{written(newest.published_at)}'"
    page = roster(COORDINATOR, "").users.page(read_wish({"filter": since}, USER))
    told = {str(user["identifier"]): user["status"] for user in page.records}
    assert told == {"ana": "tobedeleted", "eva": "active"}
