"""Facts that a source states in fields of its own (an API, a calendar): they need no reading, only checking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from zoneinfo import ZoneInfo

from aggregator.taxonomy import by_label, is_country

_OFFICE_ZONE = ZoneInfo("Europe/Berlin")
_SEPARATOR = re.compile(r"\s*[;|,]\s*")
_LARGEST_AMOUNT = Decimal("999999999999.99")  # what the column holds
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class Moment:
    """A day, with wall-clock time and IANA zone where the source gives them."""

    day: date
    time: time | None = None
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Stated:
    """The fields of a finding that could be understood. Lists are empty, values None where the source is silent."""

    deadlines: tuple[Moment, ...] = ()
    rolling: bool = False
    opens: date | None = None
    event_start: date | None = None
    event_end: date | None = None
    amount_min: Decimal | None = None
    amount_max: Decimal | None = None
    currency: str | None = None
    kind: str | None = None
    status: str = ""
    place: str = ""
    organiser: str = ""
    references: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    audiences: tuple[str, ...] = ()


def stated(fields: Mapping[str, str]) -> Stated:
    """What the fields of a finding say: dates as ISO 8601, several values parted by `;`; a deadline may be `rolling`.

    What is no such value is left out; the finding keeps it as it came.
    """
    start, end = _day(fields, "event_start"), _day(fields, "event_end")
    low, high = _amount(fields, "amount_min"), _amount(fields, "amount_max")
    currency = fields.get("currency", "").upper()
    kind = by_label("kind", fields.get("kind", ""))
    deadlines = set(_moments(fields.get("deadline", "")))
    return Stated(
        deadlines=tuple(sorted(deadlines, key=lambda moment: (moment.day, str(moment.time)))),
        rolling=fields.get("deadline", "").strip() == "rolling",
        opens=_day(fields, "opens"),
        event_start=start,
        event_end=end if start and end and end > start else None,
        amount_min=low if low is not None and (high is None or low <= high) else None,
        amount_max=high,
        currency=currency if _CURRENCY.fullmatch(currency) else None,
        kind=kind,
        status=fields.get("status", ""),
        place=fields.get("place", ""),
        organiser=fields.get("organiser", ""),
        references=tuple(filter(None, _SEPARATOR.split(fields.get("reference", "")))),
        countries=tuple(code for code in _codes(fields, "countries", "country") if is_country(code)),
        topics=_codes(fields, "topics", "topic"),
        audiences=_codes(fields, "audiences", "audience"),
    )


def _moments(value: str) -> Iterator[Moment]:
    for part in filter(None, _SEPARATOR.split(value)):
        try:
            if len(part) == 10:
                yield Moment(date.fromisoformat(part))
                continue
            when = datetime.fromisoformat(part)
        except ValueError:
            continue
        if when.tzinfo is None:
            yield Moment(when.date(), when.time())
        else:
            here = when.astimezone(_OFFICE_ZONE)
            yield Moment(here.date(), here.time(), _OFFICE_ZONE.key)


def _day(fields: Mapping[str, str], name: str) -> date | None:
    return next((moment.day for moment in _moments(fields.get(name, ""))), None)


def _amount(fields: Mapping[str, str], name: str) -> Decimal | None:
    try:
        amount = Decimal(fields.get(name, ""))
    except InvalidOperation:
        return None
    return amount.quantize(Decimal("0.01")) if amount.is_finite() and 0 <= amount <= _LARGEST_AMOUNT else None


def _codes(fields: Mapping[str, str], name: str, facet: str) -> tuple[str, ...]:
    """The codes of a list, whether the source sends codes or labels."""
    said = (by_label(facet, word) for word in _SEPARATOR.split(fields.get(name, "")) if word)
    return tuple(dict.fromkeys(code for code in said if code))
