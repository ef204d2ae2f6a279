from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from aggregator.model import Delivery, DeliveryState, Edition, Subscriber, SubscriberState
from aggregator.register import seed
from aggregator.store import Store
from newsletter.delivery.letters import letter
from newsletter.editions import Composed, compose
from newsletter.issues import IssueRefused, draft_issue
from newsletter.issues.looking import Eyes, Who, seen_by
from newsletter.wrapping import UNSUBSCRIBE_PLACE
from tests.newsletter.samples import NOW, TODAY, colourful_issue, settings
from tests.newsletter.stocking import add_reader, composed_issue, stock


def _readers(store: Store, *addresses: str, **choices: object) -> None:
    with store.writing() as session:
        for address in addresses:
            add_reader(session, address, **choices)


def test_readers_with_the_same_interest_share_one_edition(store: Store) -> None:
    stock(store, colourful_issue()[:3])
    _readers(store, "a@example.org", "b@example.org")
    _readers(store, "c@example.org", language="pl")
    with store.writing() as session:
        _, composed = composed_issue(session, settings())
        languages = {edition.language for edition in session.exec(select(Edition))}
    assert composed == Composed(editions=2, deliveries=3, skipped=0)
    assert languages == {"de", "pl"}


def test_a_reader_is_told_why_with_the_name_of_the_partner_town(store: Store) -> None:
    stock(store, colourful_issue()[:3])
    _readers(store, "a@example.org")
    with store.writing() as session:
        composed_issue(session, settings())
        text = letter(session, session.exec(select(Edition)).one()).text
    assert "weil Ruhrstadt mit Gliwice (Polen) verbunden ist" in text


def test_only_confirmed_readers_get_a_delivery(store: Store) -> None:
    stock(store, colourful_issue()[:3])
    _readers(store, "a@example.org", "b@example.org")
    with store.writing() as session:
        left = session.exec(select(Subscriber).where(Subscriber.address == "b@example.org")).one()
        left.state = SubscriberState.UNSUBSCRIBED
        session.add(left)
        _, composed = composed_issue(session, settings())
    assert composed.deliveries == 1


def test_who_pauses_gets_nothing_before_the_day_they_named(store: Store) -> None:
    stock(store, colourful_issue()[:3])
    _readers(store, "a@example.org", "b@example.org")
    with store.writing() as session:
        days = {"a@example.org": TODAY + timedelta(days=1), "b@example.org": TODAY}
        for reader in session.exec(select(Subscriber)):
            reader.paused_until = days[reader.address]
            session.add(reader)
        issue_id, composed = composed_issue(session, settings())
        again = compose(session, issue_id, settings(), today=TODAY + timedelta(days=1), now=NOW)
    assert (composed.deliveries, again.deliveries) == (1, 1)


def test_who_nothing_concerns_gets_nothing_and_is_counted(store: Store) -> None:
    stock(store, colourful_issue()[:3])
    _readers(store, "a@example.org", municipality_ags=None, countries=["PT"], topics=["sport"])
    with store.writing() as session:
        _, composed = composed_issue(session, settings())
    assert composed == Composed(editions=0, deliveries=0, skipped=1)


def test_composing_again_adds_only_who_is_new(store: Store) -> None:
    stock(store, colourful_issue()[:3])
    _readers(store, "a@example.org")
    with store.writing() as session:
        issue_id, _ = composed_issue(session, settings())
    _readers(store, "b@example.org")
    with store.writing() as session:
        again = compose(session, issue_id, settings(), today=TODAY, now=NOW)
        waiting = session.exec(select(Delivery).where(Delivery.state == DeliveryState.WAITING)).all()
    assert again == Composed(editions=0, deliveries=1, skipped=0)
    assert len({delivery.message_id for delivery in waiting}) == 2


def test_a_draft_is_not_composed(store: Store) -> None:
    stock(store, colourful_issue()[:3])
    with store.writing() as session:
        issue = draft_issue(session, title="Ausgabe", today=TODAY, now=NOW)
        with pytest.raises(IssueRefused, match="release it"):
            compose(session, issue.id or 0, settings(), today=TODAY, now=NOW)


def test_progress_is_told_to_the_end(store: Store) -> None:
    stock(store, colourful_issue()[:3])
    _readers(store, "a@example.org", "b@example.org")
    _readers(store, "c@example.org", language="fr")
    told: list[tuple[int, int]] = []
    with store.writing() as session:
        issue_id, _ = composed_issue(session, settings())
        for delivery in session.exec(select(Delivery)):
            session.delete(delivery)
        session.flush()
        compose(session, issue_id, settings(), today=TODAY, now=NOW, on_progress=lambda *at: told.append(at))
    assert told[-1] == (3, 3)


def test_a_preview_shows_what_such_readers_would_get_and_no_working_link_to_leave(store: Store) -> None:
    stock(store, colourful_issue()[:3])
    bottrop = Eyes(Who.TOWN, "05512000")
    with store.writing() as session:
        seed(session)
        issue = draft_issue(session, title="Ausgabe Dezember 2026", today=TODAY, now=NOW)
        mail = seen_by(session, issue.id or 0, settings(), bottrop, language="fr", today=TODAY)
    assert "parce que Bottrop est en jumelage avec Gliwice (Pologne)" in mail.text
    assert UNSUBSCRIBE_PLACE not in mail.html + mail.text


def test_a_preview_for_nobody_in_particular_shows_what_is_open_to_all(store: Store) -> None:
    stock(store, colourful_issue()[:3])
    with store.writing() as session:
        issue = draft_issue(session, title="Ausgabe Dezember 2026", today=TODAY, now=NOW)
        mail = seen_by(session, issue.id or 0, settings(), Eyes(), language="de", today=TODAY)
    assert len(mail.opportunity_ids) > 0
