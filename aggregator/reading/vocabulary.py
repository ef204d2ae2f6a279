"""The data files, read once: which words mean what in which language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import yaml

from aggregator.reading.folding import fold
from aggregator.reading.words import Lexicon, Pattern

_DATA = Path(__file__).parent / "data"
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)  # every scalar stays text: "no" and "on" are words here
_FILES = ("cues", "states", "kinds", "topics", "audiences", "places", "towns", "money", "forms", "lands")
_EVERYWHERE_FROM = 4  # letters from which a word is taken to mean the same on pages of any language
_WIDE_MONTHS = frozenset({"de", "en", "fr"})  # whose abbreviated month names are read on all pages
_FORGIVING = {"deadline": 9, "month": 7, "window": 12}


@cache
def data(name: str) -> dict[str, dict[str, list[str]]]:
    """One data file as it stands."""
    path = _DATA / f"{name}.yaml"
    with path.open(encoding="utf-8") as file:
        loaded = yaml.load(file, Loader=_LOADER)  # noqa: S506 - builds text, lists and mappings alone
    assert isinstance(loaded, dict), f"{path.name} must be a mapping"
    return loaded


def lexicon(language: str) -> Lexicon:
    """Every word that is searched for in a text of this language; of an unknown one, what holds everywhere."""
    return _lexicon(language if language in data("calendar")["months"] else "")


@cache
def _lexicon(language: str) -> Lexicon:
    return Lexicon((*_month_patterns(language), *_cue_patterns(language)), _FORGIVING)


def _cue_patterns(language: str) -> Iterator[Pattern]:
    for name in _FILES:
        if not (_DATA / f"{name}.yaml").exists():
            continue
        for role, languages in data(name).items():
            for spoken, phrases in languages.items():
                for phrase in phrases:
                    words = tuple(fold(phrase).split())
                    if _is_meant(spoken, language, words):
                        yield Pattern(role, words)


def _is_meant(spoken: str, language: str, words: tuple[str, ...]) -> bool:
    """Whether a pattern holds on pages of this language: long words do everywhere, except under "xx_only"."""
    if spoken.endswith("_only"):
        return spoken[:2] == language
    return spoken in (language, "all") or len(words[0].strip("*")) >= _EVERYWHERE_FROM or len(words) > 2


def _month_patterns(language: str) -> Iterator[Pattern]:
    for facet, key in (("month", "months"), ("weekday", "weekdays")):
        seen: dict[str, str] = {}
        for spoken in _language_first(language, data("calendar")[key]):
            for number, names in _numbered(key, spoken):
                for name in names:
                    if (
                        len(name) >= _EVERYWHERE_FROM
                        or spoken == language
                        or (spoken in _WIDE_MONTHS and name != "mar")
                    ):
                        seen.setdefault(name, f"{facet}:{number}")
        yield from (Pattern(role, (name,)) for name, role in seen.items())


def _numbered(key: str, spoken: str) -> Iterable[tuple[int, list[str]]]:
    return ((int(number), names) for number, names in data("calendar")[key][spoken].items())  # type: ignore[attr-defined]


def _language_first(language: str, spoken: Iterable[str]) -> list[str]:
    return sorted(spoken, key=lambda one: one != language)
