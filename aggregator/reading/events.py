"""When something takes place, as far as the text says it."""

from __future__ import annotations

from collections.abc import Sequence

from aggregator.reading.above import Bound
from aggregator.reading.calendars import calendar_entries
from aggregator.reading.chains import last_day
from aggregator.reading.dates import Mention
from aggregator.reading.facts import Event, Evidence
from aggregator.reading.structured import Stated
from aggregator.reading.words import Cue

_UNLIKELY = frozenset({"deadline", "opens", "publication", "law", "history", "organiser", "vote", "period"})
_TITLED = frozenset({"mainly:event", "mainly:training", "headline:event", "headline:training"})
_FREE = frozenset({"none", "event"})
_LIMITS = frozenset({"until", "since"})
_BY_TITLE = 0.35  # confidence of a day that no word but the title makes an event
IN_MARKUP = "stated in the markup"
_LISTED = 0.25  # confidence of a day that only stands in a list of days
_LEADING = 30  # characters of a line before a date that still leads it


def read_events(text: str, bound: list[Bound], title_cues: Sequence[Cue]) -> tuple[Event, ...]:
    """Every event of the text in its order, each day once; where the title names one, its day needs no word."""
    found: dict[object, Event] = {}
    entries = calendar_entries(text, bound)
    for number, one in enumerate(bound):
        confidence = _confidence(text, one)
        if confidence <= 0.0 and number in entries:
            confidence = _LISTED
        if confidence <= 0.0:
            continue
        for event in _events(text, one, confidence):
            found.setdefault(event.start, event)
    if not found and any(cue.role in _TITLED for cue in title_cues):
        return _titled(text, bound)
    return tuple(found.values())


def _titled(text: str, bound: list[Bound]) -> tuple[Event, ...]:
    """The first day, or the first stretch of days, that means nothing else."""
    free = [one for one in bound if one.role in _FREE and one.unit.mentions[0].day and one.preposition not in _LIMITS]
    chosen = next((one for one in free if one.unit.ranged), next(iter(free), None))
    return tuple(_events(text, chosen, _BY_TITLE)[:1]) if chosen else ()


def stated_events(stated: Stated, read: tuple[Event, ...]) -> tuple[Event, ...]:
    """The events the markup states, with the place in the text that says the same, before those the text alone has."""
    days = {event.start: event for event in read}
    found: dict[object, Event] = {}
    for one in stated.events:
        same = days.get(one.start)
        evidence = same.evidence if same else Evidence("", 0, 0)
        clock = one.time or (same.start_time if same else None)
        found.setdefault(one.start, Event(one.start, one.end, evidence, IN_MARKUP, 0.95, clock))
    return (*found.values(), *(event for event in read if event.start not in found))


def leading_event(events: tuple[Event, ...]) -> Event | None:
    """The one event a text is about: the best founded, the first of those."""
    return max(events, key=lambda event: event.confidence, default=None)


def _confidence(text: str, bound: Bound) -> float:
    """How surely the date is that of an event: by a word, by its times of day, by leading its line."""
    unit = bound.unit
    line = text.rfind("\n", 0, unit.start) + 1
    leads = unit.start - line <= _LEADING
    if unit.mentions[0].day is None or (bound.preposition in ("since", "until") and not unit.ranged):
        return 0.0
    announced = (
        leads and unit.mentions[0].weekday is not None and bound.role not in ("deadline", "publication", "opens")
    )
    if bound.role in _UNLIKELY and not announced:
        return 0.0
    timed = any(mention.timed_range for mention in unit.mentions)
    clocked = any(mention.clock for mention in unit.mentions)
    confidence = 0.6 if bound.role == "event" else 0.0
    confidence += 0.3 if timed else 0.2 if clocked else 0.0
    confidence += 0.15 if unit.ranged else 0.0
    confidence += 0.2 if leads and (unit.mentions[0].weekday is not None or clocked or unit.ranged) else 0.0
    return confidence if confidence >= 0.2 else 0.0


def _events(text: str, bound: Bound, confidence: float) -> list[Event]:
    mentions = bound.unit.mentions
    if bound.unit.ranged or _follow(mentions):
        spans = [(mentions[0], mentions[-1])]
    else:
        spans = [(mention, mention) for mention in mentions]
    events = []
    for first, last in spans:
        start, end = last_day(first), last_day(last)
        if start and end and first.day is not None and start <= end:
            evidence = Evidence(text[first.start : last.end], first.start, last.end)
            until = end if end != start else None
            events.append(Event(start, until, evidence, bound.rule, round(min(confidence, 0.95), 2), first.clock))
    return events


def _follow(mentions: list[Mention]) -> bool:
    """Whether a list names days that follow each other: "am 12. und 13. Juni"."""
    days = [last_day(mention) for mention in mentions]
    known = [day for day in days if day]
    return len(known) == len(days) == 2 and (known[1] - known[0]).days == 1
