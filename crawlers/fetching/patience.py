"""When a server wants to be asked again, read from what it says: Retry-After, Cache-Control, Expires."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_PATIENCE = timedelta(days=7)
"""A longer Retry-After is cut to this: no source is ever given up, and a slip of a digit would do just that."""
LONGEST_FRESHNESS = timedelta(days=1)
"""A longer max-age is cut to this: it is said of pictures and pages alike, and a call may be changed any day."""
USUAL_PATIENCE = timedelta(minutes=10)
"""After a 429 that names no time."""

_MAX_AGE = re.compile(r"(?:^|,)\s*max-age\s*=\s*\"?(\d{1,10})", re.IGNORECASE)
_NOT_KEPT = re.compile(r"(?:^|,)\s*no-(?:cache|store)\b", re.IGNORECASE)
_SECONDS = re.compile(r"\s*(\d{1,10})(?:\.\d+)?\s*")


def retry_at(retry_after: str | None, *, now: datetime) -> datetime | None:
    """The moment a Retry-After names in seconds or as a date (RFC 9110, 10.2.3), cut to LONGEST_PATIENCE.

    None where there is none, or none that can be read. `now` is aware; so is the answer, in UTC.
    """
    if not retry_after:
        return None
    seconds = _SECONDS.fullmatch(retry_after)
    until = now + _seconds(seconds[1]) if seconds else _date(retry_after)
    return None if until is None else min(max(until, now), now + LONGEST_PATIENCE)


def fresh_until(headers: Mapping[str, str], *, now: datetime) -> datetime | None:
    """Until when an answer is good by its own account (RFC 9111, 4.2), cut to LONGEST_FRESHNESS; None where it is not.

    `headers` has its names in lower case. What is already past by the answer's `Age` is taken off.
    """
    said = headers.get("cache-control", "")
    if _NOT_KEPT.search(said):
        return None
    age = _SECONDS.fullmatch(headers.get("age", ""))
    lifetime = _lifetime(said, headers, now)
    if lifetime is None:
        return None
    left = min(lifetime - (_seconds(age[1]) if age else timedelta()), LONGEST_FRESHNESS)
    return now + left if left > timedelta() else None


def _lifetime(cache_control: str, headers: Mapping[str, str], now: datetime) -> timedelta | None:
    max_age = _MAX_AGE.search(cache_control)
    if max_age:
        return _seconds(max_age[1])
    expires = _date(headers.get("expires", ""))
    return None if expires is None else expires - (_date(headers.get("date", "")) or now)


def _seconds(digits: str) -> timedelta:
    return timedelta(seconds=int(digits))


def _date(raw: str) -> datetime | None:
    """An HTTP date; None for what is none. `Expires: 0` means "already over" and bounds nothing."""
    try:
        found = parsedate_to_datetime(raw)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    try:
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except OverflowError:
        return None
