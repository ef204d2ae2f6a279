"""One opportunity: its day, its proof, its way to the source."""

from __future__ import annotations

from datetime import UTC, datetime

import httpx
import pytest

from aggregator.intake import Intake
from aggregator.store import Store
from tests.web.example import EXAMPLES, Example, accept, finding, move, number_of, take
from web.finder.quoting import link_to_sentence


def page(visitor: httpx.Client, store: Store, title: str) -> str:
    """The public page of the opportunity with this title."""
    return visitor.get(f"/angebot/{number_of(store, title)}").text


def test_the_sentence_of_the_deadline_is_quoted_in_its_language(published: Store, visitor: httpx.Client) -> None:
    shown = page(visitor, published, "Concours")
    assert '<blockquote lang="fr">' in shown
    assert "Date limite de candidature" in shown
    assert '<h1 lang="fr">' in shown


def test_a_german_quote_on_a_german_page_needs_no_language(published: Store, visitor: httpx.Client) -> None:
    shown = page(visitor, published, "Jugendbegegnungen")
    assert "<blockquote><p>Anträge können bis zum <mark>2. Dezember 2026" in shown


def test_the_link_leads_to_the_very_sentence(published: Store, visitor: httpx.Client) -> None:
    shown = page(visitor, published, "Jugendbegegnungen")
    assert 'href="https://jugendbuero.example.org/begegnung#:~:text=' in shown


def test_a_moved_deadline_says_what_it_was(published: Store, visitor: httpx.Client) -> None:
    first = EXAMPLES[0]
    move(published, first, 40)
    shown = page(visitor, published, "Jugendbegegnungen")
    assert "Samstag, 2. Januar 2027" in shown
    assert "verlängert, vorher 02.12.2026" in shown


def test_the_day_of_checking_is_that_of_the_office(office: Store, visitor: httpx.Client) -> None:
    """Half past eleven at night in UTC is the next day in Germany."""
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)
    Intake(office, clock=lambda: late).take(finding(Example("spaet", "Späte Meldung", "Frist: {day}.", 20), now=late))
    accept(office, "Späte")
    assert "Zuletzt geprüft am 24.11.2026." in page(visitor, office, "Späte")


def test_unknown_facts_are_left_out(published: Store, visitor: httpx.Client) -> None:
    assert "<dt>Wo?</dt>" not in page(visitor, published, "Jugendbegegnungen")


@pytest.mark.parametrize("number", ["999", "0", "-1", "abc", "9" * 40, "1%00", "1.5"])
def test_a_number_that_is_nobodys_is_answered_in_words(published: Store, visitor: httpx.Client, number: str) -> None:
    answer = visitor.get(f"/angebot/{number}")
    assert answer.status_code == 404
    assert "Dieses Angebot gibt es hier nicht oder nicht mehr." in answer.text


def test_html_in_collected_texts_stays_text(office: Store, visitor: httpx.Client) -> None:
    take(office, [Example("boese", "Preis <script>alert(1)</script> & mehr", "Einsendeschluss: {day} <b>fett</b>", 20)])
    number = number_of(office, "Preis")
    accept(office, "Preis")
    for path in ("/fristen", f"/angebot/{number}"):
        shown = visitor.get(path).text
        assert "Preis" in shown
        assert "<script>alert" not in shown
        assert "<b>fett" not in shown


def test_a_short_sentence_is_named_whole() -> None:
    found = link_to_sentence("https://example.org/a", "Frist: 1. Mai 2027")
    assert found == "https://example.org/a#:~:text=Frist%3A%201.%20Mai%202027"


def test_a_long_sentence_is_named_by_its_ends() -> None:
    sentence = "Anträge auf Förderung können von allen Vereinen bis zum 31. Januar 2027 gestellt werden"
    found = link_to_sentence("https://example.org/a#teil", sentence)
    assert found == (
        "https://example.org/a#teil:~:text=Antr%C3%A4ge%20auf%20F%C3%B6rderung%20k%C3%B6nnen,Januar%202027%20gestellt%20werden"
    )


def test_a_dash_is_escaped_because_it_separates_context() -> None:
    assert link_to_sentence("https://example.org/", "deutsch-polnisch").endswith("=deutsch%2Dpolnisch")


def test_an_address_that_is_none_becomes_no_link() -> None:
    assert link_to_sentence("javascript:alert(1)", "Frist") == "javascript:alert(1)"
