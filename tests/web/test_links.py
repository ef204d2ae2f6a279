"""The links in our mails: one button each, and one click for mail programs."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from sqlmodel import select

from aggregator.model import Subscriber, SubscriberState
from aggregator.store import Store
from newsletter import subscribers, tokens
from newsletter.readership import own_data
from tests.web.example import NOW, SECRET

LEAVE, CONFIRM, UNDO = {"abmelden": "ja"}, {"bestaetigen": "ja"}, {"rueckgaengig": "ja"}


@pytest.fixture
def reader(store: Store) -> int:
    """Somebody who asked for the newsletter and has not confirmed yet."""
    with store.writing() as session:
        row = subscribers.subscribe(session, "leserin@example.org", language="de", now=NOW)
        assert row.id is not None
        return row.id


def state(store: Store) -> SubscriberState:
    """Where the reader stands."""
    with store.reading() as session:
        return session.exec(select(Subscriber)).one().state


def leaving(reader: int) -> str:
    """The address of their unsubscribe link."""
    return f"/abmelden/{tokens.unsubscribe_token(reader, 'leserin@example.org', secret=SECRET)}"


def confirming(reader: int) -> str:
    """The address of their confirmation link."""
    return f"/bestaetigen/{tokens.confirm_token(reader, 'leserin@example.org', secret=SECRET, now=NOW)}"


def test_the_footer_link_shows_a_page_with_one_button(store: Store, visitor: httpx.Client, reader: int) -> None:
    page = visitor.get(leaving(reader)).text
    assert page.count("<button") == 1
    assert "Jetzt abbestellen" in page


def test_the_button_unsubscribes_without_login_or_reason(store: Store, visitor: httpx.Client, reader: int) -> None:
    answer = visitor.post(leaving(reader), data=LEAVE)
    assert "Sie sind abgemeldet." in answer.text
    assert state(store) is SubscriberState.UNSUBSCRIBED


def test_a_mail_program_unsubscribes_with_one_post(store: Store, address: str, reader: int) -> None:
    """RFC 8058, 3.1: no cookie, no origin, no redirect."""
    answer = httpx.post(address + leaving(reader), data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.text) == (200, "unsubscribed\n")
    assert state(store) is SubscriberState.UNSUBSCRIBED


def test_one_click_may_come_as_multipart(store: Store, address: str, reader: int) -> None:
    """RFC 8058, 3.2 allows both encodings."""
    answer = httpx.post(address + leaving(reader), files={"List-Unsubscribe": (None, "One-Click")})
    assert answer.status_code == 200
    assert state(store) is SubscriberState.UNSUBSCRIBED


def test_unsubscribing_twice_is_no_error(store: Store, visitor: httpx.Client, reader: int) -> None:
    visitor.post(leaving(reader), data=LEAVE)
    assert "Sie sind abgemeldet." in visitor.post(leaving(reader), data=LEAVE).text


def test_confirming_takes_a_button_too(store: Store, visitor: httpx.Client, reader: int) -> None:
    visitor.get(confirming(reader))
    assert state(store) is SubscriberState.PENDING
    for _ in range(2):
        assert "Danke, das war alles." in visitor.post(confirming(reader), data=CONFIRM).text
    assert state(store) is SubscriberState.CONFIRMED
    assert "Danke, das war alles." in visitor.get(confirming(reader)).text


@pytest.mark.parametrize("token", ["unknown", "a.b", "x" * 5000, "%C3%A9%F0"])
def test_an_unknown_link_is_answered_kindly(store: Store, visitor: httpx.Client, token: str) -> None:
    assert "Diesen Link kennen wir nicht." in visitor.post(f"/abmelden/{token}", data=LEAVE).text
    assert "Dieser Link gilt nicht mehr." in visitor.post(f"/bestaetigen/{token}", data=CONFIRM).text
    assert "Das geht nicht mehr." in visitor.post(f"/abmelden/{token}/rueckgaengig", data=UNDO).text
    one_click = visitor.post(f"/abmelden/{token}", data={"List-Unsubscribe": "One-Click"})
    assert one_click.status_code == 200


def test_a_link_for_one_purpose_serves_no_other(store: Store, visitor: httpx.Client, reader: int) -> None:
    token = leaving(reader).removeprefix("/abmelden/")
    assert visitor.post(f"/bestaetigen/{token}").status_code == 404
    assert state(store) is SubscriberState.PENDING


def test_a_scanner_that_posts_what_it_finds_changes_nothing(store: Store, visitor: httpx.Client, reader: int) -> None:
    for path in (confirming(reader), leaving(reader), f"{leaving(reader)}/rueckgaengig"):
        for sent in ({}, {"x": "1"}):
            assert visitor.post(path, data=sent).text.count("<button") == 1
    assert state(store) is SubscriberState.PENDING


def test_leaving_is_taken_back_with_one_button(store: Store, visitor: httpx.Client, reader: int) -> None:
    visitor.post(confirming(reader), data=CONFIRM)
    page = visitor.post(leaving(reader), data=LEAVE).text
    assert "Rückgängig" in page
    assert "Alles ist wieder wie vorher." in visitor.post(f"{leaving(reader)}/rueckgaengig", data=UNDO).text
    assert state(store) is SubscriberState.CONFIRMED


def test_one_click_is_no_error_for_who_was_erased(store: Store, address: str, reader: int) -> None:
    with store.writing() as session:
        own_data.erase(session, session.get_one(Subscriber, reader), secret=SECRET, now=NOW)
    answer = httpx.post(address + leaving(reader), data={"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.text) == (200, "unknown link\n")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_looking_at_a_link_changes_nothing(store: Store, visitor: httpx.Client, reader: int, method: str) -> None:
    for path in (confirming(reader), leaving(reader)):
        assert visitor.request(method, path).status_code == 200
    assert state(store) is SubscriberState.PENDING


def test_an_old_confirmation_link_says_that_all_is_done_and_opens_nothing(
    store: Store, visitor: httpx.Client, reader: int
) -> None:
    visitor.post(confirming(reader), data=CONFIRM)
    assert "/einstellungen/" in visitor.get(confirming(reader)).text
    token = tokens.confirm_token(reader, "leserin@example.org", secret=SECRET, now=NOW - timedelta(days=8))
    page = visitor.get(f"/bestaetigen/{token}").text
    assert "Danke, das war alles." in page
    assert "/einstellungen/" not in page
