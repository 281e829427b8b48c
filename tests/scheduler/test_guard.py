"""A server off this machine takes only those who show who they are; the bridge's own client does."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import grpc
import pytest
from grpc_health.v1 import health_pb2, health_pb2_grpc

from lms_bridge.doctor import examine
from lms_bridge.errors import BadSetting, PlannerUnreachable
from lms_bridge.planner import client
from lms_bridge.planner.client import planner_at
from lms_bridge.planner.reaching import Reaching, reaching_of
from lms_bridge.settings import Settings
from tests.lms_bridge.doors_table import RPCS, lines
from tests.scheduler import certificates
from tests.scheduler.processes import READY_SECONDS, run, started

TOKEN = "a-long-token"


@pytest.fixture(scope="module")
def keys(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make two authorities, each with a certificate for this machine."""
    folder = tmp_path_factory.mktemp("keys")
    for name in ("ours", "theirs"):
        certificates.make(folder, name, ["localhost"], ["127.0.0.1"])
    (folder / "tokens").write_text(f"an-older-token\n{TOKEN}\n")
    return folder


@contextmanager
def serving(keys: Path, *options: object) -> Iterator[str]:
    """Serve at a port of every address of this machine, by TLS."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    own = ("--certificate", keys / "ours-certificate", "--key", keys / "ours-key")
    with started("serve", "--listen", f"0.0.0.0:{port}", *own, *options) as process:
        assert process.stderr
        line = process.stderr.readline()
        assert "for holders of" in line, line
        yield f"127.0.0.1:{port}"


def status_of(
    address: str, keys: Path, *, token: str = "", scheme: str = "Bearer", certificate: str = ""
) -> str:
    """Ask for its health, and say what came of it."""
    credentials = grpc.ssl_channel_credentials(
        (keys / "ours-ca").read_bytes(),
        (keys / f"{certificate}-key").read_bytes() if certificate else None,
        (keys / f"{certificate}-certificate").read_bytes() if certificate else None,
    )
    metadata = [("authorization", f"{scheme} {token}")] if token else []
    with grpc.secure_channel(address, credentials) as channel:
        try:
            health_pb2_grpc.HealthStub(channel).Check(
                health_pb2.HealthCheckRequest(), metadata=metadata, timeout=READY_SECONDS
            )
        except grpc.RpcError as error:
            return str(error.code().name)
    return "OK"


async def test_token_opens_and_nothing_else(keys: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(keys, "--token-file", keys / "tokens") as address:
        assert status_of(address, keys, token=TOKEN) == "OK"
        assert status_of(address, keys, token="an-older-token") == "OK"
        assert status_of(address, keys, token=TOKEN, scheme="bearer") == "OK"
        assert status_of(address, keys, token=TOKEN, scheme="Basic") == "UNAUTHENTICATED"
        for token in ("", "another", f"{TOKEN}x"):
            assert status_of(address, keys, token=token) == "UNAUTHENTICATED"
        ours = reaching_of(Settings(planner_ca=str(keys / "ours-ca"), planner_token=TOKEN))
        async with planner_at(address, ours) as planner:
            assert await planner.is_serving()
        monkeypatch.setattr(client, "_PATIENCE_SECONDS", 0.5)
        false = Reaching(authority=(keys / "theirs-ca").read_bytes(), token=TOKEN)
        with pytest.raises(PlannerUnreachable, match="CERTIFICATE_VERIFY_FAILED"):
            async with planner_at(address, false):
                pass


def test_every_rpc_is_shut_without_a_token(keys: Path) -> None:
    credentials = grpc.ssl_channel_credentials((keys / "ours-ca").read_bytes())
    found = {}
    with (
        serving(keys, "--token-file", keys / "tokens") as address,
        grpc.secure_channel(address, credentials) as channel,
    ):
        for name in lines(RPCS):
            with pytest.raises(grpc.RpcError) as error:
                channel.unary_unary(f"/{name}")(b"", timeout=READY_SECONDS)
            found[name] = error.value.code()
    assert found == dict.fromkeys(lines(RPCS), grpc.StatusCode.UNAUTHENTICATED)


async def test_certificate_of_our_authority_opens_and_no_other(keys: Path) -> None:
    with serving(keys, "--ca", keys / "ours-ca") as address:
        assert status_of(address, keys, certificate="ours") == "OK"
        assert status_of(address, keys, certificate="theirs") == "UNAVAILABLE"
        assert status_of(address, keys, token=TOKEN) == "UNAVAILABLE"
        files = {
            f"planner_{what}": str(keys / f"ours-{what}") for what in ("ca", "certificate", "key")
        }
        async with planner_at(address, reaching_of(Settings(**files))) as planner:
            assert await planner.is_serving()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "say --certificate and --key"),
        (("--token-file", "tokens"), "say --certificate and --key"),
        (("--certificate", "ours-certificate", "--key", "ours-key"), "say --ca or --token-file"),
        (("--certificate", "ours-certificate"), "go together"),
        (("--token-file", "none"), "--token-file: "),
        (("--certificate", "ours-certificate", "--key", "theirs-key"), "--key: "),
        (("--certificate", "ours-key", "--key", "ours-key"), "--key: "),
        (("--ca", "ours-key"), "--ca: "),
    ],
)
def test_server_that_would_lie_open_does_not_start(
    keys: Path, options: tuple[str, ...], said: str
) -> None:
    files = [each if each.startswith("--") else keys / each for each in options]
    done = run("serve", "--listen", "0.0.0.0:0", *files)
    assert (done.status, said in done.err) == (2, True), done.err


@pytest.mark.parametrize(
    ("files", "variable"),
    [
        ({"ca": "ours-key"}, "PLANNER_CA"),
        ({"certificate": "ours-certificate", "key": "theirs-key"}, "PLANNER_KEY"),
        ({"certificate": "ours-certificate", "key": "tokens"}, "PLANNER_KEY"),
        ({"certificate": "ours-certificate"}, "PLANNER_KEY"),
    ],
    ids=str,
)
def test_bridge_names_the_file_that_does_not_fit(
    keys: Path, files: dict[str, str], variable: str
) -> None:
    settings = Settings(**{f"planner_{what}": str(keys / file) for what, file in files.items()})
    with pytest.raises(BadSetting, match=variable):
        reaching_of(settings)


async def test_doctor_says_what_the_planner_has_against_us(keys: Path) -> None:
    certificates.make(keys, "over", ["localhost"], ["127.0.0.1"], days=-1)
    over = {f"planner_{what}": str(keys / f"over-{what}") for what in ("certificate", "key")}
    with serving(keys, "--token-file", keys / "tokens") as address:
        us = Settings(scheduler=address, planner_ca=str(keys / "ours-ca"))
        for more, said in (
            ({}, "a bearer token is needed"),
            ({"planner_token": "another"}, "a bearer token is needed"),
            ({"planner_token": TOKEN} | over, "have it renewed"),
            ({"planner_token": TOKEN}, ""),
        ):
            found = {each.tried: each.fault async for each in examine(replace(us, **more))}
            assert said in found["planner"], found
            assert bool(said) == bool(found["planner"])


async def test_bridge_sends_nothing_in_plain_to_another_machine() -> None:
    with pytest.raises(BadSetting, match="PLANNER_CA"):
        async with planner_at("planner.example.org:50051", Reaching(token=TOKEN)):
            pass


def test_plain_server_says_that_it_is_open() -> None:
    with started("serve", "--listen", "localhost:0") as process:
        assert process.stderr
        assert process.stderr.readline().endswith("open to all on this machine\n")
