"""Four languages by address, complete."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from aggregator.store import Store
from templates.rendering import translations

_ROOT = Path(__file__).parents[2]


def messages() -> set[Any]:
    """Every text of the pages, in templates and in Python; plural forms as pairs."""
    found = set()
    for folder, patterns in (
        ("templates/web", [("**.html", "jinja2"), ("**.txt", "jinja2")]),
        ("web", [("**.py", "python")]),
    ):
        options = {"**.html": {"silent": "false"}, "**.txt": {"silent": "false"}}
        words = {"_": None, "ngettext": (1, 2)}
        for _, _, message, _, _ in extract_from_dir(_ROOT / folder, patterns, options, keywords=words):
            found.add(message)
    return found


@pytest.mark.parametrize("language", ["fr", "en", "pl"])
def test_every_text_is_translated(language: str) -> None:
    with (_ROOT / f"templates/locales/web.{language}.po").open("rb") as lines:
        catalogue = read_po(lines, locale=language)
    said = {message.id: message for message in catalogue if message.id}
    missing = messages() - said.keys()
    fuzzy = [entry.id for entry in said.values() if entry.fuzzy]
    empty = [
        entry.id
        for entry in said.values()
        if not (all(entry.string) if isinstance(entry.string, tuple) else entry.string)
    ]
    assert (missing, fuzzy, empty) == (set(), [], [])


@pytest.mark.parametrize("language", ["fr", "en", "pl"])
def test_every_translation_names_the_same_places(language: str) -> None:
    with (_ROOT / f"templates/locales/web.{language}.po").open("rb") as lines:
        catalogue = read_po(lines, locale=language)
    assert [error for _, errors in catalogue.check() for error in errors] == []


@pytest.mark.parametrize(("number", "said"), [(1, "1 wynik"), (3, "3 wyniki"), (5, "5 wyników"), (22, "22 wyniki")])
def test_polish_counts_as_poles_do(number: int, said: str) -> None:
    form = translations("web", "pl").ngettext("%(num)s Treffer", "%(num)s Treffer", number)
    assert form % {"num": number} == said


@pytest.mark.parametrize(
    ("prefix", "language", "words"),
    [
        ("", "de", "Welche Frist passt"),
        ("/fr", "fr", "Quelle échéance convient"),
        ("/en", "en", "Which deadline suits"),
        ("/pl", "pl", "Który termin pasuje"),
    ],
)
def test_the_address_decides_the_language(
    published: Store, visitor: httpx.Client, prefix: str, language: str, words: str
) -> None:
    page = visitor.get(f"{prefix}/").text
    assert f'<html lang="{language}">' in page
    assert words in page


def test_language_links_lead_to_the_same_page_with_the_same_query(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/fr/fristen?land=PL&bis=8w").text
    for path in ("/fristen", "/fr/fristen", "/en/fristen", "/pl/fristen"):
        assert f'href="{path}?land=PL&amp;bis=8w"' in page


def test_every_link_of_a_page_stays_in_its_language(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/pl/fristen").text
    links = re.findall(r'<a [^>]*href="(/[^"]*)"(?![^>]*hreflang)', page)
    own = [link for link in links if not re.match(r"/(fr|en)/|/static", link)]
    assert own
    assert all(link.startswith("/pl/") or link.startswith("/fristen") for link in own)


def test_german_has_one_address_only(visitor: httpx.Client) -> None:
    answer = visitor.get("/de/fristen?land=PL")
    assert (answer.status_code, answer.headers["location"]) == (308, "/fristen?land=PL")


def test_a_language_without_slash_is_meant_with_one(visitor: httpx.Client) -> None:
    answer = visitor.get("/fr")
    assert (answer.status_code, answer.headers["location"]) == (308, "/fr/")


@pytest.mark.parametrize("path", ["//evil.example", "/fr//evil.example", "/de//evil.example", "/frx/", "/fr/de/"])
def test_no_prefix_leads_off_the_site(visitor: httpx.Client, path: str) -> None:
    answer = visitor.get(f"{visitor.base_url}".rstrip("/") + path)
    assert not answer.headers.get("location", "/").startswith("//")
    assert 'href="//' not in answer.text


def test_errors_speak_the_language_of_the_address(visitor: httpx.Client) -> None:
    assert "Cette page n’existe pas." in visitor.get("/fr/rien").text
