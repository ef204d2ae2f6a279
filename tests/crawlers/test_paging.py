"""The next page of a list, as pagers really offer it."""

from __future__ import annotations

import pytest

from crawlers.spiders.paging import next_page

_HERE = "https://rat.example/liste"


def _pager(*links: tuple[str, str]) -> str:
    return "<div class='pagination'>" + "".join(f"<a href='{href}'>{label}</a>" for label, href in links) + "</div>"


@pytest.mark.parametrize("label", ["weiter", "Nächste Seite", "suivant", "Next ›", "Następna", "»", "Ältere Beiträge"])
def test_a_link_that_says_next_in_any_of_our_languages_leads_on(label: str) -> None:
    assert next_page(_pager((label, "/liste?seite=2")), _HERE) == "https://rat.example/liste?seite=2"


def test_rel_next_comes_first() -> None:
    html = _pager(("weiter", "/liste?seite=7")) + "<link rel='next' href='/liste?seite=2'>"

    assert next_page(html, _HERE) == "https://rat.example/liste?seite=2"


def test_a_name_of_the_link_is_as_good_as_what_it_says() -> None:
    html = "<a class='page-next' href='?p=2'><svg></svg></a>"

    assert next_page(html, _HERE) == "https://rat.example/liste?p=2"


def test_an_entry_that_says_weiter_is_no_next_page() -> None:
    assert next_page("<article><a href='/meldung/ein-aufruf'>weiter</a></article>", _HERE) == ""


def test_teasers_of_one_page_that_all_say_weiter_are_no_next_page() -> None:
    teasers = "".join(f"<article><a href='?id={number}'>weiter</a></article>" for number in (7, 8))

    assert next_page(teasers, _HERE) == ""
    assert next_page(teasers + _pager(("weiter", "?seite=2")), _HERE) == f"{_HERE}?seite=2"


def test_among_numbers_the_one_behind_the_present_page_is_next() -> None:
    html = _pager(("1", "?page_a36=1"), ("3", "?page_a36=3"), ("9", "?page_a36=9")) + "<b class='current'>2</b>"

    assert next_page(html, f"{_HERE}?page_a36=2") == f"{_HERE}?page_a36=3"


def test_the_present_page_is_known_from_its_own_address_where_nothing_marks_it() -> None:
    html = _pager(("1", "?ab=0"), ("2", "?ab=10"), ("4", "?ab=30"))

    assert next_page(html, f"{_HERE}?ab=10") == f"{_HERE}?ab=20"


def test_pages_in_the_path_count_as_well() -> None:
    html = _pager(("1", "/news"), ("2", "/news/p2"), ("3", "/news/p3"))

    assert next_page(html, "https://rat.example/news") == "https://rat.example/news/p2"
    assert next_page(html, "https://rat.example/news/p2") == "https://rat.example/news/p3"


def test_a_page_the_pager_leaves_out_is_counted_in_its_own_parameter() -> None:
    html = _pager(("12", "/liste?jahr=2026&page_a65=12"))

    assert next_page(html, _HERE) == "https://rat.example/liste?jahr=2026&page_a65=2"


def test_an_address_with_a_token_is_followed_and_never_counted() -> None:
    token = "gtp=%2526816beae2-aa11-4b_list%253D"

    assert next_page(_pager(("12", f"/liste?{token}12")), _HERE) == ""
    assert next_page(_pager(("weiter", f"/liste?{token}2")), _HERE) == f"https://rat.example/liste?{token}2"


def test_the_last_page_has_no_next() -> None:
    html = _pager(("1", "?seite=1"), ("2", "?seite=2")) + "<span aria-current='page'>3</span>"

    assert next_page(html, f"{_HERE}?seite=3") == ""
