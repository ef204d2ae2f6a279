from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from aggregator.model import Subscriber
from aggregator.store import Store
from newsletter import consent
from newsletter.confirmation import confirmation
from newsletter.delivery import SmtpTransport
from newsletter.readership.sending import send_waiting
from newsletter.subscribers import confirm, subscribe
from templates import LANGUAGES
from tests.newsletter.delivery.server import mail_server
from tests.newsletter.readership.reading import ERIKA, a_reader, everybody, mails, queued, sent, signed_up
from tests.newsletter.samples import NOW, SECRET, settings


def _pending(store: Store, language: str = "de") -> Subscriber:
    with store.writing() as session:
        return subscribe(session, ERIKA, language=language, countries=["PL"], topics=["youth"], now=NOW)


def test_the_link_in_the_mail_that_arrived_confirms(store: Store, tmp_path: Path) -> None:
    signed_up(store, language="fr")
    with mail_server(tmp_path) as (inbox, port):
        transport = SmtpTransport(settings(smtp_port=port))
        assert send_waiting(store, transport, settings(), clock=lambda: NOW).handed_over == 1
    text = message_from_bytes(inbox.mails()[0], policy=policy.default).get_content()
    links = [line for line in text.split() if "/bestaetigen/" in line]
    assert len(links) == 1
    assert links[0].startswith("https://partnerbuero.example/fr/bestaetigen/")
    with store.writing() as session:
        assert confirm(session, links[0].rpartition("/")[2], secret=SECRET, now=NOW)


def test_the_mail_is_text_alone_and_says_that_a_machine_wrote_it(store: Store, tmp_path: Path) -> None:
    signed_up(store)
    sent(store, tmp_path)
    raw = next(tmp_path.glob("*.eml")).read_bytes()
    (mail,) = mails(tmp_path)
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


def test_the_exact_text_its_id_and_the_servers_answer_are_kept_as_proof(store: Store, tmp_path: Path) -> None:
    signed_up(store)
    sent(store, tmp_path)
    (reader,) = everybody(store)
    with store.reading() as session:
        line = consent.history(session, reader.id or 0)[-1]
    (mail,) = mails(tmp_path)
    assert line.event == "confirmation_sent"
    assert confirmation(reader, settings(), now=NOW).text in line.wording
    assert line.message_id == mail["Message-ID"]
    assert "250 written" in line.wording


def test_a_mail_that_was_not_handed_over_leaves_no_proof_and_is_tried_again(store: Store, tmp_path: Path) -> None:
    signed_up(store)
    (tmp_path / "mail").write_text("a file, not a folder")
    assert sent(store, tmp_path / "mail").paused
    (reader,) = everybody(store)
    with store.reading() as session:
        assert [line.event for line in consent.history(session, reader.id or 0)] == ["requested"]
    assert sent(store, tmp_path, now=NOW + timedelta(minutes=5)).handed_over == 1


def test_an_address_gets_one_confirmation_a_day_at_most(store: Store) -> None:
    for hours in (0, 1, 23.9):
        signed_up(store, now=NOW + timedelta(hours=hours))
    assert len(queued(store)) == 1
    signed_up(store, now=NOW + timedelta(hours=24))
    assert len(queued(store)) == 2


def test_a_hundred_sign_ups_of_one_address_are_one_mail(store: Store, tmp_path: Path) -> None:
    for number in range(100):
        signed_up(store, ERIKA if number % 2 else "Erika@Example.org")
    assert sent(store, tmp_path).handed_over == 1
    assert len(mails(tmp_path)) == 1
    (reader,) = everybody(store)
    with store.reading() as session:
        lines = [line.event for line in consent.history(session, reader.id or 0)]
    assert lines == ["requested", "confirmation_sent"]


def test_who_is_a_reader_already_gets_a_link_to_their_choices_instead(store: Store, tmp_path: Path) -> None:
    a_reader(store)
    for _ in range(3):
        signed_up(store)
    sent(store, tmp_path)
    (mail,) = mails(tmp_path)
    assert "/einstellungen/" in mail.get_content()
    assert "/bestaetigen/" not in mail.get_content()


def test_who_confirmed_in_the_meantime_is_not_asked_any_more(store: Store, tmp_path: Path) -> None:
    signed_up(store)
    a_reader(store)
    assert sent(store, tmp_path).handed_over == 0
    assert mails(tmp_path) == []
