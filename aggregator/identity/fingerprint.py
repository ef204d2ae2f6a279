"""What two reports are compared by: small enough to be kept beside each, so that no text is read twice."""

from __future__ import annotations

import re
import zlib
from array import array
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

from aggregator.folding import fold
from aggregator.identity.addresses import canonical_url, is_front_page, site_of
from aggregator.identity.item import Item
from aggregator.identity.references import reference_ids
from aggregator.identity.terms import STEM, concepts_in, is_telling, is_usual, says_extended

RULES = 1
"""The number of the rules by which fingerprints and buckets are made; raise it where they are made otherwise."""

LONGEST_TEXT = 12_000  # characters; what comes later is rarely about the thing itself
_LINE = 45  # words
_MOST_NAMES = 60
_MOST_NUMBERS = 40
# these three begin with a digit and look back only then: so what stands between the digits is passed over at once
_DAY = re.compile(
    r"\d(?<![\d./-]\d)(?:(?<=2)0\d\d-\d\d-\d\d|\d?(?P<mark>[./])\s?\d{1,2}(?P=mark)\s?(?:20)?\d\d)(?![\d/])"
)
_GROUPED = re.compile(r"(\d(?<![\d.,]\d)(?:\d{0,2}(?:[.,\u00a0\u202f \u2009']\d{3})+|\d{2,8}))(?:,\d\d)?(?![\d.,]*\d)")
_COUNT = re.compile(r"\d(?<![\d.,:/+]\d)\d(?![\d:/]|[.,]\d|\. \w|\s?(?:uhr|h\b|heures|pm|am|godz|00))", re.IGNORECASE)
_NUMBER = re.compile(r"\d+")
_NAME = re.compile(r"[^\W\d_][\w'’-]*")
_LINK = re.compile(r"https?://[^\s<>()\[\]\"'*]+[^\s<>()\[\]\"'*.,;:!?]")
_MOST_LINKS = 5
_BEGINNING = 150  # words
_QUOTED = re.compile(r"[„“»«\"‚]\s?([^„“”»«\"‚‘\n]{4,80}?)\s?[“”«»\"‘]")
_MOST_QUOTED = 10
_LEAST_NUMBER = 100
_YEARS = range(1900, 2100)


@dataclass(frozen=True)
class Fingerprint:
    """Everything a verdict needs. Words are folded; `words` are stems of the text as 32-bit numbers, see `stem_code`.

    `line` is the folded text where it is no more than a line. `digest` stands for the exact words of the text, 0 for
    none; `length` counts them. `days` were read as deadlines or days of an event, `printed` are all that are named.
    `numbers` have three digits and more, `counts` two. `organiser` is folded; `quoted` stand in quotation marks;
    `subjects` are the concepts of the title alone. `references` are its own numbers, `cited` others in its text.
    """

    title: str = ""
    language: str = ""
    address: str = ""
    source_key: str = ""
    key: str = ""
    guid: str = ""
    organiser: str = ""
    days: frozenset[date] = frozenset()
    events: frozenset[date] = frozenset()
    printed: frozenset[date] = frozenset()
    references: frozenset[str] = frozenset()
    cited: frozenset[str] = frozenset()
    links: frozenset[str] = frozenset()
    numbers: frozenset[int] = frozenset()
    counts: frozenset[int] = frozenset()
    names: frozenset[str] = frozenset()
    quoted: frozenset[str] = frozenset()
    concepts: frozenset[str] = frozenset()
    subjects: frozenset[str] = frozenset()
    words: frozenset[int] = frozenset()
    line: str = ""
    digest: int = 0
    length: int = 0
    is_extended: bool = False

    @property
    def site(self) -> str:
        """The host of its address."""
        return site_of(self.address)

    @property
    def is_of_one_thing(self) -> bool:
        """Whether its address is not that of a whole site."""
        return bool(self.address) and not is_front_page(self.address)

    @cached_property
    def all_days(self) -> frozenset[date]:
        """Days that were read and days printed in figures."""
        return self.days | self.printed

    @cached_property
    def title_words(self) -> frozenset[str]:
        """The words of the title without numbers."""
        return frozenset(word for word in self.title.split() if len(word) > 1 and not word.isdigit())

    @cached_property
    def title_numbers(self) -> frozenset[str]:
        """Years, rounds and editions in the title; days are no numbers."""
        return frozenset(_NUMBER.findall(self.title))

    @cached_property
    def title_years(self) -> frozenset[str]:
        """The years among them."""
        return frozenset(number for number in self.title_numbers if len(number) == 4 and int(number) in _YEARS)

    @cached_property
    def telling_words(self) -> frozenset[str]:
        """Those words of the title that say what it is about."""
        return frozenset(word for word in self.title_words if is_telling(word))

    @cached_property
    def title_stems(self) -> frozenset[str]:
        """Their stems."""
        return frozenset(word[:STEM] for word in self.telling_words)

    @cached_property
    def title_codes(self) -> frozenset[int]:
        """The stems of all words of the title, as in `words`."""
        return frozenset(stem_code(word[:STEM]) for word in self.title.split())

    def mentions(self, stem: str) -> bool:
        """Whether the text has a word that begins so."""
        return stem_code(stem) in self.words


def fingerprint(item: Item) -> Fingerprint:
    """The fingerprint of a report; any text has one."""
    text = item.text[:LONGEST_TEXT]
    dateless = _without_days(text)
    folded = fold(text)
    words = folded.split()
    title = fold(_without_days(item.title))
    address = item.address
    own = reference_ids(item.title) | reference_ids(item.url.replace("/", " "))
    stated = frozenset(code.strip().upper() for code in item.references if code.strip())
    links = frozenset(map(canonical_url, {*item.links, *_printed_links(text)}))
    return Fingerprint(
        title=title,
        language=item.language,
        address=address if address.startswith("//") else "",
        source_key=item.source_key,
        key=item.key,
        guid=item.guid.strip(),
        organiser=fold(item.organiser),
        days=item.days,
        events=item.events & item.days,
        printed=item.mentioned | frozenset(_printed_days(item.title)),
        references=stated | own,
        cited=reference_ids(text) - own - stated,
        links=frozenset(link for link in links if link.startswith("//") and not is_front_page(link)),
        numbers=_numbers(dateless, item.sums),
        counts=_counts(dateless, item),
        names=frozenset(_names(f"{item.title}\n{text}", item.language)),
        quoted=frozenset(_quoted(f"{item.title}\n{text}")),
        concepts=concepts_in(f"{title} {' '.join(words[:_BEGINNING])}", item.language),
        subjects=concepts_in(title, item.language),
        words=frozenset(stem_code(word[:STEM]) for word in words),
        line=folded if len(words) <= _LINE else "",
        digest=zlib.crc32(folded.encode()) if folded else 0,
        length=len(words),
        is_extended=says_extended(f"{title} {folded}", item.language),
    )


@lru_cache(maxsize=50_000)
def stem_code(stem: str) -> int:
    """A stem as a number of 32 bits."""
    return zlib.crc32(stem.encode())


_SETS = ("references", "cited", "links", "numbers", "counts", "names", "quoted", "concepts", "subjects")
_DAYS = ("days", "events", "printed")


def packed(fingerprint: Fingerprint) -> tuple[dict[str, Any], bytes]:
    """As it is stored: a document, in which what is empty is left out, and the words in four bytes each."""
    document: dict[str, Any] = {}
    for field in fields(fingerprint):
        value = getattr(fingerprint, field.name)
        if not value or field.name == "words":
            continue
        if field.name in _DAYS:
            value = sorted(day.isoformat() for day in value)
        document[field.name] = sorted(value) if field.name in _SETS else value
    return document, array("I", sorted(fingerprint.words)).tobytes()


def unpacked(document: dict[str, Any], words: bytes) -> Fingerprint:
    """What `packed` made."""
    parts = dict(document)
    for name in _SETS:
        parts[name] = frozenset(parts.get(name, ()))
    for name in _DAYS:
        parts[name] = frozenset(map(date.fromisoformat, parts.get(name, ())))
    numbers = array("I")
    numbers.frombytes(words)
    return Fingerprint(**parts, words=frozenset(numbers))


def _without_days(text: str) -> str:
    return _DAY.sub(" ", text)


def _printed_days(text: str) -> Iterable[date]:
    for match in _DAY.finditer(text):
        try:
            if match["mark"]:
                day, month, year = map(int, _NUMBER.findall(match[0]))
                yield date(year % 100 + 2000, month, day)
            else:
                yield date.fromisoformat(match[0])
        except ValueError:  # no such day
            continue


def _printed_links(text: str) -> list[str]:
    """Addresses in the text; more than a few are a list, and lead to no single original."""
    found = _LINK.findall(text)
    return found if len(found) <= _MOST_LINKS else []


def _numbers(text: str, sums: frozenset[int]) -> frozenset[int]:
    """Whole numbers of three digits and more, years left out."""
    found = dict.fromkeys(one for one in sums if one >= _LEAST_NUMBER)
    for printed in _GROUPED.findall(text):
        number = int("".join(filter(str.isdigit, printed)))
        if number not in _YEARS and number >= _LEAST_NUMBER:
            found[number] = None
        if len(found) >= _MOST_NUMBERS:
            break
    return frozenset(found)


def _counts(text: str, item: Item) -> frozenset[int]:
    """Small numbers: places, days, years of age, small sums; none that may be part of a day or a time."""
    days = {day.day for day in item.days | item.mentioned}
    found = {int(printed) for printed in _COUNT.findall(text)} - days
    return frozenset(sorted(found | {one for one in item.sums if one < _LEAST_NUMBER})[:_MOST_NUMBERS])


def _names(text: str, language: str) -> Iterable[str]:
    """Folded words with a capital letter, those that open a sentence left out; in German they are the nouns."""
    found: dict[str, None] = {}
    for match in _NAME.finditer(text):
        word = match[0]
        if not word[0].isupper() or (
            language != "de" and not word.isupper() and _opens_a_sentence(text, match.start())
        ):
            continue
        for part in word.split("-"):
            name = _as_name(part, language)
            if name:
                found[name] = None
        if len(found) >= _MOST_NAMES:
            break
    return found


@lru_cache(maxsize=20_000)
def _as_name(word: str, language: str) -> str:
    """The folded word, empty where it is a word that any call may contain or names a concept."""
    name = fold(word)
    return name if is_telling(name) and not is_usual(name) and not concepts_in(name, language) else ""


def _quoted(text: str) -> Iterable[str]:
    """Folded words in quotation marks: what programmes and campaigns are called."""
    found: dict[str, None] = {}
    for match in _QUOTED.finditer(text):
        words = fold(match[1]).split()
        if words and (len(words) > 1 or len(words[0]) > 4):
            found[" ".join(words)] = None
        if len(found) >= _MOST_QUOTED:
            break
    return found


def _opens_a_sentence(text: str, place: int) -> bool:
    before = text[max(0, place - 3) : place].rstrip(" \t\"'„“»«(")
    return not before or before[-1] in ".!?:;\n•*-–"
