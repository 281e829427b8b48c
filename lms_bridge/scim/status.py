"""What went wrong, in the standard's words (RFC 7644, section 3.12)."""

from __future__ import annotations

from typing import Any, Final

from pydantic import ValidationError
from scim2_models import Error, SCIMException

from lms_bridge.problems import Problem, problem_of

_SCHEMA: Final = "urn:ietf:params:scim:api:messages:2.0:Error"
_OF_REASON: Final = {
    "ALREADY_THERE": (409, "uniqueness"),
    "NOT_POSSIBLE": (400, "invalidValue"),
    "BAD_REQUEST": (400, "invalidSyntax"),
}


def error_of(error: Exception) -> tuple[int, dict[str, Any]]:
    """Give the status and the body that tell an error that somebody foresaw."""
    match error:
        case ValidationError():
            first = Error.from_validation_errors(error)[0]
            return _told(first.status or 400, first.scim_type or "", first.detail or "")
        case SCIMException(__cause__=ValidationError() as cause):
            return error_of(cause)
        case SCIMException():
            return _told(error.status, error.scim_type, str(error))
        case _:
            problem = problem_of(error)
            assert problem is not None
            return scim_error(problem)


def scim_error(problem: Problem) -> tuple[int, dict[str, Any]]:
    """Give the status and the body that tell a problem."""
    status, kind = _OF_REASON.get(problem.reason, (problem.status, ""))
    return _told(status, kind, problem.detail or problem.title)


def _told(status: int, kind: str, detail: str) -> tuple[int, dict[str, Any]]:
    told = {"schemas": [_SCHEMA], "status": str(status), "detail": detail}
    return status, told | ({"scimType": kind} if kind else {})
