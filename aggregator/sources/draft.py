"""A source as somebody describes it, before it is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from aggregator.finding import SourceKind
from aggregator.folding import without_accents
from aggregator.model import SourceRank
from aggregator.taxonomy import is_country, terms

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LONGEST_EVIDENCE = 300
USUAL_PRIORITY = 2
PRIORITIES = range(1, 4)


class SourceInvalid(ValueError):
    """A description that cannot become a source; the message says which part and what it should be."""


@dataclass(frozen=True, slots=True)
class SourceDraft:
    """What a source is, in the words of the catalogue. `options` belong to the kind and are read by its spider.

    `kinds` are the kinds of opportunity found there (`call`, `funding`, …), `priority` is 1, watched first, to 3, and
    `evidence` says in a few words how the address is known.
    """

    key: str
    name: str
    url: str
    kind: SourceKind
    language: str | None = None
    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)
    rank: SourceRank = SourceRank.ASSOCIATION
    priority: int = USUAL_PRIORITY
    evidence: str = ""
    notes: str = ""

    def require_valid(self) -> None:
        """Raise SourceInvalid, naming the first part that is wrong."""
        for wrong in self._faults():
            raise SourceInvalid(f"source {self.key or self.url or self.name!r}: {wrong}")

    def _faults(self) -> list[str]:
        faults = []
        if not _KEY.fullmatch(self.key):
            faults.append("the key must be 1 to 80 small letters, digits and hyphens, such as youth-office-calls")
        if not self.name.strip() or len(self.name) > 300:
            faults.append("give it a name of at most 300 characters")
        if not is_web_address(self.url):
            faults.append(
                f"{self.url[:100]!r} is no web address: it must begin with http:// or https:// and name a host"
            )
        if self.language is not None and not _LANGUAGE.fullmatch(self.language):
            faults.append(f"{self.language!r} is no language code such as de, fr, en or pl")
        faults += [f"{code!r} is no country code such as PL or EU" for code in self.countries if not is_country(code)]
        faults += _unknown("topic", self.topics) + _unknown("kind", self.kinds)
        if self.priority not in PRIORITIES:
            faults.append(f"the priority is 1 (first), 2 or 3, not {self.priority}")
        if "\x00" in self.name + self.evidence + self.notes:
            faults.append("it holds a NUL, which stands in no text: save the file as UTF-8")
        if len(self.evidence) > _LONGEST_EVIDENCE:
            faults.append(f"say the evidence in at most {_LONGEST_EVIDENCE} characters; more belongs into the notes")
        return faults


def _unknown(facet: str, codes: tuple[str, ...]) -> list[str]:
    known = terms(facet)
    said = "kind of opportunity" if facet == "kind" else facet
    return [f"{said} {code!r} is unknown; known are {', '.join(known)}" for code in codes if code not in known]


def is_web_address(url: str) -> bool:
    """Whether this is an absolute http(s) address with a host and nothing that breaks a line."""
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and not re.search(r"[\s\x00-\x1f]", url)
    except ValueError:
        return False


def key_from(words: str, taken: set[str]) -> str:
    """A key made of a name, `-2`, `-3` … behind it where it is taken already."""
    base = re.sub(r"[^a-z0-9]+", "-", without_accents(words)).strip("-")[:70].strip("-") or "source"
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key
