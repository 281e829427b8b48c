"""What somebody needs to begin with: addresses, one-time links, tokens, logins.

Made anew at every start and kept in `first-run.json`, readable by its owner alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from catalogue.actions.make_link import make_link
from catalogue.actions.make_token import make_token
from catalogue.db import changing
from catalogue.queries.trainers import trainers
from catalogue.queries.users import users
from catalogue.viewer import Role, Viewer
from lms_bridge.local_kolibri import LocalKolibri

FILE = "first-run.json"

LIFETIME = timedelta(days=7)
"""How long the tokens are good: every start makes new ones."""

SHOWN = ((Role.COORDINATOR, 1), (Role.OVERSEER, 1), (Role.FOCAL_POINT, 2))
"""For how many people of each role there is a link."""

_NOBODY = """  Nobody is known who could sign in. Let the first person in:
    python -m catalogue import users FILE --database URL
    python -m lms_bridge link CODE"""


@dataclass(frozen=True, slots=True)
class Entrance:
    """A person's way in: a link that signs in once, and a bearer token for REST."""

    role: str
    person: str
    name: str
    member: str | None
    link: str
    token: str


@changing
def make_entrances(url: str) -> list[Entrance]:
    """Make fresh links and tokens for some people of each role."""
    viewer = Viewer.system("first run")
    made = []
    for role, person, name, member in _people(viewer):
        secret = make_link(viewer, person)
        _, token = make_token(viewer, person, "first run", LIFETIME)
        made.append(Entrance(role, person, name, member, link_url(url, secret), token))
    return made


def link_url(url: str, secret: str) -> str:
    """Give the address at which a link's secret signs in."""
    return f"{url}/sign-in/{secret}"


def _people(viewer: Viewer) -> Iterator[tuple[str, str, str, str | None]]:
    granted = users(viewer)
    for role, count in SHOWN:
        for user in [user for user in granted if role in user.roles][:count]:
            yield role, user.person, f"{user.given_name} {user.family_name}".strip(), user.member
    teaching = [line for line in trainers(viewer).items if line.load_days]
    for line in teaching[:1]:
        yield Role.TRAINER, line.person, f"{line.given_name} {line.family_name}", line.member


def document(url: str, entrances: list[Entrance], kolibri: LocalKolibri | None) -> dict[str, Any]:
    """Give everything as JSON values."""
    return {
        "bridge": url,
        "kolibri": kolibri
        and {
            "url": kolibri.url,
            "administrator": kolibri.administrator._asdict(),
            "coach": kolibri.coach._asdict(),
        },
        "people": [
            {
                "role": str(e.role),
                "person": e.person,
                "name": e.name,
                "member": e.member,
                "link": e.link,
                "token": e.token,
            }
            for e in entrances
        ],
    }


def write(data: Path, known: dict[str, Any]) -> Path:
    """Keep it, whole at every moment."""
    file, fresh = data / FILE, data / f".{FILE}"
    fresh.touch(mode=0o600)
    fresh.write_text(json.dumps(known, indent=2) + "\n")
    return fresh.replace(file)


def read(data: Path) -> dict[str, Any]:
    """Give what was kept, or nothing."""
    try:
        known: dict[str, Any] = json.loads((data / FILE).read_text())
    except FileNotFoundError:
        return {}
    return known


def words(known: dict[str, Any]) -> str:
    """Say it to whoever started the bridge."""
    lines = ["", f"  Lokakarya   {known['bridge']}"]
    kolibri = known["kolibri"]
    if kolibri:
        lines.append(f"  Kolibri     {kolibri['url']}")
        lines += [
            f"              {who}: {kolibri[who]['username']} / {kolibri[who]['password']}"
            for who in ("administrator", "coach")
        ]
    lines += ["", "  Sign in, once each:" if known["people"] else _NOBODY]
    lines += [
        f"    {p['role'].replace('_', ' '):12} {p['name']}{_of(p['member'])}\n      {p['link']}"
        for p in known["people"]
    ]
    return "\n".join([*lines, ""])


def _of(member: str | None) -> str:
    return f" ({member})" if member else ""
