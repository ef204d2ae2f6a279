"""One reading for every item of a page that lists several events or calls."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from aggregator.reading.events import IN_MARKUP
from aggregator.reading.facts import Document, Event, Reading
from aggregator.reading.listings import Item, items_of
from aggregator.reading.reading import read

_FEWEST = 3  # so many items with a day of their own make the page a listing


def read_all(document: Document, *, today: date) -> tuple[Reading, ...]:
    """Read a page item by item: each with its own title, text, spans and, where it is linked to, its address.

    A page about one thing, and any plain text, gives the one reading that `read` gives. Events stand on the days the
    page as a whole has for them, because it knows the headings above the items and how its dates are written.
    """
    page = read(document, today=today)
    if document.text is not None or not document.html:
        return (page,)
    items = [_read(item, document, page, today) for item in items_of(document.html, document.url)]
    telling = tuple(item for item in items if item.event or item.deadlines)
    return telling if len(telling) >= _FEWEST else (page,)


def _read(item: Item, document: Document, page: Reading, today: date) -> Reading:
    url = item.url or document.url
    alone = replace(document, title=item.title, html=item.html, url=url, language=page.language)
    reading = read(alone, today=today)
    events = tuple(_as_on_page(page, event) for event in reading.events) or _listed(page, reading)
    event = reading.event and _as_on_page(page, reading.event)
    return replace(reading, url=item.url, events=events, event=event or next(iter(events), None))


def _as_on_page(page: Reading, event: Event) -> Event:
    """The event on the day the page has for it: an item alone may lack the year, or the order of day and month."""
    start = event.start
    if any(one.start == start and one.rule != IN_MARKUP for one in page.events) and not _is_stated(page, start):
        return event
    quoted = [one for one in page.events if one.evidence.quote and one.evidence.quote == event.evidence.quote]
    same = [one for one in page.events if (one.start.month, one.start.day) == (start.month, start.day)]
    stated = [one for one in same if one.rule == IN_MARKUP]
    swapped = [one for one in page.events if one.start.timetuple()[:3] == (start.year, start.day, start.month)]
    for known in (stated, quoted, same, swapped):
        if len({one.start for one in known}) == 1:
            return replace(event, start=known[0].start, end=known[0].end)
    return event


def _is_stated(page: Reading, start: date) -> bool:
    """Whether the markup of the page states the same day, perhaps of another year."""
    return any(
        one.rule == IN_MARKUP and (one.start.month, one.start.day) == (start.month, start.day) for one in page.events
    )


def _listed(page: Reading, reading: Reading) -> tuple[Event, ...]:
    """The events of the page that stand in this item: a day alone is an event in a list, not by itself."""
    found = []
    for event in page.events:
        start = reading.text.find(event.evidence.quote) if event.evidence.quote else -1
        if start >= 0:
            place = replace(event.evidence, start=start, end=start + len(event.evidence.quote))
            found.append(replace(event, evidence=place))
    return tuple(found)
