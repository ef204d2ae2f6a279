from __future__ import annotations

from datetime import timedelta

from aggregator.model import Subscriber, SubscriberState
from aggregator.store import Store
from newsletter import consent, tokens
from newsletter.consent import How
from newsletter.subscribers import come_back, unsubscribe_by_token
from tests.newsletter.readership.reading import a_reader, days, everybody, signed_up
from tests.newsletter.samples import NOW, SECRET


def _link(reader: Subscriber) -> str:
    return tokens.unsubscribe_token(reader.id or 0, reader.address, secret=SECRET)


def test_leaving_is_taken_back_within_a_day(store: Store) -> None:
    reader = a_reader(store)
    with store.writing() as session:
        unsubscribe_by_token(session, _link(reader), secret=SECRET, now=NOW)
        assert come_back(session, _link(reader), secret=SECRET, now=NOW + timedelta(hours=24))
    (back,) = everybody(store)
    assert (back.state, back.ended_at) == (SubscriberState.CONFIRMED, None)


def test_a_link_passed_on_brings_nobody_back_later(store: Store) -> None:
    reader = a_reader(store)
    with store.writing() as session:
        unsubscribe_by_token(session, _link(reader), secret=SECRET, now=NOW)
        assert not come_back(session, _link(reader), secret=SECRET, now=NOW + timedelta(hours=25))


def test_nobody_becomes_a_reader_by_taking_back_who_never_confirmed(store: Store) -> None:
    signed_up(store)
    (reader,) = everybody(store)
    with store.writing() as session:
        unsubscribe_by_token(session, _link(reader), secret=SECRET, now=NOW)
        assert not come_back(session, _link(reader), secret=SECRET, now=NOW)


def test_the_proof_says_in_which_way_somebody_left_and_came_back(store: Store) -> None:
    reader = a_reader(store)
    with store.writing() as session:
        unsubscribe_by_token(session, _link(reader), secret=SECRET, now=NOW, how=How.ONE_CLICK)
        come_back(session, _link(reader), secret=SECRET, now=NOW)
        said = [(line.event, line.wording) for line in consent.history(session, reader.id or 0)][2:]
    assert [event for event, _ in said] == ["unsubscribed", "restored"]
    assert "RFC 8058" in said[0][1]


def test_a_link_of_two_years_ago_still_ends_it(store: Store) -> None:
    reader = a_reader(store)
    with store.writing() as session:
        assert unsubscribe_by_token(session, _link(reader), secret=SECRET, now=NOW + days(800))
    assert everybody(store)[0].ended_at == NOW + days(800)
