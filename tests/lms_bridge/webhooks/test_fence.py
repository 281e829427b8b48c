"""Messages go to public addresses, and to the hosts that an operator names."""

from __future__ import annotations

import pytest

from lms_bridge.webhooks.fence import Fenced, FencedResolver, check_url


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/hook",
        "https://10.0.0.1/hook",
        "https://192.168.1.1:8443/hook",
        "https://169.254.169.254/latest/meta-data",
        "https://100.64.0.1/",
        "https://0.0.0.0/",
        "https://224.0.0.1/",
        "https://[::1]/hook",
        "https://[fd00::1]/hook",
        "https://[::ffff:10.0.0.1]/hook",
        "http://example.org/hook",
        "ftp://example.org/hook",
        "https://user:secret@example.org/",
        "https://example.org/#part",
        "https:///hook",
        "https://example.org:99999/",
        "hook",
        "",
        "https://example.org/" + "a" * 2000,
    ],
)
def test_private_and_strange_addresses_are_refused(url: str) -> None:
    with pytest.raises(Fenced):
        check_url(url, ())


def test_public_addresses_and_named_hosts_are_not() -> None:
    assert str(check_url("https://example.org/hook?of=us", ())) == "https://example.org/hook?of=us"
    assert check_url("https://1.1.1.1/hook", ()).host == "1.1.1.1"
    assert check_url("http://intranet:8080/hook", {"intranet"}).port == 8080
    assert check_url("http://127.0.0.1:9/hook", {"127.0.0.1"}).port == 9


async def test_name_that_stands_for_a_private_address_is_refused() -> None:
    with pytest.raises(Fenced):
        await FencedResolver(()).resolve("localhost", 80)
    assert await FencedResolver({"localhost"}).resolve("localhost", 80)
