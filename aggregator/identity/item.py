"""What two things are compared by."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from aggregator.folding import fold
from aggregator.identity.addresses import canonical_url
from aggregator.identity.references import reference_ids

_DAY = re.compile(r"(?<![\d.])(\d{1,2})\.\s?(\d{1,2})\.\s?(20\d\d)(?!\d)")
_ISO_DAY = re.compile(r"(?<!\d)(20\d\d)-(\d\d)-(\d\d)(?!\d)")
_NUMBER = re.compile(r"\d+")
_LONGEST_TEXT = 20_000


@dataclass(frozen=True)
class Item:
    """One report of something. `days` are deadlines and event days that were read, `references` the source's own.

    `key` names the report within its source: two keys of one source are two things to that source.
    """

    title: str
    text: str
    url: str = ""
    days: frozenset[date] = frozenset()
    references: frozenset[str] = frozenset()
    language: str = ""
    source_key: str = ""
    key: str = ""

    @cached_property
    def address(self) -> str:
        """Its canonical address."""
        return canonical_url(self.url)

    @property
    def site(self) -> str:
        """The host of its address."""
        return self.address.removeprefix("//").partition("/")[0]

    @cached_property
    def stated_references(self) -> frozenset[str]:
        """Reference numbers of this very thing: stated by the source, in the title or in the address."""
        return self.references | reference_ids(f"{self.title}\n{self.url}".replace("/", " "))

    @cached_property
    def all_days(self) -> frozenset[date]:
        """Days that were read and days printed in figures."""
        return self.days | frozenset(_printed_days(f"{self.title}\n{self.text[:_LONGEST_TEXT]}"))

    @cached_property
    def title_words(self) -> frozenset[str]:
        """The words of the title without days and numbers."""
        bare = _ISO_DAY.sub(" ", _DAY.sub(" ", self.title))
        return frozenset(word for word in fold(bare).split() if len(word) > 1 and not word.isdigit())

    @cached_property
    def title_numbers(self) -> frozenset[str]:
        """Years, rounds and editions in the title; days are no numbers."""
        return frozenset(_NUMBER.findall(_ISO_DAY.sub(" ", _DAY.sub(" ", self.title))))

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The folded words of the text."""
        return tuple(fold(self.text[:_LONGEST_TEXT]).split())


def _printed_days(text: str) -> Iterable[date]:
    for day, month, year in _DAY.findall(text):
        yield from _valid(int(year), int(month), int(day))
    for year, month, day in _ISO_DAY.findall(text):
        yield from _valid(int(year), int(month), int(day))


def _valid(year: int, month: int, day: int) -> Iterable[date]:
    try:
        yield date(year, month, day)
    except ValueError:
        return
