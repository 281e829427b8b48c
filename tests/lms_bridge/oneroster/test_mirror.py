"""Who takes over only what has changed has, after every round, what is there."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from lms_bridge.oneroster.asking import page_of, read_wish
from lms_bridge.oneroster.filtering import written
from lms_bridge.oneroster.legacy import legacy_roster
from lms_bridge.oneroster.model import CLASS, COURSE, ENROLLMENT, ORG, SESSION, USER, Kind, Record
from lms_bridge.oneroster.roster import Roster, roster
from lms_bridge.oneroster.stock import Stock
from tests.catalogue.builders import (
    machine,
)
from tests.lms_bridge.weeks import Weeks

WEEKS, PAGE = 15, 7


def held(known: Roster) -> dict[str, tuple[Kind, Any]]:
    return {
        "sessions": (SESSION, known.frame.sessions),
        "orgs": (ORG, known.frame.orgs),
        "courses": (COURSE, known.frame.courses),
        "classes": (CLASS, known.frame.classes),
        "users": (USER, known.users),
        "enrollments": (ENROLLMENT, known.enrollments),
    }


def pulled(known: Roster, **query: str) -> dict[tuple[str, str], Record]:
    """Read all that is asked for, a page after the other."""
    found: dict[tuple[str, str], Record] = {}
    for name, (kind, records) in held(known).items():
        offset = 0
        while True:
            wish = read_wish({"limit": str(PAGE), "offset": str(offset), **query}, kind)
            page = (
                records.page(wish)
                if isinstance(records, Stock)
                else page_of(records.values(), wish)
            )
            found |= {(name, str(each["sourcedId"])): each for each in page.records}
            offset += PAGE
            if offset >= page.total:
                break
    return found


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("version", ["1.2", "1.1"])
def test_deltas_over_weeks_end_in_what_a_whole_pull_gives(
    catalogue: str, seed: int, version: str
) -> None:
    weeks, viewer = Weeks(seed), machine()

    def known() -> Roster:
        return roster(viewer, "") if version == "1.2" else legacy_roster(viewer, "")

    began = datetime.now(UTC)
    mirror = pulled(known())
    history = []
    for _ in range(WEEKS):
        history.append(weeks.week())
        since, began = began, datetime.now(UTC)
        changed = pulled(known(), filter=f"dateLastModified>='{written(since)}'")
        for key, record in changed.items():
            if record["status"] == "active":
                mirror[key] = record
            else:
                mirror.pop(key, None)
                if key[0] == "users":  # and all that is theirs
                    mirror = {
                        k: v
                        for k, v in mirror.items()
                        if v.get("user", {}).get("sourcedId") != key[1]
                    }
        there = pulled(known())
        assert {k: v for k, v in mirror.items() if there.get(k) != v} == {}, history
        assert there.keys() - mirror.keys() == set(), history
