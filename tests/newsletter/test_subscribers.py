from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from aggregator.model import Consent, ReaderFacet, Subscriber, SubscriberState
from aggregator.store import Store
from newsletter import consent, tokens
from newsletter.addresses import AddressRefused
from newsletter.consent import ConsentIsFixed
from newsletter.subscribers import add_confirmed, confirm, delete_unconfirmed, subscribe, unsubscribe_by_token
from newsletter.suppression import suppress, suppressed
from tests.newsletter.samples import NOW, SECRET

LATER = NOW + timedelta(hours=1)


def _subscribed(store: Store, address: str = "erika@example.org") -> Subscriber:
    with store.writing() as session:
        return subscribe(session, address, language="fr", countries=["PL"], topics=["youth"], now=NOW)


def _confirm_token(reader: Subscriber) -> str:
    assert reader.id is not None
    return tokens.confirm_token(reader.id, reader.address, secret=SECRET, now=NOW)


def _unsubscribe_token(reader: Subscriber) -> str:
    assert reader.id is not None
    return tokens.unsubscribe_token(reader.id, reader.address, secret=SECRET)


def _state(store: Store, reader: Subscriber) -> SubscriberState:
    with store.reading() as session:
        return session.exec(select(Subscriber).where(Subscriber.id == reader.id)).one().state


def test_who_subscribes_waits_for_their_confirmation(store: Store) -> None:
    assert _subscribed(store).state is SubscriberState.PENDING


def test_the_words_agreed_to_are_kept_in_the_readers_language(store: Store) -> None:
    reader = _subscribed(store)
    with store.reading() as session:
        lines = consent.history(session, reader.id or 0)
    assert [line.event for line in lines] == ["requested"]
    assert "Je souhaite recevoir" in lines[0].wording
    assert lines[0].wording.startswith("[2026-11]")


def test_the_button_behind_the_link_confirms(store: Store) -> None:
    reader = _subscribed(store)
    with store.writing() as session:
        assert confirm(session, _confirm_token(reader), secret=SECRET, now=LATER)
    assert _state(store, reader) is SubscriberState.CONFIRMED


def test_confirming_twice_is_fine_and_adds_no_second_proof(store: Store) -> None:
    reader = _subscribed(store)
    for _ in range(2):
        with store.writing() as session:
            assert confirm(session, _confirm_token(reader), secret=SECRET, now=LATER)
    with store.reading() as session:
        assert [line.event for line in consent.history(session, reader.id or 0)] == ["requested", "confirmed"]


def test_an_old_confirmation_link_does_not_bring_back_who_left(store: Store) -> None:
    reader = _subscribed(store)
    with store.writing() as session:
        confirm(session, _confirm_token(reader), secret=SECRET, now=LATER)
        unsubscribe_by_token(session, _unsubscribe_token(reader), secret=SECRET, now=LATER)
        assert not confirm(session, _confirm_token(reader), secret=SECRET, now=LATER)
    assert _state(store, reader) is SubscriberState.UNSUBSCRIBED


def test_leaving_works_at_once_again_and_years_later(store: Store) -> None:
    reader = _subscribed(store)
    for years in (0, 3):
        with store.writing() as session:
            moment = NOW + timedelta(days=365 * years)
            assert unsubscribe_by_token(session, _unsubscribe_token(reader), secret=SECRET, now=moment)
    assert _state(store, reader) is SubscriberState.UNSUBSCRIBED


def test_the_link_of_an_erased_reader_does_not_touch_who_got_their_number(store: Store) -> None:
    token = tokens.unsubscribe_token(1, "erased@example.org", secret=SECRET)
    reader = _subscribed(store)
    assert reader.id == 1
    with store.writing() as session:
        assert not unsubscribe_by_token(session, token, secret=SECRET, now=LATER)
    assert _state(store, reader) is SubscriberState.PENDING


def test_a_hundred_sign_ups_of_one_address_make_one_reader(store: Store) -> None:
    with store.writing() as session:
        for _ in range(100):
            subscribe(session, "erika@EXAMPLE.org", language="de", countries=["PL"], now=NOW)
    with store.reading() as session:
        assert len(session.exec(select(Subscriber)).all()) == 1
        assert len(session.exec(select(ReaderFacet)).all()) == 1


def test_signing_up_again_does_not_change_what_a_confirmed_reader_chose(store: Store) -> None:
    with store.writing() as session:
        add_confirmed(session, "a@example.org", language="pl", topics=["sport"], basis="paper form 1", now=NOW)
        again = subscribe(session, "a@example.org", language="de", topics=["culture"], now=LATER)
        topics = session.exec(select(ReaderFacet.value)).all()
    assert (again.language, again.state, topics) == ("pl", SubscriberState.CONFIRMED, ["sport"])


def test_an_import_without_a_stated_basis_is_refused(store: Store) -> None:
    with store.writing() as session, pytest.raises(ValueError, match="legal basis"):
        add_confirmed(session, "a@example.org", language="de", basis=" ", now=NOW)


def test_what_is_no_address_is_not_kept(store: Store) -> None:
    with store.writing() as session, pytest.raises(AddressRefused):
        subscribe(session, "a@example.org\r\nBcc: b@example.org", language="de", now=NOW)


def test_a_line_of_proof_cannot_be_changed(store: Store) -> None:
    _subscribed(store)
    with pytest.raises(ConsentIsFixed), store.writing() as session:
        line = session.exec(select(Consent)).one()
        line.wording = "something else"
        session.add(line)


def test_who_never_confirms_is_deleted_after_seven_days_with_everything_about_them(store: Store) -> None:
    _subscribed(store)
    with store.writing() as session:
        assert delete_unconfirmed(session, now=NOW + timedelta(days=6)) == 0
        assert delete_unconfirmed(session, now=NOW + timedelta(days=8)) == 1
        assert session.exec(select(Subscriber)).all() == []
        assert session.exec(select(Consent)).all() == []
        assert session.exec(select(ReaderFacet)).all() == []


def test_who_was_a_reader_once_keeps_the_proof_of_it(store: Store) -> None:
    with store.writing() as session:
        reader = add_confirmed(session, "a@example.org", language="de", basis="paper form 1", now=NOW)
        unsubscribe_by_token(session, _unsubscribe_token(reader), secret=SECRET, now=NOW)
        subscribe(session, "a@example.org", language="de", now=NOW)
    with store.writing() as session:
        assert delete_unconfirmed(session, now=NOW + timedelta(days=8)) == 0
    assert _state(store, reader) is SubscriberState.UNSUBSCRIBED
    with store.reading() as session:
        assert "added" in {line.event for line in consent.history(session, reader.id or 0)}


def test_a_suppressed_address_is_known_again_but_not_kept(store: Store) -> None:
    with store.writing() as session:
        suppress(session, "Erika@example.org", reason="erased", secret=SECRET, now=NOW)
        suppress(session, "erika@example.org", reason="again", secret=SECRET, now=NOW)
        found = suppressed(session, ["erika@example.org", "b@example.org"], secret=SECRET)
    assert found == {"erika@example.org"}
