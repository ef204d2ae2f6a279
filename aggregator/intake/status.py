"""Whether a source says that something is announced, open, closed or withdrawn; most say nothing of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

_LONGEST_LINE = 80
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FEW = r"(?: (?:\d+\.|[^\s.!?;:,]+)){0,6}"  # words of one clause; "3." is a day, not its end
_WORD = re.compile(r"[\w’']+")


@dataclass(frozen=True, slots=True)
class Status:
    """`word` is announced, open, closed or withdrawn, "" where nothing is said; the span is in the reading's text."""

    word: str = ""
    quote: str = ""
    start: int = 0
    end: int = 0


def status(value: str, title: str, text: str) -> Status:
    """What the field `status`, else the title, else a line or sentence of the text says in so many words.

    A value that nobody knows says nothing; a word within a sentence about something else neither.
    """
    known = _table().values.get(" ".join(value.lower().split()))
    if known:
        return Status(known, f"status: {value}")
    return next((found for found in (_of_title(title), *_of_text(text)) if found), Status())


def is_withdrawn(fields: Mapping[str, str]) -> bool:
    """Whether a field of the source itself says that it is no longer offered."""
    return status(fields.get("status", ""), "", "").word == "withdrawn"


def _of_title(title: str) -> Status | None:
    said = " ".join(title.lower().split())
    if not _may_say(said):
        return None
    for word, pattern in _table().at_an_end:
        if pattern.search(said) and not _is_denied(said):
            return Status(word, title)
    return None


def _of_text(text: str) -> Iterator[Status]:
    small = text.lower()
    if _may_say(small):
        yield from _of_lines(text)
        if len(small) == len(text):  # a letter that grows when made small would shift every span behind it
            yield from _of_sentences(text, small)


def _may_say(small: str) -> bool:
    """Whether any word of ours stands in it; most titles and texts hold none, and that is seen without a pattern."""
    return any(stem in small for stem in _table().stems)


def _of_lines(text: str) -> Iterator[Status]:
    place = 0
    for line in text.splitlines(keepends=True):
        said = line.strip()
        if 0 < len(said) <= _LONGEST_LINE:
            for word, pattern in _table().alone:
                if pattern.fullmatch(said.lower()):
                    start = place + line.index(said)
                    yield Status(word, said, start, start + len(said))
        place += len(line)


def _of_sentences(text: str, small: str) -> Iterator[Status]:
    for pattern in _table().sentences:
        for found in pattern.finditer(small):
            if not _is_denied(found[0]) and not _YEAR.search(found[0]):
                yield Status("withdrawn", text[found.start() : found.end()], found.start(), found.end())


def _is_denied(said: str) -> bool:
    return not _table().negations.isdisjoint(_WORD.findall(said))


@dataclass(frozen=True, slots=True)
class _Table:
    values: dict[str, str]
    at_an_end: tuple[tuple[str, re.Pattern[str]], ...]
    alone: tuple[tuple[str, re.Pattern[str]], ...]
    sentences: tuple[re.Pattern[str], ...]
    stems: tuple[str, ...]
    negations: frozenset[str]


@cache
def _table() -> _Table:
    with (Path(__file__).parent / "status.yaml").open(encoding="utf-8") as lines:
        said = yaml.safe_load(lines)
    labels = "|".join(map(re.escape, said["labels"]))
    at_an_end, alone = [], []
    for word in ("withdrawn", "closed"):
        named = "|".join(re.escape(one) for one in sorted(said[word], key=len, reverse=True))
        at_an_end.append((word, re.compile(rf"^\W*(?:{named})\s*(?:[:!–—|\])-]|$)|(?:^|[\s(\[:–—-])(?:{named})\W*$")))
        alone.append((word, re.compile(rf"\W*(?:(?:{labels})\s*:\s*)?(?:{named})\W*")))
    occasions = "".join(rf"(?<!\b{word} )" for word in said["occasions"])
    thing = rf"{occasions}\b(?:{'|'.join(said['things'])})"
    return _Table(
        values={value.lower(): word for word, values in said["values"].items() for value in values},
        at_an_end=tuple(at_an_end),
        alone=tuple(alone),
        sentences=tuple(re.compile(rf"{pattern.format(thing=thing, few=_FEW)}\b") for pattern in said["sentences"]),
        stems=tuple(said["stems"]),
        negations=frozenset(said["negations"]),
    )
