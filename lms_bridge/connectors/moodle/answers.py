"""What a body that came with HTTP 200 means: an answer, a refusal of one kind or another, or none.

Moodle's exception classes differ between versions and places; the codes are what can be relied on.
`invalidparameter` says nothing more unless the site debugs: what it means is found by reading.
"""

from __future__ import annotations

import json
import re
from html import unescape
from typing import Any

from lms_bridge.connectors.moodle.functions import capabilities_of
from lms_bridge.connectors.patience import NoAnswer
from lms_bridge.sync.errors import NotAllowed, NotSupported, Refused, SignInRefused

SHOWN = 200
"""How much of a body is told."""

SIGN_IN = frozenset({"invalidtoken", "invalidtimedtoken", "invalidprivatetoken"})

FORBIDDEN = frozenset(
    "accessexception criteriaerror forcepasswordchangenotice nopermission nopermissions "
    "nopermissiontoupdatecalendar nopermissiontoviewcalendar nopermissiontoviewgrades "
    "requireloginerror setting_locked_by_permission sitepolicynotagreed usernotfullysetup "
    "wsaccessuserdeleted wsaccessuserexpired wsaccessusernologin wsaccessusersuspended "
    "wsaccessuserunconfirmed wsusercannotassign".split()
)

NOT_FOUND = frozenset(
    "invaliduser invalidrecord invalidrecordunknown invalidcourseid unknowncourseidnumber "
    "invaliduserid".split()
)
"""What Moodle calls something that is not there; 4.5 and 5.1 differ in the word."""

BUSY = frozenset(
    "dbconnectionfailed dmlreadexception dmlwriteexception dmltransactionexception "
    "ddlexecuteerror upgraderunning sitemaintenance locktimeout".split()
)
"""What passes by itself: the database is away, another request was faster, an upgrade runs."""


def read(where: str, function: str, body: str) -> Any:
    """Give the JSON of an answer.

    Raises NoAnswer where the body is none or only half of one, and what the code in it means.
    """
    try:
        answer = json.loads(body)
    except ValueError:
        raise NoAnswer(
            f"{where} answered {function} with no JSON: {_plain(body)}", sent=True
        ) from None
    if isinstance(answer, dict) and ("exception" in answer or "errorcode" in answer):
        raise _error(where, function, answer)
    warnings = answer.get("warnings") if isinstance(answer, dict) else None
    if warned := BUSY & {str(w.get("warningcode", "")) for w in warnings or ()}:
        raise NoAnswer(f"{where} warned of {', '.join(warned)} in {function}", sent=True)
    return answer


def _error(where: str, function: str, answer: dict[str, Any]) -> Exception:
    code = _plain(str(answer.get("errorcode", "")))
    said = _plain(str(answer.get("message") or answer.get("error") or code))
    if debug := answer.get("debuginfo"):
        said += f" ({_plain(str(debug))})"
    if code in SIGN_IN:
        return SignInRefused(f"{where} does not accept the token: {said}")
    if code in FORBIDDEN:
        needed = ", ".join(capabilities_of(function))
        hint = f"; it needs {needed}" if needed else ""
        return NotAllowed(f"{where} refuses {function} ({code}): {said}{hint}")
    if code in BUSY or answer.get("exception") == "dml_connection_exception":
        return NoAnswer(f"{where} answered {function} with {code}: {said}", sent=True)
    if code == "invalidrecord" and "external_functions" in said:
        return NotSupported(f"{where} has no {function}")
    return Refused(f"{function}: {said}", frozenset({code}))


def _plain(text: str) -> str:
    """Take the text out of HTML, on one line."""
    line = " ".join(unescape(re.sub(r"<[^>]*>", " ", text)).split())
    return line if len(line) <= SHOWN else line[:SHOWN] + "…"
