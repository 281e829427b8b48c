"""What went wrong, in the standard's words: `imsx_StatusInfo`."""

from __future__ import annotations

from typing import Any

from lms_bridge.problems import Problem

_OF_REASON = {
    "INVALID_FILTER": (400, "invalid_filter_field"),
    "INVALID_SELECTION": (400, "invalid_selection_field"),
    "INVALID_SORT": (400, "invaliddata"),
    "INVALID_PAGE": (422, "invaliddata"),
    "INVALID_RECORD": (422, "invaliddata"),
    "NOT_POSSIBLE": (422, "invaliddata"),
}
_OF_STATUS = {
    401: "unauthorisedrequest",
    403: "forbidden",
    404: "unknownobject",
    429: "server_busy",
    503: "server_busy",
}


def status_info(problem: Problem) -> tuple[int, dict[str, Any]]:
    """Give the status and the body that tell a problem."""
    status, minor = _OF_REASON.get(problem.reason, (problem.status, ""))
    if not minor:
        usual = "internal_server_error" if status >= 500 else "invaliddata"
        minor = _OF_STATUS.get(status, usual)
    return status, {
        "imsx_codeMajor": "failure",
        "imsx_severity": "error",
        "imsx_description": problem.detail or problem.title,
        "imsx_CodeMinor": {
            "imsx_codeMinorField": [
                {
                    "imsx_codeMinorFieldName": "TargetEndSystem",
                    "imsx_codeMinorFieldValue": minor,
                }
            ]
        },
    }
