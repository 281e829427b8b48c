"""What can go wrong at the token endpoint, in the words of RFC 6749, section 5.2."""

from __future__ import annotations


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
