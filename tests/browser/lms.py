"""A small LMS on lti1p3platform: a course whose page shows a tool in a frame, on another site."""

from __future__ import annotations

import html
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from joserfc.jwk import RSAKey
from lti1p3platform.ltiplatform import LTI1P3PlatformConfAbstract
from lti1p3platform.message_launch import LTIAdvantageMessageLaunchAbstract
from lti1p3platform.oidc_login import OIDCLoginAbstract
from lti1p3platform.registration import Registration
from lti1p3platform.request import Request

CLIENT, DEPLOYMENT = "in-a-browser", "1"
INSTRUCTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor"
LEARNER = "http://purl.imsglobal.org/vocab/lis/v2/membership#Learner"


_KEEPER = """<script>
const kept = new Map();
addEventListener("message", (event) => {
  const { subject, message_id, key, value } = event.data;
  if (subject === "lti.put_data") kept.set(`${event.origin} ${key}`, value);
  const answer = { subject: `${subject}.response`, message_id, key };
  event.source.postMessage({ ...answer, value: kept.get(`${event.origin} ${key}`) }, event.origin);
  document.title = [...document.title.split(" "), subject].join(" ");
});
</script>"""
"""A page that keeps data for its frames (LTI Client Side postMessages), and says so in its title."""


class _Asked(Request):
    def build_metadata(self, request: dict[str, str]) -> Any:
        return {"method": "GET", "get_data": request, "form_data": {}}


class _Conf(LTI1P3PlatformConfAbstract):
    def init_platform_config(self, **kwargs: Any) -> None:
        self._registration = kwargs["registration"]

    def get_registration_by_params(self, **kwargs: Any) -> Registration:
        return self._registration


class _Login(OIDCLoginAbstract):
    def set_lti_message_hint(self, **kwargs: Any) -> None:
        self._lti_message_hint = kwargs["hint"]

    def get_redirect(self, url: str) -> str:
        return url


class _Launch(LTIAdvantageMessageLaunchAbstract):
    def render_launch_form(self, launch_data: Any, **kwargs: Any) -> str:
        fields = "".join(
            f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
            for name, value in launch_data.items()
        )
        to = html.escape(str(self._redirect_url))
        return (
            f'<form method="post" action="{to}">{fields}</form>'
            "<script>document.forms[0].submit()</script>"
        )


@dataclass
class Lms:
    """The LMS: who is in front of it, and what was placed in its course."""

    tool: str
    url: str = ""
    person: str = ""
    role: str = LEARNER
    email: str = ""
    is_placing: bool = False
    keeps_data: bool = False
    placed: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        key = RSAKey.generate_key(2048)
        self._registration = (
            Registration()
            .set_client_id(CLIENT)
            .set_deployment_id(DEPLOYMENT)
            .set_oidc_login_url(f"{self.tool}/lti/login")
            .set_launch_url(f"{self.tool}/lti/launch")
            .set_deeplink_launch_url(f"{self.tool}/lti/launch")
            .set_tool_key_set_url(f"{self.tool}/lti/jwks.json")
            .set_platform_public_key(key.as_pem(private=False).decode())
            .set_platform_private_key(key.as_pem(private=True).decode())
        )

    @property
    def registration(self) -> dict[str, Any]:
        """What an administrator pastes in the tool."""
        return {
            "issuer": self.url,
            "client_id": CLIENT,
            "name": "LMS in a browser",
            "authorization_endpoint": f"{self.url}/auth",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/jwks",
            "deployments": [DEPLOYMENT],
        }

    def _conf(self) -> _Conf:
        self._registration.set_iss(self.url)
        return _Conf(registration=self._registration)

    def page(self, path: str, asked: dict[str, str]) -> tuple[str, str]:
        """Answer: the kind of the answer, and its text."""
        match path:
            case "/course":
                login = _Login(None, self._conf())
                login.set_lti_message_hint(hint="course-1")
                to = login.initiate_login(self.person or self.email)
                if self.keeps_data:
                    to += "&lti_storage_target=_parent"
                frame = f'<iframe name="tool" src="{html.escape(to)}" width="900" height="700">'
                return "text/html", f"{_KEEPER if self.keeps_data else ''}{frame}</iframe>"
            case "/auth":
                return "text/html", self._launched(asked)
            case "/jwks":
                self._conf()
                return "application/json", json.dumps({"keys": self._registration.get_jwks()})
            case "/return":
                self.placed += self._conf().validate_deeplinking_resp(asked)
                return "text/html", "placed"
        return "text/html", ""

    def _launched(self, asked: dict[str, str]) -> str:
        launch = _Launch(_Asked(asked), self._conf())
        who = self.person or self.email
        launch.set_user_data(f"user-{who}", [self.role], email_address=self.email or None)
        launch.set_resource_link_claim("link-1")
        launch.set_launch_context_claim("course-1")
        launch.set_custom_parameters_claim({"person": self.person, "course": "$unknown"})
        if self.is_placing:
            launch.set_dl(f"{self.url}/return")
        return str(launch.lti_launch())

    @contextmanager
    def running(self) -> Iterator[Lms]:
        """Serve it on a site of its own: for a browser, localhost is another than 127.0.0.1."""
        lms = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = urlsplit(self.path)
                self._answer(asked.path, dict(parse_qsl(asked.query)))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                self._answer(urlsplit(self.path).path, dict(parse_qsl(body)))

            def _answer(self, path: str, asked: dict[str, str]) -> None:
                kind, text = lms.page(path, asked)
                self.send_response(200)
                self.send_header("Content-Type", kind)
                self.end_headers()
                self.wfile.write(text.encode())

            def log_message(self, *_: Any) -> None:
                """Say nothing."""

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://localhost:{server.server_port}"
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        try:
            yield self
        finally:
            server.shutdown()
            serving.join()
            server.server_close()
