"""A real OpenID provider as a process of its own, which takes a code only with its verifier.

It is `oidc-provider-mock`; that knows no PKCE, so what RFC 7636 asks of a server stands here.
"""

from __future__ import annotations

import base64
import hashlib
import io
from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qs, urlsplit

from oidc_provider_mock import User, app
from werkzeug.serving import make_server

PEOPLE: dict[str, dict[str, Any]] = {
    "ratna": {"email": "Focal@idn.example.org", "email_verified": True},
    "impostor": {"email": "focal@idn.example.org", "email_verified": False},
    "root": {"email": "admin@example.org", "email_verified": True},
    "stranger": {"email": "stranger@example.org", "email_verified": True},
}


class WithPkce:
    """Keeps the challenge of each code, and refuses a code whose verifier does not fit."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.challenges: dict[str, str] = {}

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/oauth2/token":
            body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
            environ["wsgi.input"] = io.BytesIO(body)
            form = parse_qs(body.decode())
            verifier = form.get("code_verifier", [""])[0]
            digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest())
            wanted = self.challenges.pop(form.get("code", [""])[0], None)
            if wanted != digest.decode().rstrip("="):
                start("400 Bad Request", [("Content-Type", "application/json")])
                return [b'{"error": "invalid_grant"}']
            return self.app(environ, start)  # type: ignore[no-any-return]
        asked = parse_qs(environ["QUERY_STRING"])

        def noting(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            there = parse_qs(urlsplit(dict(headers).get("Location", "")).query)
            if "code" in there and asked.get("code_challenge_method") == ["S256"]:
                self.challenges[there["code"][0]] = asked["code_challenge"][0]
            return start(status, headers, *more)

        return self.app(environ, noting)  # type: ignore[no-any-return]


def serve() -> None:
    """Serve until killed, and say where."""
    users = [User(sub=sub, claims=claims) for sub, claims in PEOPLE.items()]
    made = app(user_claims=users, require_nonce=True)
    server = make_server("127.0.0.1", 0, WithPkce(made), threaded=True)
    print(server.server_port, flush=True)
    server.serve_forever()


if __name__ == "__main__":
    serve()
