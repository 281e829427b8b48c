"""Who may ask a server: holders of a certificate (mutual TLS), of a token, or of both.

Without either a server is open to all who reach it, and therefore only on the loopback or on a
socket of this machine. A token goes in the clear only there, too.
"""

from __future__ import annotations

import argparse
import hmac
import ipaddress
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import grpc

from scheduler.errors import Fault, Malformed

_HEADER = "authorization"


@dataclass(frozen=True, slots=True)
class Guard:
    """What shows who one is: PEM files, and bearer tokens of which one must come."""

    certificate: bytes = b""
    key: bytes = b""
    authority: bytes = b""  # who has signed the other side's certificate
    tokens: tuple[str, ...] = ()

    def listen(self, server: grpc.aio.Server, address: str) -> int:
        """Let a server listen, and give its port. Raises Malformed where it would lie open."""
        if not is_local(address):
            if not self.certificate:
                raise _refused(f"{address} is reached by others: say --certificate and --key")
            if not self.authority and not self.tokens:
                raise _refused(f"{address} is reached by others: say --ca or --token-file")
        if not self.certificate:
            return server.add_insecure_port(address)
        credentials = grpc.ssl_server_credentials(
            [(self.key, self.certificate)],
            root_certificates=self.authority or None,
            require_client_auth=bool(self.authority),
        )
        return server.add_secure_port(address, credentials)

    def channel(self, address: str, options: list[tuple[str, int]]) -> grpc.Channel:
        """Reach a server. Raises Malformed where a token would go in the clear."""
        if not self.authority:
            if self.tokens and not is_local(address):
                raise _refused("a token would go in the clear: say --ca")
            return grpc.insecure_channel(address, options=options)
        credentials = grpc.ssl_channel_credentials(
            self.authority, self.key or None, self.certificate or None
        )
        return grpc.secure_channel(address, credentials, options=options)

    @property
    def metadata(self) -> list[tuple[str, str]]:
        """What goes with each call of ours."""
        return [(_HEADER, f"Bearer {self.tokens[0]}")] if self.tokens else []

    @property
    def says(self) -> str:
        """Say who may come in."""
        ways = ["a certificate"] * bool(self.authority) + ["a token"] * bool(self.tokens)
        return f"for holders of {' and '.join(ways)}" if ways else "open to all on this machine"

    @property
    def interceptors(self) -> list[grpc.aio.ServerInterceptor]:
        """What a server looks at before each call."""
        return [_Tokens(self.tokens)] if self.tokens else []


class _Tokens(grpc.aio.ServerInterceptor):
    """Lets calls through that carry one of the tokens, whatever they call."""

    def __init__(self, tokens: tuple[str, ...]) -> None:
        self._wanted = [token.encode() for token in tokens]

        async def refuse(_: Any, context: Any) -> None:
            await context.abort(grpc.StatusCode.UNAUTHENTICATED, "a bearer token is needed")

        self._refuse: Any = grpc.unary_unary_rpc_method_handler(refuse)

    async def intercept_service(
        self, continuation: Callable[[Any], Awaitable[Any]], details: grpc.HandlerCallDetails
    ) -> Any:
        """Look for a token."""
        given = dict(details.invocation_metadata or ()).get(_HEADER, b"")
        scheme, _, sent = (given.encode() if isinstance(given, str) else given).partition(b" ")
        fits = [hmac.compare_digest(sent, wanted) for wanted in self._wanted]
        is_bearer = scheme.lower() == b"bearer"  # in any case: RFC 9110, 11.1
        return await continuation(details) if is_bearer and any(fits) else self._refuse


def is_local(address: str) -> bool:
    """Say whether only this machine reaches an address."""
    if address.startswith(("unix:", "unix-abstract:")):
        return True
    host = address.rpartition(":")[0].rpartition(":///")[2]
    host = host.removeprefix("ipv4:").removeprefix("ipv6:").strip("[]")
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what says who may come in, or who we are."""
    parser.add_argument("--certificate", type=Path, metavar="FILE", help="our certificate, PEM")
    parser.add_argument("--key", type=Path, metavar="FILE", help="the key of our certificate, PEM")
    parser.add_argument(
        "--ca", type=Path, metavar="FILE", help="who signs the other side's certificate, PEM"
    )
    parser.add_argument(
        "--token-file", type=Path, metavar="FILE", help="bearer tokens, one a line; any will do"
    )


def guard_of(options: argparse.Namespace) -> Guard:
    """Read what the options name. Raises Malformed."""
    if (options.certificate is None) != (options.key is None):
        raise _refused("--certificate and --key go together")
    tokens = tuple(_read("--token-file", options.token_file).decode(errors="replace").split())
    if options.token_file is not None and not tokens:
        raise Malformed([Fault("--token-file", "it is empty")])
    guard = Guard(
        _read("--certificate", options.certificate),
        _read("--key", options.key),
        _read("--ca", options.ca),
        tokens,
    )
    _try(options)
    return guard


def _try(options: argparse.Namespace) -> None:
    """Read what TLS will. Raises Malformed: gRPC would say nothing but that it fails."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    try:
        if options.ca:
            context.load_verify_locations(options.ca)
    except ssl.SSLError as error:
        text = f"{options.ca} holds no certificate in PEM: {error.reason}"
        raise Malformed([Fault("--ca", text)]) from None
    try:
        if options.certificate:  # without a password OpenSSL would ask at the terminal
            context.load_cert_chain(options.certificate, options.key, password="")
    except ssl.SSLError as error:
        text = f"{options.key} is no open key in PEM of {options.certificate}: {error.reason}"
        raise Malformed([Fault("--key", text)]) from None


def _read(option: str, file: Path | None) -> bytes:
    try:
        return b"" if file is None else file.read_bytes()
    except OSError as error:
        raise Malformed([Fault(option, f"{file} cannot be read: {error.strerror}")]) from None


def _refused(text: str) -> Malformed:
    return Malformed([Fault("", text)])
