"""Google's OneRoster 1.2 suite: the code of its notebook, run as it stands but for credentials."""

from __future__ import annotations

import contextlib
import io
import json
from pathlib import Path
from typing import Any

NOTEBOOK = "oneroster_1_2_test_suite.ipynb"


def run(folder: Path, url: str, client: tuple[str, str], teacher: str) -> list[tuple[str, bool]]:
    """Run every check and say of each whether it passed; `teacher` is an e-mail address."""
    book = json.loads((folder / NOTEBOOK).read_text())
    cells = ["".join(cell["source"]) for cell in book["cells"] if cell["cell_type"] == "code"]
    here: dict[str, Any] = {}
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        for cell in cells:
            text = cell
            if "client_secret = " in text and "@dataclass" not in text:
                text = (
                    f"token_url = {url + '/oauth2/token'!r}\n"
                    f"one_roster_url = {url + '/ims/oneroster'!r}\n"
                    f"client_id, client_secret = {client!r}\n"
                    f"teacher_email_address = {teacher!r}\n"
                )
            exec(compile(text, NOTEBOOK, "exec"), here)  # the suite is a notebook
    card: dict[str, list[tuple[str, ...]]] = here["report_card"]
    return [
        (f"{name}: {result[0]} {result[2] if len(result) > 2 else ''}".strip(), result[1] == "pass")
        for name, results in card.items()
        for result in results
    ]
