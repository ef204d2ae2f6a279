"""Questions to the DNS, answered as plain texts."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Any

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver
import dns.reversename

_SECONDS = 5.0


class DnsAway(Exception):
    """Nobody answered, or the answer was an error: nothing is known. Says of which name."""


class Dns:
    """Asks the servers of this machine, or one that is named."""

    def __init__(self, server: str = "") -> None:
        """`server` is an address, or `address:port`; empty: what the machine is set to."""
        self._resolver = dns.resolver.Resolver(configure=not server)
        self._resolver.lifetime = _SECONDS
        if server:
            host, colon, port = server.rpartition(":")
            self._resolver.nameservers = [host.strip("[]") if colon else server]
            self._resolver.port = int(port) if colon else 53

    def texts(self, name: str) -> list[str]:
        """TXT records, their strings joined. Raises DnsAway."""
        return [b"".join(record.strings).decode("utf-8", "replace") for record in self._asked(name, "TXT")]

    def addresses(self, name: str) -> list[str]:
        """IPv4 and IPv6 addresses. Raises DnsAway."""
        return [str(record) for kind in ("A", "AAAA") for record in self._asked(name, kind)]

    def mail_servers(self, name: str) -> list[str]:
        """Hosts that take mail for a domain, the preferred first; a null MX (RFC 7505) is none. Raises DnsAway."""
        records = sorted(self._asked(name, "MX"), key=lambda record: int(record.preference))
        hosts = [record.exchange.to_text(omit_final_dot=True).lower() for record in records]
        return [host for host in hosts if host not in ("", ".", "@")]

    def names_of(self, address: str) -> list[str]:
        """What an address is called. Raises DnsAway."""
        reverse = dns.reversename.from_address(str(ip_address(address))).to_text()
        return [record.target.to_text(omit_final_dot=True).lower() for record in self._asked(reverse, "PTR")]

    def _asked(self, name: str, kind: str) -> list[Any]:
        try:
            return list(self._resolver.resolve(name, kind, search=False))
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer, dns.name.LabelTooLong, dns.name.EmptyLabel):
            return []
        except dns.exception.DNSException as error:
            raise DnsAway(f"{kind} {name}: {error}") from error
