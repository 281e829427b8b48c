"""Every certificate of the sample programme against the published schema, and a spoiled one."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jsonschema import Draft201909Validator, FormatChecker

from lms_bridge.api.operation import ROOT
from tests.conformance.site import Site

SCHEMA = "ob_v3p0_achievementcredential_schema.json"


def hold(site: Site, folder: Path) -> str:
    """Hold them against it, and say what came of it."""
    schema = json.loads((folder / SCHEMA).read_text())
    validator = Draft201909Validator(schema, format_checker=FormatChecker())
    count = 0
    for credential in _credentials(site):
        found = [error.message for error in validator.iter_errors(credential)]
        if found:
            return f"FOUND in {credential['id']}: {'; '.join(found)}"
        spoiled = {name: value for name, value in credential.items() if name != "issuer"}
        if validator.is_valid(spoiled):
            return f"FOUND: {credential['id']} is taken without its issuer, too"
        count += 1
    return f"{count} credentials taken" if count else "FOUND no credential"


def _credentials(site: Site) -> Iterator[dict[str, Any]]:
    path, token = f"{ROOT}/nominations?states=completed&page_size=200", ""
    while True:
        page = site.asked(f"{path}&page_token={token}", site.administrator)
        for each in page["items"]:
            found = site.asked(f"{ROOT}/nominations/{each['id']}/certificate", site.administrator)
            body = found["credential"].split(".")[1]
            yield json.loads(base64.urlsafe_b64decode(body + "=="))
        token = page["next_page_token"]
        if not token:
            return
