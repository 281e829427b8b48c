"""What an operator can set, and what cannot be meant."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from lms_bridge.errors import BadSetting, NotReady
from lms_bridge.settings import MEANINGS, Settings, make_data, settings_of


def test_nothing_has_to_be_set() -> None:
    assert settings_of({}) == Settings()


def test_the_environment_is_read_and_an_option_comes_before_it() -> None:
    environment = {
        "LOKAKARYA_LMS": "kolibri",
        "LOKAKARYA_SYNC_MINUTES": "5",
        "LOKAKARYA_DATA": "here",
        "PATH": "/bin",
    }
    made = settings_of(environment, data=Path("there"), lms=None)
    assert made == Settings(lms="kolibri", sync_minutes=5, data=Path("there"))


def test_each_setting_has_its_meaning() -> None:
    assert list(MEANINGS) == [field.name for field in fields(Settings)]


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("LOKAKARYA_DATABSE", "x", "LOKAKARYA_DATABSE: is not known; there are LOKAKARYA_LISTEN, "),
        ("LOKAKARYA_SYNC_MINUTES", "often", 'LOKAKARYA_SYNC_MINUTES: "often" is not a number'),
        ("LOKAKARYA_SOLVE_WORKERS", "", 'LOKAKARYA_SOLVE_WORKERS: "" is not a number'),
        ("LOKAKARYA_LMS", "canvas", 'LOKAKARYA_LMS: "canvas" is none of kolibri, moodle, none'),
        ("LOKAKARYA_LMS", "moodle", "LOKAKARYA_MOODLE_URL: must be set for a Moodle: address of"),
        ("LOKAKARYA_LISTEN", "8080", 'LOKAKARYA_LISTEN: "8080" is not HOST:PORT'),
        ("LOKAKARYA_LISTEN", "host:", 'LOKAKARYA_LISTEN: "host:" is not HOST:PORT'),
        ("LOKAKARYA_LISTEN", "host:-1", 'LOKAKARYA_LISTEN: "host:-1" is not HOST:PORT'),
        ("LOKAKARYA_LISTEN", "host:65536", 'LOKAKARYA_LISTEN: "host:65536" is not HOST:PORT'),
        ("LOKAKARYA_LISTEN", "host:8²", 'LOKAKARYA_LISTEN: "host:8²" is not HOST:PORT'),
    ],
)
def test_what_cannot_be_meant_is_told(variable: str, value: str, said: str) -> None:
    with pytest.raises(BadSetting) as bad:
        settings_of({variable: value})
    assert str(bad.value).startswith(said)


def test_an_address_has_a_host_and_a_port() -> None:
    made = Settings(listen="[::1]:8080")
    assert (made.host, made.port, made.url) == ("::1", 8080, "http://[::1]:8080")
    public = Settings(public_url="https://training.example.org/")
    assert public.url == "https://training.example.org"


def test_databases_are_in_the_data_folder_unless_said_otherwise(tmp_path: Path) -> None:
    made = Settings(data=tmp_path)
    assert made.database_url == f"sqlite:///{tmp_path / 'lokakarya.db'}"
    assert made.jobs_database_url == f"sqlite:///{tmp_path / 'jobs.db'}"
    url = "postgresql://me@db/lokakarya"
    other = Settings(data=tmp_path, database=url, jobs_database=url)
    assert (other.database_url, other.jobs_database_url) == (url, url)


def test_a_file_is_no_data_folder(tmp_path: Path) -> None:
    make_data(tmp_path / "a" / "b")
    assert (tmp_path / "a" / "b").is_dir()
    file = tmp_path / "file"
    file.touch()
    with pytest.raises(NotReady, match=f"{file} cannot be the data folder: File exists"):
        make_data(file)


def test_secret_may_stand_in_a_file(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("secret\n")
    assert settings_of({"LOKAKARYA_MOODLE_TOKEN_FILE": str(file)}).moodle_token == "secret"
    with pytest.raises(BadSetting, match=r"LOKAKARYA_MOODLE_TOKEN_FILE: .* cannot be read"):
        settings_of({"LOKAKARYA_MOODLE_TOKEN_FILE": str(tmp_path / "none")})
    with pytest.raises(BadSetting, match="is not known"):
        settings_of({"LOKAKARYA_LISTEN_FILE": str(file)})


def test_provider_needs_our_client_id() -> None:
    with pytest.raises(BadSetting, match="LOKAKARYA_OPENID_CLIENT: must be set"):
        settings_of({"LOKAKARYA_OPENID_ISSUER": "https://id.example.org"})
