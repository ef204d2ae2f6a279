"""The facts that are compared, each as one line of text in a normal form, so that noise makes no difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from enum import StrEnum
from zoneinfo import ZoneInfo

_OFFICE_ZONE = "Europe/Berlin"
_RULES = ("rolling", "relative", "recurring")  # what takes the place of a day; a vague day is none


class FactName(StrEnum):
    """What is compared. The names are those of the evidence, so that each fact finds its sentence."""

    TITLE = "title"
    KIND = "kind"
    DEADLINE = "deadline"
    EVENT = "event"
    AMOUNT = "amount"
    STATUS = "status"
    PLACE = "place"
    ORGANISER = "organiser"
    COUNTRY = "country"
    TOPIC = "topic"
    AUDIENCE = "audience"


Facts = Mapping[FactName, str | None]
"""Each fact as text, None where nothing is said. Codes are sorted, blanks single, sums without idle zeros."""


@dataclass(frozen=True, slots=True)
class Until:
    """A deadline taken apart: without a time all of the day counts; `zone` is None for the office's own."""

    day: date
    time: time | None = None
    zone: str | None = None

    @property
    def moment(self) -> datetime:
        """The last moment, UTC; to order deadlines by."""
        here = datetime.combine(self.day, self.time or time.max, tzinfo=ZoneInfo(self.zone or _OFFICE_ZONE))
        try:
            return here.astimezone(UTC)
        except OverflowError:  # the first and the last day of the calendar have no neighbours
            return here.replace(tzinfo=UTC)


def words(value: str) -> str | None:
    """Text on one line; None for none."""
    return " ".join(value.split()) or None


def codes(values: Iterable[str]) -> str | None:
    """Codes in their alphabetical order: a list that is only sorted otherwise is the same list."""
    return " ".join(sorted(set(values))) or None


def deadline(day: date | None, at: time | None, zone: str | None, certainty: str) -> str | None:
    """`2027-03-15`, `2027-03-15T12:00`, `2027-03-15T12:00[Europe/London]` (RFC 9557), or the rule in its place."""
    if day is None:
        return certainty if certainty in _RULES else None
    if at is None:
        return day.isoformat()
    named = f"[{zone}]" if zone and zone != _OFFICE_ZONE else ""
    return f"{day.isoformat()}T{at.isoformat('minutes')}{named}"


def until(value: str | None) -> Until | None:
    """What `deadline` wrote, taken apart; None where there is no day."""
    if value is None or value in _RULES:
        return None
    moment, _, zone = value.removesuffix("]").partition("[")
    day, _, at = moment.partition("T")
    return Until(date.fromisoformat(day), time.fromisoformat(at) if at else None, zone or None)


def days(start: date | None, end: date | None) -> str | None:
    """`2027-05-01/2027-05-04`, or one day alone (ISO 8601)."""
    if start is None:
        return None
    return start.isoformat() if end is None or end == start else f"{start.isoformat()}/{end.isoformat()}"


def amount(low: Decimal | None, high: Decimal | None, currency: str | None) -> str | None:
    """`500/5000 EUR`; a missing end is left empty: `/5000 EUR`."""
    if low is None and high is None:
        return None
    return f"{_sum(low)}/{_sum(high)} {currency or ''}".rstrip()


def sums(value: str) -> tuple[Decimal | None, Decimal | None, str]:
    """What `amount` wrote, taken apart: least, most, currency ("" where none was named)."""
    numbers, _, currency = value.partition(" ")
    low, _, high = numbers.partition("/")
    return Decimal(low) if low else None, Decimal(high) if high else None, currency


def _sum(number: Decimal | None) -> str:
    if number is None:
        return ""
    return f"{number:.2f}".removesuffix(".00")
