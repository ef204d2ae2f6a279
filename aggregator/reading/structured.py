"""What a page says to machines: JSON-LD, microdata, h-event and hcalendar, and meta elements."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time

from selectolax.lexbor import LexborHTMLParser, LexborNode

_MOST_BLOCKS = 20
_LONGEST_BLOCK = 200_000
_MOST_OBJECTS = 2_000
_MOST_EVENTS = 50
_LONGEST_NAME = 300
_PUBLISHED = (
    'meta[property="article:published_time"]',
    'meta[name="date"]',
    'meta[itemprop="datePublished"]',
    'meta[name="DC.date.issued"]',
    'time[itemprop="datePublished"]',
)
_EVENT_TYPE = re.compile(r"Event\b|Course\b|CourseInstance|Festival$")
_REPORT_TYPE = re.compile(r"^(?:\w*NewsArticle|BlogPosting|LiveBlogPosting|OpinionNewsArticle|Review\w*)$")
_OPENED = ("@graph", "itemListElement", "item", "subEvent", "mainEntity", "event", "events")
_MOMENT = re.compile(
    r"\s*(?P<year>(?:19|20)[0-9]{2})-?(?P<month>[01]?[0-9])-?(?P<day>[0-3]?[0-9])"
    r"(?:[T ](?P<hour>[0-2][0-9]):?(?P<minute>[0-5][0-9])(?P<rest>[:0-9.]{0,10})(?P<zulu>Z|[+-]00:?00)?)?"
)
_MICROFORMATS = (  # box, start, end, name
    (".h-event", ".dt-start", ".dt-end", ".p-name"),
    (".vevent", ".dtstart", ".dtend", ".summary"),
)
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class StatedEvent:
    """An event as markup states it; both days included, the time on the wall clock."""

    start: date
    end: date | None
    time: time | None = None
    name: str = ""
    url: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """Facts of a page that stand in its markup and not in its text."""

    published: date | None = None
    events: tuple[StatedEvent, ...] = ()
    language: str | None = None
    report: bool = False  # the page calls itself an article of a newspaper or a blog


def read_stated(tree: LexborHTMLParser) -> Stated:
    """Publication day, events, language and what the page calls itself; what is broken is left out."""
    objects = list(_objects(tree))
    published = next((moment[0] for item in objects if (moment := _moment(item.get("datePublished")))), None)
    root = tree.css_first("html")
    language = (root.attributes.get("lang") or "")[:2].lower() if root is not None else ""
    events = [event for item in objects if (event := _event(item))]
    events += _microdata(tree)
    for box, start, end, name in _MICROFORMATS:
        events += _microformat(tree, box, start, end, name)
    return Stated(
        published=_published_by_meta(tree) or published,
        events=tuple(_once(events)[:_MOST_EVENTS]),
        language=language if language.isalpha() and len(language) == 2 else None,
        report=any(_REPORT_TYPE.match(name) for item in objects for name in _types(item)),
    )


def _objects(tree: LexborHTMLParser) -> Iterator[dict[str, object]]:
    """Every JSON-LD object of the page, lists and graphs opened."""
    seen = 0
    for block in tree.css('script[type="application/ld+json"]')[:_MOST_BLOCKS]:
        try:
            waiting = [json.loads(block.text(deep=True)[:_LONGEST_BLOCK], strict=False)]
        except (ValueError, RecursionError):
            continue
        while waiting and seen < _MOST_OBJECTS:
            item = waiting.pop()
            seen += 1
            if isinstance(item, list):
                waiting += reversed(item)
            elif isinstance(item, dict):
                waiting += [value for key, value in item.items() if key in _OPENED]
                yield item


def _types(item: dict[str, object]) -> list[str]:
    kind = item.get("@type")
    names = kind if isinstance(kind, list) else [kind]
    return [name.rsplit("/", 1)[-1] for name in names if isinstance(name, str)]


def _event(item: dict[str, object]) -> StatedEvent | None:
    start = _moment(item.get("startDate")) if any(_EVENT_TYPE.search(name) for name in _types(item)) else None
    if start is None:
        return None
    place = item.get("location")
    named = place.get("name") if isinstance(place, dict) else place
    return _stated(
        start, _moment(item.get("endDate")), _plain(item.get("name")), _plain(item.get("url")), _plain(named)
    )


def _microdata(tree: LexborHTMLParser) -> list[StatedEvent]:
    events: list[StatedEvent] = []
    for box in tree.css('[itemtype*="schema.org/"][itemtype*="Event"]')[: 2 * _MOST_EVENTS]:
        start = _moment(_property(box, "[itemprop=startDate]"))
        if start is not None:
            end, name = _moment(_property(box, "[itemprop=endDate]")), _property(box, "[itemprop=name]")
            events.append(_stated(start, end, name, _link(box, "[itemprop=url]"), ""))
    return events


def _microformat(tree: LexborHTMLParser, box: str, start: str, end: str, name: str) -> list[StatedEvent]:
    events: list[StatedEvent] = []
    for node in tree.css(box)[: 2 * _MOST_EVENTS]:
        begins = _moment(_property(node, start))
        if begins is not None:
            events.append(_stated(begins, _moment(_property(node, end)), _property(node, name), _link(node, ""), ""))
    return events


def _stated(
    start: tuple[date, time | None], end: tuple[date, time | None] | None, name: str, url: str, place: str
) -> StatedEvent:
    last = end[0] if end and end[0] > start[0] else None
    return StatedEvent(start[0], last, start[1], name, url, place)


def _property(box: LexborNode, selector: str) -> str:
    """What an element of the box states for machines, else its text."""
    node = box.css_first(selector)
    if node is None:
        return ""
    stated = node.attributes
    value = stated.get("content") or stated.get("datetime") or stated.get("title") or node.text(deep=True)
    return _plain(value)


def _link(box: LexborNode, selector: str) -> str:
    node = (box.css_first(selector) if selector else None) or box.css_first("a[href]")
    return _plain(node.attributes.get("href") or node.attributes.get("content")) if node is not None else ""


def _plain(value: object) -> str:
    return _SPACES.sub(" ", value).strip()[:_LONGEST_NAME] if isinstance(value, str) else ""


def _once(events: list[StatedEvent]) -> list[StatedEvent]:
    """The same event stated in two ways counts once, as it was stated first."""
    kept: dict[tuple[date, str], StatedEvent] = {}
    for event in events:
        kept.setdefault((event.start, event.name), event)
    return list(kept.values())


def _published_by_meta(tree: LexborHTMLParser) -> date | None:
    for selector in _PUBLISHED:
        node = tree.css_first(selector)
        if node is None:
            continue
        moment = _moment(node.attributes.get("content") or node.attributes.get("datetime"))
        if moment is not None:
            return moment[0]
    return None


def _moment(value: object) -> tuple[date, time | None] | None:
    """The day as it is printed, and the time of day unless that is midnight or in UTC and so not the wall clock's."""
    match = _MOMENT.match(value) if isinstance(value, str) else None
    if match is None:
        return None
    try:
        day = date(int(match["year"]), int(match["month"]), int(match["day"]))
        clock = time(int(match["hour"]), int(match["minute"])) if match["hour"] else None
    except ValueError:
        return None
    return day, clock if clock != time() and match["zulu"] is None else None
