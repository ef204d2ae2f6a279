"""Codes have words in every language."""

from __future__ import annotations

import pytest

from aggregator.finding import SourceKind
from aggregator.model import Because, Role
from templates import LANGUAGES
from web.desk.called import called


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_kind_of_source_and_reason_has_a_word(language: str) -> None:
    words = called(language)
    assert words.roles.keys() == set(Role)
    assert words.source_kinds.keys() == set(SourceKind)
    assert words.reasons.keys() == set(Because)


def test_a_code_without_a_word_stands_as_it_is() -> None:
    assert called("de").source_kind("of_tomorrow") == "of_tomorrow"
