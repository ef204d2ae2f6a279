"""A source as somebody describes it, before it is kept."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from urllib.parse import urlsplit

from aggregator.finding import SourceKind
from aggregator.folding import without_accents
from aggregator.model import SourceRank
from aggregator.sources.faults import SourceFault, SourceInvalid
from aggregator.taxonomy import is_country, terms

_KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,79}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LONGEST_EVIDENCE = 300
_KIND = SourceFault.OPPORTUNITY
USUAL_PRIORITY = 2
PRIORITIES = range(1, 4)


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
            raise wrong

    def _faults(self) -> Iterator[SourceInvalid]:
        wrong = partial(SourceInvalid, source=self.key or self.url or self.name)
        if not _KEY.fullmatch(self.key):
            yield wrong(SourceFault.KEY)
        if not self.name.strip() or len(self.name) > 300:
            yield wrong(SourceFault.NAME)
        if not is_web_address(self.url):
            yield wrong(SourceFault.URL, url=repr(self.url[:100]))
        if self.language is not None and not _LANGUAGE.fullmatch(self.language):
            yield wrong(SourceFault.LANGUAGE, code=repr(self.language))
        yield from (wrong(SourceFault.COUNTRY, code=repr(code)) for code in self.countries if not is_country(code))
        for fault, facet, codes in ((SourceFault.TOPIC, "topic", self.topics), (_KIND, "kind", self.kinds)):
            known = terms(facet)
            strange = (repr(code) for code in codes if code not in known)
            yield from (wrong(fault, code=code, known=", ".join(known)) for code in strange)
        if self.priority not in PRIORITIES:
            yield wrong(SourceFault.PRIORITY, value=self.priority)
        if "\x00" in self.name + self.evidence + self.notes:
            yield wrong(SourceFault.NUL)
        if len(self.evidence) > _LONGEST_EVIDENCE:
            yield wrong(SourceFault.EVIDENCE, most=_LONGEST_EVIDENCE)


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
