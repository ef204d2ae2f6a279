"""The catalogue that comes with the program: the sources an office can choose from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import get_close_matches
from functools import cache
from importlib.resources import files

from aggregator.sources import SourceDraft, all_from_yaml
from aggregator.taxonomy import is_country
from partnerpost.refusal import Refused


@cache
def catalogue() -> tuple[SourceDraft, ...]:
    """All shipped sources: the most important first, then by key."""
    described = [source for text in _texts() for source in all_from_yaml(text)]
    return tuple(sorted(described, key=lambda source: (source.priority, source.key)))


def chosen(
    *, priority: int | None = None, country: str | None = None, language: str | None = None
) -> list[SourceDraft]:
    """The shipped sources of one priority, for one country and in one language, where these are given.

    Raises Refused for a code that is none, or that no shipped source has.
    """
    country = country.upper() if country else None
    language = language.lower() if language else None
    if country and not is_country(country):
        raise Refused(f"{country!r} is no country code such as PL, EU or DE-NW")
    languages = sorted({source.language for source in catalogue() if source.language})
    if language and language not in languages:
        raise Refused(f"the catalogue has no source in {language!r}; there are {', '.join(languages)}")
    return [
        source
        for source in catalogue()
        if priority in (None, source.priority)
        and (country is None or country in source.countries)
        and language in (None, source.language)
    ]


def by_keys(keys: Iterable[str]) -> list[SourceDraft]:
    """The shipped sources of these keys, in their order. Raises Refused for a key that the catalogue has not."""
    known = {source.key: source for source in catalogue()}
    wanted = list(dict.fromkeys(keys))
    for key in wanted:
        if key not in known:
            near = get_close_matches(key, known, n=3, cutoff=0.6)
            hint = f"did you mean {', '.join(near)}?" if near else "`partnerpost sources catalogue` shows all keys"
            raise Refused(f"{key!r} is neither an address nor a key of the catalogue; {hint}")
    return [known[key] for key in wanted]


def _texts() -> Iterator[str]:
    for file in files("crawlers.catalogue").iterdir():
        if file.name.endswith(".yaml"):
            yield file.read_text(encoding="utf-8")
