"""What the standard calls things: kinds of records, their fields, and what a field refers to.

A field is `TEXT`, `TEXTS`, a kind that it refers to (`ref`), several of a kind (`refs`), or has
fields of its own. Fields that we never fill are known too: one may ask for them in vain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

Record = Mapping[str, Any]
"""A record as it is sent."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: whether it has many values, which fields these have, and to what they refer."""

    many: bool = False
    fields: Mapping[str, Field] | None = None
    refers_to: str = ""
    form: str = ""  # of a text: date, date-time or uri
    terms: tuple[str, ...] = ()  # the only texts that there are
    is_open: bool = False  # it has whatever fields


TEXT: Final = Field()
TEXTS: Final = Field(many=True)
DATE: Final = Field(form="date")
MOMENT: Final = Field(form="date-time")
URI: Final = Field(form="uri")
TRUTH: Final = Field(terms=("true", "false"))


def ref(kind: str, *, many: bool = False) -> Field:
    """Make a field that refers to a record."""
    parts = {"href": URI, "sourcedId": TEXT, "type": Field(terms=(kind,))}
    return Field(many=many, fields=parts, refers_to=kind)


def refs(kind: str) -> Field:
    """Make a field that refers to several records."""
    return ref(kind, many=True)


_BASE: Final = {
    "sourcedId": TEXT,
    "status": Field(terms=("active", "tobedeleted")),
    "dateLastModified": MOMENT,
    "metadata": Field(is_open=True),
}
BASE_NEEDED: Final = ("sourcedId", "status", "dateLastModified")

_ROLE: Final = {
    "roleType": Field(terms=("primary", "secondary")),
    "role": TEXT,
    "org": ref("org"),
    "userProfile": URI,
    "beginDate": DATE,
    "endDate": DATE,
}
_CREDENTIAL: Final = {"type": TEXT, "username": TEXT, "password": TEXT}
_PROFILE: Final = {
    "profileId": URI,
    "profileType": TEXT,
    "vendorId": TEXT,
    "applicationId": TEXT,
    "description": TEXT,
    "credentials": Field(many=True, fields=_CREDENTIAL),
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: what one and many of it are called, its fields, and which it always has."""

    one: str
    many: str
    fields: Mapping[str, Field]
    needed: tuple[str, ...]


def _kind(one: str, many: str, needed: str, **fields: Field) -> Kind:
    return Kind(one, many, _BASE | fields, BASE_NEEDED + tuple(needed.split()))


SESSION: Final = _kind(
    "academicSession",
    "academicSessions",
    "title startDate endDate type schoolYear",
    title=TEXT,
    startDate=DATE,
    endDate=DATE,
    type=TEXT,
    parent=ref("academicSession"),
    children=refs("academicSession"),
    schoolYear=TEXT,
)
ORG: Final = _kind(
    "org",
    "orgs",
    "name type identifier",
    name=TEXT,
    type=TEXT,
    identifier=TEXT,
    parent=ref("org"),
    children=refs("org"),
)
COURSE: Final = _kind(
    "course",
    "courses",
    "title courseCode",
    title=TEXT,
    schoolYear=ref("academicSession"),
    courseCode=TEXT,
    grades=TEXTS,
    subjects=TEXTS,
    org=ref("org"),
    subjectCodes=TEXTS,
    resources=refs("resource"),
)
CLASS: Final = Kind(
    "class",
    "classes",
    _BASE
    | {
        "title": TEXT,
        "classCode": TEXT,
        "classType": TEXT,
        "location": TEXT,
        "grades": TEXTS,
        "subjects": TEXTS,
        "course": ref("course"),
        "school": ref("org"),
        "terms": refs("academicSession"),
        "subjectCodes": TEXTS,
        "periods": TEXTS,
        "resources": refs("resource"),
    },
    (*BASE_NEEDED, "title", "course", "school", "terms"),
)
ENROLLMENT: Final = Kind(
    "enrollment",
    "enrollments",
    _BASE
    | {
        "user": ref("user"),
        "class": ref("class"),
        "school": ref("org"),
        "role": TEXT,
        "primary": TRUTH,
        "beginDate": DATE,
        "endDate": DATE,
    },
    (*BASE_NEEDED, "user", "class", "school", "role"),
)
USER: Final = _kind(
    "user",
    "users",
    "enabledUser givenName familyName roles",
    userMasterIdentifier=TEXT,
    username=TEXT,
    userIds=Field(many=True, fields={"type": TEXT, "identifier": TEXT}),
    enabledUser=TRUTH,
    givenName=TEXT,
    familyName=TEXT,
    middleName=TEXT,
    preferredFirstName=TEXT,
    preferredMiddleName=TEXT,
    preferredLastName=TEXT,
    pronouns=TEXT,
    roles=Field(many=True, fields=_ROLE),
    userProfiles=Field(many=True, fields=_PROFILE),
    primaryOrg=ref("org"),
    identifier=TEXT,
    email=TEXT,
    sms=TEXT,
    phone=TEXT,
    agents=refs("user"),
    grades=TEXTS,
    password=TEXT,
    resources=refs("resource"),
)
DEMOGRAPHICS: Final = _kind(
    "demographics",
    "demographics",
    "",
    birthDate=DATE,
    sex=TEXT,
    americanIndianOrAlaskaNative=TRUTH,
    asian=TRUTH,
    blackOrAfricanAmerican=TRUTH,
    nativeHawaiianOrOtherPacificIslander=TRUTH,
    white=TRUTH,
    demographicRaceTwoOrMoreRaces=TRUTH,
    hispanicOrLatinoEthnicity=TRUTH,
    countryOfBirthCode=TEXT,
    stateOfBirthAbbreviation=TEXT,
    cityOfBirth=TEXT,
    publicSchoolResidenceStatus=TEXT,
)
