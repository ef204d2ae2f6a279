"""Each look at the mail set-up (SENDING rule R14): what mailbox providers ask for before they take mail."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from newsletter.delivery.dkim import KeyUnusable, read_key
from newsletter.delivery.signing_keys import dns_record, public_part
from newsletter.preflight.dns import Dns
from newsletter.preflight.findings import Finding, Light, Look
from newsletter.preflight.relay import Relay
from newsletter.preflight.spf import MOST_LOOKUPS, spf
from newsletter.settings import MailSettings

_SECONDS = 10.0
# how providers name the addresses of their customers: mail from such is turned away
_GENERIC = re.compile(
    r"(?:^|[.\-\d])(?:dyn|dynamic|dip|dial|dialup|pool|dhcp|dsl|adsl|cable|customer|static|ip)(?=[.\-\d])"
)


@dataclass(frozen=True, slots=True)
class Outside:
    """How we look from outside: the addresses our mail server sends from, and what it calls itself."""

    addresses: Sequence[str]
    helo: str


def outside(settings: MailSettings, dns: Dns, relay: Relay) -> Outside:
    """As the settings say; where they are silent, as the mail server shows itself. Raises DnsAway."""
    host, addresses = settings.smtp_host, settings.sending_addresses
    if not addresses:
        addresses = (host,) if _is_address(host) else tuple(dns.addresses(host))
    return Outside(addresses, (settings.helo_name or relay.name).lower())


def imprint(settings: MailSettings) -> Finding:
    """DDG § 5: who sends has to say so."""
    return Finding(Look.IMPRINT, Light.GREEN) if settings.imprint else Finding(Look.IMPRINT, Light.RED, "missing")


def sender(settings: MailSettings) -> Finding:
    """An address of our own in the From line."""
    if settings.has_sender:
        return Finding(Look.SENDER, Light.GREEN, values={"address": settings.sender_address})
    return Finding(Look.SENDER, Light.RED, "missing")


def relay_found(settings: MailSettings, relay: Relay, *, is_near: bool) -> Finding:
    """TLS to the mail server, verified; between two programs on one machine it is not needed."""
    where = {"server": f"{settings.smtp_host}:{settings.smtp_port}", "why": relay.said}
    if relay.fault:
        return Finding(Look.RELAY, Light.RED, relay.fault, where)
    if settings.smtp_security == "none" and not is_near:
        return Finding(Look.RELAY, Light.RED, "plain", where)
    return Finding(Look.RELAY, Light.GREEN, "near" if settings.smtp_security == "none" else "fine", where)


def spf_found(settings: MailSettings, dns: Dns, seen: Outside) -> Finding:
    """The domain of the envelope says that our mail server may send for it, in at most ten look-ups."""
    domain = (settings.return_address or settings.sender_address).rpartition("@")[2]
    values = {"domain": domain, "address": ", ".join(seen.addresses)}
    if not seen.addresses:
        return Finding(Look.SPF, Light.RED, "no_address", {"domain": domain, "server": settings.smtp_host})
    for address in seen.addresses:
        found = spf(dns, domain, address)
        values |= {"address": address, "lookups": str(found.lookups), "most": str(MOST_LOOKUPS), "why": found.why}
        if found.lookups > MOST_LOOKUPS:
            return Finding(Look.SPF, Light.RED, "too_many", values)
        case = {"none": "missing", "permerror": "broken", "pass": "fine"}.get(found.result, "not_allowed")
        if case != "fine":
            return Finding(Look.SPF, Light.RED, case, values)
    return Finding(Look.SPF, Light.GREEN, values=values)


def dkim_found(settings: MailSettings, dns: Dns) -> Iterator[Finding]:
    """For each key: the DNS shows its public half under its selector."""
    if not settings.dkim_selector or settings.dkim_key_file is None:
        yield Finding(Look.DKIM, Light.RED, "no_key")
        return
    named = [(settings.dkim_selector, settings.dkim_key_file, Light.RED)]
    if settings.dkim_second_selector and settings.dkim_second_key_file is not None:
        # large providers look at the first alone
        named.append((settings.dkim_second_selector, settings.dkim_second_key_file, Light.YELLOW))
    for selector, file, light in named:
        name = f"{selector}._domainkey.{settings.sender_domain}"
        try:
            key = read_key(file)
        except KeyUnusable as error:
            yield Finding(Look.DKIM, Light.RED, "unusable", {"why": str(error)})
            continue
        shown = [tags for text in dns.texts(name) if "p" in (tags := _tags(text))]
        values = {"name": name, "record": dns_record(key)}
        if not shown:
            yield Finding(Look.DKIM, light, "missing", values)
        elif len(shown) > 1 or shown[0]["p"] != public_part(key):
            yield Finding(Look.DKIM, light, "other", values)
        else:
            yield Finding(Look.DKIM, Light.GREEN, values=values)


def dmarc_found(settings: MailSettings, dns: Dns) -> Finding:
    """A policy, at least p=none, of the domain or of one above it (RFC 7489, 6.6.3, by the walk of DMARCbis)."""
    labels = settings.sender_domain.split(".")
    for first in range(max(1, len(labels) - 1)):
        domain = ".".join(labels[first:])
        records = [_tags(text) for text in dns.texts(f"_dmarc.{domain}") if text.lower().startswith("v=dmarc1")]
        if len(records) == 1 and records[0].get("p", "").lower() in ("none", "quarantine", "reject"):
            return Finding(Look.DMARC, Light.GREEN, values={"domain": domain, "policy": records[0]["p"].lower()})
        if records:
            return Finding(Look.DMARC, Light.RED, "broken", {"name": f"_dmarc.{domain}"})
    return Finding(Look.DMARC, Light.RED, "missing", {"name": f"_dmarc.{settings.sender_domain}"})


def mx_found(settings: MailSettings, dns: Dns) -> Finding:
    """Somebody takes the answers, and what comes back."""
    for address in filter(None, (settings.sender_address, settings.return_address)):
        domain = address.rpartition("@")[2]
        if not any(dns.addresses(host) for host in dns.mail_servers(domain)):
            return Finding(Look.MX, Light.RED, "missing", {"domain": domain})
    return Finding(Look.MX, Light.GREEN, values={"domain": settings.sender_domain})


def ptr_found(dns: Dns, seen: Outside) -> Finding:
    """Each address has a name of its own that leads back to it, and the mail server introduces itself by it."""
    if not seen.addresses:
        return Finding(Look.PTR, Light.RED, "no_address")
    for address in seen.addresses:
        names = dns.names_of(address)
        values = {"address": address, "name": ", ".join(names), "helo": seen.helo}
        confirmed = [name for name in names if _same(address, dns.addresses(name))]
        if not names:
            return Finding(Look.PTR, Light.RED, "missing", values)
        if not confirmed:
            return Finding(Look.PTR, Light.RED, "unconfirmed", values)
        if all(is_generic(name, address) for name in confirmed):
            return Finding(Look.PTR, Light.RED, "generic", values)
        if seen.helo not in confirmed:
            return Finding(Look.PTR, Light.RED, "helo", values)
    return Finding(Look.PTR, Light.GREEN, values=values)


def unsubscribe_found(settings: MailSettings) -> Finding:
    """The page behind every unsubscribe link answers at its public address."""
    url = settings.page("/abmelden/probe")
    values = {"url": url, "why": ""}
    if not url.startswith("https://"):
        return Finding(Look.UNSUBSCRIBE, Light.RED, "plain", values)
    return _answers(url, values)


def returns_found(settings: MailSettings) -> Finding:
    """Somebody reads what comes back."""
    if not settings.return_address:
        return Finding(Look.RETURNS, Light.YELLOW, "no_address")
    if settings.box.kind == "none":
        return Finding(Look.RETURNS, Light.YELLOW, "no_box", {"address": settings.return_address})
    return Finding(Look.RETURNS, Light.GREEN, values={"address": settings.return_address})


def is_generic(name: str, address: str) -> bool:
    """Whether a name was made from the address, as providers do for customers without a name of their own."""
    parts = re.split(r"[.:]", ip_address(address).exploded)
    said = re.split(r"[.\-]", name.lower())
    from_address = sum(
        part.lstrip("0") in {word.lstrip("0") for word in said} for part in parts[-4:] if part.strip("0")
    )
    return from_address >= 3 or "".join(parts) in name.lower() or _GENERIC.search(name.lower()) is not None


def _answers(url: str, values: dict[str, str]) -> Finding:
    try:
        with urlopen(Request(url, headers={"User-Agent": "Partnerpost"}), timeout=_SECONDS) as answer:  # noqa: S310
            page = answer.read(200_000)
    except HTTPError as error:
        return Finding(Look.UNSUBSCRIBE, Light.RED, "away", values | {"why": f"{error.code} {error.reason}"})
    except (URLError, OSError) as error:
        return Finding(Look.UNSUBSCRIBE, Light.RED, "away", values | {"why": str(error)})
    if b'value="ja"' not in page:
        return Finding(Look.UNSUBSCRIBE, Light.RED, "not_ours", values)
    return Finding(Look.UNSUBSCRIBE, Light.GREEN, values=values)


def _tags(text: str) -> dict[str, str]:
    """`v=DKIM1; k=rsa; p=…` as names and values, white space gone."""
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): "".join(value.split()) for name, _, value in pairs if name.strip()}


def _same(address: str, others: Sequence[str]) -> bool:
    return any(ip_address(other) == ip_address(address) for other in others)


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
