"""Mail that came back to the example office, and a check of its mail set-up that found something."""

from __future__ import annotations

import zlib
from datetime import timedelta

from aggregator.model import Preflight, ReturnedMail, ReturnKind
from aggregator.store import Store
from newsletter.bounces.acting import Acted
from tests.web.example import LONG_WORD, NOW
from tests.web.reading import a_reader

_ACTS = {
    ReturnKind.READER_DEAD: Acted.HELD_AGAINST,
    ReturnKind.SENDER_BLOCKED: Acted.ALARM,
    ReturnKind.COMPLAINT: Acted.NOBODY,
    ReturnKind.UNSUBSCRIBE: Acted.UNSUBSCRIBED,
}
_TOLD = {
    ReturnKind.READER_DEAD: f"550 5.1.1 <{LONG_WORD.lower()}@verein.example>: Recipient address rejected: User unknown",
    ReturnKind.SENDER_BLOCKED: "554 5.7.1 Service unavailable; client [192.0.2.9] blocked using zen.liste.example",
    ReturnKind.COMPLAINT: "abuse; Beispiel-FBL/1.0",
    ReturnKind.UNKNOWN: "Re: Fristen bis Ende Januar",
}


def mail_came_back(store: Store) -> int:
    """One mail of each kind, about a reader whose number is given; a check that is red."""
    reader = a_reader(store, "ruecklauf@verein.example")
    with store.writing() as session:
        for number, kind in enumerate(ReturnKind):
            raw = f"From: MAILER-DAEMON\nSubject: {kind.value}\n\n{_TOLD.get(kind, '')}\n{LONG_WORD * 3}\n" * 4
            moment = NOW - timedelta(hours=number)
            session.add(
                ReturnedMail(
                    mark=kind.value,
                    raw=zlib.compress(raw.encode()),
                    size=len(raw),
                    received_at=moment,
                    read_at=moment,
                    kind=kind,
                    status="5.1.1" if kind is ReturnKind.READER_DEAD else "",
                    told=_TOLD.get(kind, ""),
                    domain="verein.example",
                    subscriber_id=None if kind is ReturnKind.COMPLAINT else reader,
                    acted=_ACTS.get(kind, Acted.NOTHING).value,
                )
            )
        findings = [
            {"look": "imprint", "light": "green", "case": "fine", "values": {}},
            {"look": "spf", "light": "red", "case": "not_allowed", "values": {"domain": "b.example", "address": "::1"}},
            {
                "look": "dkim",
                "light": "red",
                "case": "missing",
                "values": {"name": "pp._domainkey.b.example", "record": "v=DKIM1; k=rsa; p=" + "A" * 390},
            },
            {"look": "dmarc", "light": "yellow", "case": "dns_away", "values": {"why": "TXT _dmarc.b.example"}},
            {"look": "ptr", "light": "off", "case": "not_needed", "values": {}},
        ]
        session.add(Preflight(at=NOW, is_red=True, findings=findings))
    return reader
