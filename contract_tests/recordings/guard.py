"""Keeps a public name from leading into the private network, today or at the next look-up of it."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Awaitable, Callable

Resolve = Callable[[str, int], Awaitable[list[str]]]
"""Gives the addresses of a name. Raises OSError."""

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class PrivateAddressError(Exception):
    """A public name leads to an address that is not public; the message says which."""


async def resolve(host: str, port: int) -> list[str]:
    """Return the addresses of a name, in the order in which to try them. Raises OSError."""
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(address[0]) for *_, address in found))


async def addresses_of(host: str, port: int, look_up: Resolve = resolve) -> list[str]:
    """Return where to connect to for a host. Raises PrivateAddressError, and OSError where it cannot be looked up.

    An IP address, localhost, or a name without a dot, as containers have, is what the user gave and meant.
    """
    if not is_public_name(host):
        return [host]
    found = await look_up(host, port)
    for address in found:
        if not is_public_address(address):
            raise PrivateAddressError(
                f"{host} leads to {address}, which is no public address; give the address itself if it is meant"
            )
    return found


def is_public_name(host: str) -> bool:
    """Tell whether a host is a name that anybody could have registered, and lead anywhere."""
    name = host.lower().removesuffix(".")
    try:
        ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return "." in name and not name.endswith(".localhost")
    return False


def is_public_address(text: str) -> bool:
    """Tell whether an address is one of the public network; an IPv4 address within an IPv6 one counts as itself."""
    address = ipaddress.ip_address(text.partition("%")[0])
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour
        if address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        address = inner or address
    return address.is_global and not address.is_multicast
