"""From an error to an answer: its status, its reason, what is wrong and where; never a traceback.

REST answers with problem+json (RFC 9457), a page with a page that says the same. `reason` is the
same word everywhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass

from aiohttp import web
from pydantic import ValidationError

from catalogue import errors as catalogue_errors
from catalogue.errors import CatalogueError
from catalogue.faults import Fault, Where
from lms_bridge import errors
from lms_bridge.errors import BridgeError
from lms_bridge.storage import no_storage
from lms_bridge.sync.errors import LmsError

STATUS: dict[str, int] = {
    "NOT_FOUND": 404,
    "FORBIDDEN": 403,
    "WRONG_STATE": 409,
    "NOT_POSSIBLE": 422,
    "NOT_SEATABLE": 409,
    "ALREADY_THERE": 409,
    "OUTDATED": 409,
    "IDEMPOTENCY_KEY_REUSED": 422,
    "BAD_PAGE_TOKEN": 400,
    "NOT_SIGNED_IN": 401,
    "BUSY": 503,
    "NO_STORAGE": 503,
    "MAYBE_CHANGED": 503,
    "NOT_READY": 503,
    "BAD_REQUEST": 400,
    "FORGED": 403,
    "SIGN_IN_REFUSED": 403,
    "PROVIDER_UNREACHABLE": 503,
    "TOO_MANY_ATTEMPTS": 429,
    "TOO_SOON": 429,
    "NOT_PLANNABLE": 409,
    "NO_LMS": 409,
    "LTI_UNFETCHABLE": 502,
    "PLANNER_UNREACHABLE": 503,
    "DEADLINE_EXCEEDED": 503,
    "SERVER_FULL": 503,
    "ETAG_DIFFERS": 412,
}
"""Statuses by reason; other errors that a user can act on are 409, an LMS's 502."""

MOST_FAULTS = 1000
"""How many faults an answer has; more of them are counted alone."""

TITLES = {
    400: "That cannot be read",
    401: "Please sign in",
    403: "That is not for you",
    404: "There is no such thing",
    405: "That cannot be done here",
    409: "That does not go as things stand",
    412: "It has changed since you saw it",
    413: "That is too large",
    415: "Another form is needed",
    422: "Something is wrong in what was sent",
    429: "Please try again in a moment",
    500: "Something went wrong on our side",
    502: "The LMS did not do as it should",
    503: "Please try again in a moment",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """An answer to something that went wrong; `error` is what that was, where it was foreseen."""

    status: int
    reason: str
    detail: str
    faults: tuple[Fault, ...] = ()
    retry_seconds: int | None = None
    error: CatalogueError | BridgeError | None = None

    @property
    def title(self) -> str:
        """What kind of thing went wrong, in words."""
        return TITLES.get(self.status, "That did not work")

    def document(self, instance: str) -> dict[str, object]:
        """Write it as problem+json."""
        body: dict[str, object] = {
            "type": f"urn:lokakarya:problem:{self.reason.lower()}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "reason": self.reason,
            "instance": instance,
        }
        if self.faults:
            body["faults"] = [asdict(f) | {"text": str(f)} for f in self.faults]
        return body


def problem_of(error: Exception) -> Problem | None:  # noqa: PLR0911
    """Give the answer to an error; None for one that nobody foresaw."""
    match error:
        case catalogue_errors.Refused(faults=faults) | errors.BadRequest(faults=faults):
            return Problem(
                STATUS[error.reason], error.reason, _detail(faults), faults[:MOST_FAULTS]
            )
        case ValidationError():
            faults = tuple(faults_of(error))
            return Problem(400, "BAD_REQUEST", _detail(faults), faults[:MOST_FAULTS])
        case errors.PlannerRefused(retry_seconds=seconds) if seconds:
            return Problem(503, error.reason, str(error), retry_seconds=round(seconds) or 1)
        case errors.TooManyAttempts(retry_seconds=seconds) | errors.TooSoon(retry_seconds=seconds):
            return Problem(429, error.reason, str(error), retry_seconds=seconds)
        case LmsError():
            return Problem(502, error.reason, str(error))
        case CatalogueError() | BridgeError():
            status = STATUS.get(error.reason, 409)
            return Problem(status, error.reason, str(error), error=error)
        case UnicodeEncodeError():  # bytes in a header, or half a letter in JSON
            fault = Fault(Where(), "MALFORMED", "it holds signs that are no letters of Unicode")
            return Problem(400, "BAD_REQUEST", str(fault), (fault,))
        case web.RequestPayloadError():  # packed otherwise than it says, or in parts that are none
            fault = Fault(Where(column="body"), "MALFORMED", "what was sent cannot be unpacked")
            return Problem(400, "BAD_REQUEST", str(fault), (fault,))
        case OSError() | MemoryError() if want := no_storage(error):
            return problem_of(want)
        case web.HTTPException():
            return Problem(error.status, error.reason.upper().replace(" ", "_"), _of_router(error))
        case _:
            return None


def _detail(faults: Sequence[Fault]) -> str:
    more = len(faults) - MOST_FAULTS
    told = [str(fault) for fault in faults[:MOST_FAULTS]]
    return "\n".join([*told, f"and {more} more"] if more > 0 else told)


def faults_of(error: ValidationError) -> list[Fault]:
    """Give the faults of a body or query that does not have its form, each with its path."""
    return [
        Fault(
            Where(column=".".join(map(str, each["loc"])) or "body"),
            "MALFORMED",
            each["msg"][:1].lower() + each["msg"][1:],
        )
        for each in error.errors(include_url=False, include_context=False)
    ]


def _of_router(error: web.HTTPException) -> str:
    match error:
        case web.HTTPMethodNotAllowed():
            return f"{error.method} is not one of {', '.join(sorted(error.allowed_methods))}"
        case web.HTTPNotFound():
            return "nothing is at this address"
        case web.HTTPRequestEntityTooLarge():
            return "what was sent is too large"
        case _:
            return error.text or error.reason
