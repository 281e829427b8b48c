"""From where a request comes: a proxy's word counts only where an operator trusts the proxy."""

from __future__ import annotations

import ipaddress

from aiohttp import web

from lms_bridge.parts import PARTS


def address_of(request: web.Request) -> str:
    """Give the address that asks: the last one that no trusted proxy stands for."""
    trusted = request.config_dict[PARTS].settings.proxies
    address = request.remote or ""
    told = ",".join(request.headers.getall("X-Forwarded-For", ())).split(",")
    while address in trusted and told:
        before = told.pop().strip()
        try:
            address = str(ipaddress.ip_address(before))
        except ValueError:
            break
    return address
