"""One page, several opportunities: a standing page or a newsletter is taken in entry by entry."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from aggregator.finding import Finding, SourceKind
from aggregator.folding import without_accents
from aggregator.model import Source
from aggregator.reading import Document, Event, Reading, read, read_all

_WORD = re.compile(r"\w+")
_WORDS = 8  # of its title name an entry that has no address of its own


def parts_of(finding: Finding, source: Source, *, today: date) -> tuple[Finding, ...]:
    """The finding itself, or, where a page lists several things, one finding for each in the order of the page.

    Pages edited in place are looked through, and those of sources that say `several` in their options. An entry is
    known again by its address, else by its title, so that it stays the same one when others are put above it.
    """
    if not may_list_several(finding, source.kind, source.options):
        return (finding,)
    document = Document(finding.title, html=finding.html, url=finding.url, language=finding.language, fetched=today)
    readings = read_all(document, today=today)
    if len(readings) < 2 or not all(map(_has_name, readings)):
        return (finding,)
    return tuple({part.key: part for part in (_part(finding, one, today) for one in readings)}.values())


def may_list_several(finding: Finding, kind: SourceKind, options: Mapping[str, object]) -> bool:
    """Whether a finding of such a source has to be looked through for several things."""
    return finding.html is not None and (kind == SourceKind.STANDING or options.get("several") is True)


def _has_name(reading: Reading) -> bool:
    """Whether an entry has a heading or a link over its text; rows of a timetable and rounds of a call have none."""
    return bool(reading.url) or _WORD.findall(reading.title) != _WORD.findall(reading.text)


def _part(finding: Finding, reading: Reading, today: date) -> Finding:
    name = "-".join(without_accents(reading.title).split()[:_WORDS])
    return replace(
        finding,
        key=f"{finding.key}#{reading.url or name}",
        url=reading.url or finding.url,
        title=reading.title,
        html=None,
        text=reading.text,
        fields={**finding.fields, **_days_of_page(reading, today)},
    )


def _days_of_page(reading: Reading, today: date) -> dict[str, str]:
    """The days of an entry as the page has them, where its own words alone say otherwise ("12.3." below "2028")."""
    if reading.event is None:
        return {}
    alone = read(Document(reading.title, reading.text, language=reading.language, fetched=today), today=today).event
    if alone is not None and _days(alone) == _days(reading.event):
        return {}
    start, end = _days(reading.event)
    return {"event_start": start.isoformat(), **({"event_end": end.isoformat()} if end else {})}


def _days(event: Event) -> tuple[date, date | None]:
    return event.start, event.end
