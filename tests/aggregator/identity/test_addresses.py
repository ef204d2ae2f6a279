"""Addresses of one page in one spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.identity import canonical_url
from aggregator.identity.addresses import is_front_page

PAGE = "//example.org/aufruf/begegnung?id=7"


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/aufruf/begegnung?id=7",
        "http://www.example.org/aufruf/begegnung/?id=7",
        "HTTPS://WWW.Example.ORG:443/aufruf//begegnung?id=7#unten",
        "https://example.org/aufruf/begegnung?utm_source=brief&id=7&fbclid=x",
        "https://example.org/de/aufruf/begegnung?lang=de&id=7",
        "https://example.org/aufruf/begegnung/index.html?id=7",
        "https://example.org/aufruf/%62egegnung;jsessionid=AB12?id=7",
        " https://example.org/aufruf/begeg\nnung?id=7#:~:text=Frist ",
    ],
)
def test_what_leads_to_the_same_page_is_the_same_address(url: str) -> None:
    assert canonical_url(url) == PAGE


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org/aufruf/begegnung?id=8",
        "https://example.org/Aufruf/begegnung?id=7",
        "https://example.org:8080/aufruf/begegnung?id=7",
        "https://sub.example.org/aufruf/begegnung?id=7",
        "https://example.org/aufruf/begegnung?id=7#!/runde/2",
    ],
)
def test_what_leads_elsewhere_stays_different(url: str) -> None:
    assert canonical_url(url) != PAGE


def test_an_organisations_sites_in_two_languages_are_one() -> None:
    assert canonical_url("https://www.ofaj.org/appel") == canonical_url("https://dfjw.org/appel")


def test_a_host_with_an_umlaut_is_the_same_in_either_form() -> None:
    assert canonical_url("https://Köln.example/a") == canonical_url("https://xn--kln-sna.example/a")


def test_what_is_no_web_address_comes_back_trimmed() -> None:
    assert canonical_url(" mailto:jugend@example.org ") == "mailto:jugend@example.org"
    assert canonical_url("https://[kaputt/") == "https://[kaputt/"
    assert canonical_url("") == ""


def test_the_front_page_of_a_site_names_no_single_thing() -> None:
    assert is_front_page(canonical_url("https://www.example.org/de/index.html"))
    assert not is_front_page(canonical_url(f"https:{PAGE}"))


@given(st.text())
def test_any_text_gets_an_answer_and_doing_it_twice_changes_nothing(text: str) -> None:
    assert canonical_url(canonical_url(text)) == canonical_url(text)


@given(st.text(alphabet="aZ%2F5é/?&=#.:;[]+ de~", max_size=40))
def test_odd_paths_and_queries_are_stable_too(tail: str) -> None:
    once = canonical_url(f"https://example.org/{tail}")
    assert canonical_url(once) == once
