from __future__ import annotations

import re

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from newsletter.wording import Wording
from tests.newsletter.catalogue import ROOT, said_in_german

LANGUAGES = ["fr", "en", "pl"]
_PLACE = re.compile(r"%\((\w+)\)[sd]")


def _catalogue(language: str) -> Catalog:
    with (ROOT / "templates" / "locales" / f"mail.{language}.po").open("rb") as lines:
        return read_po(lines, locale=language)


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_said_in_german_is_translated_and_nothing_is_fuzzy(language: str) -> None:
    catalogue = _catalogue(language)
    missing = []
    for said, place in said_in_german().items():
        message = catalogue.get(said[0] if isinstance(said, tuple) else said)
        strings = (
            message.string if message and isinstance(message.string, tuple | list) else [message and message.string]
        )
        if message is None or message.fuzzy or not all(strings):
            missing.append(f"{said} ({place})")
    assert not missing


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_translation_is_left_over(language: str) -> None:
    known = {said[0] if isinstance(said, tuple) else said for said in said_in_german()}
    ids = {m.id[0] if isinstance(m.id, tuple | list) else m.id for m in _catalogue(language) if m.id}
    assert ids <= known


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_have_the_same_places_to_fill(language: str) -> None:
    for message in _catalogue(language):
        if not message.id:
            continue
        said = message.id[-1] if isinstance(message.id, tuple | list) else message.id
        strings = message.string if isinstance(message.string, tuple | list) else [message.string]
        for string in strings:
            assert set(_PLACE.findall(string or "")) == set(_PLACE.findall(said)), string


def test_polish_counts_in_three_forms() -> None:
    words = Wording("pl")
    said = [
        words.ngettext("%(num)d Angebot für Sie", "%(num)d Angebote für Sie", number) for number in (1, 3, 5, 12, 22)
    ]
    assert said == [
        "1 oferta dla Państwa",
        "3 oferty dla Państwa",
        "5 ofert dla Państwa",
        "12 ofert dla Państwa",
        "22 oferty dla Państwa",
    ]


def test_the_search_for_texts_finds_templates_and_python() -> None:
    places = set(said_in_german().values())
    assert {"templates/mail/issue.mjml", "templates/text/alert.txt", "newsletter/wording.py"} <= places
