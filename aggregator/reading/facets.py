"""Topics and audiences: which words of the taxonomy a text uses, and how often (taxonomy 2.4 and 2.5)."""

from __future__ import annotations

from collections import defaultdict

from aggregator.reading.facts import Evidence, Fact
from aggregator.reading.units import Passage
from aggregator.reading.words import Cue

MOST_TOPICS = 4
MOST_FORMS = 2
_TITLE = 3.0
_OPENING = 600  # characters of the beginning, whose words count double
_SHARE = 0.2  # of the leading topic's score that a further topic needs
_ENOUGH = 1.0
_REACH = 90  # characters between an audience and the word that shuts it out


def read_topics(text: str, cues: list[Cue], title_cues: list[Cue]) -> tuple[Fact, ...]:
    """Up to four topics, the leading one first."""
    scores: defaultdict[str, float] = defaultdict(float)
    first: dict[str, Cue] = {}
    seen: set[tuple[str, str]] = set()
    for cue in cues:
        code = cue.role[len("topic:") :]
        repeated = (code, cue.word) in seen
        scores[code] += (0.25 if repeated else 1.0) * (2.0 if cue.start < _OPENING else 1.0)
        seen.add((code, cue.word))
        first.setdefault(code, cue)
    for cue in title_cues:
        facet, _, code = cue.role.partition(":")
        if facet == "topic":
            scores[code] += _TITLE
    ranked = sorted(scores.items(), key=lambda one: -one[1])[:MOST_TOPICS]
    leading = ranked[0][1] if ranked else 0.0
    return tuple(
        Fact(code, _evidence(text, first.get(code)), "words of the topic", round(min(0.95, 0.4 + score / 20), 2))
        for code, score in ranked
        if score >= max(_ENOUGH, leading * _SHARE)
    )


def read_forms(text: str, cues: list[Cue]) -> tuple[Fact, ...]:
    """In which forms money or help is given, the most frequent first (taxonomy 2.6)."""
    counts: defaultdict[str, int] = defaultdict(int)
    first: dict[str, Cue] = {}
    for cue in cues:
        code = cue.role[len("form:") :]
        counts[code] += 1
        first.setdefault(code, cue)
    ranked = sorted(counts, key=lambda code: -counts[code])[:MOST_FORMS]
    return tuple(Fact(code, _evidence(text, first[code]), "words of the form", 0.7) for code in ranked)


def read_audiences(text: str, passages: list[Passage]) -> tuple[Fact, ...]:
    """Who may apply: those said to be eligible, else those named at all; never who is shut out."""
    said: dict[str, Fact] = {}
    named: dict[str, Fact] = {}
    shut_out: set[str] = set()
    below = False
    for passage in passages:
        eligible = "eligible" in passage.roles or below
        for cue in passage.cues:
            facet, colon, code = cue.role.partition(":")
            if not colon or facet != "audience":
                continue
            if _is_shut_out(passage, cue):
                shut_out.add(code)
                continue
            fact = Fact(
                code, _evidence(text, cue), "said to be eligible" if eligible else "named", 0.8 if eligible else 0.4
            )
            (said if eligible else named).setdefault(code, fact)
        below = "eligible" in passage.roles and _is_label(text, passage)
    chosen = said or named
    return tuple(fact for code, fact in chosen.items() if code not in shut_out)


def _is_label(text: str, passage: Passage) -> bool:
    return text[passage.sentence.start : passage.sentence.end].rstrip(" *_").endswith((":", "?"))


def _is_shut_out(passage: Passage, cue: Cue) -> bool:
    """Whether a word of exclusion stands in the same clause."""
    for other in passage.cues:
        if other.role != "excluded":
            continue
        start, end = sorted((cue.end, other.start)) if cue.end <= other.start else (other.end, cue.start)
        between = passage.text[start:end] if start < end else ""
        if len(between) <= _REACH and ";" not in between and ". " not in between:
            return True
    return False


def _evidence(text: str, cue: Cue | None) -> Evidence | None:
    return Evidence(text[cue.start : cue.end], cue.start, cue.end) if cue else None
