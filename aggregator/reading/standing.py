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
_MOST = 12


def read_standing(text: str, passages: list[Passage]) -> tuple[list[Deadline], tuple[str, ...]]:
    """Entries for calls that have no day, and flags: "first_come"."""
    found: list[Deadline] = []
    flags: set[str] = set()
    label: Cue | None = None
    for passage in passages:
        roles = {cue.role for cue in passage.cues}
        if "first_come" in roles:
            flags.add("first_come")
        if len(found) < _MOST:
            calls = [cue for cue in passage.cues if cue.role in _CALLING] or ([label] if label else [])
            found += _relative(text, passage, calls)
            found += _worded(text, passage, calls)
        label = next((cue for cue in passage.cues if cue.role == "deadline"), None) if len(passage.cues) < 6 else None
    return _once(found), tuple(sorted(flags))


def _worded(text: str, passage: Passage, calls: list[Cue]) -> list[Deadline]:
    """Rolling and none-stated entries; beside a date in the same sentence the date speaks."""
    found = []
    for role, certainty in (("none_stated", Certainty.NONE_STATED), ("rolling", Certainty.ROLLING)):
        cue = next((cue for cue in passage.cues if cue.role == role), None)
        if cue is None or (passage.units and role == "none_stated"):
            continue
        spoken = next((call for call in calls if _near(call, cue) or not _inside(call, passage)), None)
        if spoken or (role == "none_stated" and "frist" in cue.word) or "deadline" in cue.word:
            found.append(_entry(text, cue, certainty, (spoken or cue).word))
    return found


def _near(call: Cue, cue: Cue) -> bool:
    return max(cue.start - call.end, call.start - cue.end) <= _REACH


def _inside(call: Cue, passage: Passage) -> bool:
    return passage.sentence.start <= call.start < passage.sentence.end


def _relative(text: str, passage: Passage, calls: list[Cue]) -> list[Deadline]:
    if not calls:
        return []
    pattern, numbers, units = _grammar()
    found = []
    for match in pattern.finditer(passage.text, passage.sentence.start, passage.sentence.end):
        number = match["number"] if match["number"].isdigit() else numbers[match["number"]]
        evidence = Evidence(text[match.start() : match.end()], match.start(), match.end())
        duration = f"P{int(number)}{units[match['unit']]} before project_start"
        found.append(
            Deadline(
                date=None,
                time=None,
                zone=None,
                certainty=Certainty.RELATIVE,
                label=calls[0].word,
                round=None,
                evidence=evidence,
                rule="counted from the start",
                confidence=0.8,
                relative=duration,
            )
        )
    return found


@cache
def _grammar() -> tuple[re.Pattern[str], dict[str, str], dict[str, str]]:
    known = data("relative")
    numbers = {word: number for number, words in known["numbers"].items() for word in words}
    units = {word: unit for unit, words in known["units"].items() for word in words}
    before = "|".join(re.escape(word) for word in known["before"]["all"])
    pattern = (
        rf"\b(?P<number>[0-9]{{1,3}}|{_choice(numbers)})(?: \(\d{{1,3}}\))?"
        rf" ?(?P<unit>{_choice(units)})\s(?:{before})\b"
    )
    return re.compile(pattern), numbers, units


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
