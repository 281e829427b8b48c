"""Putting officials into the register: one or fifty thousand, new ones and known ones.

A person belongs to the member of their agency; whoever registers may do so for those agencies
only that they answer for.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from catalogue import sight
from catalogue.ids import Codes, official_id
from catalogue.members import Agency, Member
from catalogue.people import Gender, Official, Person
from catalogue.rows import add_rows, narrowed
from catalogue.sheets.cells import Cells
from catalogue.texts import one_line
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class OfficialEntry:
    """An official as registered; `id` as in `ids.official_id`.

    A gender that was told before stays where this does not tell of it; likewise whether they have
    left the agency, and when (`retired_at`), which is for `retiring.tell_retired` to carry out.
    """

    id: str
    agency: str
    city: str | None
    family_name: str
    given_name: str = ""
    email: str = ""
    languages: tuple[str, ...] = ()
    max_days: int | None = None
    gender: Gender | None = None
    tells_gender: bool = True
    retired_at: datetime | None = None
    tells_retired: bool = False


@dataclass(frozen=True, slots=True)
class Registered:
    """Ids of what was put into the register, by what became of it."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    unchanged: tuple[str, ...]


def agencies_of(viewer: Viewer) -> dict[str, Agency]:
    """List the agencies, by id, for which somebody may register officials."""
    query = Agency.select(Agency, Member).join(Member)
    if not viewer.sees_all:
        own = (Agency.id == viewer.agency) & viewer.has(Role.AGENCY_OFFICER)
        of_member = (Agency.member == viewer.member) & viewer.has(Role.FOCAL_POINT)
        query = query.where(own | of_member)
    return {agency.id: agency for agency in query}


def read_official(
    cells: Cells,
    agencies: Mapping[str, Agency],
    cities: Collection[str],
    *,
    is_city_needed: bool = True,
) -> OfficialEntry:
    """Read an official of a row; faults go where the cells keep them.

    `code` is the agency's member's number for the official; without a code there is a fresh one.
    """
    agency = cells.ref("agency", agencies)
    member = agencies[agency].member_id if agency in agencies else ""
    return OfficialEntry(
        id=official_id(member, cells.code("code") if cells.has("code") else None),
        agency=agency,
        city=cells.ref("city", cities) if is_city_needed or cells.has("city") else None,
        family_name=one_line(cells.text("family_name")),
        given_name=one_line(cells.text("given_name", required=False)),
        email=cells.email("email"),
        languages=cells.languages("languages"),
        max_days=cells.whole_or_none("max_days", most=3660),
        gender=cells.term_or_none("gender", Gender),
        tells_gender="gender" in cells.line.cells,
        retired_at=cells.moment_or_day("retired_at"),
        tells_retired="retired_at" in cells.line.cells,
    )


def codes_alike(viewer: Viewer, ids: Collection[str]) -> tuple[Codes, Codes]:
    """Give the codes that are these but for capitals: of people they may see, and of others."""
    codes = sight.codes_of_people(ids)
    hidden = sight.hidden_people(viewer, codes)
    return Codes(codes - hidden), Codes(hidden)


def id_of(cells: Cells, entry: OfficialEntry, known: Codes, hidden: Codes) -> str:
    """Give the id that an entry means; a fault where it is of somebody they may not see.

    The fault repeats what they wrote: how it is spelled there, and of how many, is not theirs.
    """
    id = cells.as_it_stands("code", entry.id, known)
    if id not in known and hidden.meant(id):
        cells.fault_of("code", "NOT_YOURS", id)
    return id


def add_official(entry: OfficialEntry, agency: Agency) -> Official:
    """Add who is new under an id that was made just now."""
    person = Person.create(id=entry.id, **_person_row(entry, agency.member_id))
    return Official.create(id=entry.id, person=person, **_official_row(entry))


def put_officials(
    viewer: Viewer, entries: Sequence[OfficialEntry], agencies: dict[str, Agency]
) -> Registered:
    """Add who is new and change who is known and different. Ids may be there once only."""
    ids = {entry.id for entry in entries}
    query = sight.officials(viewer).select(Official, Person)
    known = {official.id: official for official in narrowed(query, Official.id, ids)}
    people = {person.id: person for person in narrowed(sight.people(viewer), Person.id, ids)}
    became: dict[str, str] = {}
    new_people, new_officials = [], []
    for entry in entries:
        person_row = _person_row(entry, agencies[entry.agency].member_id)
        official_row = _official_row(entry)
        official = known.get(entry.id)
        person = official.person if official else people.get(entry.id)
        if person is None:
            new_people.append({"id": entry.id, **person_row})
        elif not entry.tells_gender:
            del person_row["gender"]
        differs = person is not None and _change(person, person_row)
        if official is None:
            new_officials.append({"id": entry.id, "person": entry.id, **official_row})
            became[entry.id] = "added"
        else:
            differs |= _change(official, official_row)
            became[entry.id] = "changed" if differs else "unchanged"
    add_rows(Person, new_people)
    add_rows(Official, new_officials)
    return Registered(
        added=tuple(id for id, what in became.items() if what == "added"),
        changed=tuple(id for id, what in became.items() if what == "changed"),
        unchanged=tuple(id for id, what in became.items() if what == "unchanged"),
    )


def _person_row(entry: OfficialEntry, member: str) -> dict[str, Any]:
    return {
        "given_name": entry.given_name,
        "family_name": entry.family_name,
        "email": entry.email,
        "languages": entry.languages,
        "member_id": member,
        "city_id": entry.city,
        "gender": entry.gender,
    }


def _official_row(entry: OfficialEntry) -> dict[str, Any]:
    return {"agency_id": entry.agency, "max_days": entry.max_days}


def _change(row: Person | Official, values: dict[str, Any]) -> bool:
    """Set what differs and save it; says whether anything did."""
    different = {name: value for name, value in values.items() if getattr(row, name) != value}
    for name, value in different.items():
        setattr(row, name, value)
    if different:
        row.save()
    return bool(different)
