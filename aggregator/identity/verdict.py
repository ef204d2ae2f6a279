"""The same or not, and why. Precision first: what is merged by mistake is lost to readers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from aggregator.folding import fold
from aggregator.identity.addresses import is_front_page
from aggregator.identity.item import Item

_NEARLY_SAME_TITLE = 0.8
_ALIKE_TITLE = 0.5
_HALF = 0.5
_LINE = 25  # words
_LONG_TEXT = 40  # words; shorter texts are too often boilerplate
TELLING_TITLE = 4  # words; "Call for proposals" is no name


class Verdict(StrEnum):
    """`unsure` is for people to decide."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reason in words."""

    verdict: Verdict
    why: str


def compare(a: Item, b: Item) -> Judgement:
    """Whether two reports tell of the same thing; a moved deadline does not part them, another year or round does."""
    return _by_reference(a, b) or _by_numbers(a, b) or _by_address(a, b) or _by_text(a, b)


def _by_reference(a: Item, b: Item) -> Judgement | None:
    if not a.stated_references or not b.stated_references:
        return None
    shared = a.stated_references & b.stated_references
    if not shared:
        return _different("they carry different reference numbers")
    translated = a.language != b.language and _title_likeness(a, b) < _ALIKE_TITLE
    if _are_two_to_their_source(a, b) and (_days_disagree(a, b) or (a.words != b.words and not translated)):
        return _different(f"their source lists them side by side under {min(shared)}, the number of their parent")
    if _days_disagree(a, b) and _texts_differ(a, b):
        return _unsure(f"both carry {min(shared)}, but texts and days differ")
    if translated or _title_likeness(a, b) >= _ALIKE_TITLE:
        return _same(f"both carry the reference number {min(shared)}")
    return _unsure(f"both carry {min(shared)}, but their titles differ")


def _by_numbers(a: Item, b: Item) -> Judgement | None:
    only_a, only_b = a.title_numbers - b.title_numbers, b.title_numbers - a.title_numbers
    if only_a and only_b:
        return _different(f"their titles name different years, rounds or numbers: {min(only_a)}, {min(only_b)}")
    return None


def _by_address(a: Item, b: Item) -> Judgement | None:
    if not a.address or a.address != b.address or is_front_page(a.address):
        return None
    if _are_two_to_their_source(a, b) and (a.title_words != b.title_words or _days_disagree(a, b)):
        return _different("their source lists them side by side under one address")
    if _subtitles_differ(a, b):
        return _different("one address, but the line below the title names another call")
    if a.title_numbers != b.title_numbers and a.words != b.words:
        return _unsure("same address, but only one title names a year or number")
    return _by_title_at_address(a, b)


def _by_title_at_address(a: Item, b: Item) -> Judgement:
    likeness = _title_likeness(a, b)
    reworded = a.title_words <= b.title_words or b.title_words <= a.title_words or bool(a.all_days & b.all_days)
    if likeness >= _NEARLY_SAME_TITLE and reworded and not _days_disagree(a, b) and not _texts_differ(a, b):
        return _same("same address and title")
    if likeness < _ALIKE_TITLE and not a.all_days & b.all_days:
        return _different("same address, but neither title nor any day is shared")
    return _unsure("same address, but titles or days differ")


def _by_text(a: Item, b: Item) -> Judgement:
    apart = _apart(a, b)
    if apart:
        return _different(apart)
    likeness = _title_likeness(a, b)
    same_days = bool(a.all_days & b.all_days)
    same_title = a.title_words == b.title_words and a.title_numbers == b.title_numbers
    if same_title and a.words == b.words and len(a.words) >= _LONG_TEXT:
        return _same("same title and text, word for word")
    if same_title and same_days and len(a.title_words) >= TELLING_TITLE:
        return _same("same title and same days")
    if likeness >= _NEARLY_SAME_TITLE or (likeness >= _ALIKE_TITLE and same_days):
        return _unsure("their titles are alike, nothing else decides")
    return _different("neither address, reference number nor title is shared")


def _apart(a: Item, b: Item) -> str:
    """Why two reports under different addresses cannot be one; empty where they may be."""
    if _are_two_to_their_source(a, b):
        return "their source lists them apart, under two addresses"
    if _days_disagree(a, b):
        return "they name different days"
    if a.site == b.site and _subtitles_differ(a, b):
        return "on one site, the lines below their titles name different calls"
    return ""


def _are_two_to_their_source(a: Item, b: Item) -> bool:
    return bool(a.source_key) and a.source_key == b.source_key and a.key != b.key


def _days_disagree(a: Item, b: Item) -> bool:
    return bool(a.all_days and b.all_days) and not a.all_days & b.all_days


def _texts_differ(a: Item, b: Item) -> bool:
    """Whether, titles apart, most words of the shorter text are not in the longer one."""
    few, many = sorted(_bodies(a, b), key=len)
    return bool(few) and len(few & many) < _HALF * len(few)


def _subtitles_differ(a: Item, b: Item) -> bool:
    """Whether both texts are but a line each and each says something of its own: the title is that of their parent."""
    body_a, body_b = _bodies(a, b)
    if not (0 < len(body_a) <= _LINE and 0 < len(body_b) <= _LINE) or a.all_days & b.all_days:
        return False
    return bool(body_a - body_b) and bool(body_b - body_a)


def _bodies(a: Item, b: Item) -> tuple[set[str], set[str]]:
    titles = set(fold(f"{a.title} {b.title}").split())
    return set(a.words) - titles, set(b.words) - titles


def _title_likeness(a: Item, b: Item) -> float:
    union = a.title_words | b.title_words
    return len(a.title_words & b.title_words) / len(union) if union else 0.0


def _same(why: str) -> Judgement:
    return Judgement(Verdict.SAME, why)


def _different(why: str) -> Judgement:
    return Judgement(Verdict.DIFFERENT, why)


def _unsure(why: str) -> Judgement:
    return Judgement(Verdict.UNSURE, why)
