"""What an operator can set: options of the command line, or variables of the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from lms_bridge.errors import BadSetting, NotReady

PREFIX = "LOKAKARYA_"

LMSES = ("kolibri", "moodle", "none")

CHOICES = {
    "lms": LMSES,
    "mail_security": ("starttls", "tls", "none"),
    "log_form": ("text", "json"),
    "log_level": ("warning", "info", "debug"),
}
"""Settings that are one of a few words."""

SECRETS = frozenset(
    "database jobs_database kolibri_password mail_password moodle_token moodle_log_database "
    "openid_secret planner_token secrets_key".split()
)
"""Settings that may also come from a file: of `NAME_FILE` the file's text is taken."""

# What each variable means, as `serve --help` lists it.
MEANINGS = {
    "listen": "address of the pages and of REST, HOST:PORT",
    "data": "folder for the database, Kolibri's home and first-run.json",
    "database": "postgresql://USER@HOST/NAME or sqlite:///FILE, not the data folder's own",
    "secrets_key": "keys that lock secrets in the database, newest first; none: in the data folder",
    "jobs_database": "likewise for the durable workflows",
    "scheduler": "address of a running planner, HOST:PORT or unix:PATH; none: start one here",
    "planner_ca": "file, PEM: who signs the planner's certificate; needed off this machine",
    "planner_certificate": "file, PEM: our certificate for the planner",
    "planner_key": "file, PEM: the key of that certificate",
    "planner_token": "bearer token for the planner",
    "lms": "kolibri, moodle or none",
    "kolibri_url": "address of a running Kolibri; none: start one here",
    "kolibri_username": "its administrator",
    "kolibri_password": "the administrator's password",
    "kolibri_program": "the kolibri command with which to start one here",
    "moodle_url": "address of a Moodle 4.5 or newer, as it is in its own settings",
    "moodle_token": "token of the bridge's account in its service; see moodle setup-notes",
    "moodle_category": "ID number of the category there that holds our courses",
    "moodle_template": "ID number of the course to clone; {course} stands for the course's id",
    "moodle_auth": "sign-in method of new accounts there: manual, oauth2, saml2, ldap ...",
    "moodle_learner_role": "id of the role of those who learn",
    "moodle_coach_role": "id of the role of those who teach",
    "moodle_report": "id of the custom report of completions there; 0: ask for each person",
    "moodle_log_database": "postgresql://... of its plugin logstore_database; none: no hints",
    "moodle_log_table": "the name of that table",
    "cache": "folder for what can be made again, such as Kolibri's template",
    "public_url": "address under which people reach the pages, if it is not the one listened at",
    "openid_issuer": "OpenID provider with which people sign in, https://HOST/...; none: by links",
    "openid_client": "our client id there; the redirect address is PUBLIC_URL/openid/back",
    "openid_secret": "our client secret there",
    "openid_person": "claim that holds the person's id here; none: the verified e-mail address",
    "trusted_proxies": "addresses of proxies whose X-Forwarded-For is believed, commas between",
    "attempts_per_minute": "failed sign-ins and tokens of one address before it must wait; 0: any",
    "sync_minutes": "how often the LMS is looked at without being asked; 0: never",
    "webhook_hosts": "hosts of one's own network that requests may go to, with commas between",
    "webhook_wait_seconds": "how long after a first failure a webhook is sent again",
    "mail_server": "mail server to hand messages to, HOST:PORT; none: no mail is sent",
    "mail_security": "how it is spoken to: starttls, tls from the beginning, or none",
    "mail_user": "our account there, if it wants one",
    "mail_password": "the password of that account",
    "mail_from": "whom mail comes from, such as Training <training@example.org>",
    "mail_wait_seconds": "how long more is gathered for the same reader before it is mailed",
    "mail_retry_seconds": "how long after a first failure mail is sent again; then four times that",
    "lti_hosts": "hosts of one's own network from which an LMS may show the pages, likewise",
    "solve_workers": "threads that a solve searches with",
    "log_form": "how the log is written: text, or json with an object a line",
    "log_level": "what is logged of the bridge: warning, info (a line a request) or debug",
    "executor": "name of this bridge among several on one jobs database",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """The settings of one bridge; what each means stands in `MEANINGS`."""

    listen: str = "127.0.0.1:8080"
    data: Path = Path("data")
    database: str = ""
    secrets_key: str = ""
    jobs_database: str = ""
    scheduler: str = ""
    planner_ca: str = ""
    planner_certificate: str = ""
    planner_key: str = ""
    planner_token: str = ""
    lms: str = "none"
    kolibri_url: str = ""
    kolibri_username: str = ""
    kolibri_password: str = ""
    kolibri_program: Path = Path(".venv-kolibri/bin/kolibri")
    moodle_url: str = ""
    moodle_token: str = ""
    moodle_category: str = "lokakarya"
    moodle_template: str = "template-{course}"
    moodle_auth: str = "manual"
    moodle_learner_role: int = 5
    moodle_coach_role: int = 4
    moodle_report: int = 0
    moodle_log_database: str = ""
    moodle_log_table: str = "moodle_log"
    cache: Path = Path(".cache")
    public_url: str = ""
    openid_issuer: str = ""
    openid_client: str = ""
    openid_secret: str = ""
    openid_person: str = ""
    trusted_proxies: str = ""
    attempts_per_minute: int = 30
    sync_minutes: int = 15
    webhook_hosts: str = ""
    webhook_wait_seconds: int = 5
    mail_server: str = ""
    mail_security: str = "starttls"
    mail_user: str = ""
    mail_password: str = ""
    mail_from: str = ""
    mail_wait_seconds: int = 120
    mail_retry_seconds: int = 300
    lti_hosts: str = ""
    solve_workers: int = 2
    log_form: str = "text"
    log_level: str = "warning"
    executor: str = "bridge"

    @property
    def host(self) -> str:
        """The host that is listened at."""
        return self.listen.rpartition(":")[0].strip("[]")

    @property
    def port(self) -> int:
        """The port that is listened at."""
        return int(self.listen.rpartition(":")[2])

    @property
    def url(self) -> str:
        """The address under which people reach the pages."""
        return self.public_url.rstrip("/") or f"http://{self.listen}"

    @property
    def own_hosts(self) -> frozenset[str]:
        """Hosts of one's own network that requests of ours may go to."""
        return _listed(self.webhook_hosts)

    @property
    def proxies(self) -> frozenset[str]:
        """Addresses of proxies that tell truly for whom they ask."""
        return _listed(self.trusted_proxies)

    @property
    def lms_hosts(self) -> frozenset[str]:
        """Hosts of one's own network from which an LMS may show the pages."""
        return _listed(self.lti_hosts)

    @property
    def database_url(self) -> str:
        """Where the catalogue is."""
        return self.database or f"sqlite:///{self.data.absolute() / 'lokakarya.db'}"

    @property
    def jobs_database_url(self) -> str:
        """Where the durable workflows are."""
        return self.jobs_database or f"sqlite:///{self.data.absolute() / 'jobs.db'}"


def settings_of(environment: Mapping[str, str] = os.environ, **options: Any) -> Settings:
    """Read the environment; options that are not None come before it.

    Raises BadSetting for variables that are not known and values that cannot be meant.
    """
    known = {field.name: field for field in fields(Settings)}
    found: dict[str, Any] = {}
    for variable, value in environment.items():
        if not variable.startswith(PREFIX):
            continue
        name = variable.removeprefix(PREFIX).lower()
        kept_in_file = name.removesuffix("_file")
        if kept_in_file != name and kept_in_file in SECRETS:
            found[kept_in_file] = _text_of(variable, value)
            continue
        if name not in known:
            raise BadSetting(
                variable, f"is not known; there are {', '.join(map(_variable, known))}"
            )
        found[name] = value
    found |= {name: value for name, value in options.items() if value is not None}
    made = replace(Settings(), **{name: _typed(name, value) for name, value in found.items()})
    for name, allowed in CHOICES.items():
        if getattr(made, name) not in allowed:
            text = f'"{getattr(made, name)}" is none of {", ".join(allowed)}'
            raise BadSetting(_variable(name), text)
    if made.lms == "moodle":
        require_moodle(made)
    if made.openid_issuer and not made.openid_client:
        raise BadSetting(_variable("openid_client"), f"must be set: {MEANINGS['openid_client']}")
    if made.mail_server:
        require_mail(made)
    host, _, port = made.listen.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise BadSetting(_variable("listen"), f'"{made.listen}" is not HOST:PORT')
    return made


def _listed(text: str) -> frozenset[str]:
    return frozenset(filter(None, map(str.strip, text.split(","))))


def require_moodle(settings: Settings) -> None:
    """See that a Moodle is named. Raises BadSetting."""
    for name in ("moodle_url", "moodle_token"):
        if not getattr(settings, name):
            raise BadSetting(_variable(name), f"must be set for a Moodle: {MEANINGS[name]}")
    if settings.moodle_log_database and not settings.moodle_log_database.startswith(
        ("postgresql:", "postgres:")
    ):
        raise BadSetting(_variable("moodle_log_database"), "is no postgresql://USER@HOST/NAME")


def require_mail(settings: Settings) -> None:
    """See that a mail server and a sender are named. Raises BadSetting."""
    host, _, port = settings.mail_server.rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) <= 65535:
        text = f'"{settings.mail_server}" is not HOST:PORT'
        raise BadSetting(_variable("mail_server"), text)
    local, _, domain = parseaddr(settings.mail_from)[1].rpartition("@")
    if not local or not domain:
        raise BadSetting(_variable("mail_from"), f"must be set: {MEANINGS['mail_from']}")


def make_data(data: Path) -> None:
    """Make the data folder where there is none. Raises NotReady."""
    try:
        data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise NotReady(f"{data} cannot be the data folder: {error.strerror}") from None


def _text_of(variable: str, file: str) -> str:
    """Read a secret from its file. Raises BadSetting."""
    try:
        return Path(file).read_text().strip()
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(variable, f"{file} cannot be read: {error}") from None


def _variable(name: str) -> str:
    return PREFIX + name.upper()


def _typed(name: str, value: Any) -> Any:
    usual = getattr(Settings(), name)
    try:
        return type(usual)(value)
    except ValueError:
        raise BadSetting(_variable(name), f'"{value}" is not a number') from None
