"""Why two reports are taken for one thing, or for two: each ground with what it rests on, and as a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Ground(StrEnum):
    """What speaks for one thing (the first half) or for two."""

    REFERENCE = "reference"
    ADDRESS = "address"
    ORIGINAL = "original"
    GUID = "guid"
    TITLE = "title"
    TITLE_ALIKE = "title_alike"
    TEXT = "text"
    TEXT_ALIKE = "text_alike"
    DAYS = "days"
    SUMS = "sums"
    NAMES = "names"
    CONCEPTS = "concepts"
    ORGANISER = "organiser"
    EXTENDED = "extended"
    MEANING = "meaning"
    RELISTED = "relisted"

    OTHER_REFERENCE = "other_reference"
    OTHER_NUMBERS = "other_numbers"
    ONE_NUMBER = "one_number"
    OTHER_DAYS = "other_days"
    OTHER_TITLE = "other_title"
    OTHER_TEXT = "other_text"
    OTHER_STRAND = "other_strand"
    OTHER_SUBTITLE = "other_subtitle"
    OTHER_SUBJECT = "other_subject"
    OTHER_PLACE = "other_place"
    RESULTS = "results"
    LISTED_APART = "listed_apart"
    NOTHING = "nothing"

    @property
    def unites(self) -> bool:
        """Whether it speaks for one thing."""
        return self in _UNITING


_UNITING = frozenset(list(Ground)[: list(Ground).index(Ground.OTHER_REFERENCE)])

_SENTENCES = {
    Ground.REFERENCE: "both carry the reference number {}",
    Ground.ADDRESS: "same address",
    Ground.ORIGINAL: "one leads to the address of the other: {}",
    Ground.GUID: "their publisher gave both the same name",
    Ground.TITLE: "same title",
    Ground.TITLE_ALIKE: "their titles are alike",
    Ground.TEXT: "same text, word for word",
    Ground.TEXT_ALIKE: "most words of one text are in the other",
    Ground.DAYS: "both name {}",
    Ground.SUMS: "both name the number {}",
    Ground.NAMES: "both name {}",
    Ground.CONCEPTS: "both are about the same: {}",
    Ground.ORGANISER: "same organiser",
    Ground.EXTENDED: "one says that the deadline was moved",
    Ground.MEANING: "they mean nearly the same",
    Ground.RELISTED: "the source lists it under a new address and no longer under the former",
    Ground.OTHER_REFERENCE: "they carry different reference numbers: {}",
    Ground.OTHER_NUMBERS: "their titles name different years, rounds or numbers: {}",
    Ground.ONE_NUMBER: "only one title names a year or number: {}",
    Ground.OTHER_DAYS: "they name different days: {}",
    Ground.OTHER_TITLE: "their titles differ",
    Ground.OTHER_TEXT: "their texts differ",
    Ground.OTHER_STRAND: "nearly the same text, but each title names something that the other does not speak of: {}",
    Ground.OTHER_SUBTITLE: "the lines below their titles name different things",
    Ground.OTHER_SUBJECT: "each is about something that the other does not speak of: {}",
    Ground.OTHER_PLACE: "each names a place or person that the other does not: {}",
    Ground.RESULTS: "one tells of results, the other invites",
    Ground.LISTED_APART: "their source lists them side by side",
    Ground.NOTHING: "neither address, reference number, title nor facts are shared",
}


@dataclass(frozen=True, slots=True)
class Reason:
    """A ground with what it rests on: days as ISO dates, numbers, names, concepts, reference numbers."""

    ground: Ground
    values: tuple[str, ...] = ()

    def __str__(self) -> str:
        return _SENTENCES[self.ground].format(", ".join(self.values))
