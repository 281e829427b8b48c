"""Programs of others are let in on the command line, an LMS in one way only."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from joserfc.jwk import ECKey, OctKey

from lms_bridge.__main__ import main
from lms_bridge.oauth.scopes import ROSTER, ROSTERING
from lms_bridge.rostering import is_served_twice


def run(capsys: pytest.CaptureFixture[str], data: Path, *words: str) -> tuple[int, str, str]:
    """Run `clients`, and give its exit code and what it said."""
    code = main(["clients", *words, "--data", str(data)])
    said = capsys.readouterr()
    return code, said.out, said.err


def added(capsys: pytest.CaptureFixture[str], data: Path, *words: str) -> Any:
    code, out, _ = run(capsys, data, "add", "Directory", "--json", "--scope", *words)
    assert code == 0
    return json.loads(out)


def test_a_client_is_made_listed_rotated_and_revoked(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = added(capsys, tmp_path, "roster.readonly")
    assert made["scopes"] == [ROSTER]
    (line,) = json.loads(run(capsys, tmp_path, "list", "--json")[1])
    assert (line["id"], line["name"], line["revoked_at"]) == (made["id"], "Directory", None)
    assert made["secret"] not in str(line)
    again = json.loads(run(capsys, tmp_path, "rotate", made["id"], "--json")[1])
    assert again["secret"] != made["secret"]
    assert run(capsys, tmp_path, "revoke", made["id"])[0] == 0
    assert "revoked" in run(capsys, tmp_path, "list")[1]
    assert run(capsys, tmp_path, "rotate", made["id"])[0] == 1


def test_what_is_wrong_with_a_client_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = tmp_path / "secret.json"
    secret.write_text(json.dumps(OctKey.generate_key(256).as_dict(private=True)))
    for words, code, part in (
        (["--scope", "everything"], 2, "roster.readonly"),
        (["--scope", "roster.readonly", "--url", "moodle"], 2, "https://HOST"),
        (["--scope", "roster.readonly", "--keys", str(secret)], 2, "public half"),
        (["--scope", "roster.readonly", "--keys", str(tmp_path / "no")], 2, "no JWK set"),
        (["--scope", "roster.readonly", "--member", "ATL"], 1, "ATL"),
    ):
        found, _, said = run(capsys, tmp_path, "add", "Directory", *words)
        assert (found, part in said) == (code, True), said


def test_of_a_key_pair_only_the_public_half_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = ECKey.generate_key("P-256")
    file = tmp_path / "key.json"
    private = key.as_dict(private=True)
    file.write_text(json.dumps(private))
    added(capsys, tmp_path, "roster.readonly", "--keys", str(file))
    stored = b"".join(each.read_bytes() for each in tmp_path.glob("lokakarya.db*"))
    assert str(private["x"]).encode() in stored
    assert str(private["d"]).encode() not in stored


def test_the_lms_of_the_connector_is_no_client_besides(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOKAKARYA_LMS", "kolibri")
    monkeypatch.setenv("LOKAKARYA_KOLIBRI_URL", "http://learn.example:8080/")
    address = ["--url", "http://LEARN.example:8080/oneroster"]
    code, _, said = run(capsys, tmp_path, "add", "Learning", "--scope", "roster.readonly", *address)
    assert (code, "never both" in said) == (1, True)
    added(capsys, tmp_path, "roster.readonly", "--url", "https://other.example")


def test_an_lms_is_known_by_its_address_or_else_by_its_name() -> None:
    url = "https://learn.example"

    def is_twice(name: str, client_url: str, scopes: frozenset[str] = ROSTERING) -> bool:
        return is_served_twice("moodle", url, name, client_url, scopes)

    assert is_twice("X", "https://learn.example:443/local")
    assert not is_twice("Moodle", "https://other.example")
    assert is_twice("Moodle", "")
    assert not is_twice("Directory", "")
    assert not is_twice("Moodle", "", frozenset())
