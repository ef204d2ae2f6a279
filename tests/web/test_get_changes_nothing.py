"""G-07: whoever opens an address, person, mail scanner or bot: nothing in the store changes."""

from __future__ import annotations

from datetime import timedelta

import httpx
from sqlalchemy import text
from sqlmodel import SQLModel

from aggregator import leases
from aggregator.model import ReaderFile
from aggregator.register import seed
from aggregator.register.comparing import dry_run
from aggregator.register.proposing import file_proposals, keep_file
from aggregator.store import Store
from newsletter import subscribers, tokens
from tests.web.alerting import ordered
from tests.web.conftest import routes
from tests.web.example import NOW, SECRET, accept, login_token, number_of
from tests.web.resembling import questions, resemble
from tests.web.returning import mail_came_back


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with store.reading() as session:
        return {
            name: sorted((tuple(map(str, row)) for row in session.execute(text(f'select * from "{name}"'))), key=str)
            for name in sorted(SQLModel.metadata.tables)
        }


def test_no_get_changes_the_store(office: Store, visitor: httpx.Client, desk: httpx.Client) -> None:
    (accepted,) = accept(office, "Jugendbegegnungen")
    with office.writing() as session:
        reader = subscribers.subscribe(session, "leserin@example.org", language="de", now=NOW)
        assert reader.id is not None
        leaving = tokens.unsubscribe_token(reader.id, reader.address, secret=SECRET)
        alert = ordered(session, "leserin@example.org")
        changing = tokens.alert_token(alert, "leserin@example.org", secret=SECRET)
        alerting = tokens.confirm_alert_token(alert, "leserin@example.org", secret=SECRET, now=NOW)
        confirming = tokens.confirm_token(reader.id, reader.address, secret=SECRET, now=NOW)
        own = [
            make(reader.id, reader.address, secret=SECRET, now=now)
            for make in (tokens.preferences_token, tokens.own_data_token)
            for now in (NOW, NOW - timedelta(days=400))
        ]
        moving = tokens.new_address_token(reader.id, reader.address, "neu@example.org", secret=SECRET, now=NOW)
    with office.writing() as session:
        leases.acquire(session, leases.TICKER, "worker", now=NOW, seconds=45)
        session.add(ReaderFile(name="t.csv", content="adresse;rechtsgrundlage\na@example.org;x\n", at=NOW))
        seed(session)
        table = "ags,partner,partner_country\n05512000,Prato,IT\n"
        kept = keep_file(session, "t.csv", table, person_id=None, now=NOW)
        file_proposals(session, kept, dry_run(session, table), now=NOW)
    correcting = tokens.register_token("05512000", 1, secret=SECRET, now=NOW)
    mail_came_back(office)
    login = login_token(office, "Jan Nowak")
    waiting = number_of(office, "Concours")
    resemble(office)
    assert {accepted, waiting} & set(questions(office))
    paths = {
        path.replace("{number}", str(number))
        .replace("{token}", token)
        .replace("{verb}", "annehmen")
        .replace("{what}", "veranstaltung")
        .replace("{place}", "05512000-bottrop")
        .replace("{slug}", "bayern")
        .replace("{code}", "pl")
        for path, _ in routes()
        for number in (accepted, waiting, 999)
        for token in (login, leaving, confirming, correcting, changing, alerting, *own, moving, "unknown")
    }
    paths |= {
        "/desk/eingang/alle?was=annehmen",
        "/desk/entschieden?tag=2026-11-23",
        "/desk/eingang?land=PL&ab=1",
        "/desk/register/datei/1",
        "/desk/leser/1",
        "/desk/ruecklaeufer/1",
        "/desk/ruecklaeufer?art=tot&seite=2",
        "/desk/leser/1/nachweis",
        "/desk/leser/datei/1",
        "/desk/leser?q=leserin@example.org",
        "/abonnieren?ort=bottrop",
        "/abonnieren/kommunen.json?q=bot",
        "/desk/register/link?ort=bottrop",
        "/staedte?q=bottrop",
        f"/benachrichtigen?angebot={accepted}",
    }
    assert len(paths) > 30
    before = everything(office)
    for client in (visitor, desk):
        for prefix in ("", "/fr"):
            for path in sorted(paths):
                assert client.get(prefix + path).status_code < 500
                assert client.head(prefix + path).status_code < 500
    assert everything(office) == before
