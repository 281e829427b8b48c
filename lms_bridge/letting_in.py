"""`clients`: programs of others, let in with credentials of their own."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from catalogue.actions.make_client import make_client
from catalogue.actions.revoke_client import revoke_client
from catalogue.actions.rotate_client import rotate_client
from catalogue.foreign_json import read_json
from catalogue.queries.clients import ClientLine, clients
from catalogue.viewer import Viewer
from lms_bridge import first_run
from lms_bridge.errors import BadSetting
from lms_bridge.lms import lms_of
from lms_bridge.oauth.scopes import refuse_without_member, scopes_of, short_of
from lms_bridge.rostering import refuse_second_way
from lms_bridge.serving import tell
from lms_bridge.settings import Settings
from lms_bridge.syncing import opened

_VIEWER = Viewer.system("command line")


def add(asked: Namespace, settings: Settings) -> int:
    """Make a client, and print its id and its secret, which nobody can read again."""
    scopes = scopes_of(asked.scope)
    refuse_without_member(scopes, asked.member)
    url = _address(asked.url)
    keys = _public_keys(asked.keys)
    lms, at = _connected(settings)
    if lms:
        refuse_second_way(lms, at, asked.name, url, scopes)
    with opened(settings):
        id, secret = make_client(
            _VIEWER, asked.name, scopes, member=asked.member, public_keys=keys, url=url
        )
    _told({"id": id, "secret": secret, "scopes": list(scopes)}, as_json=asked.json)
    return 0


def rotate(asked: Namespace, settings: Settings) -> int:
    """Give a client another secret, and print it."""
    with opened(settings):
        secret = rotate_client(_VIEWER, asked.id)
    _told({"id": asked.id, "secret": secret}, as_json=asked.json)
    return 0


def revoke(asked: Namespace, settings: Settings) -> int:
    """Let a client in no longer."""
    with opened(settings):
        revoke_client(_VIEWER, asked.id)
    _told({"id": asked.id, "revoked": True}, as_json=asked.json)
    return 0


def show(asked: Namespace, settings: Settings) -> int:
    """List the clients."""
    with opened(settings):
        known = clients(_VIEWER)
    if asked.json:
        tell(json.dumps([_line(client) for client in known]))
    for client in () if asked.json else known:
        state = "revoked" if client.revoked_at else "active"
        scopes = " ".join(map(short_of, client.scopes))
        of = f" of {client.member}" if client.member else ""
        tell(f"{client.id}  {state}  {client.name}{of}: {scopes}")
    return 0


def _line(client: ClientLine) -> dict[str, Any]:
    return {
        "id": client.id,
        "name": client.name,
        "scopes": list(client.scopes),
        "member": client.member,
        "url": client.url,
        "made_at": client.made_at.isoformat(),
        "revoked_at": client.revoked_at.isoformat() if client.revoked_at else None,
    }


def _told(document: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        tell(json.dumps(document))
        return
    for name, value in document.items():
        tell(f"{name}: {' '.join(value) if isinstance(value, list) else value}")


def _connected(settings: Settings) -> tuple[str, str]:
    """Give the name and address of the connector's LMS: of the settings, or one started here."""
    lms = lms_of(settings)
    if lms is not None:
        return lms.name, lms.url
    started = first_run.read(settings.data).get("kolibri")
    return ("kolibri", str(started["url"])) if started else ("", "")


def _address(given: str | None) -> str:
    if given and (urlsplit(given).scheme not in {"http", "https"} or not urlsplit(given).hostname):
        raise BadSetting("--url", f'"{given}" is no address; write https://HOST')
    return given or ""


def _public_keys(file: Path | None) -> dict[str, Any] | None:
    """Read a JWK set, or one JWK, and keep its public half. Raises BadSetting."""
    if file is None:
        return None
    try:
        read = read_json(file.read_text())
        keys = KeySet.import_key_set(read if "keys" in read else {"keys": [read]})
        if any(key.key_type == "oct" for key in keys.keys):
            raise BadSetting("--keys", f"{file} holds a secret, not a key pair's public half")
        return dict(keys.as_dict(private=False))
    except (OSError, ValueError, TypeError, JoseError) as error:
        raise BadSetting("--keys", f"{file} is no JWK set: {error}") from None
