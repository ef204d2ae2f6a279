"""Reasons in sentences, in German, French, English or Polish."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale
from babel.numbers import format_percent

from aggregator.health.words import Reason, ReasonKind

_LANGUAGES = ("de", "fr", "en", "pl")
_WEEKS_OF_MONTH, _WEEKS_OF_YEAR = 52 / 12, 52.0
_RARELY = 0.95  # less than once in such a time: it is told by the next longer one


def sentence(reason: Reason, *, name: str, language: str, now: datetime) -> str:
    """What is the matter with a source of this name, in one or two sentences; German for any other language.

    `now` counts the days since it began. The percentages are as the language writes them.
    """
    spoken = language if language in _LANGUAGES else "de"
    numbers = reason.numbers
    listed = round(numbers.get("listed", 0))
    kind = "none" if reason.kind is ReasonKind.FEW and listed == 0 else reason.kind.value
    said: str = _words()["reasons"][kind][spoken]
    return said.format(
        name=name,
        since=_phrase("since", spoken, max(0, (now - reason.since).days) if reason.since else 0),
        otherwise=_otherwise(numbers.get("weekly"), spoken),
        entries=_phrase("entries", spoken, listed),
        span=_span(round(numbers.get("least", 0)), round(numbers.get("most", 0)), spoken),
        missing=percent(numbers.get("missing", 0), spoken),
        usual=percent(numbers.get("usual", 0), spoken),
        fact=_words()["facts"][reason.fact.value][spoken] if reason.fact else "",
        answer=_words()["answers"][reason.failure.value][spoken] if reason.failure else "",
    )


def percent(share: float, language: str) -> str:
    """`40 %`, as the language writes it."""
    return format_percent(share, locale=_locale(language))


def _phrase(name: str, language: str, number: int) -> str:
    forms: dict[str, str] = _words()["phrases"][name][language]
    exact = {0: "zero", 1: "one"}.get(number)
    form = exact if exact in forms else _locale(language).plural_form(number)
    return forms.get(form, forms["other"]).format(n=number)


def _otherwise(weekly: float | None, language: str) -> str:
    if weekly is None:
        return ""
    for unit, weeks in (("week", 1.0), ("month", _WEEKS_OF_MONTH), ("year", _WEEKS_OF_YEAR)):
        if weekly * weeks >= _RARELY:
            rate = _words()["phrases"][unit][language].format(n=round(weekly * weeks))
            return str(_words()["phrases"]["otherwise"][language].format(rate=rate))
    return ""


def _span(least: int, most: int, language: str) -> str:
    if least == most:
        return str(least)
    return str(_words()["phrases"]["span"][language].format(least=least, most=most))


def _locale(language: str) -> Locale:
    return Locale.parse("en_GB" if language == "en" else language)


@cache
def _words() -> dict[str, Any]:
    with (Path(__file__).parent / "sentences.yaml").open(encoding="utf-8") as lines:
        loaded: dict[str, Any] = yaml.safe_load(lines)
    return loaded
