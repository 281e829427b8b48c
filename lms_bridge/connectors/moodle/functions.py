"""What the bridge needs of a Moodle: functions in its service, capabilities of its role.

The capabilities of each function are those that Moodle 4.5 and 5.1 ask for when it is used as the
connector uses it. `doctor` tries them; `setup-notes` prints them.
"""

from __future__ import annotations

READS = {
    "core_webservice_get_site_info": "",
    "core_course_get_categories": "moodle/category:manage moodle/category:viewhiddencategories",
    "core_course_get_courses_by_field": "moodle/course:view moodle/course:viewhiddencourses "
    "moodle/course:update",
    "core_user_get_users_by_field": "moodle/user:viewdetails moodle/user:viewalldetails "
    "moodle/user:viewhiddendetails moodle/site:viewuseridentity",
    "core_enrol_get_enrolled_users": "moodle/course:view moodle/course:viewparticipants "
    "moodle/course:enrolreview moodle/site:accessallgroups moodle/user:viewdetails",
    "core_enrol_get_users_courses": "moodle/course:viewparticipants moodle/user:viewdetails",
    "core_group_get_course_groups": "moodle/course:managegroups",
    "core_calendar_get_calendar_events": "moodle/calendar:manageentries",
    "core_calendar_get_calendar_event_by_id": "moodle/calendar:manageentries",
    "core_cohort_search_cohorts": "moodle/cohort:view",
    "core_cohort_get_cohort_members": "moodle/cohort:view",
    "core_course_get_contents": "moodle/course:view moodle/course:viewhiddenactivities",
    "core_completion_get_activities_completion_status": "report/progress:view",
    "core_completion_get_course_completion_status": "report/completion:view",
    "gradereport_user_get_grade_items": "gradereport/user:view moodle/grade:viewall "
    "moodle/grade:viewhidden",
    "core_reportbuilder_retrieve_report": "moodle/reportbuilder:view",
}
"""Functions that read, with their capabilities."""

WRITES = {
    "core_course_create_categories": "moodle/category:manage",
    "core_course_create_courses": "moodle/course:create moodle/course:visibility",
    "core_course_duplicate_course": "moodle/course:create moodle/backup:backupcourse "
    "moodle/backup:backupactivity moodle/backup:backupsection moodle/backup:configure "
    "moodle/backup:backuptargetimport moodle/backup:userinfo moodle/restore:restorecourse "
    "moodle/restore:restoreactivity moodle/restore:restoresection moodle/restore:configure "
    "moodle/restore:restoretargetimport",
    "core_course_update_courses": "moodle/course:update moodle/course:changefullname "
    "moodle/course:changeshortname moodle/course:changeidnumber moodle/course:changesummary",
    "core_user_create_users": "moodle/user:create",
    "core_user_update_users": "moodle/user:update",
    "enrol_manual_enrol_users": "enrol/manual:enrol",
    "core_role_unassign_roles": "moodle/role:assign",
    "core_group_create_groups": "moodle/course:managegroups",
    "core_group_add_group_members": "moodle/course:managegroups",
    "core_group_delete_group_members": "moodle/course:managegroups",
    "core_calendar_submit_create_update_form": "moodle/calendar:manageentries",
    "core_calendar_delete_calendar_events": "moodle/calendar:manageentries",
    "core_cohort_create_cohorts": "moodle/cohort:manage",
    "core_cohort_add_cohort_members": "moodle/cohort:assign",
    "core_cohort_delete_cohort_members": "moodle/cohort:assign",
}
"""Functions that change something, with their capabilities."""

FUNCTIONS = READS | WRITES

REST = "webservice/rest:use"
"""The capability without which no call is answered."""


def capabilities_of(function: str) -> tuple[str, ...]:
    """List the capabilities that a function needs."""
    return tuple(FUNCTIONS.get(function, "").split())


def all_capabilities() -> tuple[str, ...]:
    """List the capabilities that the role needs, in their order."""
    needed = {c for function in FUNCTIONS for c in capabilities_of(function)}
    return tuple(sorted(needed | {REST}))
