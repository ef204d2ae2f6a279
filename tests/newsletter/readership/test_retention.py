"""G-03: what has to be forgotten goes by itself, on a clock that stands still."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import select

from aggregator.model import Alert, AlertRhythm, Consent, ReaderFacet, ReaderFile, ReaderMail, Subscriber
from aggregator.store import Store
from newsletter import alerts, subscribers, tokens
from newsletter.alerts import Asked, Order
from newsletter.readership.retention import CHOICES_AFTER, FILES_AFTER, PROOF_AFTER, Forgotten, forget
from tests.newsletter.readership.reading import ERIKA, a_reader, days, everybody, signed_up
from tests.newsletter.samples import NOW, SECRET, settings


def _forget(store: Store, now: datetime) -> Forgotten:
    with store.writing() as session:
        return forget(session, now=now)


def _left(store: Store) -> Subscriber:
    reader = a_reader(store)
    with store.writing() as session:
        found = session.get_one(Subscriber, reader.id)
        subscribers.choose(session, found, countries=["PL"], topics=[], audiences=[])
        token = tokens.unsubscribe_token(reader.id or 0, ERIKA, secret=SECRET)
        subscribers.unsubscribe_by_token(session, token, secret=SECRET, now=NOW)
    return reader


def _count(store: Store, table: type[ReaderFacet | Consent | ReaderMail | ReaderFile | Alert]) -> int:
    with store.reading() as session:
        return len(session.exec(select(table)).all())


def test_who_never_confirms_is_forgotten_after_seven_days_with_their_mail(store: Store) -> None:
    signed_up(store)
    assert _forget(store, NOW + days(6)).unconfirmed == 0
    assert _forget(store, NOW + days(8)).unconfirmed == 1
    assert (everybody(store), _count(store, Consent), _count(store, ReaderMail)) == ([], 0, 0)


def test_of_who_left_the_choices_go_after_a_week_and_the_proof_stays(store: Store) -> None:
    _left(store)
    _forget(store, NOW + CHOICES_AFTER)
    assert _count(store, ReaderFacet) == 1
    _forget(store, NOW + CHOICES_AFTER + days(1))
    assert (_count(store, ReaderFacet), _count(store, Consent)) == (0, 3)


def test_the_proof_goes_three_years_after_somebody_left_and_not_before(store: Store) -> None:
    _left(store)
    reading = a_reader(store, "other@example.org")
    assert _forget(store, NOW + PROOF_AFTER).proofs == 0
    assert _forget(store, NOW + PROOF_AFTER + days(1)).proofs == 1
    assert [one.id for one in everybody(store)] == [reading.id]
    assert days(3 * 366) >= PROOF_AFTER


def test_the_proof_of_an_ended_alert_goes_as_late(store: Store) -> None:
    with store.writing() as session:
        alerts.order(session, ERIKA, Order(Asked(topics=("youth",)), AlertRhythm.DAILY, "de"), settings(), now=NOW)
        number = session.exec(select(Alert.id)).one() or 0
        alerts.end(session, tokens.alert_token(number, ERIKA, secret=SECRET), secret=SECRET, now=NOW)
    assert _forget(store, NOW + PROOF_AFTER).alert_proofs == 0
    assert _forget(store, NOW + PROOF_AFTER + days(1)).alert_proofs == 1
    assert (_count(store, Alert), _count(store, Consent)) == (0, 0)


def test_a_table_handed_in_is_gone_after_a_day(store: Store) -> None:
    with store.writing() as session:
        session.add(ReaderFile(name="liste.csv", content="adresse\n", at=NOW))
    assert _forget(store, NOW + FILES_AFTER).files == 0
    assert _forget(store, NOW + FILES_AFTER + days(0.1)).files == 1


def test_to_forget_twice_forgets_nothing_more(store: Store) -> None:
    _left(store)
    later = NOW + PROOF_AFTER + days(1)
    _forget(store, later)
    assert _forget(store, later) == Forgotten()
