"""Two fingerprints side by side: what they share and what they do not, worked out once for all rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from aggregator.folding import fold
from aggregator.identity.fingerprint import Fingerprint
from aggregator.identity.terms import STEM, is_telling

NEARLY_SAME_TITLE = 0.8
ALIKE_TITLE = 0.5
LONG_TEXT = 40  # words; shorter texts are too often boilerplate
TELLING_TITLE = 4  # words; "Call for proposals" is no name
_HALF = 0.5
ONE_TEMPLATE = 0.45  # shared stems of two texts that were filled in from one
ONE_TEXT = 0.6
_ALIKE = 4  # letters
_YEAR = timedelta(days=250)
_LINE = 25  # words


@dataclass(frozen=True)
class Comparison:
    """The two reports `a` and `b`; every question about them is symmetric.

    `meaning` is how near they are in meaning, -1 to 1, None where nobody can tell.
    """

    a: Fingerprint
    b: Fingerprint
    meaning: float | None = None

    @cached_property
    def is_across_languages(self) -> bool:
        """Whether both say their language and it is not the same."""
        return bool(self.a.language and self.b.language) and self.a.language != self.b.language

    @cached_property
    def are_two_to_their_source(self) -> bool:
        """Whether one source lists both, under two keys."""
        return bool(self.a.source_key) and self.a.source_key == self.b.source_key and self.a.key != self.b.key

    @cached_property
    def are_two_to_their_site(self) -> bool:
        """Whether one site gives each an address and a title of its own."""
        on_one = bool(self.a.site) and self.a.site == self.b.site
        each = self.a.is_of_one_thing and self.b.is_of_one_thing and self.a.address != self.b.address
        return on_one and each and not self.same_title

    @cached_property
    def shares_address(self) -> bool:
        """Whether both stand at one address that is not a whole site."""
        return self.a.is_of_one_thing and self.a.address == self.b.address

    @cached_property
    def shared_days(self) -> frozenset[date]:
        """Days that both name, and that are the deadline or the event of one of them where any was read."""
        if not self.a.days and not self.b.days:
            return self.a.printed & self.b.printed
        return (self.a.days & self.b.all_days) | (self.b.days & self.a.all_days)

    @cached_property
    def agreed_days(self) -> frozenset[date]:
        """Those of them that are not the deadline of one and the day of the event of the other."""
        return self.shared_days - _crossed(self.a, self.b) - _crossed(self.b, self.a)

    @cached_property
    def shared_own_days(self) -> frozenset[date]:
        """Agreed days that are the deadline or the event of one of them."""
        return self.agreed_days & (self.a.days | self.b.days)

    @cached_property
    def days_disagree(self) -> bool:
        """Whether both name days, of the same kind, and none together."""
        both_read = bool(self.a.days and self.b.days)
        both_printed = not self.a.days and not self.b.days and bool(self.a.printed and self.b.printed)
        return (both_read or both_printed) and not self.shared_days

    @cached_property
    def title_likeness(self) -> float:
        """Shared words of the titles among all of theirs, 0 to 1."""
        union = self.a.title_words | self.b.title_words
        return len(self.a.title_words & self.b.title_words) / len(union) if union else 0.0

    @cached_property
    def same_title(self) -> bool:
        """Whether the titles have the same words and numbers."""
        return (
            bool(self.a.title_words)
            and self.a.title_words == self.b.title_words
            and self.a.title_numbers == self.b.title_numbers
        )

    @cached_property
    def one_title_holds_the_other(self) -> bool:
        """Whether all words of one title stand in the other."""
        return self.a.title_words <= self.b.title_words or self.b.title_words <= self.a.title_words

    @cached_property
    def text_likeness(self) -> float:
        """Shared stems of the texts among those of the shorter one, 0 to 1; 0 where one has no text."""
        fewer = min(len(self.a.words), len(self.b.words))
        return len(self.a.words & self.b.words) / fewer if fewer else 0.0

    @cached_property
    def text_resemblance(self) -> float:
        """Shared stems among all of both texts, 0 to 1."""
        union = len(self.a.words | self.b.words)
        return len(self.a.words & self.b.words) / union if union else 0.0

    @cached_property
    def texts_differ(self) -> bool:
        """Whether, titles apart, most words of the shorter text are not in the longer one."""
        few, many = sorted(self._bodies, key=len)
        return bool(few) and len(few & many) < _HALF * len(few)

    @cached_property
    def same_text(self) -> bool:
        """Whether the texts are the same, word for word."""
        return self.a.digest == self.b.digest and self.a.length == self.b.length

    @cached_property
    def subtitles_differ(self) -> bool:
        """Whether both texts are but a line and each says something of its own: the title is that of their parent."""
        if not self.a.line or not self.b.line or self.shared_days:
            return False
        titles = {*self.a.title.split(), *self.b.title.split()}
        body_a, body_b = set(self.a.line.split()) - titles, set(self.b.line.split()) - titles
        if not (0 < len(body_a) <= _LINE and 0 < len(body_b) <= _LINE):
            return False
        return bool(body_a - body_b) and bool(body_b - body_a)

    @cached_property
    def own_stems(self) -> tuple[frozenset[str], frozenset[str]]:
        """What each title is about and the other report speaks of nowhere, neither in its title nor in its text."""
        return _own(self.a, self.b), _own(self.b, self.a)

    @cached_property
    def swapped_words(self) -> tuple[frozenset[str], frozenset[str]]:
        """Words and numbers of each title in whose place the other one has something else."""
        return _swapped(self.a, self.b), _swapped(self.b, self.a)

    @cached_property
    def shared_names(self) -> frozenset[str]:
        """Names that both texts have."""
        return self.a.names & self.b.names

    @cached_property
    def shared_numbers(self) -> frozenset[int]:
        """Numbers of three digits and more that both texts have."""
        return self.a.numbers & self.b.numbers

    @cached_property
    def shared_quotes(self) -> frozenset[str]:
        """Names in quotation marks that both have, or that are the title of the other one."""
        called = {name for name in self.a.quoted if _is_called(self.b, name)}
        return self.a.quoted & self.b.quoted | called | {name for name in self.b.quoted if _is_called(self.a, name)}

    @cached_property
    def shared_counts(self) -> frozenset[int]:
        """Small numbers that both texts have."""
        return self.a.counts & self.b.counts

    @cached_property
    def subject_likeness(self) -> float:
        """Shared concepts among those of the report that names fewer, 0 to 1; 0 where one names none."""
        fewer = min(len(self.a.concepts), len(self.b.concepts))
        return len(self.shared_concepts) / fewer if fewer else 0.0

    @cached_property
    def subjects_differ(self) -> bool:
        """Whether each title is about something that the other report does not speak of."""
        return all(self.own_subjects)

    @cached_property
    def own_subjects(self) -> tuple[frozenset[str], frozenset[str]]:
        """The concepts of each title that the other report does not speak of."""
        return self.a.subjects - self.b.concepts, self.b.subjects - self.a.concepts

    @cached_property
    def tells_of_results(self) -> bool:
        """Whether one of them is about who won or what became of it, and the other is not."""
        return ("result" in self.a.subjects) != ("result" in self.b.subjects)

    @cached_property
    def is_of_one_template(self) -> bool:
        """Whether both texts are filled in from one: then what differs is what counts."""
        return self.text_resemblance >= ONE_TEMPLATE

    @cached_property
    def speak_of_their_own_places(self) -> bool:
        """Whether each names what its site is called, as a town's does, and the other does not."""
        return _speaks_of_its_site(self.a, self.b) and _speaks_of_its_site(self.b, self.a)

    @cached_property
    def own_names(self) -> tuple[frozenset[str], frozenset[str]]:
        """Names in each text that the other one has nowhere."""
        return _own_names(self.a, self.b), _own_names(self.b, self.a)

    @cached_property
    def shared_concepts(self) -> frozenset[str]:
        """Concepts that both name."""
        return self.a.concepts & self.b.concepts

    @cached_property
    def numbers_apart(self) -> tuple[str, str] | None:
        """Years, or rounds under titles that are alike, of which each title names its own."""
        for here, there in ((self.a.title_years, self.b.title_years), (self._rounds(self.a), self._rounds(self.b))):
            if here - there and there - here:
                return min(here - there), min(there - here)
        return None

    @cached_property
    def is_a_year_apart(self) -> bool:
        """Whether their days lie so far apart that nobody moved them."""
        if not self.days_disagree:
            return False
        here, there = self.a.days or self.a.printed, self.b.days or self.b.printed
        return abs(max(here) - max(there)) >= _YEAR

    @cached_property
    def original(self) -> str:
        """The address that one of them leads to and the other stands at; else empty."""
        return min((self.a.links & {self.b.address}) | (self.b.links & {self.a.address}), default="")

    @cached_property
    def shared_links(self) -> frozenset[str]:
        """Where both lead."""
        return self.a.links & self.b.links

    @cached_property
    def shared_citation(self) -> str:
        """A reference number that both name and neither names another beside; else empty."""
        of_a, of_b = self.a.references | self.a.cited, self.b.references | self.b.cited
        return min(of_a) if len(of_a) == 1 and of_a == of_b else ""

    def _rounds(self, report: Fingerprint) -> frozenset[str]:
        """The other numbers of a title: in titles that are not alike they count anything."""
        return report.title_numbers - report.title_years if self.title_likeness >= ALIKE_TITLE else frozenset()

    @cached_property
    def _bodies(self) -> tuple[frozenset[int], frozenset[int]]:
        titles = self.a.title_codes | self.b.title_codes
        return self.a.words - titles, self.b.words - titles


def some(values: Iterable[object], most: int = 3) -> tuple[str, ...]:
    """A few of them, in order, to show."""
    return tuple(str(value) for value in sorted(values, key=str)[:most])


def _speaks_of_its_site(one: Fingerprint, other: Fingerprint) -> bool:
    """Whether it names what its site is called, as `bottrop` in buergerservice.bottrop.de, and the other does not."""
    parts = one.site.partition(":")[0].split(".")
    words = fold(parts[-2]).split() if len(parts) > 1 else []
    stems = {word[:STEM] for word in words if is_telling(word)}
    return any(one.mentions(stem) and not other.mentions(stem) for stem in stems)


def _crossed(one: Fingerprint, other: Fingerprint) -> frozenset[date]:
    """Days until which one can be applied for, and on which the other takes place: that is chance."""
    return (one.days - one.events) & other.events


def _is_called(report: Fingerprint, name: str) -> bool:
    """Whether a name of several words stands in its title."""
    return " " in name and f" {name} " in f" {report.title} "


def _own_names(one: Fingerprint, other: Fingerprint) -> frozenset[str]:
    own = one.names - other.names
    return frozenset(name for name in own if not other.mentions(name[:STEM]) and not _stands_inside(name, other.title))


def _swapped(one: Fingerprint, other: Fingerprint) -> frozenset[str]:
    beginnings = {word[:_ALIKE] for word in other.title.split()}
    return frozenset(word for word in one.title.split() if len(word) > 1 and word[:_ALIKE] not in beginnings)


def _own(one: Fingerprint, other: Fingerprint) -> frozenset[str]:
    stems = one.title_stems - other.title_stems
    beginnings = {word[:_ALIKE] for word in other.title.split()}
    return frozenset(
        stem
        for stem in stems
        if stem[:_ALIKE] not in beginnings and not other.mentions(stem) and not _stands_inside(stem, other.title)
    )


def _stands_inside(stem: str, title: str) -> bool:
    """Whether it is part of a compound there: `austau` in "jugendaustausch"."""
    return len(stem) > 4 and stem in title
