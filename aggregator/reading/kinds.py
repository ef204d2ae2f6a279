"""What kind of thing a text offers: funding, call, competition, event, … (taxonomy 2.1)."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict

from aggregator.reading.facts import Deadline, Event, Evidence, Fact
from aggregator.reading.units import Passage
from aggregator.reading.words import Cue

KINDS = (
    "funding",
    "call",
    "competition",
    "event",
    "training",
    "partner_search",
    "publication",
    "good_practice",
    "news",
)
_POINTS = {"mainly": 3.0, "kind": 1.0}
_HEADLINE = {"news": 6.0, "partner_search": 6.0, "publication": 5.0, "training": 4.0, "event": 2.0, "call": 2.0}
"""Points of words that count in a title alone: a report names what it reports on, so its own words must weigh more."""
_TITLE = 3.0  # a word of the title counts for so many of the text
_OPENING = 400  # characters of the beginning, whose words count double
_MOST_OF_ONE = 3  # how often the same word counts
_ENOUGH = 3.0
_NEWS = 1.6  # the past tense of a report weighs more than the nouns of what it reports on
_SHORT = 300  # characters from which more words are expected: their number grows with the root of the length
_NOTICE = 1_500  # a text this short with a date is a notice, however few its words
_LINE = 500  # the same for an event without a deadline
_DENSE = 3.0  # ordinary articles stay below, calls above
_ADDRESSING = frozenset({"call", "competition", "event", "training"})  # what asks its readers to do something
_INVITING = 1.0  # words of submitting and registering per 1,000 characters of such a text
_INVITES = {"submit": 1, "deadline": 3, "eligible": 2, "window": 2}
_HALF_DENSE = 1.6
_BESIDE = 40  # characters around the passage of a deadline
_CONTRIBUTION = re.compile("einreich|vorschl|submi|propos|abstract|paper|soumission|zglosze", re.IGNORECASE)
_REGISTRATION = re.compile("anmeld|registr|inscription|rejestr|zapis|rsvp", re.IGNORECASE)


def read_kind(
    text: str,
    cues: list[Cue],
    title_cues: list[Cue],
    deadlines: tuple[Deadline, ...],
    event: Event | None,
    *,
    grant: bool,
    inviting: int,
) -> Fact:
    """The best supported kind; "news" where the text offers nothing to apply or register for."""
    scores, first = _scores(cues, title_cues)
    density = math.sqrt(max(len(text), _SHORT) / _SHORT)
    words = {kind: score / density for kind, score in scores.items()}
    _add_facts(text, scores, deadlines, event, grant=grant)
    kind, best = max(scores.items(), key=lambda one: (one[1], -KINDS.index(one[0])), default=("news", 0.0))
    short = len(text) <= (_NOTICE if deadlines else _LINE)
    dated = bool(deadlines or event) and (short or words.get(kind, 0.0) >= _HALF_DENSE)
    named = any(cue.role == f"mainly:{kind}" for cue in title_cues)
    silent = len(text) > _NOTICE and kind in _ADDRESSING and inviting * 1000 < _INVITING * len(text) and not named
    if best < _ENOUGH or silent or not (words.get(kind, 0.0) >= _DENSE or dated):
        return Fact("news", None, "nothing to apply or register for", 0.4)
    total = sum(score for score in scores.values() if score > 0)
    cue = first.get(kind)
    evidence = Evidence(text[cue.start : cue.end], cue.start, cue.end) if cue else None
    return Fact(kind, evidence, "words of the kind", round(min(0.95, 0.3 + 0.65 * best / total), 2))


def count_inviting(passages: list[Passage]) -> int:
    """How often the text speaks of submitting, registering, of who may and until when."""
    speaking = [passage for passage in passages if not _INVITES.keys().isdisjoint(passage.roles)]
    return sum(_INVITES.get(cue.role, 0) for passage in speaking for cue in passage.cues)


def _registers(text: str, deadline: Deadline) -> bool:
    """Whether one registers until then, rather than hands something in."""
    start, end = deadline.evidence.start, deadline.evidence.end
    return bool(
        _REGISTRATION.search(deadline.label) or _REGISTRATION.search(text, max(0, start - _BESIDE), end + _BESIDE)
    )


def _add_facts(
    text: str, scores: defaultdict[str, float], deadlines: tuple[Deadline, ...], event: Event | None, *, grant: bool
) -> None:
    """Points for what was read besides: deadlines, an event, a grant."""
    if deadlines:
        registers = all(_registers(text, deadline) for deadline in deadlines)
        taking_part = "training" if scores["training"] > scores["event"] else "event"
        scores[taking_part if registers else "call"] += 6.0
        scores["news"] -= 3.0
        if not registers:
            scores["event"] -= 6.0
        if any(_CONTRIBUTION.search(deadline.label) for deadline in deadlines):
            scores["event"] -= 6.0  # what is sought are contributions to it
    if event and not grant:
        scores["event"] += 3.0 if deadlines else 6.0
    elif not deadlines and not event:
        scores["event"] -= 2.0
    if grant:
        scores["funding"] += 5.0


def _scores(cues: list[Cue], title_cues: list[Cue]) -> tuple[defaultdict[str, float], dict[str, Cue]]:
    scores: defaultdict[str, float] = defaultdict(float)
    first: dict[str, Cue] = {}
    seen: Counter[tuple[str, str]] = Counter()
    for cue in cues:
        facet, _, kind = cue.role.partition(":")
        points = _POINTS[facet]
        seen[kind, cue.word] += 1
        if seen[kind, cue.word] <= _MOST_OF_ONE:
            weight = _NEWS if kind == "news" else 1.0
            scores[kind] += weight * points * (2.0 if cue.start < _OPENING else 1.0) / seen[kind, cue.word]
            if facet == "mainly":
                first.setdefault(kind, cue)
    for cue in title_cues:
        facet, _, kind = cue.role.partition(":")
        if facet in _POINTS or facet == "headline":
            scores[kind] += _TITLE * (_POINTS.get(facet) or _HEADLINE[kind])
    return scores, first
