"""A started bridge with the sample programme, and who may ask it."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any, NamedTuple

from tests.lms_bridge.process import ABridge


class Site(NamedTuple):
    """A bridge, a client that may do everything, its token, and an administrator's."""

    bridge: ABridge
    data: Path
    client: tuple[str, str]
    token: str
    administrator: str

    def asked(self, path: str, token: str) -> Any:
        """Read a document."""
        request = urllib.request.Request(
            self.bridge.url + path, headers={"Authorization": f"Bearer {token}"}
        )
        with urllib.request.urlopen(request) as answer:
            return json.load(answer)
