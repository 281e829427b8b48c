"""The address that is listened at, taken before anything else starts."""

from __future__ import annotations

import pytest

from lms_bridge.binding import bound
from lms_bridge.errors import NotReady
from lms_bridge.settings import Settings


def test_a_port_that_the_system_chose_is_known_to_all_who_write_addresses() -> None:
    with bound(Settings(listen="127.0.0.1:0")) as (sockets, settings):
        assert settings.port == sockets[0].getsockname()[1] > 0
        assert settings.url == f"http://127.0.0.1:{settings.port}"


def test_every_address_of_a_host_gets_the_same_port() -> None:
    with bound(Settings(listen="localhost:0")) as (sockets, settings):
        assert {each.getsockname()[1] for each in sockets} == {settings.port}


def test_what_is_no_address_is_told() -> None:
    nowhere = bound(Settings(listen="no-such-host.invalid:0"))
    with pytest.raises(NotReady, match=r"no-such-host\.invalid:0 is no address: "), nowhere:
        pass
