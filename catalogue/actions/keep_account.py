"""A member's identity system registers, changes or retires an official."""

from __future__ import annotations

from dataclasses import dataclass, replace

from catalogue import audit, outbox, sight
from catalogue.access import UserRole
from catalogue.accounts import Account
from catalogue.db import changing
from catalogue.errors import AlreadyThere, ChangedMeanwhile, NotFound, Refused
from catalogue.faults import Fault, Where
from catalogue.fields import now
from catalogue.ids import official_id
from catalogue.members import Agency
from catalogue.named import GRANTED, AccountLine, Called, Moments, line_of, named
from catalogue.people import Official
from catalogue.places import City
from catalogue.registration import (
    OfficialEntry,
    add_official,
    agencies_of,
    put_officials,
    read_official,
)
from catalogue.retiring import retire, take_back
from catalogue.sheets.cells import Cells
from catalogue.sheets.sheet import Line
from catalogue.statement import Statement, gap
from catalogue.texts import tidy
from catalogue.viewer import Role, Viewer

_LONGEST = 200

SOURCE = "identity system"
"""Who says that somebody left."""


@dataclass(frozen=True, slots=True)
class AccountForm:
    """What an identity system says of an official; `role` and `active` as in `AccountLine`."""

    user_name: str
    family_name: str
    agency: str
    given_name: str = ""
    email: str = ""
    languages: tuple[str, ...] = ()
    city: str | None = None
    external_id: str = ""
    role: Role = Role.OFFICIAL
    active: bool = True


@changing
def register_account(viewer: Viewer, form: AccountForm) -> tuple[AccountLine, Moments | None]:
    """Register an official; one who was taken away comes back under their own id.

    Gives them as they are now, and when they were registered and last changed. Raises Forbidden,
    Refused; AlreadyThere where the name or the other system's id is taken.
    """
    viewer.allow(Role.FOCAL_POINT)
    agencies = agencies_of(viewer)
    _refuse_taken(viewer, form, None)
    back = _removed(viewer, form)
    if back:
        id = back.official_id
        _put(viewer, id, form, agencies)
        Account.update(removed_at=None).where(Account.id == back.id).execute()
        (line,) = named(viewer, Called(id=id))
        return line, audit.first_and_last("official", {id}).get(id)
    member = agencies[form.agency].member_id if form.agency in agencies else ""
    id = official_id(member)
    row = add_official(_read(form, id, agencies), agencies[form.agency])
    account = Account(official=id)
    _call(account, form)
    role = account.role if form.active and account.role in GRANTED else None
    if role:
        _grant(row, role)
    at = audit.record(viewer, "official.registered", "official", id, member=member)
    outbox.put("official.registered", official=id)
    if form.active:
        return line_of(row, row.person, account, role), (at, at)
    retire(viewer, row, SOURCE)
    return line_of(row, row.person, account, None), audit.first_and_last("official", {id}).get(id)


@changing
def change_account(viewer: Viewer, seen: AccountLine, form: AccountForm) -> None:
    """Let an official be as a form says.

    Raises Forbidden, NotFound, Refused; AlreadyThere where a name is taken; ChangedMeanwhile where
    the official is no longer as `seen`.
    """
    viewer.allow(Role.FOCAL_POINT)
    _refuse_unseen(viewer, seen)
    _refuse_taken(viewer, form, seen.id)
    agencies = agencies_of(viewer)
    _put(viewer, seen.id, form, agencies)
    if named(viewer, Called(id=seen.id)) != (seen,):
        member = agencies[form.agency].member_id
        audit.record(viewer, "official.changed", "official", seen.id, member=member)
        outbox.put("official.changed", official=seen.id)


@changing
def remove_account(viewer: Viewer, seen: AccountLine) -> None:
    """Let an official have left, and be unknown to the identity system from now on.

    Raises Forbidden, NotFound; ChangedMeanwhile where the official is no longer as `seen`.
    """
    viewer.allow(Role.FOCAL_POINT)
    _refuse_unseen(viewer, seen)
    row = sight.official(viewer, seen.id)
    _grant(row, Role.OFFICIAL)
    retire(viewer, row, SOURCE)
    account = _account(seen.id)
    if account.id is None:
        account.user_name, account.user_key = seen.user_name, seen.user_name.casefold()
    account.removed_at = now()
    account.save()


def _refuse_unseen(viewer: Viewer, seen: AccountLine) -> None:
    there = named(viewer, Called(id=seen.id))
    if not there:
        raise NotFound("official", seen.id)
    if there != (seen,):
        raise ChangedMeanwhile("official", seen.id)


def _refuse_taken(viewer: Viewer, form: AccountForm, own: str | None) -> None:
    wanted = [Called(user_name=form.user_name)]
    if form.external_id:
        wanted.append(Called(external_id=form.external_id))
    for called in wanted:
        for line in named(viewer, called):
            if line.id != own:
                raise AlreadyThere("official", line.id)


def _removed(viewer: Viewer, form: AccountForm) -> Account | None:
    """Find who was taken away and had this name."""
    for account in _GONE.read(Account, key=form.user_name.casefold()):
        if sight.officials(viewer).where(Official.id == account.official_id).exists():
            return account
    return None


_GONE = Statement(
    lambda: (
        Account.select()
        .where(Account.user_key == gap("key"), Account.removed_at.is_null(is_null=False))
        .order_by(Account.removed_at.desc())
    )
)


def _put(viewer: Viewer, id: str, form: AccountForm, agencies: dict[str, Agency]) -> None:
    before = sight.officials(viewer).where(Official.id == id).get_or_none()
    entry = _read(form, id, agencies)
    put_officials(viewer, [replace(entry, max_days=before.max_days if before else None)], agencies)
    _call(_account(id), form)
    row = sight.official(viewer, id)
    _grant(row, form.role if form.active else Role.OFFICIAL)
    if form.active:
        take_back(viewer, row)
    else:
        retire(viewer, row, SOURCE)


def _call(account: Account, form: AccountForm) -> None:
    """Keep what an identity system calls an official."""
    account.user_name, account.user_key = form.user_name, form.user_name.casefold()
    account.external_id, account.role = form.external_id, Role(form.role)
    account.save()


def _read(form: AccountForm, id: str, agencies: dict[str, Agency]) -> OfficialEntry:
    """Read a form. Raises Refused with every fault."""
    texts = {
        "agency": form.agency,
        "city": form.city or "",
        "family_name": tidy(form.family_name),
        "given_name": tidy(form.given_name),
        "email": tidy(form.email),
        "languages": tidy(" ".join(form.languages)),
    }
    faults: list[Fault] = []
    cells = Cells(None, Line(0, texts), faults)
    cities = {city.id for city in City.select(City.id).where(City.id == texts["city"])}
    read = read_official(cells, agencies, cities, is_city_needed=False)
    if not tidy(form.user_name):
        faults.append(Fault(Where(column="user_name"), "MISSING", ""))
    for column, text in (("user_name", form.user_name), ("external_id", form.external_id)):
        if len(text) > _LONGEST:
            faults.append(Fault(Where(column=column), "TOO_LONG", text[:20], (str(_LONGEST),)))
    if form.role not in {Role.OFFICIAL, *GRANTED}:
        allowed = (Role.OFFICIAL, *GRANTED)
        faults.append(Fault(Where(column="role"), "NOT_ONE_OF", form.role, allowed))
    if faults:
        raise Refused(faults)
    return replace(read, id=id, tells_gender=False)


def _account(official: str) -> Account:
    found: Account | None = Account.get_or_none(Account.official == official)
    return found or Account(official=official)


def _grant(row: Official, role: Role) -> None:
    """Let somebody sign in as what their role is, and nothing else of these."""
    granted = {g.role: g for g in UserRole.select().where(UserRole.person == row.person_id)}
    for other in GRANTED:
        if other in granted and other != role:
            granted[other].delete_instance()
    agency = row.agency if role == Role.AGENCY_OFFICER else None
    if role in granted:
        grant = granted[role]
        if grant.agency_id != (agency and agency.id):
            grant.agency = agency
            grant.save()
    elif role in GRANTED:
        UserRole.create(person=row.person_id, role=role, agency=agency)
