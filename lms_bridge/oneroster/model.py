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
    form: str = ""  # of a text: date, date-time or uri; or number
    terms: tuple[str, ...] = ()  # the only texts that there are
    is_open: bool = False  # it has whatever fields


TEXT: Final = Field()
TEXTS: Final = Field(many=True)
DATE: Final = Field(form="date")
MOMENT: Final = Field(form="date-time")
URI: Final = Field(form="uri")
NUMBER: Final = Field(form="number")
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


@dataclass(frozen=True, slots=True, eq=False)
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


RESOURCE: Final = _kind(
    "resource",
    "resources",
    "vendorResourceId",
    title=TEXT,
    roles=TEXTS,
    importance=Field(terms=("primary", "secondary")),
    vendorResourceId=TEXT,
    vendorId=TEXT,
    applicationId=TEXT,
)
CATEGORY: Final = _kind("category", "categories", "title", title=TEXT, weight=NUMBER)
SCORE_SCALE: Final = Kind(
    "scoreScale",
    "scoreScales",
    _BASE
    | {
        "title": TEXT,
        "type": TEXT,
        "course": ref("course"),
        "class": ref("class"),
        "scoreScaleValue": Field(many=True, fields={"itemValueLHS": TEXT, "itemValueRHS": TEXT}),
    },
    (*BASE_NEEDED, "title", "type", "class", "scoreScaleValue"),
)
_OBJECTIVES: Final = Field(many=True, fields={"source": TEXT, "learningObjectiveIds": TEXTS})
_REACHED: Final = Field(
    many=True,
    fields={
        "source": TEXT,
        "learningObjectiveResults": Field(
            many=True, fields={"learningObjectiveId": TEXT, "score": NUMBER, "textScore": TEXT}
        ),
    },
)
_SCORE: Final = {
    "scoreScale": ref("scoreScale"),
    "scoreStatus": TEXT,
    "score": NUMBER,
    "textScore": TEXT,
    "scoreDate": DATE,
    "comment": TEXT,
    "learningObjectiveSet": _REACHED,
    **dict.fromkeys(("inProgress", "incomplete", "late", "missing"), TRUTH),
}
LINE_ITEM: Final = Kind(
    "lineItem",
    "lineItems",
    _BASE
    | {
        "title": TEXT,
        "description": TEXT,
        "assignDate": MOMENT,
        "dueDate": MOMENT,
        "class": ref("class"),
        "school": ref("org"),
        "category": ref("category"),
        "gradingPeriod": ref("academicSession"),
        "academicSession": ref("academicSession"),
        "scoreScale": ref("scoreScale"),
        "resultValueMin": NUMBER,
        "resultValueMax": NUMBER,
        "learningObjectiveSet": _OBJECTIVES,
    },
    (*BASE_NEEDED, "title", "assignDate", "dueDate", "class", "school", "category"),
)
RESULT: Final = Kind(
    "result",
    "results",
    _BASE | {"lineItem": ref("lineItem"), "student": ref("user"), "class": ref("class")} | _SCORE,
    (*BASE_NEEDED, "lineItem", "student", "scoreStatus", "scoreDate"),
)
ASSESSMENT_LINE_ITEM: Final = Kind(
    "assessmentLineItem",
    "assessmentLineItems",
    _BASE
    | {
        "title": TEXT,
        "description": TEXT,
        "class": ref("class"),
        "parentAssessmentLineItem": ref("assessmentLineItem"),
        "scoreScale": ref("scoreScale"),
        "resultValueMin": NUMBER,
        "resultValueMax": NUMBER,
        "learningObjectiveSet": _OBJECTIVES,
    },
    (*BASE_NEEDED, "title"),
)
ASSESSMENT_RESULT: Final = Kind(
    "assessmentResult",
    "assessmentResults",
    _BASE
    | {"assessmentLineItem": ref("assessmentLineItem"), "student": ref("user")}
    | _SCORE
    | {"scorePercentile": NUMBER},
    (*BASE_NEEDED, "assessmentLineItem", "student", "scoreStatus", "scoreDate"),
)
