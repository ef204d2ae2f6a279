"""What a person types into a field: one day, a span of days, a sum; by the same grammar as the texts of the sources."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal

from aggregator.reading.chains import Years
from aggregator.reading.dates import Mention
from aggregator.reading.folding import fold
from aggregator.reading.passages import prepare
from aggregator.reading.sums import find_sums

_LONGEST = 200  # characters; more is no day and no sum
_LEAST = re.compile(r"^(?:ab|mindestens|min\.?|a partir de|au moins|des|from|at least|od|co najmniej)\b")
_RARE = re.compile(r"\b(?:all|amd|azn|bam|bgn|dkk|gel|isk|mdl|mkd|nok|ron|rsd|sek|try|uah)\b")
_TOUCHING = re.compile(r"(?<=[a-z])(?=[0-9])")  # "PLN500", as English pages write it
_BELOW_NOTHING = re.compile(r"[^0-9a-z]{0,3}-")
_FIGURE = re.compile(r"[0-9]")
_DAYS = re.compile(r"(?:^|(?<=[^0-9]))([0-3]?[0-9])[./ -]{1,2}([01]?[0-9])[./ -]{1,2}((?:19|20)[0-9]{2})(?![0-9])")

_SHORT_FORMS = tuple(
    (re.compile(pattern, re.IGNORECASE), full)
    for pattern, full in (
        (r"(?<=[0-9]{4}-[0-9]{2}-[0-9]{2})T(?=[0-9]{2}:[0-9]{2})", " "),  # ISO 8601
        (r"^([0-3]?[0-9])/([01]?[0-9])$", r"\1.\2."),
        (r"(?<=[0-9]\.)['’ʼ]([0-9]{2})(?![0-9])", r"20\1"),
        (r"\b(um|at|by|à|godz\.?|godzin[ay]|godzinie) ([01]?[0-9]|2[0-4])$", r"\1 \2:00"),
        (r"([0-9](?:\.|st|nd|rd|th|er)? ?[^\W\d_]{3,}\.?,?) ['’ʼ]?([0-9]{2})(?=$|,| r\.)", r"\1 20\2"),
    )
)
_MONTH_BEYOND = re.compile(r"[0-3]?[0-9][./ -]{1,2}(?:1[3-9]|[2-9][0-9])\.?")
_DAY_BEYOND = re.compile(r"(?<![0-9])(?:3[2-9]|[4-9][0-9])(?=[. ]{1,2}[^\W\d_])")


class Unreadable(ValueError):
    """Nothing that can be taken for a day or a sum was typed, or more than one thing."""


class NoSuchDay(ValueError):
    """A day that no calendar has. `printed` is what was typed, `nearest` the last day of that month."""

    def __init__(self, printed: str, nearest: date | None) -> None:
        super().__init__(f"there is no {printed}")
        self.printed = printed
        self.nearest = nearest


@dataclass(frozen=True, slots=True)
class TypedDay:
    """A day with its time, if one was typed; `zone` is IANA, None for the office's own."""

    day: date
    time: time | None = None
    zone: str | None = None


def typed_days(text: str, language: str, *, today: date) -> tuple[TypedDay, ...]:
    """The days in the order in which they were typed; one without a year is the next one from `today` on.

    Raises NoSuchDay, or Unreadable where there is none or where figures are left over that belong to none.
    """
    if len(text.strip()) > _LONGEST:
        raise Unreadable(text.strip()[:_LONGEST])
    text = _written_out(text.strip())
    page = prepare(text, language, Years(None, today, today))
    mentions = [one for one in page.mentions if one.day is not None]
    rest = list(fold(text))
    for mention in page.mentions:
        rest[mention.start : mention.end] = " " * (mention.end - mention.start)
    left = "".join(rest)
    if odd := _DAYS.search(left):
        raise NoSuchDay(text[odd.start(1) : odd.end()], _last_of(int(odd[3]), int(odd[2])))
    if not mentions:
        _require_a_day(text, language, today)
    if not mentions or len(mentions) != len(page.mentions) or _FIGURE.search(left):
        raise Unreadable(text)
    return tuple(_day(mention, text, today) for mention in mentions)


def _written_out(text: str) -> str:
    """What people leave out in a field and no page does: the century, the minutes, the points between figures."""
    for pattern, full in _SHORT_FORMS:
        text = pattern.sub(full, text)
    return text


def _require_a_day(text: str, language: str, today: date) -> None:
    """Raise NoSuchDay for a month beyond the twelfth and for a day that no month has: "15.13.", "32. Dezember"."""
    if _MONTH_BEYOND.fullmatch(text):
        raise NoSuchDay(text, None)
    if odd := _DAY_BEYOND.search(text):
        (meant, *_) = typed_days(f"{text[: odd.start()]}28{text[odd.end() :]}", language, today=today)
        raise NoSuchDay(text, _last_of(meant.day.year, meant.day.month))


def _day(mention: Mention, text: str, today: date) -> TypedDay:
    if mention.year is None or mention.day is None or mention.timed_range:
        raise Unreadable(text)
    try:
        day = date(mention.year, mention.month, mention.day)
    except ValueError as error:
        nearest = _last_of(mention.year, mention.month)
        if nearest and nearest < today and mention.year_from != "printed":
            nearest = _last_of(mention.year + 1, mention.month)
        raise NoSuchDay(text[mention.start : mention.end], nearest) from error
    return TypedDay(day, mention.clock, mention.zone)


def _last_of(year: int, month: int) -> date | None:
    return date(year, month, calendar.monthrange(year, month)[1]) if 1 <= month <= 12 else None


@dataclass(frozen=True, slots=True)
class TypedSum:
    """What was typed: least, most, currency. They are not compared: the least may be above the most."""

    least: Decimal | None
    most: Decimal | None
    currency: str


def typed_sum(text: str, *, currency: str = "EUR") -> TypedSum:
    """`5.000`, `bis 5 000 €`, `500 – 5.000 €`, `ab 500 SEK`; one number alone is the most. Raises Unreadable."""
    folded = _TOUCHING.sub(" ", fold(" ".join(text.split())))
    rare = _RARE.search(folded)
    if rare:  # currencies that the texts of our sources do not name: read as if none were named
        currency, folded = rare[0].upper(), " ".join(_RARE.sub(" ", folded).split())
    if len(folded) > _LONGEST:
        raise Unreadable(text[:_LONGEST])
    sums = find_sums(folded) or [replace(one, currency=currency) for one in find_sums(f"{folded} €")]
    if not 1 <= len(sums) <= 2 or any(one.broken for one in sums) or _BELOW_NOTHING.match(folded):
        raise Unreadable(text[:_LONGEST])
    first, last = sums[0], sums[-1]
    if _FIGURE.search(folded[: first.start] + folded[last.end :]):
        raise Unreadable(text)
    least = last.low if last.low is not None else first.value if first is not last else None
    if least is None and _LEAST.search(folded):
        return TypedSum(last.value, None, last.currency)
    return TypedSum(least, last.value, last.currency)
