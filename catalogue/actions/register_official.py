"""A focal point, an agency or a coordinator registers one official, by a form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from catalogue import audit, outbox, sight
from catalogue.db import changing
from catalogue.errors import AlreadyThere, Refused
from catalogue.faults import Fault
from catalogue.members import Agency
from catalogue.people import Official
from catalogue.places import City
from catalogue.registration import (
    OfficialEntry,
    agencies_of,
    codes_alike,
    id_of,
    put_officials,
    read_official,
)
from catalogue.sheets.cells import Cells
from catalogue.sheets.sheet import Line
from catalogue.texts import tidy
from catalogue.viewer import Role, Viewer


@dataclass(frozen=True, slots=True)
class OfficialForm:
    """What is asked about an official; `code` is the member's own number for them, if any."""

    agency: str
    city: str
    family_name: str
    given_name: str = ""
    email: str = ""
    languages: tuple[str, ...] = ()
    code: str = ""
    max_days: int | None = None
    gender: str = ""


MAY_REGISTER = (Role.FOCAL_POINT, Role.AGENCY_OFFICER, Role.COORDINATOR, Role.ADMINISTRATOR)
"""Who registers officials, each for the agencies that they answer for."""


@changing
def register_official(viewer: Viewer, form: OfficialForm) -> str:
    """Register somebody new and give their id. Raises Forbidden, Refused, AlreadyThere."""
    viewer.allow(*MAY_REGISTER)
    agencies = agencies_of(viewer)
    entry = read_form(viewer, form, agencies)
    if sight.officials(viewer).where(Official.id == entry.id).exists():
        raise AlreadyThere("official", entry.id)
    put_officials(viewer, [entry], agencies)
    member = agencies[entry.agency].member_id
    audit.record(viewer, "official.registered", "official", entry.id, member=member)
    outbox.put("official.registered", official=entry.id)
    return entry.id


def read_form(
    viewer: Viewer,
    form: OfficialForm,
    agencies: Mapping[str, Agency],
    *,
    is_city_needed: bool = True,
) -> OfficialEntry:
    """Read a form, for one of these agencies. Raises Refused with every fault."""
    texts = {
        "agency": form.agency,
        "city": form.city,
        "family_name": tidy(form.family_name),
        "given_name": tidy(form.given_name),
        "email": tidy(form.email),
        "languages": tidy(" ".join(form.languages)),
        "code": tidy(form.code),
        "gender": tidy(form.gender),
        "max_days": "" if form.max_days is None else str(form.max_days),
    }
    faults: list[Fault] = []
    cells = Cells(None, Line(0, texts), faults)
    cities = {city.id for city in City.select(City.id)}
    entry = read_official(cells, agencies, cities, is_city_needed=is_city_needed)
    entry = replace(entry, id=id_of(cells, entry, *codes_alike(viewer, {entry.id})))
    if faults:
        raise Refused(faults)
    return entry
