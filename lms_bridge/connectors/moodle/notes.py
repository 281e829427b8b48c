"""`setup-notes`: what an administrator sets in a Moodle, once, before the bridge may work."""

from __future__ import annotations

from collections.abc import Iterable

from lms_bridge.connectors.moodle.connector import Options
from lms_bridge.connectors.moodle.functions import FUNCTIONS, all_capabilities
from lms_bridge.connectors.moodle.report import COLUMNS, KEY, SOURCE

TEXT = """\
What an administrator sets in Moodle (4.5 or newer) for the bridge
===================================================================
Paths are those of Site administration. When done, `python -m lms_bridge moodle doctor` tries it.

1. Web services
   General > Advanced features: enable web services, completion tracking, custom reports.
   Server > Web services > Manage protocols: enable REST.
   PHP's max_input_vars may be anything from 1000; display_errors must be off.

2. A role of its own: Users > Permissions > Define roles > Add a new role
   Short name lokakarya, full name Lokakarya, context type System, with these capabilities allowed:
{capabilities}
   If templates with activities are cloned, allow each mod/...:view of their kinds as well.
   Users > Permissions > Define roles > Allow role assignments: lokakarya may assign the roles with
   the ids {learner} (who learn; student) and {coach} (who teach; non-editing teacher).
   An id stands in the address of the role's page; other ids: LOKAKARYA_MOODLE_LEARNER_ROLE and
   LOKAKARYA_MOODLE_COACH_ROLE.
   Users > Permissions > User policies: show user identity must contain Email address.

3. An account of its own: Users > Accounts > Add a new user
   Username lokakarya; it signs in nowhere else.
   Users > Permissions > Assign system roles: give it the role lokakarya.

4. A service: Server > Web services > External services > Add
   Name Lokakarya, enabled, authorised users only; authorise the account; add these functions:
{functions}

5. A token: Server > Web services > Manage tokens > Create token
   For the account and the service, without "Valid until": Moodle fills it in, and the token would
   end after 30 days. It is shown once. Set LOKAKARYA_MOODLE_URL and LOKAKARYA_MOODLE_TOKEN.

6. Enrolments: Plugins > Enrolments > Manage enrol plugins: manual enrolments must be enabled, and
   added to new courses by default; every template needs them, too.
   Plugins > Enrolments > Manual enrolments: Send course welcome message: No, and so in the manual
   enrolments of every template. Moodle otherwise welcomes whoever an enrolment call names wherever
   a course has a teacher: those who have withdrawn and are suspended, too, and each time anew.

7. Accounts
   New accounts are made with the sign-in method "{auth}" (LOKAKARYA_MOODLE_AUTH), which must be
   enabled. With "manual" Moodle mails a first password by its cron; with others (oauth2, saml2,
   ldap ...) the username is the e-mail address. Somebody without an address gets one that ends in
   .invalid, to which Moodle sends nothing. People are known by their ID number, lokakarya-...

8. A template for a course (optional): a course with the ID number {template}
   ({{course}} is the course's id in the catalogue). Its runs are clones of it; without one their
   courses are made empty. Activities named like the course's lessons count when they are done.
   Their dates (due, open, cut-off) are cloned as they stand: leave them off in a template.

9. A report of completions (optional, recommended): Reports > Report builder > Custom reports
   Source "{source}", without "Include default setup" (it brings other columns, and conditions that
   leave suspended people out), with these columns alone, in this order:
{columns}
   and with one condition, the user's ID number starts with {key} (else it tells of everybody in
   this Moodle, 200 a call). Audience: the account. The report's id stands in its address:
   LOKAKARYA_MOODLE_REPORT. Without it, completions are asked for person by person.

10. A log that hints at news (optional): Plugins > Logging > Manage log stores: enable External
   database log; in its settings: driver native/pgsql, a database that the bridge can read, too
   (LOKAKARYA_MOODLE_LOG_DATABASE), a table there (LOKAKARYA_MOODLE_LOG_TABLE) with the columns of
   Moodle's own logstore_standard_log, and the actions create, update and delete. The bridge then
   looks within seconds of what happens, instead of every LOKAKARYA_SYNC_MINUTES alone. Without it
   nothing is lost, only known later.
"""


def setup_notes(options: Options) -> str:
    """Give the notes, with the settings' own ids and names in them."""
    return TEXT.format(
        capabilities=_list(all_capabilities()),
        functions=_list(FUNCTIONS),
        columns=_list(f'{name}  (heading "{heading}")' for name, heading in COLUMNS.items()),
        source=SOURCE,
        key=KEY,
        learner=options.learner_role,
        coach=options.coach_role,
        auth=options.auth,
        template=options.template,
    )


def _list(things: Iterable[str]) -> str:
    return "\n".join(f"     {thing}" for thing in things)
