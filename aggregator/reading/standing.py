"""Deadlines without a day: rolling, relative to the project, none, not yet known (READING.md, rules 3, 13 to 15)."""

from __future__ import annotations

import re
from functools import cache

from aggregator.reading.facts import Certainty, Deadline, Evidence
from aggregator.reading.units import Passage
from aggregator.reading.vocabulary import data
from aggregator.reading.words import Cue

_CALLING = frozenset({"deadline", "submit", "window"})
_REACH = 90  # characters between the word and the call it speaks of
_BESIDE = 5  # characters between "Frist" and the season in which it ends
_MOST = 12
_LABEL_CUES = 6  # words of ours from which a passage is no label line
_WORDED = {
    "none_stated": Certainty.NONE_STATED,
    "none_alone": Certainty.NONE_STATED,
    "rolling": Certainty.ROLLING,
    "season": Certainty.VAGUE,
}
_LABELLED = frozenset({"none_alone", "season"})  # what only counts right behind the word for a deadline
_DURATION_REACH = 40  # characters of "four (4) weeks" in front of "before"


def read_standing(text: str, passages: list[Passage]) -> tuple[list[Deadline], tuple[str, ...]]:
    """Entries for calls that have no day, and flags: "first_come"."""
    found: list[Deadline] = []
    flags: set[str] = set()
    label: Cue | None = None
    durations = _durations(passages[0].text) if passages else []
    for passage in passages:
        if "first_come" in passage.roles:
            flags.add("first_come")
        if len(found) < _MOST and (durations or not _WORDED.keys().isdisjoint(passage.roles)):
            calls = [cue for cue in passage.cues if cue.role in _CALLING] or ([label] if label else [])
            found += _relative(text, passage, calls, durations)
            found += _worded(text, passage, calls)
        speaks = "deadline" in passage.roles and len(passage.cues) < _LABEL_CUES
        label = next(cue for cue in passage.cues if cue.role == "deadline") if speaks else None
    return _once(found), tuple(sorted(flags))


def _worded(text: str, passage: Passage, calls: list[Cue]) -> list[Deadline]:
    """Rolling and none-stated entries; beside a date in the same sentence the date speaks."""
    found = []
    for role, certainty in _WORDED.items():
        if role not in passage.roles or (passage.units and role == "none_stated"):
            continue
        cue = next(cue for cue in passage.cues if cue.role == role)
        spoken = next((call for call in calls if _near(call, cue) or not _inside(call, passage)), None)
        labelled = spoken is not None and spoken.role == "deadline" and 0 <= cue.start - spoken.end <= _BESIDE
        if role in _LABELLED and not labelled:
            continue
        if role == "none_alone" and not _is_alone(passage, cue):
            continue
        if spoken or (role == "none_stated" and "frist" in cue.word) or "deadline" in cue.word:
            found.append(_entry(text, cue, certainty, (spoken or cue).word))
    return found


def _is_alone(passage: Passage, cue: Cue) -> bool:
    """Whether nothing but the word stands behind the label, in its line or in a line of its own."""
    return not passage.text[cue.end : passage.sentence.end].strip(" *_|.!")


def _near(call: Cue, cue: Cue) -> bool:
    return max(cue.start - call.end, call.start - cue.end) <= _REACH


def _inside(call: Cue, passage: Passage) -> bool:
    return passage.sentence.start <= call.start < passage.sentence.end


def _relative(text: str, passage: Passage, calls: list[Cue], durations: list[tuple[str, int, int]]) -> list[Deadline]:
    if not calls:
        return []
    sentence = passage.sentence
    return [
        Deadline(
            date=None,
            time=None,
            zone=None,
            certainty=Certainty.RELATIVE,
            label=calls[0].word,
            round=None,
            evidence=Evidence(text[start:end], start, end),
            rule="counted from the start",
            confidence=0.8,
            relative=f"{duration} before project_start",
        )
        for duration, start, end in durations
        if sentence.start <= start and end <= sentence.end
    ]


def _durations(folded: str) -> list[tuple[str, int, int]]:
    """Each "drei Monate vor" of the text as ISO 8601 duration with its span."""
    before, pattern, numbers, units = _grammar()
    found = []
    for word in before.finditer(folded):
        match = pattern.search(folded, max(0, word.start() - _DURATION_REACH), word.start())
        if match:
            number = match["number"] if match["number"].isdigit() else numbers[match["number"]]
            found.append((f"P{int(number)}{units[match['unit']]}", match.start(), word.end()))
    return found


@cache
def _grammar() -> tuple[re.Pattern[str], re.Pattern[str], dict[str, str], dict[str, str]]:
    """What stands behind a duration, the duration, and what its words mean."""
    known = data("relative")
    numbers = {word: number for number, words in known["numbers"].items() for word in words}
    units = {word: unit for unit, words in known["units"].items() for word in words}
    before = re.compile(rf"\s(?:{'|'.join(map(re.escape, known['before']['all']))})\b")
    number = rf"(?P<number>[0-9]{{1,3}}|{_choice(numbers)})(?: \(\d{{1,3}}\))?"
    return before, re.compile(rf"\b{number} ?(?P<unit>{_choice(units)})$"), numbers, units


def _choice(words: dict[str, str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


def _entry(text: str, cue: Cue, certainty: Certainty, label: str) -> Deadline:
    return Deadline(
        date=None,
        time=None,
        zone=None,
        certainty=certainty,
        label=label,
        round=None,
        evidence=Evidence(text[cue.start : cue.end], cue.start, cue.end),
        rule=f"wording: {certainty.value}",
        confidence=0.75,
    )


def _once(deadlines: list[Deadline]) -> list[Deadline]:
    kept: dict[tuple[Certainty, str | None], Deadline] = {}
    for deadline in deadlines:
        kept.setdefault((deadline.certainty, deadline.relative), deadline)
    return list(kept.values())
