"""R24, G-04: what is kept is taken along, moved to another address, erased."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlmodel import SQLModel, select

from aggregator.model import Alert, AlertRhythm, Delivery, ReaderFacet, Subscriber, SubscriberState, Suppression
from aggregator.store import Store
from newsletter import alerts, subscribers, tokens
from newsletter.addresses import AddressRefused
from newsletter.alerts import Asked, Order
from newsletter.readership import own_data
from newsletter.readership.own_data import Moved
from tests.newsletter.readership.reading import ERIKA, FORM, a_reader, days, everybody, sent, signed_up
from tests.newsletter.samples import NOW, SECRET, settings

NEW = "erika.neu@example.org"


def _moving(reader: Subscriber, to: str = NEW) -> str:
    return tokens.new_address_token(reader.id or 0, reader.address, to, secret=SECRET, now=NOW)


def _move(store: Store, token: str) -> Moved:
    with store.writing() as session:
        return own_data.move(session, token, settings(), where=FORM, now=NOW)


def test_everything_kept_can_be_taken_along(store: Store, tmp_path: Path) -> None:
    signed_up(store)
    sent(store, tmp_path)
    with store.writing() as session:
        alerts.order(session, ERIKA, Order(Asked(topics=("youth",)), AlertRhythm.DAILY, "de"), settings(), now=NOW)
        reader = session.exec(select(Subscriber)).one()
        subscribers.choose(session, reader, countries=["PL"], topics=["youth"], audiences=[])
        taken = json.loads(json.dumps(own_data.everything_kept(session, reader)))
    assert taken["reader"]["address"] == ERIKA
    assert {row["value"] for row in taken["chosen"]} == {"PL", "youth"}
    assert [line["event"] for line in taken["consent"]] == ["requested", "confirmation_sent"]
    assert [mail["kind"] for mail in taken["mails"]] == ["confirmation"]
    assert len(taken["alerts"]) == 1


def test_erasure_leaves_a_keyed_hash_and_nothing_else(store: Store) -> None:
    reader = a_reader(store)
    other = a_reader(store, "other@example.org")
    with store.writing() as session:
        alerts.order(session, ERIKA, Order(Asked(topics=("youth",)), AlertRhythm.DAILY, "de"), settings(), now=NOW)
        own_data.erase(session, session.get_one(Subscriber, reader.id), secret=SECRET, now=NOW)
    with store.reading() as session:
        everything = {name: session.execute(table.select()).all() for name, table in SQLModel.metadata.tables.items()}
    assert "erika" not in str(everything)
    assert len(everything["suppression"]) == 1
    assert [one.id for one in everybody(store)] == [other.id]


def test_who_was_erased_gets_no_mail_even_if_they_sign_up_again(store: Store, tmp_path: Path) -> None:
    reader = a_reader(store)
    with store.writing() as session:
        own_data.erase(session, session.get_one(Subscriber, reader.id), secret=SECRET, now=NOW)
    signed_up(store)
    assert sent(store, tmp_path).handed_over == 0
    assert everybody(store) == []


def test_a_new_address_counts_once_its_owner_has_said_so(store: Store) -> None:
    reader = a_reader(store)
    token = _moving(reader)
    assert [_move(store, token) for _ in range(2)] == [Moved.DONE, Moved.DONE]
    assert everybody(store)[0].address == NEW


def test_links_in_mails_to_the_old_address_still_end_it(store: Store) -> None:
    reader = a_reader(store)
    leaving = tokens.unsubscribe_token(reader.id or 0, ERIKA, secret=SECRET)
    seeing = tokens.preferences_token(reader.id or 0, ERIKA, secret=SECRET, now=NOW)
    _move(store, _moving(reader))
    with store.writing() as session:
        assert subscribers.reader_of(session, tokens.read_preferences(seeing, secret=SECRET, now=NOW), SECRET) is None
        assert subscribers.unsubscribe_by_token(session, leaving, secret=SECRET, now=NOW)
    assert everybody(store)[0].state is SubscriberState.UNSUBSCRIBED


def test_an_address_that_has_a_subscription_of_its_own_is_not_taken_over(store: Store) -> None:
    reader = a_reader(store)
    a_reader(store, NEW)
    assert _move(store, _moving(reader)) is Moved.TAKEN
    assert {one.address for one in everybody(store)} == {ERIKA, NEW}


def test_who_only_asked_with_the_new_address_gives_way(store: Store) -> None:
    reader = a_reader(store)
    signed_up(store, NEW)
    assert _move(store, _moving(reader)) is Moved.DONE
    assert [one.address for one in everybody(store)] == [NEW]


def test_an_old_or_foreign_link_moves_nobody(store: Store) -> None:
    reader = a_reader(store)
    token = tokens.new_address_token(reader.id or 0, ERIKA, NEW, secret=SECRET, now=NOW - days(8))
    assert [_move(store, word) for word in (token, "x", token[:-1])] == [Moved.UNKNOWN_LINK] * 3


def test_what_is_no_address_is_no_new_one(store: Store) -> None:
    reader = a_reader(store)
    assert own_data.address_to_move_to(reader, ERIKA, settings()) is None
    with pytest.raises(AddressRefused):
        own_data.address_to_move_to(reader, "a@example.org\r\nBcc: b@example.org", settings())


def test_tables_that_name_readers_are_all_deleted_from() -> None:
    """Whoever adds such a table has to say there what becomes of it."""
    about = {
        name
        for name, table in SQLModel.metadata.tables.items()
        if any(key.target_fullname == "subscriber.id" for key in table.foreign_keys)
    }
    known = {ReaderFacet.__tablename__, "reader_mail", Delivery.__tablename__, "consent", "returned_mail"}
    assert about == known
    assert {Alert.__tablename__, Suppression.__tablename__}.isdisjoint(about)
