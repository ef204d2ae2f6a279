"""Calendars (ICS): one finding per VEVENT; recurrence rules are kept as they stand, not expanded."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar

from aggregator.finding import Failure, FailureKind, Visit
from crawlers.spiders import findings
from crawlers.spiders.charset import decode
from crawlers.spiders.page import Draft, Page, Role, Seen, Unreadable, require_countable

_OPENING = re.compile(r"^BEGIN:VEVENT\s*$", re.MULTILINE | re.IGNORECASE)
_CLOSING = re.compile(r"^END:VEVENT\s*$", re.MULTILINE | re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>\"'\\]+")
_BEFORE = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Partnerpost//one event//EN\r\nBEGIN:VEVENT\r\n"
_BEHIND = "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


class CalendarSpider:
    """Reads a calendar whole. Options: `may_be_empty`."""

    def conditional(self, visit: Visit, role: Role) -> bool:  # noqa: ARG002
        """A calendar leads nowhere else: unchanged is unchanged."""
        return True

    def read(self, page: Page, visit: Visit) -> Seen:
        """All events as findings. A VEVENT that cannot be read is named and does not touch the others."""
        decoded = decode(page)
        text = decoded.text.lstrip("\ufeff \t\r\n")
        if not text:
            raise Unreadable(FailureKind.EMPTY, "only white space")
        if "BEGIN:VCALENDAR" not in text[:4096].upper():
            raise Unreadable(FailureKind.NOT_A_FEED, f"no calendar, begins with {text[:60]!r}")
        faults = [Failure(FailureKind.CHARSET, page.url, decoded.fault)] if decoded.fault else []
        drafts, broken = _events(text)
        faults += [Failure(FailureKind.UNREADABLE, page.url, detail) for detail in broken]
        if not drafts and not visit.options.get("may_be_empty"):
            raise Unreadable(FailureKind.NO_ENTRIES, "; ".join(broken[:3]) or "the calendar holds no events")
        return findings.seen(drafts, page, visit, broken=faults)


def _events(text: str) -> tuple[list[Draft], list[str]]:
    written = len(_OPENING.findall(text))
    require_countable(written)
    try:
        events = icalendar.Calendar.from_ical(text).walk("VEVENT")
        drafts = [_draft(event) for event in events]
    except Exception:  # icalendar raises many kinds; then each event is read by itself
        return _one_by_one(text, written)
    if len(drafts) < written:
        return _one_by_one(text, written)
    return drafts, [fault for number, event in enumerate(events, 1) for fault in _faults(event, number, written)]


def _faults(event: Any, number: int, written: int) -> list[str]:
    """What icalendar passed over in an event: the event is kept without it."""
    return [f"event {number} of {written} is broken: {name or ''} {said[:150]}" for name, said in event.errors]


def _one_by_one(text: str, written: int) -> tuple[list[Draft], list[str]]:
    """Events without what stands around them: a broken time zone or neighbour takes nobody along."""
    drafts: list[Draft] = []
    broken: list[str] = []
    for number, piece in enumerate(_OPENING.split(text)[1:], 1):
        closing = _CLOSING.search(piece)
        if closing is None:
            broken.append(f"event {number} of {written} is broken: it does not end")
            continue
        block = piece[: closing.start()].strip()
        try:
            event = icalendar.Calendar.from_ical(_BEFORE + block + _BEHIND).walk("VEVENT")[0]
            drafts.append(_draft(event))
            broken += _faults(event, number, written)
        except Exception as error:  # one event is named and the others go on
            broken.append(f"event {number} of {written} is broken: {str(error)[:150]}")
    return drafts, broken


def _draft(event: Any) -> Draft:
    start = _value(event, "DTSTART")
    recurrence_id = _iso(_value(event, "RECURRENCE-ID"))
    description = str(event.get("DESCRIPTION") or "")
    alternative = str(event.get("X-ALT-DESC") or "")
    is_html = "<" in (alternative or description) and "</" in (alternative or description)
    address = str(event.get("URL") or "") or next(iter(_ADDRESS.findall(description)), "")
    uid = str(event.get("UID") or "")
    return Draft(
        link=address if address.startswith("http") else "",
        id=f"{uid}#{recurrence_id}" if uid and recurrence_id else uid,
        title=str(event.get("SUMMARY") or ""),
        html=(alternative or description) if is_html else "",
        text="" if is_html else description,
        published=_utc(_value(event, "CREATED")),
        fields=_fields(event, start),
        discriminator=_iso(start),
    )


def _fields(event: Any, start: date | datetime | None) -> dict[str, str]:
    organiser = event.get("ORGANIZER")
    rule = event.get("RRULE")
    rules = rule if isinstance(rule, list) else [rule] if rule is not None else []
    rules = [one for one in rules if isinstance(one, icalendar.vRecur)]
    status = str(event.get("STATUS") or "").lower()
    return {
        "event_start": _iso(start),
        "event_end": _iso(_end(event, start)),
        "place": str(event.get("LOCATION") or ""),
        "organiser": str(getattr(organiser, "params", {}).get("CN", "")) if organiser is not None else "",
        "recurrence": "; ".join(one.to_ical().decode() for one in rules),
        "status": status if status in ("cancelled", "tentative") else "",
    }


def _end(event: Any, start: date | datetime | None) -> date | datetime | None:
    """The last day (inclusive) of an all-day event, else its last moment. RFC 5545: DTEND is exclusive."""
    end = _value(event, "DTEND")
    if end is None:
        duration = _value(event, "DURATION")
        if start is None or not isinstance(duration, timedelta):
            return None
        end = start + duration
    if not isinstance(end, date):
        return None
    if isinstance(end, datetime) or start is None:
        return end
    last = end - timedelta(days=1)
    first = start.date() if isinstance(start, datetime) else start
    return max(last, first)


def _value(event: Any, name: str) -> Any:
    if any(broken == name for broken, _ in event.errors):
        return None
    found = event.get(name)
    if isinstance(found, list):
        found = found[0] if found else None
    return getattr(found, "dt", getattr(found, "td", None))


def _iso(value: date | datetime | None) -> str:
    return value.isoformat() if isinstance(value, date) and 1970 <= value.year <= 2200 else ""


def _utc(value: date | datetime | None) -> datetime | None:
    if not isinstance(value, datetime) or not 1970 <= value.year <= 2200:
        return None
    return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
