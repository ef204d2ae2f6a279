"""Ordinary pages, on which there is nothing to collect, and why other pages are opportunities."""

from __future__ import annotations

from datetime import date

from aggregator.reading import Certainty, Document, Reading, read

TODAY = date(2026, 11, 23)
_ARTICLE = '<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2026-11-10"}</script>'
_FILLER = "Der Abend war lang, und viele Gäste blieben bis zum Schluss. " * 40


def _page(body: str, head: str = "") -> Reading:
    return read(Document("", html=f"<html><head>{head}</head><body>{body}</body></html>"), today=TODAY)


def test_a_call_with_a_deadline_says_that_this_is_the_reason() -> None:
    page = _page(
        "<main><h1>Förderung von Begegnungen</h1><p>Vereine können bis zum 31. März 2027 Anträge einreichen.</p></main>"
    )
    assert page.is_opportunity
    assert "a deadline is stated" in page.reasons


def test_an_event_to_come_is_an_opportunity() -> None:
    page = _page(
        "<main><h1>Seminar für Partnerschaftsvereine</h1><p>Das Seminar findet am 12. Mai 2027 um 10 Uhr statt. "
        "Anmeldung ab sofort möglich.</p></main>"
    )
    assert "it takes place on a day to come" in page.reasons


def test_an_article_about_a_book_prize_is_ordinary() -> None:
    page = _page(
        f"<main><h1>Roman mit Buchpreis geehrt</h1><p>Die Jury vergab den Preis. {_FILLER}</p></main>", _ARTICLE
    )
    assert not page.is_opportunity
    assert page.kind.value == "news"


def test_until_in_a_report_is_no_deadline_of_an_ordinary_page() -> None:
    page = _page(
        f"<main><h1>Waldbrand</h1><p>{_FILLER} Bis zum 6. April 2026 wurden 50 Anträge gestellt.</p></main>", _ARTICLE
    )
    assert not page.is_opportunity
    assert page.deadlines == ()


def test_an_event_that_was_over_when_the_page_appeared_is_a_report() -> None:
    page = _page(
        f"<main><h1>Treffen der Partnerstädte</h1><p>Das Treffen fand am 3. Oktober 2026 statt. {_FILLER}</p></main>",
        _ARTICLE,
    )
    assert not page.is_opportunity


def test_an_item_that_a_source_hands_over_is_taken_at_its_word() -> None:
    text = "Die Stiftung fördert Begegnungen junger Menschen mit einem Zuschuss."
    assert read(Document("Zuschuss für Jugendbegegnungen", text), today=TODAY).reasons == ("the words of an offer",)


def test_a_page_that_was_not_found_offers_nothing() -> None:
    page = _page(
        "<main><h1>Seite nicht gefunden</h1><p>Veranstaltungen, Seminare und Termine finden Sie hier.</p></main>"
    )
    assert not page.is_opportunity
    assert page.kind.value == "news"


def test_a_page_whose_title_names_a_grant_is_an_opportunity_without_any_date() -> None:
    page = _page(
        "<main><h1>Zuschuss für Städtepartnerschaften</h1><p>Das Land fördert Begegnungen der Vereine.</p></main>"
    )
    assert page.reasons == ("its title names it",)


def test_a_page_that_says_when_to_apply_without_a_day_keeps_it() -> None:
    page = _page("<main><h1>Hausmitteilung</h1><p>Deadline: ongoing</p></main>")
    assert [deadline.certainty for deadline in page.deadlines] == [Certainty.ROLLING]


def test_a_short_page_keeps_its_window_and_a_long_article_not_every_until() -> None:
    window = "<p>Applications are accepted from 1 February to 31 March 2027.</p>"
    short, long = (
        _page(f"<main><h1>Notice</h1>{window}</main>"),
        _page(f"<main><p>{_FILLER}</p>{window}</main>", _ARTICLE),
    )
    assert [deadline.date for deadline in short.deadlines] == [date(2027, 3, 31)]
    assert not long.is_opportunity
