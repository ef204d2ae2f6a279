"""The whole check: made every day and on demand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from aggregator.store import Store
from newsletter.bounces.rates import Rate, complaint_rates
from newsletter.preflight import looks
from newsletter.preflight.dns import Dns, DnsAway
from newsletter.preflight.findings import Finding, Light, Look
from newsletter.preflight.kept import Checked, is_near, is_needed, keep
from newsletter.preflight.relay import look_at_relay
from newsletter.settings import MailSettings

_OF_NETWORK = (Look.RELAY, Look.SPF, Look.DKIM, Look.DMARC, Look.MX, Look.PTR, Look.UNSUBSCRIBE, Look.RETURNS)


def check(store: Store, settings: MailSettings, *, now: datetime) -> Checked:
    """Look at everything and keep what was found. Takes some seconds where others answer slowly."""
    with store.reading() as session:
        complaints = complaint_rates(session, now=now)
    found = [looks.imprint(settings), looks.sender(settings), *_of_network(settings), *_of_complaints(complaints)]
    order = list(Look)
    checked = Checked(now, tuple(sorted(found, key=lambda finding: order.index(finding.look))))
    with store.writing() as session:
        keep(session, checked)
    return checked


def _of_network(settings: MailSettings) -> Iterator[Finding]:
    if not is_needed(settings):
        yield from (Finding(look, Light.OFF, "not_needed") for look in _OF_NETWORK)
        return
    relay = look_at_relay(settings)
    yield looks.relay_found(settings, relay, is_near=is_near(settings.smtp_host))
    dns = Dns(settings.dns_server)
    try:
        seen = looks.outside(settings, dns, relay)
    except DnsAway as away:
        yield from (_away(look, away) for look in (Look.SPF, Look.PTR))
    else:
        yield from _asked(Look.SPF, lambda: [looks.spf_found(settings, dns, seen)])
        yield from _asked(Look.PTR, lambda: [looks.ptr_found(dns, seen)])
    yield from _asked(Look.DKIM, lambda: list(looks.dkim_found(settings, dns)))
    yield from _asked(Look.DMARC, lambda: [looks.dmarc_found(settings, dns)])
    yield from _asked(Look.MX, lambda: [looks.mx_found(settings, dns)])
    yield looks.unsubscribe_found(settings)
    yield looks.returns_found(settings)


def _asked(look: Look, ask: Callable[[], Sequence[Finding]]) -> Sequence[Finding]:
    try:
        return ask()
    except DnsAway as away:
        return [_away(look, away)]


def _away(look: Look, away: DnsAway) -> Finding:
    """A DNS that is away for a minute proves nothing and stops nobody."""
    return Finding(look, Light.YELLOW, "dns_away", {"why": str(away)})


def _of_complaints(rates: Sequence[Rate]) -> Iterator[Finding]:
    high = [rate for rate in rates if rate.warns or rate.stops]
    for rate in high:
        values = {"provider": rate.provider, "complaints": str(rate.complaints), "mails": str(rate.handed_over)}
        light, case = (Light.RED, "stop") if rate.stops else (Light.YELLOW, "warn")
        yield Finding(Look.COMPLAINTS, light, case, values)
    if not high:
        yield Finding(Look.COMPLAINTS, Light.GREEN)
