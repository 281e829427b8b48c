"""From where a request comes: a proxy's word counts only where an operator trusts the proxy."""

from __future__ import annotations

import ipaddress

from aiohttp import web

from lms_bridge.parts import PARTS


def address_of(request: web.Request) -> str:
    """Give the address that asks: the last one that no trusted proxy stands for.

    Whoever has one IPv6 address has the 2^64 beside it, too: it is their network that is given.
    """
    trusted = request.config_dict[PARTS].settings.proxies
    address = request.remote or ""
    told = ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")
    while address in trusted and told:
        before = told.pop().strip()
        try:
            address = str(ipaddress.ip_address(before))
        except ValueError:
            break
    return _with_its_network(address)


def _with_its_network(address: str) -> str:
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if found.version == 4 or found.ipv4_mapped:
        return str(found)
    return str(ipaddress.ip_network((found, 64), strict=False))
