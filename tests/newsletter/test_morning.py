"""The report of the morning: to whom, when, in which words; over a real mail server."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import pytest
from sqlmodel import select

from aggregator import review
from aggregator.finding import Failure, FailureKind, Finding, RunOutcome, RunReport, SourceKind
from aggregator.intake import Intake
from aggregator.model import MorningReport, Person, ReportState
from aggregator.sources import SourceDraft, add_source
from aggregator.store import Store
from newsletter.delivery import SmtpTransport
from newsletter.morning import Reported, gather, render_morning, send_reports
from newsletter.settings import MailSettings
from tests.newsletter.delivery.server import free_port, mail_server, rude_server, says

DAWN = datetime(2027, 1, 12, 6, 0, tzinfo=UTC)
CALL = "Gefördert werden Begegnungen von Vereinen mit Polen. Bewerbungsschluss: {day}.03.2027."


@pytest.fixture
def office(store: Store) -> Store:
    """Two people, a German and a Pole, and one source that has just broken."""
    with store.writing() as session:
        draft = SourceDraft("dpjw", "DPJW", "https://dpjw.example.org/liste", SourceKind.LISTING)
        add_source(session, draft, now=DAWN)
        for name, language in (("Anna", "de"), ("Jan", "pl")):
            address = f"{name.lower()}@example.org"
            session.add(Person(address=address, name=name, language=language, created_at=DAWN))
    broke(store, DAWN - timedelta(hours=2))
    return store


def settings(port: int) -> MailSettings:
    return MailSettings(
        secret="s" * 40,
        office_name="Büro für Städtepartnerschaften",
        base_url="https://buero.example.org",
        sender_address="buero@example.org",
        smtp_port=port,
        smtp_timeout=5,
    )


def broke(store: Store, at: datetime) -> None:
    gone = Failure(FailureKind.GONE, "https://dpjw.example.org/liste")
    Intake(store, clock=lambda: at).close_run(RunReport("dpjw", at, at, RunOutcome.FAILED, failure=gone))


def found(store: Store, day: int, at: datetime) -> None:
    door = Intake(store, clock=lambda: at)
    url = "https://dpjw.example.org/liste/begegnung"
    door.take(Finding("dpjw", url, url, "Begegnung mit Polen im Sommer", at, text=CALL.format(day=day)))
    door.close_run(RunReport("dpjw", at, at, RunOutcome.READ, found=1, new=1))


def send(store: Store, port: int, at: datetime = DAWN) -> Reported:
    mail = settings(port)
    return send_reports(store, SmtpTransport(mail), mail, clock=lambda: at)


def states(store: Store) -> list[ReportState]:
    with store.reading() as session:
        return [row.state for row in session.exec(select(MorningReport).order_by(MorningReport.person_id))]  # type: ignore[arg-type]


def read(data: bytes) -> EmailMessage:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    return message


def test_everybody_is_told_in_their_own_language_in_text_and_html(office: Store, tmp_path: Path) -> None:
    with mail_server(tmp_path) as (inbox, port):
        assert send(office, port) == Reported(handed_over=2)
        german, polish = map(read, inbox.mails())
    assert german["Subject"] == "Guten Morgen: 1 Quelle gestört"
    assert polish["Subject"] == "Dzień dobry: 1 niedziałające źródło"
    for message, words in ((german, "DPJW liefert seit heute nichts"), (polish, "DPJW nie dostarcza niczego od dziś")):
        for kind in ("plain", "html"):
            part = message.get_body((kind,))
            assert part is not None
            assert words in " ".join(part.get_content().split())


def test_once_a_day_whatever_restarts(office: Store, tmp_path: Path) -> None:
    with mail_server(tmp_path) as (inbox, port):
        send(office, port)
        assert send(office, port, DAWN + timedelta(hours=3)) == Reported()
        assert len(inbox.mails()) == 2
        send(office, port, DAWN + timedelta(days=1))
        assert len(inbox.mails()) == 4


def test_nobody_is_written_to_when_there_is_nothing_to_say(store: Store, tmp_path: Path) -> None:
    with store.writing() as session:
        session.add(Person(address="anna@example.org", name="Anna", created_at=DAWN))
    with mail_server(tmp_path) as (inbox, port):
        send(store, port)
        assert inbox.mails() == []
    assert states(store) == [ReportState.NOTHING_TO_SAY]


def test_where_the_mail_server_is_away_it_is_tried_again_the_same_day(office: Store, tmp_path: Path) -> None:
    assert "cannot be used" in send(office, free_port()).paused
    assert states(office) == []
    with mail_server(tmp_path) as (inbox, port):
        send(office, port, DAWN + timedelta(minutes=10))
        assert len(inbox.mails()) == 2


def test_a_report_whose_answer_was_lost_is_not_sent_again(office: Store, tmp_path: Path) -> None:
    with office.writing() as session:
        session.delete(session.exec(select(Person).where(Person.name == "Jan")).one())
    with rude_server(says("250 hello", "250 sender", "250 recipient", "354 go on")) as port:
        send(office, port)
    assert states(office) == [ReportState.CLAIMED]
    with mail_server(tmp_path) as (inbox, port):
        send(office, port, DAWN + timedelta(hours=1))
        assert inbox.mails() == []


def test_a_refused_report_is_written_down_and_the_others_get_theirs(office: Store, tmp_path: Path) -> None:
    with mail_server(tmp_path) as (inbox, port):
        inbox.to_recipients["anna@example.org"] = "550 no such person"
        assert send(office, port) == Reported(handed_over=1, refused=1)
    assert states(office) == [ReportState.REFUSED, ReportState.HANDED_OVER]


def test_what_came_what_changed_and_what_waits_is_told(office: Store) -> None:
    found(office, 15, DAWN - timedelta(days=3))
    with office.writing() as session:
        review.accept(session, 1, person_id=None, now=DAWN - timedelta(days=2))
    for hours in (20, 1):  # a later day is told when it was read twice
        found(office, 31, DAWN - timedelta(hours=hours))
    with office.reading() as session:
        told = gather(session, since=DAWN - timedelta(days=1), now=DAWN, today=DAWN.date())
    text = render_morning(told, settings(25), language="de", now=DAWN).text
    assert "2 Einträge sind dazugekommen: DPJW 2." in text
    assert "Frist: 15.03.2027 → 31.03.2027" in text
    assert "https://buero.example.org/desk/eintrag/1" in text
    assert "Im Eingang wartet 1 Eintrag." in text


def test_a_trouble_is_called_new_on_its_first_morning_only(office: Store) -> None:
    with office.reading() as session:
        first = gather(session, since=DAWN - timedelta(days=1), now=DAWN, today=DAWN.date())
        later = gather(session, since=DAWN, now=DAWN + timedelta(days=1), today=DAWN.date())
    assert [one.is_new for one in (*first.broken, *later.broken)] == [True, False]


@pytest.mark.parametrize("language", ["de", "fr", "en", "pl"])
def test_names_with_markup_and_braces_do_no_harm(office: Store, language: str) -> None:
    with office.writing() as session:
        draft = SourceDraft("frech", '<b>{{ "x" }}</b> & Söhne', "https://frech.example.org/", SourceKind.FEED)
        add_source(session, draft, now=DAWN)
    gone = Failure(FailureKind.GONE, "https://frech.example.org/")
    report = RunReport("frech", DAWN, DAWN, RunOutcome.FAILED, failure=gone)
    Intake(office, clock=lambda: DAWN).close_run(report)
    with office.reading() as session:
        told = gather(session, since=DAWN - timedelta(days=1), now=DAWN, today=DAWN.date())
    html = render_morning(told, settings(25), language=language, now=DAWN).html
    assert "<b>{" not in html
    assert "&amp; Söhne" in html
