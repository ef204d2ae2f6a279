"""What becomes of a finding."""

from __future__ import annotations

import threading
from datetime import date, time
from decimal import Decimal

import pytest
from sqlalchemy.exc import StatementError
from sqlmodel import func, select

from aggregator.finding import Taken
from aggregator.model import (
    BucketMember,
    Change,
    KeptFinding,
    KeptFingerprint,
    KeptReading,
    Opportunity,
    OpportunityEvidence,
    Sighting,
)
from aggregator.review import accept, inbox
from aggregator.sources import UnknownSource
from tests.aggregator.office import CALL, Office


def rows(office: Office, table: type) -> int:
    with office.store.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_a_new_finding_becomes_an_opportunity_with_its_proof(office: Office) -> None:
    assert office.take() == Taken.NEW
    view = office.views()[0]
    assert (view.title, view.state, view.version) == ("Begegnung mit Polen 2027", "new", 0)
    assert (view.deadline, view.certainty) == (date(2027, 3, 15), "exact")
    proof = view.proof_of("deadline")
    assert proof is not None
    assert "15.03.2027" in proof.quote
    assert [seen.source_name for seen in view.seen_at] == ["Jugendring"]


def test_evidence_points_into_the_kept_reading(office: Office) -> None:
    office.take()
    with office.store.reading() as session:
        found = session.exec(select(OpportunityEvidence).where(OpportunityEvidence.field == "deadline")).one()
        reading = session.get_one(KeptReading, found.finding_id)
    assert reading.text[found.start : found.end] == found.quote


def test_the_same_finding_again_writes_only_that_it_was_seen(office: Office) -> None:
    office.take()
    before = office.views()[0]
    office.wait(days=2)
    assert office.take() == Taken.SAME
    after = office.views()[0]
    assert (after.version, after.updated_at) == (before.version, before.updated_at)
    assert after.checked_at == office.now
    assert rows(office, Change) == 0


@pytest.mark.parametrize(
    "text",
    [CALL.replace(". ", ".  \n\n"), f"  {CALL}\t\r\n", CALL.replace(" ", "\u00a0", 3)],
)
def test_blanks_are_no_change(office: Office, text: str) -> None:
    office.take()
    assert office.take(text=text) == Taken.SAME


def test_boxes_around_the_text_are_no_change(office: Office) -> None:
    page = f"<html><nav>Menü</nav><main><p>{CALL}</p></main></html>"
    office.take(text=None, html=page)
    assert office.take(text=None, html=page.replace("Menü", "Neues Menü").replace("<p>", '<p id="x9">')) == Taken.SAME


def test_a_moved_deadline_is_a_change_with_before_and_after(office: Office) -> None:
    office.take()
    assert office.take_twice(text=CALL.replace("15.03.", "30.04.")) == Taken.CHANGED
    with office.store.reading() as session:
        change = session.exec(select(Change).where(Change.field == "deadline")).one()
    assert (change.before, change.after) == ("2027-03-15", "2027-04-30")
    view = office.views()[0]
    assert (view.deadline, view.former_deadline, view.version) == (date(2027, 4, 30), date(2027, 3, 15), 1)


def test_other_words_with_the_same_facts_change_no_fact(office: Office) -> None:
    office.take()
    assert office.take(text=f"{CALL} Wir freuen uns auf viele Ideen!") == Taken.CHANGED
    view = office.views()[0]
    assert (view.deadline, view.former_deadline) == (date(2027, 3, 15), None)


def test_an_accepted_one_that_changes_stays_accepted_and_comes_back_to_the_inbox(office: Office) -> None:
    office.take()
    with office.store.writing() as session:
        accept(session, office.views()[0].id, person_id=None, now=office.now)
    office.take_twice(text=CALL.replace("15.03.", "30.04."))
    with office.store.reading() as session:
        found = inbox(session, today=office.today)
    assert [(row.view.state, row.changed, row.changed_from) for row in found.rows] == [
        ("accepted", True, date(2027, 3, 15))
    ]


def test_what_the_source_states_wins_over_what_its_text_says(office: Office) -> None:
    office.take(
        fields={
            "deadline": "2027-05-31T15:00:00+00:00",
            "event_start": "2027-07-01",
            "event_end": "2027-07-04",
            "amount_max": "12000",
            "currency": "eur",
            "organiser": "Jugendring",
            "place": "Gliwice",
            "countries": "PL;UA",
        }
    )
    view = office.views()[0]
    assert (view.deadline, view.deadline_time, view.deadline_zone) == (date(2027, 5, 31), time(17, 0), "Europe/Berlin")
    assert (view.event_start, view.event_end) == (date(2027, 7, 1), date(2027, 7, 4))
    assert (view.amount_max, view.currency) == (Decimal("12000.00"), "EUR")
    assert (view.organiser, view.place, view.countries) == ("Jugendring", "Gliwice", ("PL", "UA"))
    proof = view.proof_of("deadline")
    assert proof is not None
    assert proof.quote == "deadline: 2027-05-31T15:00:00+00:00"


@pytest.mark.parametrize(
    "fields",
    [
        {"deadline": "soon", "event_start": "2027-02-31", "amount_max": "many", "currency": "euros"},
        {"deadline": "", "amount_max": "NaN", "amount_min": "-5", "countries": "Poland", "topics": "gardening"},
        {"amount_max": "1e99", "event_end": "2027-01-01", "kind": "rumour"},
    ],
)
def test_fields_that_make_no_sense_are_kept_but_not_believed(office: Office, fields: dict[str, str]) -> None:
    office.take(fields=fields)
    view = office.views()[0]
    assert view.deadline == date(2027, 3, 15)
    assert view.event_start is None
    with office.store.reading() as session:
        assert session.exec(select(KeptFinding.fields)).one() == fields


def test_country_and_topic_of_the_source_hold_where_the_text_names_none(office: Office) -> None:
    office.take("Kurzmeldung", "Wir haben etwas vor.")
    view = office.views()[0]
    assert (view.countries, view.topics) == (("PL",), ("youth",))


def test_a_calendar_entry_with_days_is_an_event(office: Office) -> None:
    office.take("Frühlingsfest", "", fields={"event_start": "2027-05-01", "place": "Rathausplatz"})
    assert office.views()[0].kind == "event"


def test_the_summary_begins_where_the_text_begins(office: Office) -> None:
    office.take("Fest am Fluss", "11.01.2027\nFest am Fluss\nWir laden alle Nachbarn ein.")
    assert office.views()[0].summary == "Wir laden alle Nachbarn ein."


def test_news_is_kept_too(office: Office) -> None:
    office.take("Rückblick", "Es war ein schöner Abend.")
    assert office.views()[0].state == "new"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("", None),
        ("", ""),
        ("\x00\x07", "\x00\ud800 Text mit \udfff Resten"),
        ("Begegnung " * 5_000, CALL),
        ("Titel", "x" * 300_000),
        ("Titel\n\tüber\r\nzwei Zeilen", CALL),
    ],
)
def test_whatever_comes_is_kept_and_can_be_shown(office: Office, title: str, text: str | None) -> None:
    assert office.take(title, text) == Taken.NEW
    view = office.views()[0]
    assert view.title
    assert "\n" not in view.title
    view.title.encode()
    view.summary.encode()


def test_a_finding_of_no_known_source_is_refused_by_name(office: Office) -> None:
    with pytest.raises(UnknownSource, match="nirgendwo"):
        office.take(source="nirgendwo")
    assert rows(office, KeptFinding) == 0


def test_nothing_is_kept_of_a_finding_that_could_not_be_kept_whole(office: Office) -> None:
    with pytest.raises(StatementError, match="no zone"):
        office.take(published=office.now.replace(tzinfo=None))
    assert [rows(office, table) for table in (KeptFinding, Opportunity, Sighting, KeptFingerprint, BucketMember)] == [
        0
    ] * 5


def test_two_writers_at_once_wait_for_each_other(office: Office) -> None:
    failed: list[Exception] = []
    start = threading.Barrier(2)

    def take_many(source: str) -> None:
        start.wait()
        try:
            for number in range(10):
                office.take(f"Aufruf {number} {source}", source=source, url=f"https://{source}.example.org/a/{number}")
                office.take("Für beide gleich", source="jugendring", url=f"https://jugendring.example.org/a/{number}")
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=take_many, args=(source,)) for source in ("stadtverband", "lokalblatt")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    assert rows(office, KeptFinding) == 30
    assert rows(office, Sighting) == 30
