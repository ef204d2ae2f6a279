"""The start page: what an office wants to know in the morning, in plain sentences."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import httpx
import pytest
from sqlalchemy import event
from sqlmodel import select

from aggregator import review
from aggregator.finding import Failure, FailureKind, RunOutcome, RunReport
from aggregator.intake import Intake
from aggregator.model import (
    Delivery,
    Edition,
    Entry,
    Issue,
    IssueState,
    Person,
    StaffSession,
    Subscriber,
    SubscriberState,
)
from aggregator.store import Store
from newsletter.issues import draft_issue
from tests.web.example import (
    EXAMPLES,
    NOW,
    TODAY,
    accept,
    clock,
    login_token,
    move,
    number_of,
    open_office,
)
from tests.web.resembling import CALL, resemble


def text_of(page: str) -> str:
    """What a person reads."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def begin(client: httpx.Client, prefix: str = "") -> str:
    """The start page as it is read."""
    answer = client.get(f"{prefix}/desk/")
    assert answer.status_code == 200
    return text_of(answer.text)


def rejected(store: Store) -> None:
    """Everything is decided on."""
    with store.writing() as session:
        for example in EXAMPLES:
            review.reject(session, number_of(store, example.title), person_id=None, now=NOW)


def test_it_greets_and_says_what_waits_and_where_to_begin(office: Store, desk: httpx.Client) -> None:
    page = begin(desk)
    assert "Montag, 23. November 2026 Guten Morgen, Ayşe Kaya" in page
    assert "Im Eingang warten 7 Einträge, 2 davon sind dringend." in page
    assert "Eingang beginnen (7)" in page
    assert desk.get("/desk/").text.count('class="button primary"') == 1


def test_it_is_where_work_begins(office: Store, desk: httpx.Client) -> None:
    for path in ("/desk", "/desk/"):
        assert '<a href="/desk/" aria-current="page">Start</a>' in desk.get(path).text
    assert 'aria-current="page">Start' not in desk.get("/desk/eingang").text


def test_urgent_ones_are_named_with_day_and_days_left(office: Store, desk: httpx.Client) -> None:
    page = desk.get("/desk/").text
    number = number_of(office, "Jugendbegegnungen")
    assert f'href="/desk/eintrag/{number}"' in page
    named = "Jugendbegegnungen mit Partnerkommunen in Polen Frist: Mittwoch, 2. Dezember 2026 (noch 9 Tage)"
    assert named in text_of(page)


def test_new_is_what_came_since_yesterday_or_since_the_last_visit(
    office: Store, colleague: Callable[[str], httpx.Client]
) -> None:
    assert "Seit gestern sind 7 dazugekommen." in begin(colleague("Ayşe Kaya"))
    with office.writing() as session:
        jan = session.exec(select(Person).where(Person.name == "Jan Nowak")).one()
        friday = NOW - timedelta(days=3)
        session.add(
            StaffSession(
                token_hash="x" * 64, person_id=jan.id or 0, created_at=friday, seen_at=friday, expires_at=friday
            )
        )
    assert "Seit Sie zuletzt hier waren, am 20.11.2026, sind 7 dazugekommen." in begin(colleague("Jan Nowak"))


def test_what_changed_after_a_decision_is_told_with_before_and_after(office: Store, desk: httpx.Client) -> None:
    accept(office, "Konkurs")
    move(office, next(example for example in EXAMPLES if example.key == "mlodziez"), 60)
    page = begin(desk)
    assert "Geändert, seit Sie entschieden haben Konkurs" in page
    assert "Frist vorverlegt: bisher: 01.02.2027 → neu: 22.01.2027" in page


def test_sources_in_trouble_are_told_in_the_words_of_their_own_page(office: Store, desk: httpx.Client) -> None:
    gone = Failure(FailureKind.GONE, "https://stiftung.example.org/feed")
    Intake(office, clock=clock).close_run(RunReport("stiftung", NOW, NOW, RunOutcome.FAILED, failure=gone))
    said = re.findall(r'<p class="trouble">([^<]+)</p>', desk.get("/desk/quellen").text)
    assert said
    assert all(sentence in unescape(desk.get("/desk/").text) for sentence in map(unescape, said))
    assert "Zuletzt gelesen heute um 08:30 Uhr." in begin(desk)


def test_sources_that_are_well_take_one_line(office: Store, desk: httpx.Client) -> None:
    assert "Quellen 2 Quellen, alle in Ordnung." in begin(desk)


def test_pairs_questions_and_what_was_put_off_are_counted_with_links(office: Store, desk: httpx.Client) -> None:
    resemble(office)
    with office.writing() as session:
        review.later(session, number_of(office, "Reisekosten"), person_id=None, now=NOW)
    page = desk.get("/desk/").text
    assert "2 Paare: Ist das dasselbe?" in text_of(page)
    assert "1 Eintrag auf später gelegt" in text_of(page)
    for address in ("/desk/gleich", "/desk/eingang?ansicht=spaeter"):
        assert f'href="{address}"' in page


def test_what_was_put_off_is_counted_as_in_the_inbox(office: Store, desk: httpx.Client) -> None:
    resemble(office)
    with office.writing() as session:
        for title in ("Jugendbegegnungen mit Partnerkommunen in Polen", CALL):
            review.later(session, number_of(office, title), person_id=None, now=NOW)
    assert 'ansicht=spaeter">Später <span class="count">1</span>' in desk.get("/desk/eingang").text
    assert "1 Eintrag auf später gelegt" in begin(desk)


def test_the_next_issue_is_told_with_its_readers(office: Store, desk: httpx.Client) -> None:
    assert "Der nächste Vorschlag kommt am Montag, 30.11.2026. Noch hat niemand den Newsletter bestellt." in begin(desk)
    accept(office)
    with office.writing() as session:
        for number in range(3):
            session.add(Subscriber(address=f"{number}@example.org", state=SubscriberState.CONFIRMED, created_at=NOW))
        draft_issue(session, title="Fristen im Advent", today=TODAY, now=NOW)
        entries = len(session.exec(select(Entry)).all())
    assert f"Fristen im Advent Entwurf · {entries} Einträge · geht an höchstens 3 Personen" in begin(desk)


def test_the_last_issue_is_told_with_its_day(office: Store, desk: httpx.Client) -> None:
    with office.writing() as session:
        reader = Subscriber(address="a@example.org", state=SubscriberState.CONFIRMED, created_at=NOW)
        sent = NOW - timedelta(days=20)
        issue = Issue(title="Herbst", state=IssueState.FINISHED, created_at=sent, released_at=sent)
        session.add_all([reader, issue])
        session.flush()
        edition = Edition(issue_id=issue.id or 0, signature="s", language="de", subject="", created_at=sent)
        session.add(edition)
        session.flush()
        session.add(
            Delivery(
                issue_id=issue.id or 0,
                edition_id=edition.id or 0,
                subscriber_id=reader.id or 0,
                message_id="m",
                updated_at=sent,
            )
        )
    assert "Die letzte ging am 03.11.2026 an 1 Person." in begin(desk)


def test_when_all_is_done_it_says_so(office: Store, desk: httpx.Client) -> None:
    rejected(office)
    page = begin(desk)
    assert "Alles erledigt. Im Eingang wartet nichts." in page
    assert "Eingang beginnen" not in page
    assert "Keine Frage ist offen." in page


def test_an_office_without_a_source_is_led_to_its_first(store: Store, newcomer: Callable[[], httpx.Client]) -> None:
    with store.writing() as session:
        session.add(Person(address="ayse@example.org", name="Ayşe Kaya", created_at=NOW))
    client = newcomer()
    client.post(f"/desk/anmelden/{login_token(store)}")
    page = client.get("/desk/").text
    assert "Noch beobachten Sie keine Quelle." in text_of(page)
    assert re.search(r'<a class="button primary" href="/desk/quellen">', page)


def test_before_the_first_visit_it_says_that_nothing_was_read(
    store: Store, newcomer: Callable[[], httpx.Client]
) -> None:
    open_office(store)
    client = newcomer()
    client.post(f"/desk/anmelden/{login_token(store)}")
    assert "2 Quellen, alle in Ordnung. Gelesen wurde noch keine." in begin(client)


@pytest.mark.parametrize(
    ("prefix", "said"),
    [
        ("/fr", "7 entrées attendent dans la corbeille, dont 2 urgentes."),
        ("/en", "7 entries are waiting in the inbox, 2 of them urgent."),
        ("/pl", "W skrzynce czeka 7 wpisów, w tym 2 pilne."),
    ],
)
def test_it_speaks_four_languages(office: Store, desk: httpx.Client, prefix: str, said: str) -> None:
    assert said in begin(desk, prefix)


def test_it_asks_as_many_questions_however_much_there_is(store: Store, desk: httpx.Client) -> None:
    asked: list[str] = []
    event.listen(store.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    begin(desk)
    few = len(asked)
    resemble(store)
    accept(store, "Konkurs")
    move(store, next(example for example in EXAMPLES if example.key == "mlodziez"), 60)
    asked.clear()
    begin(desk)
    assert few <= 42
    assert len(asked) <= 42
