"""What can go wrong at the token endpoint, in the words of RFC 6749, section 5.2."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Final

from lms_bridge.problems import Problem

_NOT_TOLD: Final = re.compile(r"[^\x20-\x21\x23-\x5b\x5d-\x7e]")
"""What no description may hold."""

_LATER: Final = {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}


class OauthRefused(Exception):
    """No token is given; `error` is the standard's word, `status` that of the answer."""

    def __init__(self, error: str, text: str, status: int = 400) -> None:
        """Say why, and how to mend it."""
        super().__init__(text)
        self.error = error
        self.status = status


class InvalidClient(OauthRefused):
    """The client did not show who it is; which part was wrong is not told."""

    def __init__(
        self, text: str = "the client is unknown, revoked, or its secret is another"
    ) -> None:
        """Answer 401."""
        super().__init__("invalid_client", text, 401)


def told(error: str, text: str) -> dict[str, str]:
    """Write the body of an answer that says what is wrong."""
    return {"error": error, "error_description": _NOT_TOLD.sub("'", text)}


def oauth_error(problem: Problem) -> dict[str, str]:
    """Write a problem that is none of who asks for a token, or of what they send."""
    if problem.status in _LATER:
        error = "temporarily_unavailable"
    elif problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        error = "server_error"
    else:
        error = "invalid_request"
    return told(error, problem.detail or problem.title)
