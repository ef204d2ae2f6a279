"""Dates and times as machines write them, to aware datetimes and ISO 8601. Text meant for people is not read here."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time
from email.utils import parsedate_to_datetime
from zoneinfo import ZoneInfo

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_GERMAN = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_EARLIEST, _LATEST = 1970, 2200
"""Years outside are placeholders (0001, 9999), not dates."""


def moment(raw: str | None) -> datetime | None:
    """An aware UTC moment from ISO 8601 or RFC 5322; naive times are taken as UTC. None if it is none."""
    if not raw:
        return None
    text = raw.strip()
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        try:
            found = parsedate_to_datetime(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            return None
    return _utc(found)


def day_or_moment(raw: object, zone: str = "Europe/Brussels") -> str:
    """ISO 8601 of a stated date or time; empty if it is none.

    A midnight is a day: APIs that know only days write them as midnight UTC, or as the midnight of their own zone in
    UTC (`2026-09-22T22:00Z` is 23 September in Brussels). Other times keep their offset in `zone`. Numbers are Unix
    time in milliseconds, or in seconds where milliseconds would lie before 1971.
    """
    if isinstance(raw, bool) or raw is None:
        return ""
    if isinstance(raw, int | float):
        return _from_number(raw, zone)
    text = str(raw).strip()
    return _written_day(text) or _written_moment(text, zone)


def _written_day(text: str) -> str:
    german = _GERMAN.fullmatch(text)
    if german:
        return _day(int(german[3]), int(german[2]), int(german[1]))
    return _day(int(text[:4]), int(text[5:7]), int(text[8:])) if _ISO_DAY.fullmatch(text) else ""


def _written_moment(text: str, zone: str) -> str:
    found = moment(text)
    if found is None:
        return ""
    if _is_naive(text):
        naive = found.replace(tzinfo=None)
        return naive.date().isoformat() if naive.time() == time(0) else naive.isoformat()
    return _in_zone(found, zone)


def _in_zone(found: datetime, zone: str) -> str:
    if found.time() == time(0):
        return found.date().isoformat()
    local = found.astimezone(ZoneInfo(zone))
    return local.date().isoformat() if local.time() == time(0) else local.isoformat()


def _from_number(raw: float, zone: str) -> str:
    seconds = raw / 1000 if abs(raw) > 32_000_000_000 else raw
    try:
        found = _utc(datetime.fromtimestamp(seconds, UTC))
    except (ValueError, OverflowError, OSError):
        return ""
    return _in_zone(found, zone) if found is not None and found.year > _EARLIEST else ""


def _is_naive(text: str) -> bool:
    try:
        return datetime.fromisoformat(text).tzinfo is None
    except ValueError:
        return False


def _day(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat() if _EARLIEST <= year <= _LATEST else ""
    except ValueError:
        return ""


def _utc(found: datetime) -> datetime | None:
    if not _EARLIEST <= found.year <= _LATEST:
        return None
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
