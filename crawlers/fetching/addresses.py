"""Which network addresses a crawl may speak to: public ones, and private ones only where allowed by name.

A source's address is typed by people and a redirect is chosen by a stranger: neither may reach into the office's own
network. Names are therefore checked after they were resolved, and the checked address is the one connected to.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable, Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any, TypeAlias

from aiohttp.abc import AbstractResolver, ResolveResult

from aggregator.finding import FailureKind
from crawlers.fetching.failed import FetchFailed

_NAT64 = IPv6Network("64:ff9b::/96")
# Python counts all that is not reserved as global: site-local (fec0::), IPv4-compatible (::/96) and the local NAT64
# prefix (64:ff9b:1::) too. IANA has given out global unicast addresses from this block alone.
_GIVEN_OUT = IPv6Network("2000::/3")
_NEVER = (
    IPv4Network("192.88.99.0/24"),  # the way into 6to4, given up by RFC 7526
    IPv6Network("2001::/32"),  # Teredo: an address in an address, behind somebody's router
    IPv6Network("3fff::/20"),  # documentation (RFC 9637), younger than Python's list
)

Lookup: TypeAlias = "Callable[[str, int, socket.AddressFamily], Awaitable[list[tuple[Any, ...]]]]"
"""Host, port and family to what `socket.getaddrinfo` gives."""


def is_public(address: IPv4Address | IPv6Address) -> bool:
    """Whether an address belongs to the public internet; IPv4 hidden in IPv6 is looked at as IPv4."""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or _nat64(address)
        if inner is not None:
            return is_public(inner)
        if address not in _GIVEN_OUT:
            return False
    return address.is_global and not address.is_multicast and not any(address in network for network in _NEVER)


class AddressGuard:
    """Decides for host and port, then for the addresses they resolve to."""

    def __init__(self, allowed: Collection[str] = ()) -> None:
        self._allowed = {name.strip().casefold() for name in allowed}

    def allows_private(self, host: str, port: int) -> bool:
        """Whether this host, or this host with this port, is allowed by name."""
        host = host.strip("[]").casefold()
        return host in self._allowed or f"{host}:{port}" in self._allowed

    def check(self, host: str, port: int, address: str) -> None:
        """Raise FetchFailed if `host:port` may not be reached at this address."""
        if self.allows_private(host, port) or is_public(ip_address(address.partition("%")[0])):
            return
        raise FetchFailed(FailureKind.ADDRESS_REFUSED, f"{host} is the private address {address}")

    def check_literal(self, host: str, port: int) -> None:
        """Raise FetchFailed if the host is itself written as an address that may not be reached."""
        try:
            ip_address(host.strip("[]").partition("%")[0])
        except ValueError:
            return
        self.check(host, port, host.strip("[]"))


class GuardedResolver(AbstractResolver):
    """Resolves names and gives only addresses that may be reached; one private address refuses the name."""

    def __init__(self, guard: AddressGuard, lookup: Lookup | None = None) -> None:
        """`lookup` asks for the addresses of a name; without it the system is asked."""
        self._guard = guard
        self._lookup = lookup or _ask_the_system

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """All addresses of a host. Raises OSError where there is none, FetchFailed where one is refused."""
        results = []
        for found_family, _, proto, _, place in await self._lookup(host, port, family):
            address = str(place[0])
            self._guard.check(host, port, address)
            results.append(
                ResolveResult(
                    hostname=host,
                    host=address,
                    port=int(place[1]),
                    family=found_family,
                    proto=proto,
                    flags=int(socket.AI_NUMERICHOST),
                )
            )
        return results

    async def close(self) -> None:
        """Nothing is held open."""


async def _ask_the_system(host: str, port: int, family: socket.AddressFamily) -> list[tuple[Any, ...]]:
    loop = asyncio.get_running_loop()
    return list(await loop.getaddrinfo(host, port, family=family, type=socket.SOCK_STREAM))


def _nat64(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
