"""R19: the proof of consent is complete, and nobody can change it."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from aggregator.model import Consent
from aggregator.store import Store
from newsletter import consent
from newsletter.consent import Circumstances
from newsletter.subscribers import subscribe
from tests.newsletter.readership.reading import FORM, a_reader, signed_up
from tests.newsletter.samples import NOW


def lines(store: Store) -> list[Consent]:
    """All lines of proof in their order."""
    with store.reading() as session:
        return list(session.exec(select(Consent).order_by("id")))


def test_a_line_says_which_words_on_which_page_in_which_language_for_what_and_when(store: Store) -> None:
    signed_up(store, language="pl")
    (line,) = lines(store)
    assert (line.version, line.language, line.purposes) == ("2026-11", "pl", "newsletter")
    assert line.form == "https://partnerbuero.example/abonnieren"
    assert line.wording == f"[2026-11] {consent.shown('pl')}"
    assert line.at == NOW


def test_the_network_address_is_kept_only_where_it_is_handed_over(store: Store) -> None:
    with store.writing() as session:
        subscribe(session, "a@example.org", language="de", where=FORM, now=NOW)
        subscribe(session, "b@example.org", language="de", where=Circumstances(network="192.0.2.7"), now=NOW)
    assert [line.network for line in lines(store)] == ["", "192.0.2.7"]


def test_the_database_itself_refuses_to_change_a_line(store: Store) -> None:
    a_reader(store)
    with pytest.raises(DBAPIError, match="proof of consent cannot be changed"), store.writing() as session:
        session.execute(text("update consent set wording = 'something else'"))
    assert [line.event for line in lines(store)] == ["requested", "confirmed"]


def test_a_line_can_be_deleted_when_nobody_may_keep_it_any_more(store: Store) -> None:
    a_reader(store)
    with store.writing() as session:
        session.execute(text("delete from consent"))
    assert lines(store) == []
