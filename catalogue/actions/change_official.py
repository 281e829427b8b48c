"""Somebody who registers officials corrects one, by a form."""

from __future__ import annotations

from dataclasses import replace

from catalogue import audit, outbox, sight
from catalogue.actions.register_official import MAY_REGISTER, OfficialForm, read_form
from catalogue.db import changing
from catalogue.registration import agencies_of, put_officials
from catalogue.viewer import Viewer


@changing
def change_official(viewer: Viewer, official: str, form: OfficialForm) -> None:
    """Let an official be what a form says, within their member; the `code` of it is not read.

    Who has no city yet may stay without one.
    Raises Forbidden, NotFound, Refused; WrongState where they were erased.
    """
    viewer.allow(*MAY_REGISTER)
    known = sight.official(viewer, official)
    known.person.must_be_known("changed")
    member = known.agency.member_id
    agencies = {
        id: agency for id, agency in agencies_of(viewer).items() if agency.member_id == member
    }
    has_city = known.person.city_id is not None
    filled = replace(form, code="")
    entry = replace(read_form(viewer, filled, agencies, is_city_needed=has_city), id=official)
    if put_officials(viewer, [entry], agencies).changed:
        audit.record(viewer, "official.changed", "official", official, member=member)
        outbox.put("official.changed", official=official)
