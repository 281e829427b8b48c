"""Programs of others against a started bridge with the sample programme; says which ran.

    python -m tests.conformance --openapi DIR --google DIR --longsight DIR --badges DIR

`openapi`: a folder with the published OneRoster documents; `google`: Google's
oneroster-integration-conformance-tests; `longsight`: LongsightGroup's oneroster, in source;
`badges`: a folder with the published JSON schema of Open Badges 3.0. What is not given does not run. Schemathesis runs on our own documents always. Exit code 1: something was
found.
"""

from __future__ import annotations

import argparse
import base64
import json
import re
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Callable
from pathlib import Path
from shutil import copytree
from typing import Any

from lms_bridge.oauth.scopes import SCIM, SCOPES
from lms_bridge.oneroster.services import SERVICES
from tests.conformance import badges, google
from tests.conformance.site import Site
from tests.lms_bridge.process import ABridge, command

HERE = Path(__file__).parent
USUAL_EXAMPLES = 60

CHECKS = "not_a_server_error,response_schema_conformance,content_type_conformance"
"""What is looked for: errors of ours, and answers off the document."""


def main() -> int:
    """Run what is given, and say what came of it."""
    parser = argparse.ArgumentParser(prog="python -m tests.conformance", description=__doc__)
    for name in ("openapi", "google", "longsight", "badges"):
        parser.add_argument(f"--{name}", type=Path, metavar="DIR")
    parser.add_argument("--examples", type=int, default=USUAL_EXAMPLES, help="of each operation")
    asked = parser.parse_args()
    suites: list[tuple[str, Path | None, Callable[[Site, Any], str]]] = [
        ("Google's OneRoster 1.2 suite", asked.google, _google),
        ("LongsightGroup's client and CSV validator", asked.longsight, _longsight),
        ("the published JSON schema of Open Badges", asked.badges, badges.hold),
        (
            "Schemathesis on the published OneRoster documents",
            asked.openapi,
            lambda site, folder: _published(site, folder, asked.examples),
        ),
        (
            "Schemathesis on our documents",
            HERE,
            lambda site, _: _ours(site, asked.examples),
        ),
    ]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder) / "data"
        bridge = ABridge(data, "--sample")  # its log tells of what Schemathesis sends, too
        bridge.start()
        try:
            bridge.until_ready()
            site = _site(bridge, data)
            for name, given, run in suites:
                if given is None:
                    print(f"- {name}: did not run, no folder was given", flush=True)
                    continue
                found = run(site, given)
                failed += found.startswith("FOUND")
                print(f"- {name}: {found}", flush=True)
        finally:
            bridge.kill()
    return 1 if failed else 0


def _site(bridge: ABridge, data: Path) -> Site:
    scopes = [scope for scope in SCOPES if scope != SCIM]
    words = ("clients", "add", "Conformance", "--scope", *scopes, "--data", data, "--json")
    made = json.loads(command(*words).stdout)
    client = (made["id"], made["secret"])
    request = urllib.request.Request(
        f"{bridge.url}/oauth2/token",
        urllib.parse.urlencode({"grant_type": "client_credentials"}).encode(),
        {"Authorization": "Basic " + base64.b64encode(":".join(client).encode()).decode()},
    )
    with urllib.request.urlopen(request) as answer:
        token = json.load(answer)["access_token"]
    administrator = command("token", "coordinator", "--data", data).stdout.strip()
    return Site(bridge, data, client, token, administrator)


def _google(site: Site, folder: Path) -> str:
    teachers = site.asked("/ims/oneroster/rostering/v1p2/teachers", site.token)["users"]
    email = next(user["email"] for user in teachers if "email" in user)
    results = google.run(folder, site.bridge.url, site.client, email)
    wrong = [name for name, is_passed in results if not is_passed]
    said = f"{len(results) - len(wrong)} of {len(results)} passed"
    return f"FOUND {'; '.join(wrong)}; {said}" if wrong else said


def _longsight(site: Site, folder: Path) -> str:
    with tempfile.TemporaryDirectory() as made:
        built = Path(made)
        copytree(folder / "src", built / "src")
        for file in folder.glob("tsconfig*.json"):
            (built / file.name).write_bytes(file.read_bytes())
        (built / "package.json").write_text('{"name": "built", "type": "module", "private": true}')
        for words in (
            ("npm", "install", "--silent", "fflate", "typescript@5.9"),
            ("npx", "tsc", "-p", "tsconfig.build.json"),
        ):
            subprocess.run(words, cwd=built, check=True, stdout=subprocess.DEVNULL)
        files = built / "oneroster.zip"
        assert command("oneroster", files, "--data", site.data).returncode == 0
        told = subprocess.run(
            ["node", HERE / "longsight.mjs", built / "dist", files, site.bridge.url, site.token],
            check=True,
            capture_output=True,
            text=True,
        )
    found = json.loads(told.stdout)
    count = sum(found["seen"].values())
    said = f"{len(found['findings'])} findings over {count} records"
    return f"FOUND {json.dumps(found['findings'][:5])}; {said}" if found["findings"] else said


def _published(site: Site, folder: Path, examples: int) -> str:
    said = []
    for service in (each for each in SERVICES if each.has_document):
        file = folder / service.names[0]
        said.append(
            _schemathesis(
                site, str(file.resolve()), site.bridge.url + service.root, site.token, examples
            )
        )
    return _joined(said)


def _ours(site: Site, examples: int) -> str:
    url = site.bridge.url
    documents = [(f"{url}/api/v1/openapi.json", url, site.administrator)]
    for service in (each for each in SERVICES if each.has_document):
        address = f"{url}{service.root}/discovery/{service.names[0]}"
        documents.append((address, url + service.root, site.token))
    return _joined([_schemathesis(site, *document, examples) for document in documents])


def _schemathesis(site: Site, document: str, url: str, token: str, examples: int) -> str:
    """Run it on a document; what it says of failures, or how much it asked."""
    told = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", document, "--url", url),
            *("--header", f"Authorization: Bearer {token}", "--checks", CHECKS),
            *("--max-examples", str(examples), "--phases", "examples,coverage,fuzzing"),
            *("--seed", "1", "--no-color", "--suppress-health-check", "all"),
        ],
        cwd=site.data,  # where it keeps what it found
        capture_output=True,
        text=True,
        check=False,
    )
    if told.returncode:
        return f"FOUND in {document}: {told.stdout[-4000:]}{told.stderr[-500:]}"
    (count,) = re.findall(r"(\d+) generated, \d+ passed", told.stdout)
    return f"{count} requests, nothing found"


def _joined(said: list[str]) -> str:
    wrong = [each for each in said if each.startswith("FOUND")]
    return "\n".join(wrong) if wrong else " | ".join(said)


if __name__ == "__main__":
    sys.exit(main())
