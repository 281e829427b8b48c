"""Members, agencies, funders, cities, travel and venues."""

from __future__ import annotations

from catalogue.exchange.folder import Folder
from catalogue.exchange.putting import Rows, Values
from catalogue.members import Agency, Funder, Member, MemberKind
from catalogue.places import City, Closure, Holiday, Travel, Venue
from catalogue.sheets.cells import Cells


def read_members(folder: Folder) -> list[Rows]:
    """Read those who take part: funders, members and agencies."""
    funders = [
        {
            "id": folder.new_code(row, "funder"),
            "name": row.text("name"),
            "budget_usd": row.whole_or_none("budget_usd"),
        }
        for row in folder.rows("funders", "code name", "budget_usd")
    ]
    members = [
        {
            "id": folder.new_code(row, "member"),
            "name": row.text("name"),
            "kind": row.term("kind", MemberKind, default=MemberKind.MEMBER),
            "seat_target": row.whole("seat_target", default=0),
            "host_target": row.whole("host_target", default=0),
        }
        for row in folder.rows("members", "code name", "kind seat_target host_target")
    ]
    agencies: list[Values] = []
    for row in folder.rows("agencies", "code member name kind"):
        agency = {
            "id": folder.new_code(row, "agency"),
            "member": row.ref("member", folder.known("member")),
            "name": row.text("name"),
            "kind": row.code("kind", folder.known("kind")),
        }
        agencies.append(agency)
        before = folder.member_of.get(agency["id"], agency["member"])
        if before != agency["member"]:  # its officials are that member's
            row.fault("member", "NOT_ONE_OF", before)
        folder.member_of[agency["id"]] = agency["member"]
        folder.codes["kind"].add(agency["kind"])
    return [
        Rows(Funder, ("id",), funders),
        Rows(Member, ("id",), members),
        Rows(Agency, ("id",), agencies),
    ]


def read_places(folder: Folder) -> list[Rows]:
    """Read cities and the ways between them, venues, and the days on which they are closed."""
    cities = [
        {
            "id": folder.new_code(row, "city"),
            "name": row.text("name"),
            "country": row.country("country"),
            "latitude": row.decimal("latitude", -90, 90),
            "longitude": row.decimal("longitude", -180, 180),
            "per_diem_usd": row.whole("per_diem_usd"),
            "time_zone": row.time_zone("time_zone"),
        }
        for row in folder.rows(
            "cities", "code name country latitude longitude per_diem_usd time_zone"
        )
    ]
    travel = _travel(folder)
    venues = [
        {
            "id": folder.new_code(row, "venue"),
            "name": row.text("name"),
            "city": row.ref("city", folder.known("city")),
            "member": row.ref_or_none("member", folder.known("member")),
            "capacity": row.whole("capacity"),
            "parallel_runs": row.whole("parallel_runs", default=1),
            "facilities": row.words("facilities"),
            "day_rate_usd": row.whole("day_rate_usd", default=0),
        }
        for row in folder.rows(
            "venues", "code name city capacity", "member parallel_runs facilities day_rate_usd"
        )
    ]
    closures: list[Values] = []
    for row in folder.rows("closures", "venue start reason", "end"):
        venue = row.ref("venue", folder.known("venue"))
        closures.append({"venue": venue, **days(row), "reason": row.text("reason")})
        folder.once(row, "start", "closure", *closures[-1].values())
    holidays: list[Values] = []
    for row in folder.rows("holidays", "country start name", "end"):
        name = row.text("name")
        holidays.append({"country": row.country("country"), **days(row), "name": name})
        folder.once(row, "start", "holiday", *holidays[-1].values())
    return [
        Rows(City, ("id",), cities),
        Rows(Travel, ("origin", "destination"), travel),
        Rows(Venue, ("id",), venues),
        Rows(
            Closure,
            ("venue", "start", "end", "reason"),
            closures,
            "venue",
            frozenset(str(venue["id"]) for venue in venues),
        ),
        Rows(
            Holiday,
            ("country", "start", "name"),
            holidays,
            "country",
            frozenset(holiday["country"] for holiday in holidays),
        ),
    ]


def _travel(folder: Folder) -> list[Values]:
    """Read ways; each is there once, the lesser code first."""
    found: dict[tuple[str, str], Values] = {}
    for row in folder.rows("travel", "origin destination days cost_usd"):
        ends = (
            row.ref("origin", folder.known("city")),
            row.ref("destination", folder.known("city")),
        )
        pair = (min(ends), max(ends))
        folder.once(row, "destination", "travel", *pair)
        if pair[0] == pair[1]:
            row.fault("destination", "TWICE")
        found[pair] = {
            "origin": pair[0],
            "destination": pair[1],
            "days": row.whole("days", most=60),
            "cost_usd": row.whole("cost_usd"),
        }
    return list(found.values())


def days(row: Cells) -> Values:
    """Read a start and an end; without an end it is one day."""
    start = row.day("start")
    return {"start": start, "end": row.day("end", not_before=start) if row.has("end") else start}
