"""An alert from the order to the mail, over a real mail server."""

from __future__ import annotations

from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlmodel import Session, SQLModel, select

from aggregator.model import Alert, AlertMail, AlertRhythm, AlertState, AlertTold, Consent, DeliveryState, Opportunity
from aggregator.search import Proof
from aggregator.store import Store
from newsletter import alerts, suppression
from newsletter.addresses import AddressRefused
from newsletter.alerts import Told, TooWide
from newsletter.alerts.asked import Asked, fitting, require_narrow
from newsletter.delivery import SmtpTransport
from newsletter.settings import MailSettings
from tests.newsletter.alerts.office import (
    MAIL,
    READER,
    YOUTH,
    Died,
    Way,
    confirmed,
    latest,
    link_of,
    offer,
    opened,
    ordered,
)
from tests.newsletter.delivery.server import free_port, mail_server
from tests.newsletter.samples import NOW, TODAY, settings

MORNING = NOW + timedelta(days=1)
LANGUAGES = ["de", "fr", "en", "pl"]


def send(store: Store, mail: MailSettings, *, at: datetime = MORNING) -> Told:
    return alerts.send_alerts(store, SmtpTransport(mail), mail, clock=lambda: at)


def read(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def part(message: EmailMessage, kind: str) -> str:
    found = message.get_body((kind,))
    assert found is not None
    return str(found.get_content()).replace("\r\n", "\n")


def tells(store: Store, way: Way, day: int) -> bool:
    """Whether something is told so many days later."""
    return alerts.send_alerts(store, way, MAIL, clock=lambda: NOW + timedelta(days=day)).composed > 0


def rows(session: Session, table: type[SQLModel]) -> int:
    return len(session.exec(select(table)).all())


def test_from_the_order_to_the_first_news(store: Store, tmp_path: Path) -> None:
    opened(store, 30)
    with mail_server(tmp_path) as (inbox, port):
        mail = settings(smtp_port=port)
        ordered(store, mail)
        send(store, mail, at=NOW)
        asking = read(inbox.mails()[0])
        with store.writing() as session:
            token = link_of(part(asking, "plain"), "bestaetigen")
            assert alerts.confirm(session, token, mail, now=NOW) is not None
        offer(store, 7, 40)
        assert send(store, mail) == Told(composed=1, handed_over=1)
        assert send(store, mail, at=MORNING + timedelta(days=1)) == Told()
        telling = read(inbox.mails()[1])
    assert asking["Subject"] == "Bitte bestätigen Sie Ihre Benachrichtigung"
    assert telling["Subject"] == "Neu: Angebot 7"
    assert "Angebot 1" not in part(telling, "plain")
    assert telling["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert telling["List-Unsubscribe"].endswith("/beenden>")
    for kind in ("plain", "html"):
        words = " ".join(part(telling, kind).split())
        assert "weil Sie nach Jugend gefragt haben" in words
        assert f"/angebot/{2}" in words


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mail_says_everything_in_its_language(store: Store, language: str, tmp_path: Path) -> None:
    opened(store)
    confirmed(store, MAIL, language=language)
    quote = "Anträge bis zum 2. Januar 2027."
    for number in range(1, 34):
        offer(store, number, 40, proofs=(Proof("deadline", "", quote, 0.9),))
    way = Way()
    alerts.send_alerts(store, way, MAIL, clock=lambda: MORNING)
    text, html = (part(read(way.taken[-1].data), kind) for kind in ("plain", "html"))
    for number in range(1, 34):
        assert f"Angebot {number}\n" in text
        assert f"/angebot/{number}" in html
    assert text.count(quote) == 30
    assert READER not in text


def test_nothing_new_is_no_mail(store: Store) -> None:
    opened(store, 30)
    confirmed(store, MAIL)
    assert alerts.send_alerts(store, Way(), MAIL, clock=lambda: MORNING) == Told()


def test_what_comes_to_fit_by_a_correction_and_what_was_accepted_late_is_told(store: Store) -> None:
    first, second = opened(store, 30, 40)
    with store.writing() as session:
        session.get_one(Opportunity, first).deadline = TODAY - timedelta(days=1)
    confirmed(store, MAIL)
    with store.writing() as session:
        session.get_one(Opportunity, first).deadline = TODAY + timedelta(days=20)
        session.get_one(Opportunity, second).deadline = TODAY + timedelta(days=50)
    way = Way()
    alerts.send_alerts(store, way, MAIL, clock=lambda: MORNING)
    text = part(read(way.taken[-1].data), "plain")
    assert "Angebot 1\n" in text
    assert "Die Frist hat sich geändert, vorher 02.01.2027" in text


def test_an_alert_of_deadlines_reminds_twice(store: Store) -> None:
    opened(store, 30)
    confirmed(store, MAIL, rhythm=AlertRhythm.DEADLINES)
    way = Way()
    told = [day for day in range(1, 32) if tells(store, way, day)]
    assert told == [30 - 14, 30 - 3]


def test_one_opportunity_is_reminded_of_and_told_when_it_comes_again(store: Store) -> None:
    (number,) = opened(store, 5)
    confirmed(store, MAIL, asked=alerts.Asked(), rhythm=AlertRhythm.DEADLINES, opportunity_id=number)
    way = Way()
    days = []
    for day in range(1, 40):
        if day == 30:
            with store.writing() as session:
                session.get_one(Opportunity, number).deadline = TODAY + timedelta(days=300)
        if tells(store, way, day):
            days.append(day)
    assert days == [1, 2, 30]


def test_an_unconfirmed_alert_tells_nothing_and_is_deleted_after_a_week(store: Store) -> None:
    opened(store, 30)
    ordered(store, MAIL)
    offer(store, 7, 40)
    way = Way()
    alerts.send_alerts(store, way, MAIL, clock=lambda: NOW + timedelta(days=6))
    assert len(way.taken) == 1
    with store.writing() as session:
        assert alerts.delete_unconfirmed(session, now=NOW + timedelta(days=6)) == 0
        assert alerts.delete_unconfirmed(session, now=NOW + timedelta(days=8)) == 1
        assert [rows(session, table) for table in (Alert, AlertTold, AlertMail, Consent)] == [0, 0, 0, 0]


def test_ending_stops_at_once_and_keeps_the_proof(store: Store) -> None:
    opened(store, 30)
    alert = confirmed(store, MAIL)
    offer(store, 7, 40)
    way = Way()
    alerts.send_alerts(store, way, MAIL, clock=lambda: MORNING)
    token = link_of(part(read(way.taken[-1].data), "plain"), "benachrichtigung").removesuffix("/beenden")
    with store.writing() as session:
        assert alerts.end(session, token, secret=MAIL.secret, now=MORNING)
    offer(store, 8, 41)
    assert alerts.send_alerts(store, way, MAIL, clock=lambda: MORNING + timedelta(days=1)) == Told()
    with store.writing() as session:
        assert session.get_one(Alert, alert.id).state is AlertState.ENDED
        said = [line.event for line in session.exec(select(Consent))]
        assert (rows(session, AlertTold), said) == (0, ["requested", "confirmed", "unsubscribed"])
        assert alerts.erase(session, token, secret=MAIL.secret)
        assert (rows(session, Alert), rows(session, Consent)) == (0, 0)


def test_the_proof_holds_the_words_and_the_mail_and_no_network_address(store: Store) -> None:
    opened(store, 30)
    ordered(store, MAIL)
    alerts.send_alerts(store, Way(), MAIL, clock=lambda: NOW)
    with store.reading() as session:
        asked, sent = session.exec(select(Consent)).all()
        assert "Jugend – täglich am Morgen" in asked.wording
        assert "/benachrichtigung/bestaetigen/" in sent.wording
        assert latest(session).text == ""


def test_nobody_is_asked_more_than_three_times_a_day(store: Store) -> None:
    opened(store, 30)
    for weeks in range(1, 9):
        ordered(store, MAIL, asked=alerts.Asked(topics=("youth",), until=f"{weeks}w"), address=READER.title())
    with store.reading() as session:
        assert rows(session, AlertMail) == 3


def test_an_address_that_must_get_no_mail_gets_none(store: Store) -> None:
    opened(store, 30)
    with store.writing() as session:
        suppression.suppress(session, READER, reason="complaint", secret=MAIL.secret, now=NOW)
    ordered(store, MAIL)
    with store.reading() as session:
        assert (rows(session, Alert), rows(session, AlertMail)) == (0, 0)


def test_the_same_alert_twice_is_one(store: Store) -> None:
    opened(store, 30)
    confirmed(store, MAIL)
    ordered(store, MAIL)
    with store.reading() as session:
        assert (rows(session, Alert), rows(session, AlertMail)) == (1, 1)


def test_what_is_no_address_is_refused(store: Store) -> None:
    opened(store, 30)
    with pytest.raises(AddressRefused):
        ordered(store, MAIL, address="niemand")


def test_a_question_that_fits_too_much_is_refused(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("newsletter.alerts.asked.MOST", 1)
    opened(store, 30, 31)
    with pytest.raises(TooWide, match="2 entries"):
        ordered(store, MAIL)


def test_what_fits_is_counted_and_known_beyond_what_a_list_counts(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("aggregator.search.finding.MOST_COUNTED", 1)
    opened(store, 30, 31, 32)
    with store.writing() as session:
        assert len(fitting(session, Asked(topics=("youth",)), today=TODAY)) == 3
        monkeypatch.setattr("newsletter.alerts.asked.MOST", 2)
        with pytest.raises(TooWide, match="3 entries"):
            require_narrow(session, Asked(topics=("youth",)), today=TODAY)


def test_a_changed_question_loses_nothing_that_fits_both(store: Store) -> None:
    opened(store, 30)
    alert = confirmed(store, MAIL)
    offer(store, 7, 40)
    offer(store, 8, 41, topics=("culture",))
    with store.writing() as session:
        kept = session.get_one(Alert, alert.id)
        wider = alerts.Asked(topics=("youth", "culture"))
        alerts.change(session, kept, wider, AlertRhythm.DAILY, MAIL, now=NOW)
    way = Way()
    alerts.send_alerts(store, way, MAIL, clock=lambda: MORNING)
    assert read(way.taken[-1].data)["Subject"] == "Neu: Angebot 7"


def test_where_the_mail_server_is_away_nothing_is_lost(store: Store, tmp_path: Path) -> None:
    opened(store, 30)
    confirmed(store, MAIL)
    offer(store, 7, 40)
    assert "cannot be used" in send(store, settings(smtp_port=free_port())).paused
    with mail_server(tmp_path) as (inbox, port):
        assert send(store, settings(smtp_port=port), at=MORNING + timedelta(minutes=10)).handed_over == 1
        assert len(inbox.mails()) == 1


def test_who_dies_while_handing_over_leaves_a_mail_that_is_not_sent_again(store: Store) -> None:
    opened(store, 30)
    confirmed(store, MAIL)
    offer(store, 7, 40)
    with pytest.raises(Died):
        alerts.send_alerts(store, Way("after"), MAIL, clock=lambda: MORNING)
    way = Way()
    alerts.send_alerts(store, way, MAIL, clock=lambda: MORNING + timedelta(hours=1))
    with store.reading() as session:
        states = [row.state for row in session.exec(select(AlertMail))]
        assert alerts.overview(session).uncertain == 1
    assert (way.taken, DeliveryState.UNCERTAIN in states) == ([], True)


def test_a_refused_address_is_written_down(store: Store, tmp_path: Path) -> None:
    opened(store, 30)
    ordered(store, MAIL)
    with mail_server(tmp_path) as (inbox, port):
        inbox.to_recipients[READER] = "550 no such person"
        assert send(store, settings(smtp_port=port), at=NOW).handed_over == 0
    with store.reading() as session:
        assert session.exec(select(AlertMail)).one().state is DeliveryState.REFUSED


def test_everything_kept_can_be_taken_along(store: Store) -> None:
    opened(store, 30)
    alert = confirmed(store, MAIL)
    with store.reading() as session:
        kept = alerts.everything_kept(session, alert)
    assert kept["alert"]["address"] == READER
    assert kept["alert"]["asked"]["topics"] == list(YOUTH.topics)
    assert [line["event"] for line in kept["consent"]] == ["requested", "confirmed"]
