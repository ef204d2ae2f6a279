"""The names of months and weekdays are those of the Unicode CLDR."""

from __future__ import annotations

import re

import pytest
from babel import Locale

from aggregator.reading.folding import fold
from aggregator.reading.vocabulary import data


@pytest.mark.parametrize(
    "language", ["de", "fr", "en", "pl", "it", "es", "pt", "nl", "tr", "hu", "cs", "sk", "sq", "mk", "el"]
)
def test_every_month_of_cldr_is_known_by_its_full_name(language: str) -> None:
    months = data("calendar")["months"][language]
    for context in ("format", "stand-alone"):
        for number, name in Locale.parse(language).months[context]["wide"].items():
            if re.fullmatch(r"[^\W\d_]{3,}", fold(name)):
                assert fold(name) in months[str(number)]  # type: ignore[call-overload]


def test_the_austrian_january_is_known() -> None:
    assert "janner" in data("calendar")["months"]["de"]["1"]  # type: ignore[call-overload]
