from __future__ import annotations

import http.server
import re
import ssl
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlmodel import update

from aggregator.model import Delivery, DeliveryState, ReturnedMail, ReturnKind
from aggregator.store import Store
from newsletter.delivery.signing_keys import dns_record, make_key
from newsletter.preflight.findings import Finding, Light, Look
from newsletter.preflight.kept import forbids, is_due, latest
from newsletter.preflight.looks import is_generic
from newsletter.preflight.running import check
from newsletter.preflight.words import name_of, said_of
from newsletter.settings import MailSettings
from newsletter.wording import Wording
from tests.newsletter.delivery.server import Inbox, free_port
from tests.newsletter.delivery.test_smtp_security import _certificate
from tests.newsletter.preflight.server import Zone, dns_server, text
from tests.newsletter.samples import NOW, colourful_issue, settings
from tests.newsletter.stocking import add_reader, composed_issue, stock

IP = "192.0.2.25"
HELO = "mail.partnerbuero.example"


@dataclass
class Office:
    """An office of which everything is in order; tests break one thing."""

    zone: Zone
    settings: Callable[..., MailSettings]


class _Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'<button name="abmelden" value="ja">' if self.path == "/abmelden/probe" else b"anderes")

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    certificate = _certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    web = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Page)
    web.socket = context.wrap_socket(web.socket, server_side=True)
    serving = threading.Thread(target=web.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    smtp = Controller(
        Inbox(tmp_path / "mail"), hostname="127.0.0.1", port=free_port(), tls_context=context, server_hostname=HELO
    )
    smtp.start()
    key = make_key(tmp_path / "brief.pem")
    zone: Zone = {
        ("partnerbuero.example", "TXT"): [text("andere=1"), text(f"v=spf1 ip4:{IP} -all")],
        ("partnerbuero.example", "MX"): [f"10 {HELO}."],
        ("_dmarc.partnerbuero.example", "TXT"): [text("v=DMARC1; p=none; rua=mailto:a@partnerbuero.example")],
        ("brief._domainkey.partnerbuero.example", "TXT"): [text(dns_record(key))],
        (HELO, "A"): [IP],
        ("25.2.0.192.in-addr.arpa", "PTR"): [f"{HELO}."],
    }
    with dns_server(zone) as server:

        def given(**changes: Any) -> MailSettings:
            box = {"kind": "imap", "host": "127.0.0.1"}
            known: dict[str, Any] = {
                "base_url": f"https://127.0.0.1:{web.server_address[1]}",
                "smtp_port": smtp.port,
                "smtp_security": "starttls",
                "sending_addresses": (IP,),
                "return_address": "b@partnerbuero.example",
                "box": box,
                "dkim_selector": "brief",
                "dkim_key_file": tmp_path / "brief.pem",
                "dns_server": server,
            }
            return settings(**(known | changes))

        yield Office(zone, given)
    smtp.stop()
    web.shutdown()
    web.server_close()
    serving.join()


@pytest.fixture
def look(office: Office, store: Store) -> Callable[..., dict[Look, Finding]]:
    def run(**changes: Any) -> dict[Look, Finding]:
        return {finding.look: finding for finding in check(store, office.settings(**changes), now=NOW).findings}

    return run


Run = Callable[..., dict[Look, Finding]]


def test_an_office_in_order_is_green_and_may_send(office: Office, store: Store) -> None:
    checked = check(store, office.settings(), now=NOW)
    assert {finding.look: finding.light for finding in checked.findings} == dict.fromkeys(Look, Light.GREEN)
    with store.reading() as session:
        assert not forbids(session, office.settings(), now=NOW)
        kept = latest(session)
    assert kept == checked


@pytest.mark.parametrize(
    ("record", "instead", "look", "case"),
    [
        (("partnerbuero.example", "TXT"), [], Look.SPF, "missing"),
        (("partnerbuero.example", "TXT"), [text("v=spf1 -all")], Look.SPF, "not_allowed"),
        (("partnerbuero.example", "TXT"), [text("v=spf1 -all"), text("v=spf1 a")], Look.SPF, "broken"),
        (
            ("partnerbuero.example", "TXT"),
            [text("v=spf1 " + "a:mail.partnerbuero.example " * 11)],
            Look.SPF,
            "too_many",
        ),
        (("brief._domainkey.partnerbuero.example", "TXT"), [], Look.DKIM, "missing"),
        (("brief._domainkey.partnerbuero.example", "TXT"), [text("v=DKIM1; p=AAAA")], Look.DKIM, "other"),
        (("brief._domainkey.partnerbuero.example", "TXT"), [text("v=DKIM1; p=")], Look.DKIM, "other"),
        (("_dmarc.partnerbuero.example", "TXT"), [], Look.DMARC, "missing"),
        (("_dmarc.partnerbuero.example", "TXT"), [text("v=DMARC1; p=vielleicht")], Look.DMARC, "broken"),
        (("partnerbuero.example", "MX"), [], Look.MX, "missing"),
        (("partnerbuero.example", "MX"), ["0 ."], Look.MX, "missing"),
        (("25.2.0.192.in-addr.arpa", "PTR"), [], Look.PTR, "missing"),
        (("25.2.0.192.in-addr.arpa", "PTR"), ["anderswo.example."], Look.PTR, "unconfirmed"),
    ],
)
def test_what_is_wrong_in_the_dns_is_red_and_stops_sending(
    record: tuple[str, str], instead: list[str], look: Look, case: str, office: Office, store: Store
) -> None:
    office.zone[record] = instead
    checked = check(store, office.settings(), now=NOW)
    (found,) = [finding for finding in checked.findings if finding.light is Light.RED]
    assert (found.look, found.case) == (look, case)
    with store.reading() as session:
        assert forbids(session, office.settings(), now=NOW)


def test_a_name_like_any_line_is_red(office: Office, look: Run) -> None:
    office.zone["25.2.0.192.in-addr.arpa", "PTR"] = ["192-0-2-25.kunden.example."]
    office.zone["192-0-2-25.kunden.example", "A"] = [IP]
    assert look()[Look.PTR].case == "generic"


def test_another_name_in_the_greeting_is_red(look: Run) -> None:
    assert look(helo_name="localhost")[Look.PTR].case == "helo"


@pytest.mark.parametrize(
    ("name", "address", "generic"),
    [
        ("mail.stadt.example", "192.0.2.25", False),
        ("mx25.stadt.example", "192.0.2.25", False),
        ("postamt.example", "192.0.2.25", False),
        ("p5dd0192.dip0.anbieter.example", "192.0.2.25", True),
        ("static.192-0-2-25.anbieter.example", "192.0.2.25", True),
        ("25.2.0.192.anbieter.example", "192.0.2.25", True),
        ("dhcp-17.anbieter.example", "192.0.2.25", True),
    ],
)
def test_names_made_from_addresses_are_known(name: str, address: str, generic: bool) -> None:
    assert is_generic(name, address) is generic


def test_a_dns_that_is_away_is_said_and_stops_nobody(office: Office, store: Store) -> None:
    with dns_server({}, is_broken=True) as broken:
        checked = check(store, office.settings(dns_server=broken), now=NOW)
    away = {finding.look for finding in checked.findings if finding.case == "dns_away"}
    assert away == {Look.SPF, Look.DKIM, Look.DMARC, Look.MX, Look.PTR}
    assert not checked.is_red


def test_the_mail_server_is_reached_encrypted_or_it_is_red(
    office: Office, look: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert look(smtp_port=free_port())[Look.RELAY].case == "away"
    assert look(smtp_security="none")[Look.RELAY].case == "near"
    monkeypatch.delenv("SSL_CERT_FILE")
    assert look()[Look.RELAY].case == "certificate"
    assert look()[Look.UNSUBSCRIBE].case == "away"


def test_the_page_for_unsubscribing_has_to_be_ours_and_encrypted(look: Run, office: Office) -> None:
    assert look(base_url="http://partnerbuero.example")[Look.UNSUBSCRIBE].case == "plain"
    assert look(base_url=office.settings().base_url + "/woanders")[Look.UNSUBSCRIBE].case == "not_ours"


def test_without_key_imprint_or_return_address_it_is_said(look: Run) -> None:
    found = look(dkim_selector="", imprint=(), return_address="")
    assert found[Look.DKIM].case == "no_key"
    assert found[Look.IMPRINT].light is Light.RED
    assert found[Look.RETURNS].light is Light.YELLOW


def test_for_a_trial_nothing_is_asked_and_nothing_is_forbidden(store: Store) -> None:
    for office in (settings(), settings(transport="folder"), settings(smtp_host="localhost")):
        checked = check(store, office, now=NOW)
        assert {finding.look for finding in checked.findings if finding.light is Light.OFF} >= {Look.SPF, Look.DKIM}
        with store.reading() as session:
            assert not forbids(session, office, now=NOW)


def test_a_check_that_was_never_made_or_is_a_week_old_forbids_sending(office: Office, store: Store) -> None:
    with store.reading() as session:
        assert forbids(session, office.settings(), now=NOW)
        assert is_due(session, now=NOW)
    check(store, office.settings(), now=NOW)
    with store.reading() as session:
        assert not is_due(session, now=NOW + timedelta(hours=23))
        assert is_due(session, now=NOW + timedelta(hours=24))
        assert forbids(session, office.settings(), now=NOW + timedelta(days=8))


@pytest.mark.parametrize("language", ["de", "fr", "en", "pl"])
def test_every_finding_has_words(language: str) -> None:
    from newsletter.preflight import words

    said = Wording(language)
    for look, case in words._SAID:
        values = dict.fromkeys(re.findall(r"%\((\w+)\)s", words._SAID[look, case]), "X")
        assert said_of(Finding(look, Light.RED, case, values), said)
        assert name_of(look, said)


def test_complaints_stop_sending_until_somebody_has_looked_into_them(office: Office, store: Store, look: Run) -> None:
    stock(store, colourful_issue()[:1])
    with store.writing() as session:
        reader = add_reader(session, "erika@gmx.de")
        composed_issue(session, settings())
        session.execute(update(Delivery).values(state=DeliveryState.HANDED_OVER))
        for mark in "abc":
            row = ReturnedMail(mark=mark, received_at=NOW, kind=ReturnKind.COMPLAINT, domain="gmx.de")
            row.subscriber_id = reader.id
            session.add(row)
    assert (look()[Look.COMPLAINTS].light, look()[Look.COMPLAINTS].case) == (Light.RED, "stop")
    with store.writing() as session:
        session.execute(update(ReturnedMail).values(judged_at=NOW))
    assert look()[Look.COMPLAINTS].light is Light.YELLOW
