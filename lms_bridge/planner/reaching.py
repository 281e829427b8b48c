"""How a planner is reached: in plain on this machine alone, else by TLS, showing who we are."""

from __future__ import annotations

import ipaddress
import ssl
from dataclasses import dataclass
from pathlib import Path

import grpc

from lms_bridge.errors import BadSetting
from lms_bridge.settings import PREFIX, Settings

_OPTIONS: list[tuple[str, str | int]] = [
    *((f"grpc.max_{way}_message_length", 64 * 2**20) for way in ("send", "receive")),
    # several addresses of one name are several planners, and each is asked in its turn
    ("grpc.lb_policy_name", "round_robin"),
    ("grpc.max_reconnect_backoff_ms", 5_000),  # two minutes otherwise, after a long absence
    # a planner that hangs, or whose cable was pulled, says nothing: after 15 s it is taken for gone
    ("grpc.keepalive_time_ms", 7_000),
    ("grpc.keepalive_timeout_ms", 8_000),  # of TCP's own acknowledgements
    ("grpc.http2.ping_timeout_ms", 8_000),  # a minute otherwise, whatever the line above says
    ("grpc.http2.max_pings_without_data", 0),
]


@dataclass(frozen=True, slots=True)
class Reaching:
    """PEM files by their contents, and a bearer token."""

    authority: bytes = b""
    certificate: bytes = b""
    key: bytes = b""
    token: str = ""

    @property
    def metadata(self) -> tuple[tuple[str, str], ...]:
        """What goes with each call."""
        return (("authorization", f"Bearer {self.token}"),) if self.token else ()

    def channel(self, address: str) -> grpc.aio.Channel:
        """Open a channel. Raises BadSetting where others could read or answer in between."""
        if self.authority:
            credentials = grpc.ssl_channel_credentials(
                self.authority, self.key or None, self.certificate or None
            )
            return grpc.aio.secure_channel(address, credentials, options=_OPTIONS)
        if not _is_local(address):
            raise BadSetting(
                f"{PREFIX}PLANNER_CA",
                f"{address} is not on this machine: name who signs the planner's certificate",
            )
        return grpc.aio.insecure_channel(address, options=_OPTIONS)


def reaching_of(settings: Settings) -> Reaching:
    """Read what the settings name. Raises BadSetting."""
    if bool(settings.planner_certificate) != bool(settings.planner_key):
        raise BadSetting(f"{PREFIX}PLANNER_KEY", "the certificate and its key go together")
    reaching = Reaching(
        authority=_read("planner_ca", settings.planner_ca),
        certificate=_read("planner_certificate", settings.planner_certificate),
        key=_read("planner_key", settings.planner_key),
        token=settings.planner_token,
    )
    _try(settings)
    return reaching


def _try(settings: Settings) -> None:
    """Read what TLS will. Raises BadSetting: gRPC would say nothing but that it fails."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    ca, ours, key = settings.planner_ca, settings.planner_certificate, settings.planner_key
    try:
        if ca:
            context.load_verify_locations(ca)
    except ssl.SSLError as error:
        text = f"{ca} holds no certificate in PEM: {error.reason}"
        raise BadSetting(f"{PREFIX}PLANNER_CA", text) from None
    try:
        if ours:
            context.load_cert_chain(ours, key, password="")  # or OpenSSL asks at the terminal
    except ssl.SSLError as error:
        text = f"{key} is no open key in PEM of {ours}: {error.reason}"
        raise BadSetting(f"{PREFIX}PLANNER_KEY", text) from None


def _read(name: str, file: str) -> bytes:
    try:
        return Path(file).read_bytes() if file else b""
    except OSError as error:
        text = f"{file} cannot be read: {error.strerror}"
        raise BadSetting(PREFIX + name.upper(), text) from None


def _is_local(address: str) -> bool:
    if address.startswith(("unix:", "unix-abstract:")):
        return True
    host = address.rpartition(":")[0].rpartition(":///")[2]
    host = host.removeprefix("ipv4:").removeprefix("ipv6:").strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
