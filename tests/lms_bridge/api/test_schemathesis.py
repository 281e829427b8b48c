"""Schemathesis, a program that shares nothing with this project, on our own documents, in short.

`make conformance` runs it at length.
"""

from __future__ import annotations

import asyncio
import re
import sys
from pathlib import Path

import pytest

from lms_bridge.oneroster.addresses import GRADEBOOK, ROSTERING
from lms_bridge.oneroster.services import SERVICES
from tests.lms_bridge.bridge import Bridge

pytestmark = pytest.mark.asyncio(loop_scope="module")

CHECKS = "not_a_server_error,response_schema_conformance,content_type_conformance"


@pytest.mark.parametrize(
    ("root", "document"),
    [
        ("", "/api/v1/openapi.json"),
        *(
            (service.root, f"{service.root}/discovery/{service.names[0]}")
            for service in SERVICES
            if service.root in {ROSTERING, GRADEBOOK}
        ),
    ],
    ids=["api", "rostering", "gradebook"],
)
async def test_no_answer_is_an_error_of_ours_or_off_the_document(
    root: str, document: str, bridge: Bridge, tmp_path: Path
) -> None:
    url = str(bridge.client.make_url("/")).rstrip("/")
    signed = bridge.signed()["Authorization"]
    token = signed if root else f"Bearer {bridge.template.secrets['admin']}"
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "schemathesis.cli", "run", url + document, "--url", url + root),
        *("--header", f"Authorization: {token}", "--checks", CHECKS, "--phases", "fuzzing"),
        *("--max-examples", "1", "--seed", "1", "--no-color", "--suppress-health-check", "all"),
        cwd=tmp_path,  # where it keeps what it found
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    text = said.decode()
    assert process.returncode == 0, text[-4000:]
    assert re.search(r"\d+ generated, \d+ passed", text), text[-2000:]
