"""The double's functions, each as its real one was recorded or read."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs

from tests.lms_bridge.connectors.moodle.held import ASSIGNABLE, Fault, Held, Row

CALLS: dict[str, Callable[..., Any]] = {}

DAY = 86400


def call(function: Callable[..., Any]) -> Callable[..., Any]:
    CALLS[function.__name__] = function
    return function


def only(row: Mapping[str, Any], *keys: str) -> None:
    """Refuse a row with a key that the function does not know."""
    if not set(row) <= set(keys):
        raise Fault(debug=f"Unexpected keys {sorted(set(row) - set(keys))}")


# Categories and courses

COURSE = (
    "fullname shortname categoryid idnumber summary summaryformat format showgrades newsitems "
    "startdate enddate numsections visible groupmode enablecompletion lang courseformatoptions "
    "customfields"
).split()

INTERNAL = {"manual", "nologin", "email", "none"}
"""Sign-in methods for which an account needs a password."""


@call
def core_course_create_categories(held: Held, categories: list[Row]) -> list[Row]:
    made = []
    for row in categories:
        only(row, "name", "parent", "idnumber", "description")
        if held.taken("category", idnumber=row.get("idnumber", "")):
            raise Fault("categoryidnumbertaken", "ID number is already used for another category")
        new = {"name": row["name"], "idnumber": row.get("idnumber", "")}
        made.append(held.insert("category", new | {"parent": int(row.get("parent", 0))}))
    return [{"id": row["id"], "name": row["name"]} for row in made]


@call
def core_course_get_categories(
    held: Held, criteria: list[Row], addsubcategories: str = "1"
) -> list[Row]:
    (criterion,) = criteria
    key, value = criterion["key"], criterion["value"]
    found = list(held.find("category", **{key: int(value) if key == "id" else value}))
    for row in found:  # grows while it is walked
        if addsubcategories == "1":
            found += held.find("category", parent=row["id"])
    return [dict(row) for row in found]


@call
async def core_course_create_courses(held: Held, courses: list[Row]) -> list[Row]:
    for row in courses:
        only(row, *COURSE)
        if not row.get("fullname") or not row.get("shortname"):
            raise Fault(debug="Missing required key in single structure")
        if held.one("category", id=int(row["categoryid"])) is None:
            raise Fault("errorcatcontextnotvalid", "You cannot create courses in this category")
        refuse_taken(held, row)
    names = [row["shortname"] for row in courses]
    for name in names:
        if names.count(name) > 1:
            raise Fault("shortnametaken", taken_text("Short name", name))
    await asyncio.sleep(0)  # another request may come between the looking and the making
    made = [insert_course(held, row) for row in courses]
    return [{"id": row["id"], "shortname": row["shortname"]} for row in made]


def taken_text(what: str, value: str) -> str:
    return f"{what} is already used for another course ({value})"


def refuse_taken(held: Held, row: Row, own: int = 0) -> None:
    for key, code, what in (
        ("shortname", "shortnametaken", "Short name"),
        ("idnumber", "courseidnumbertaken", "ID number"),
    ):
        others = [c for c in held.find("course", **{key: row.get(key)}) if c["id"] != own]
        if row.get(key) and others:
            raise Fault(code, taken_text(what, row[key]))


def insert_course(held: Held, row: Row) -> Row:
    start = int(row.get("startdate", held.now - held.now % DAY))
    return held.insert(
        "course",
        {
            "fullname": row["fullname"],
            "shortname": row["shortname"],
            "idnumber": row.get("idnumber", ""),
            "categoryid": int(row["categoryid"]),
            "summary": row.get("summary", ""),
            "summaryformat": int(row.get("summaryformat", 1)),
            "startdate": start,
            "enddate": int(row.get("enddate", start + 365 * DAY)),
            "visible": int(row.get("visible", 1)),
            "enablecompletion": int(row.get("enablecompletion", 1)),
            "manual": True,
        },
    )


@call
def core_course_update_courses(held: Held, courses: list[Row]) -> Row:
    warnings = []
    for row in courses:
        only(row, "id", *COURSE)
        course = held.one("course", id=int(row["id"]))
        try:
            if course is None:
                raise Fault("invalidrecord", "Can't find data record in database table course.")
            refuse_taken(held, row, course["id"])
            start = int(row.get("startdate", course["startdate"]))
            if int(row.get("enddate", course["enddate"])) < start:
                raise Fault("enddatebeforestartdate", "The course end date must be after the start")
        except Fault as fault:
            said = {"warningcode": fault.said["errorcode"], "message": fault.said["message"]}
            warnings.append({"item": "course", "itemid": int(row["id"])} | said)
            continue
        for key, value in row.items():
            if key not in {"id", "customfields"}:
                course[key] = int(value) if isinstance(course.get(key), int) else value
    return {"warnings": warnings}


@call
def core_course_get_courses_by_field(held: Held, field: str, value: str) -> Row:
    if field == "ids":
        ids = {int(id) for id in value.split(",")}
        found = [row for row in held.rows["course"] if row["id"] in ids]
    elif field in {"id", "category"}:
        column = "categoryid" if field == "category" else "id"
        found = list(held.find("course", **{column: int(value)}))
    elif field in {"shortname", "idnumber"}:
        found = list(held.find("course", **{field: value}))
    else:
        raise Fault(debug="Invalid field name")
    shown = [{k: v for k, v in row.items() if k != "manual"} for row in found]
    return {"courses": shown, "warnings": []}


@call
def core_course_duplicate_course(
    held: Held,
    courseid: str,
    fullname: str,
    shortname: str,
    categoryid: str,
    visible: str = "1",
    options: list[Row] | None = None,
) -> Row:
    template = held.one("course", id=int(courseid))
    if template is None:
        raise Fault("invalidcourseid", "You are trying to use an invalid course ID")
    if held.taken("course", shortname=shortname):
        raise Fault("shortnametaken", taken_text("Short name", shortname))
    names = {"fullname": fullname, "shortname": shortname, "categoryid": categoryid}
    new = insert_course(held, names | {"visible": visible})
    new["summary"] = template["summary"]
    for module in list(held.find("module", courseid=template["id"])):
        copied = {k: v for k, v in module.items() if k != "id"}
        held.insert("module", copied | {"courseid": new["id"]})
    return {"id": new["id"], "shortname": new["shortname"]}


@call
def core_course_get_contents(held: Held, courseid: str) -> list[Row]:
    modules = held.find("module", courseid=int(courseid))
    return [{"id": 1, "modules": [{"id": m["id"], "name": m["name"]} for m in modules]}]


# Accounts

USER = "username auth password createpassword firstname lastname email idnumber".split()
OTHER_USER = "institution department country lang timezone customfields suspended".split()


@call
async def core_user_create_users(held: Held, users: list[Row]) -> list[Row]:
    for row in users:
        only(row, *USER, *OTHER_USER)
        refuse_account(held, row)
    await asyncio.sleep(0)
    names = [row["username"] for row in users]
    if any(held.taken("user", username=name) for name in names):
        raise Fault("dmlwriteexception", "Error writing to database", "dml_write_exception")
    addresses = [row["email"] for row in users]
    if len(set(names)) < len(names) or len(set(addresses)) < len(addresses):
        raise Fault(debug="Username or email address already exists")
    usual = {"idnumber": "", "auth": "manual", "suspended": False, "timezone": "99"}
    made = []
    for row in users:
        dropped = {"password", "createpassword", "customfields"}
        kept = {k: v for k, v in row.items() if k not in dropped}
        made.append(held.insert("user", usual | kept | {"deleted": False}))
    return [{"id": row["id"], "username": row["username"]} for row in made]


def refuse_account(held: Held, row: Row) -> None:
    for key in ("username", "firstname", "lastname"):
        if not row[key].strip():
            raise Fault(debug=f"The field {key} cannot be blank")
    if row["username"] != row["username"].lower():
        raise Fault(debug="The username must be in lower case")
    if held.taken("user", username=row["username"]):
        raise Fault(debug=f"Username already exists: {row['username']}")
    if "@" not in row["email"]:
        raise Fault(debug=f"Email address is invalid: {row['email']}")
    if held.taken("user", email=row["email"]):
        raise Fault(debug=f"Email address already exists: {row['email']}")
    if any("<" in row[key] for key in ("firstname", "lastname")):
        raise Fault(debug="Invalid external api parameter")
    password = row.get("password")
    if row.get("auth", "manual") in INTERNAL and not password and not row.get("createpassword"):
        raise Fault(debug="Invalid password: you must provide a password, or set createpassword.")
    if password and len(password) < 8:
        policy = "<div>Passwords must be at least 8 characters long.</div>"
        raise Fault(policy, f"error/{policy}")


@call
def core_user_update_users(held: Held, users: list[Row]) -> Row:
    warnings = []
    for row in users:
        only(row, "id", *USER, *OTHER_USER)
        id = int(row["id"])
        user = held.one("user", id=id, deleted=False)
        email = row.get("email")
        if user is None:
            warnings.append(warning("user", id, "invaliduserid", "Invalid user ID"))
        elif email and any(u["id"] != id for u in held.find("user", email=email)):
            warnings.append(warning("user", id, "useremailduplicate", "Duplicate address"))
        else:
            kept = {k: v for k, v in row.items() if k not in {"id", "customfields"}}
            if "suspended" in kept:
                kept["suspended"] = kept["suspended"] == "1"
            user |= kept
    return {"warnings": warnings}


def warning(item: str, id: int, code: str, message: str) -> Row:
    return {"item": item, "itemid": id, "warningcode": code, "message": message}


@call
def core_user_get_users_by_field(held: Held, field: str, values: list[str]) -> list[Row]:
    if field not in {"id", "idnumber", "username", "email"}:
        raise Fault
    wanted = [int(v) if field == "id" else v for v in values]
    found = [row for row in held.rows["user"] if row[field] in wanted and row[field] != ""]
    return [shown_user(row) for row in found if field == "id" or not row["deleted"]]


def shown_user(row: Row) -> Row:
    shown = {k: v for k, v in row.items() if k != "deleted" and (k != "idnumber" or v)}
    return shown | {"fullname": f"{row['firstname']} {row['lastname']}"}


# Enrolments, roles, groups, cohorts


@call
def enrol_manual_enrol_users(held: Held, enrolments: list[Row]) -> None:
    for row in enrolments:
        only(row, "roleid", "userid", "courseid", "timestart", "timeend", "suspend")
        user, course, role = (int(row[k]) for k in ("userid", "courseid", "roleid"))
        known = held.one("course", id=course)
        if known is None:
            raise Fault(debug="Course context")
        if held.one("user", id=user, deleted=False) is None:
            raise Fault(*held.not_found, "dml_missing_record_exception")
        if role not in ASSIGNABLE:
            raise Fault(
                "wsusercannotassign",
                f"You don't have the permission to assign this role ({role}) to this user "
                f"({user}) in this course ({course}).",
            )
        if not known["manual"]:
            raise Fault("wsnoinstance", "Manual enrolment plugin instance doesn't exist")
        state = {
            "status": int(row.get("suspend", 0)),
            "timestart": int(row.get("timestart", 0)),
            "timeend": int(row.get("timeend", 0)),
        }
        there = held.one("enrolment", courseid=course, userid=user, enrol="manual")
        if there is None:
            held.insert(
                "enrolment", {"courseid": course, "userid": user, "enrol": "manual", **state}
            )
        else:
            there |= state
        assign(held, role, user, course)


def assign(held: Held, role: int, user: int, course: int) -> None:
    given = {"roleid": role, "userid": user, "courseid": course}
    if held.one("role_assignment", **given) is None:
        held.insert("role_assignment", given)


@call
def core_role_assign_roles(held: Held, assignments: list[Row]) -> None:
    for row in assignments:
        assign(held, int(row["roleid"]), int(row["userid"]), int(row["instanceid"]))


@call
def core_role_unassign_roles(held: Held, unassignments: list[Row]) -> None:
    for row in unassignments:
        given = {"roleid": int(row["roleid"]), "userid": int(row["userid"])}
        held.delete("role_assignment", **given, courseid=int(row["instanceid"]))


@call
def enrol_manual_unenrol_users(held: Held, enrolments: list[Row]) -> None:
    for row in enrolments:
        of = {"userid": int(row["userid"]), "courseid": int(row["courseid"])}
        held.delete("enrolment", **of, enrol="manual")
        held.delete("role_assignment", **of)


@call
def core_enrol_get_enrolled_users(held: Held, courseid: str, options: list[Row]) -> list[Row]:
    course = int(courseid)
    if held.one("course", id=course) is None:
        raise Fault("invalidrecord", "Can't find data record in database table course.")
    asked = {option["name"]: option["value"] for option in options}
    fields = asked["userfields"].split(",")
    found = []
    for user in held.rows["user"]:
        if user["deleted"] or not held.taken("enrolment", courseid=course, userid=user["id"]):
            continue
        active = held.is_active(course, user["id"])
        if (asked.get("onlyactive") and not active) or (asked.get("onlysuspended") and active):
            continue
        shown = {k: v for k, v in shown_user(user).items() if k in {*fields, "id", "fullname"}}
        if "roles" in fields:
            shown["roles"] = [
                {
                    "roleid": r["roleid"],
                    "name": "",
                    "shortname": ASSIGNABLE[r["roleid"]],
                    "sortorder": 0,
                }
                for r in held.find("role_assignment", courseid=course, userid=user["id"])
            ]
        if "groups" in fields:
            shown["groups"] = [
                {"id": g["id"], "name": g["name"], "description": "", "descriptionformat": 1}
                for g in held.find("group", courseid=course)
                if held.taken("group_member", groupid=g["id"], userid=user["id"])
            ]
        found.append(shown)
    return found


@call
async def core_group_create_groups(held: Held, groups: list[Row]) -> list[Row]:
    for row in groups:
        only(row, "courseid", "name", "description", "idnumber")
        course, idnumber = int(row["courseid"]), row.get("idnumber", "")
        if held.taken("group", courseid=course, name=row["name"]):
            raise Fault(debug="Group with the same name already exists in the course")
        if idnumber and held.taken("group", courseid=course, idnumber=idnumber):
            raise Fault("idnumbertaken", "This ID number is already in use")
        _ = row["description"]
    await asyncio.sleep(0)
    made = [
        held.insert(
            "group",
            {
                "courseid": int(row["courseid"]),
                "name": row["name"],
                "description": row["description"],
                "descriptionformat": 1,
                "enrolmentkey": "",
                "idnumber": row.get("idnumber", ""),
                "visibility": 0,
                "participation": True,
            },
        )
        for row in groups
    ]
    return [dict(row) for row in made]


@call
def core_group_get_course_groups(held: Held, courseid: str) -> list[Row]:
    return [dict(row) for row in held.find("group", courseid=int(courseid))]


@call
def core_group_add_group_members(held: Held, members: list[Row]) -> None:
    for row in members:
        group = held.one("group", id=int(row["groupid"]))
        assert group is not None
        user = int(row["userid"])
        if not held.taken("enrolment", courseid=group["courseid"], userid=user):
            raise Fault(debug="Only enrolled users may be members of groups")
        given = {"groupid": group["id"], "userid": user}
        if held.one("group_member", **given) is None:
            held.insert("group_member", given)


@call
def core_group_delete_group_members(held: Held, members: list[Row]) -> None:
    for row in members:
        held.delete("group_member", groupid=int(row["groupid"]), userid=int(row["userid"]))


@call
async def core_cohort_create_cohorts(held: Held, cohorts: list[Row]) -> list[Row]:
    for row in cohorts:
        if held.taken("cohort", idnumber=row["idnumber"]):
            raise Fault(debug="record already exists")
    await asyncio.sleep(0)
    made = []
    for row in cohorts:
        new = {"name": row["name"], "idnumber": row["idnumber"]}
        new |= {"description": row.get("description", "")}
        new |= {"descriptionformat": 1, "visible": True, "theme": ""}
        made.append(held.insert("cohort", new))
    return [dict(row) for row in made]


@call
def core_cohort_search_cohorts(held: Held, query: str, context: Row, limitnum: str = "25") -> Row:
    found = [dict(r) for r in held.rows["cohort"] if query in r["idnumber"]]
    return {"cohorts": found[: int(limitnum)]}


@call
def core_cohort_get_cohort_members(held: Held, cohortids: list[str]) -> list[Row]:
    return [
        {
            "cohortid": int(id),
            "userids": [m["userid"] for m in held.find("cohort_member", cohortid=int(id))],
        }
        for id in cohortids
    ]


@call
def core_cohort_delete_cohort_members(held: Held, members: list[Row]) -> None:
    for row in members:
        held.delete("cohort_member", cohortid=int(row["cohortid"]), userid=int(row["userid"]))


@call
def core_cohort_add_cohort_members(held: Held, members: list[Row]) -> Row:
    warnings = []
    for row in members:
        cohort, user = int(row["cohorttype"]["value"]), int(row["usertype"]["value"])
        given = {"cohortid": cohort, "userid": user}
        if held.one("user", id=user) is None:
            warnings.append({"warningcode": "2", "message": f"user id={user} not exists"})
        elif held.one("cohort_member", **given):
            message = f"record already exists: cohort(id={cohort} id={user})"
            warnings.append({"warningcode": "3", "message": message})
        else:
            held.insert("cohort_member", given)
    return {"warnings": warnings}


# Calendar


@call
def core_calendar_get_calendar_events(held: Held, events: Row, options: Row) -> Row:
    asked = {int(id) for id in events["courseids"]}
    rows = [row for row in held.rows["event"] if row["courseid"] in asked]
    return {
        "events": [{k: v for k, v in r.items() if k != "location"} for r in rows],
        "warnings": [],
    }


@call
def core_calendar_get_calendar_event_by_id(held: Held, eventid: str) -> Row:
    event = held.one("event", id=int(eventid))
    if event is None:
        raise Fault("nopermissions", "Sorry, but you do not currently have permissions to do that")
    return {"event": dict(event), "warnings": []}


@call
def core_calendar_create_calendar_events(held: Held, events: list[Row]) -> Row:
    made = []
    for row in events:
        only(
            row,
            *"name description format courseid groupid eventtype timestart timeduration visible".split(),
        )
        made.append(insert_event(held, row))
    return {
        "events": [{k: v for k, v in r.items() if k != "location"} for r in made],
        "warnings": [],
    }


def insert_event(held: Held, row: Row) -> Row:
    return held.insert(
        "event",
        {
            "name": row["name"],
            "description": row.get("description", ""),
            "format": 1,
            "courseid": int(row["courseid"]),
            "userid": held.user_id,
            "modulename": "",
            "eventtype": row["eventtype"],
            "timestart": int(row["timestart"]),
            "timeduration": int(row.get("timeduration", 0)),
            "location": row.get("location"),
        },
    )


@call
def core_calendar_submit_create_update_form(held: Held, formdata: str) -> Row:
    form = {key: values[0] for key, values in parse_qs(formdata, keep_blank_values=True).items()}
    time = [int(form[f"timestart[{part}]"]) for part in ("year", "month", "day", "hour", "minute")]
    begins = int(datetime(*time, tzinfo=UTC).timestamp())
    course = held.one("course", id=int(form["courseid"]))
    kind = "update" if form["id"] != "0" else "create"
    if f"_qf__core_calendar_local_event_forms_{kind}" not in form:
        return {"validationerror": True}
    if course is None or begins < course["startdate"]:
        return {"validationerror": True}
    new = {
        "name": form["name"],
        "courseid": form["courseid"],
        "eventtype": form["eventtype"],
        "description": form["description[text]"],
        "timestart": begins,
        "timeduration": int(form["timedurationminutes"]) * 60,
        "location": form.get("location"),
    }
    if form["id"] == "0":
        return {"event": dict(insert_event(held, new))}
    event = held.one("event", id=int(form["id"]))
    assert event is not None
    event |= new | {"courseid": course["id"]}
    return {"event": dict(event)}


@call
def core_calendar_delete_calendar_events(held: Held, events: list[Row]) -> None:
    for row in events:
        if held.one("event", id=int(row["eventid"])) is None:
            raise Fault("invalidrecord", "Can't find data record in database table event.")
        held.delete("event", id=int(row["eventid"]))


# What was learnt


@call
def core_enrol_get_users_courses(held: Held, userid: str, returnusercount: str = "1") -> list[Row]:
    user = int(userid)
    found = []
    for course in held.rows["course"]:
        if held.is_active(course["id"], user):
            done = held.one("completion", courseid=course["id"], userid=user)
            modules = list(held.find("module", courseid=course["id"]))
            ended = [m for m in modules if held.taken("module_done", cmid=m["id"], userid=user)]
            progress = 100 * len(ended) / len(modules) if modules else None
            found.append({"id": course["id"], "completed": done is not None, "progress": progress})
    return found


@call
def core_completion_get_course_completion_status(held: Held, courseid: str, userid: str) -> Row:
    if not list(held.find("module", courseid=int(courseid))):
        raise Fault("nocriteriaset", "No completion criteria set for this course")
    done = held.one("completion", courseid=int(courseid), userid=int(userid))
    at = done["at"] if done else None
    completions = [{"type": 4, "complete": bool(done), "timecompleted": at}]
    return {
        "completionstatus": {"completed": bool(done), "completions": completions},
        "warnings": [],
    }


@call
def core_completion_get_activities_completion_status(held: Held, courseid: str, userid: str) -> Row:
    statuses = []
    for module in held.find("module", courseid=int(courseid)):
        done = held.one("module_done", cmid=module["id"], userid=int(userid))
        at = done["at"] if done else 0
        state = done.get("state", 1) if done else 0
        statuses.append({"cmid": module["id"], "state": state, "timecompleted": at})
    return {"statuses": statuses, "warnings": []}


@call
def gradereport_user_get_grade_items(held: Held, courseid: str) -> Row:
    found: dict[int, list[Row]] = {}
    for grade in held.find("grade", courseid=int(courseid)):
        found.setdefault(grade["userid"], []).append(grade)
    return {
        "usergrades": [{"userid": user, "gradeitems": items} for user, items in found.items()],
        "warnings": [],
    }


@call
def core_reportbuilder_retrieve_report(held: Held, reportid: str, page: str, perpage: str) -> Row:
    report = held.one("report", id=int(reportid))
    if report is None:
        raise Fault(
            "invalidrecord", "Can't find data record in database table reportbuilder_report."
        )
    start, size = int(page) * int(perpage), int(perpage)
    rows = [{"columns": row} for row in report["rows"][start : start + size]]
    return {"data": {"headers": report["headers"], "rows": rows}, "warnings": []}
