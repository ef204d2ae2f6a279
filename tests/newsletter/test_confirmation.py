from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from aggregator.model import Subscriber
from aggregator.store import Store
from newsletter import consent
from newsletter.confirmation import confirmation, may_be_sent, send_confirmation
from newsletter.delivery import FolderTransport, MailServerAway, SmtpTransport
from newsletter.subscribers import add_confirmed, confirm, subscribe
from templates import LANGUAGES
from tests.newsletter.delivery.server import mail_server
from tests.newsletter.samples import NOW, SECRET, settings


def _pending(store: Store, language: str = "de") -> Subscriber:
    with store.writing() as session:
        return subscribe(session, "erika@example.org", language=language, countries=["PL"], topics=["youth"], now=NOW)


def test_the_link_in_the_mail_that_arrived_confirms(store: Store, tmp_path: Path) -> None:
    reader = _pending(store, "fr")
    with mail_server(tmp_path) as (inbox, port), store.writing() as session:
        transport = SmtpTransport(settings(smtp_port=port))
        send_confirmation(session, reader, transport, settings(), now=NOW)
        transport.close()
    text = message_from_bytes(inbox.mails()[0], policy=policy.default).get_content()
    links = [line for line in text.split() if "/bestaetigen/" in line]
    assert len(links) == 1
    assert links[0].startswith("https://partnerbuero.example/fr/bestaetigen/")
    with store.writing() as session:
        assert confirm(session, links[0].rpartition("/")[2], secret=SECRET, now=NOW)


def test_the_mail_is_text_alone_and_says_that_a_machine_wrote_it(store: Store, tmp_path: Path) -> None:
    reader = _pending(store)
    with store.writing() as session:
        send_confirmation(session, reader, FolderTransport(tmp_path), settings(), now=NOW)
    raw = next(tmp_path.glob("*.eml")).read_bytes()
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail.get_content_type() == "text/plain"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["Subject"] == "Bitte bestätigen Sie Ihre Anmeldung"
    assert max(map(len, raw.split(b"\r\n"))) <= 998


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_one_link_one_imprint_and_no_advertising(store: Store, language: str) -> None:
    prefix = "" if language == "de" else f"/{language}"
    mail = confirmation(_pending(store, language), settings(), now=NOW)
    links = [word for word in mail.text.split() if "://" in word]
    assert len(links) == 2
    assert links[0].startswith(f"https://partnerbuero.example{prefix}/bestaetigen/")
    assert links[1] == f"https://partnerbuero.example{prefix}/impressum"
    assert "Am Markt 1, 45999 Ruhrstadt" in mail.text


def test_the_exact_text_and_the_servers_answer_are_kept_as_proof(store: Store, tmp_path: Path) -> None:
    reader = _pending(store)
    with store.writing() as session:
        send_confirmation(session, reader, FolderTransport(tmp_path), settings(), now=NOW)
    with store.reading() as session:
        line = consent.history(session, reader.id or 0)[-1]
    mail = confirmation(reader, settings(), now=NOW)
    assert line.event == "confirmation_sent"
    assert mail.text in line.wording
    assert mail.message_id in line.wording
    assert "250 written" in line.wording


def test_a_mail_that_was_not_handed_over_leaves_no_proof(store: Store, tmp_path: Path) -> None:
    reader = _pending(store)
    (tmp_path / "mail").write_text("a file, not a folder")
    with pytest.raises(MailServerAway), store.writing() as session:
        send_confirmation(session, reader, FolderTransport(tmp_path / "mail"), settings(), now=NOW)
    with store.reading() as session:
        assert [line.event for line in consent.history(session, reader.id or 0)] == ["requested"]


def test_an_address_gets_one_confirmation_a_day_at_most(store: Store, tmp_path: Path) -> None:
    reader = _pending(store)
    with store.writing() as session:
        assert may_be_sent(session, reader, now=NOW)
        send_confirmation(session, reader, FolderTransport(tmp_path), settings(), now=NOW)
        assert not may_be_sent(session, reader, now=NOW + timedelta(hours=23))
        assert may_be_sent(session, reader, now=NOW + timedelta(hours=24))


def test_who_is_a_reader_already_gets_no_confirmation(store: Store) -> None:
    with store.writing() as session:
        reader = add_confirmed(session, "a@example.org", language="de", basis="paper form 1", now=NOW)
        assert not may_be_sent(session, reader, now=NOW)
