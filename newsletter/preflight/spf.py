"""Who may send for a domain (RFC 7208). All of a record is walked, so that its look-ups are counted to the end."""

from __future__ import annotations

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from newsletter.preflight.dns import Dns

MOST_LOOKUPS = 10
_DEEPEST = 12
_TERM = re.compile(r"([+?~-]?)([a-z0-9]+)(?::([^/]*))?(?:/(\d+))?(?://(\d+))?", re.IGNORECASE)
_MODIFIER = re.compile(r"([a-z][a-z0-9_.\-]*)=(.*)", re.IGNORECASE)
_RESULTS = {"": "pass", "+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}


@dataclass(frozen=True, slots=True)
class Spf:
    """What a record says of an address: pass, fail, softfail, neutral, none or permerror; and how many look-ups it asks
    of every mail server. `why` says of a permerror what is wrong."""

    result: str
    lookups: int
    why: str = ""


class _Broken(Exception):
    """The record cannot be used; says why."""


def spf(dns: Dns, domain: str, address: str) -> Spf:
    """Judge one address (v4 or v6). Raises DnsAway."""
    walk = _Walk(dns, ip_address(address))
    try:
        result = walk.of(domain, depth=0)
    except _Broken as broken:
        return Spf("permerror", walk.lookups, str(broken))
    if walk.lookups > MOST_LOOKUPS:
        return Spf("permerror", walk.lookups, f"{walk.lookups} look-ups, {MOST_LOOKUPS} are allowed")
    return Spf(result, walk.lookups)


class _Walk:
    """One walk through a record and those it includes."""

    def __init__(self, dns: Dns, address: IPv4Address | IPv6Address) -> None:
        self._dns, self._address = dns, address
        self.lookups = 0

    def of(self, domain: str, *, depth: int) -> str:
        records = [text for text in self._dns.texts(domain) if re.match(r"v=spf1(?: |$)", text, re.IGNORECASE)]
        if not records:
            return "none"
        if len(records) > 1:
            raise _Broken(f"{domain} has {len(records)} SPF records, one is allowed")
        if depth > _DEEPEST:
            raise _Broken(f"{domain} is included in itself")
        result, onward = "", ""
        for term in records[0].split()[1:]:
            if modifier := _MODIFIER.fullmatch(term):
                onward = modifier[2] if modifier[1].lower() == "redirect" else onward
                continue
            read = _TERM.fullmatch(term)
            if read is None:
                raise _Broken(f"{domain}: {term} is not understood")
            sign, name, value, short, long = read.groups()
            if self._matches(name.lower(), value, short, long, domain, depth):
                result = result or _RESULTS[sign]
        if onward and not result:
            self.lookups += 1
            return self.of(onward, depth=depth + 1)
        return result or "neutral"

    def _matches(
        self, name: str, value: str | None, short: str | None, long: str | None, domain: str, depth: int
    ) -> bool:
        match name:
            case "all":
                return True
            case "ip4" | "ip6":
                return self._in(value or "", short)
            case "include":
                self.lookups += 1
                return self._included(value or "", depth)
            case "a" | "mx":
                self.lookups += 1
                hosts = [value or domain] if name == "a" else self._dns.mail_servers(value or domain)
                found = [address for host in hosts for address in self._dns.addresses(host)]
                return any(self._in(address, long if ":" in address else short) for address in found)
            case "ptr" | "exists":
                self.lookups += 1
                return False
        raise _Broken(f"{domain}: {name} is not understood")

    def _included(self, domain: str, depth: int) -> bool:
        result = self.of(domain, depth=depth + 1)
        if result == "none":
            raise _Broken(f"{domain} is included and has no SPF record")
        return result == "pass"

    def _in(self, network: str, length: str | None) -> bool:
        try:
            known = ip_network(f"{network}/{length}" if length else network, strict=False)
        except ValueError as error:
            raise _Broken(f"{network} is no address") from error
        return self._address in known
