"""A finding as the reader gets it."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from aggregator.finding import Finding
from aggregator.reading import Document, Reading, read

_OFFICE_ZONE = ZoneInfo("Europe/Berlin")
_SHORT = 200  # characters; in longer texts the language is read from the words, a feed's own claim is often wrong


def read_finding(finding: Finding, now: datetime) -> Reading:
    """What a finding says, read as on the day of `now` at the office."""
    body = finding.text if finding.text is not None else finding.html or ""
    published = finding.published.astimezone(_OFFICE_ZONE).date() if finding.published else None
    today = today_at(now)
    document = Document(
        title=finding.title,
        text=finding.text if finding.text is not None or finding.html is not None else "",
        html=finding.html,
        url=finding.url,
        language=finding.language if len(body) < _SHORT else None,
        published=published,
        fetched=today,
    )
    return read(document, today=today)


def today_at(now: datetime) -> date:
    """The day it is at the office at a moment."""
    return now.astimezone(_OFFICE_ZONE).date()
