"""Whether a fact can be what a person says it is."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from zoneinfo import ZoneInfo

from aggregator.changes import FactName, facts
from aggregator.taxonomy import is_country, terms

_NEEDED = frozenset({FactName.TITLE, FactName.KIND})
_RULES = ("rolling", "recurring", "relative")
_STATUS = ("announced", "open", "closed", "withdrawn")
_YEARS = range(2000, 2101)
_LONGEST = 500  # characters of a title, a place, an organiser
_LARGEST = Decimal(10) ** 12


class Flaw(StrEnum):
    """Why a fact cannot be so."""

    MISSING = "missing"  # nothing is without a title or a kind
    UNCHANGED = "unchanged"  # it says so already
    NO_DAY = "no_day"  # there is no such day, or none within a lifetime
    NO_TIME = "no_time"
    END_BEFORE_START = "end_before_start"
    NO_SUM = "no_sum"  # no number, below nothing, or more than anybody gives
    LEAST_ABOVE_MOST = "least_above_most"
    UNKNOWN_CODE = "unknown_code"
    TOO_LONG = "too_long"


class CannotBe(ValueError):
    """A fact cannot be what somebody says it is; `part` is the piece of it that is wrong."""

    def __init__(self, name: FactName, flaw: Flaw, part: str = "") -> None:
        super().__init__(f"{name.value} cannot be {part!r}: {flaw.value.replace('_', ' ')}")
        self.name = name
        self.flaw = flaw
        self.part = part


def checked(name: FactName, value: str | None) -> str | None:
    """The value in the normal form of `aggregator.changes.facts`. Raises CannotBe."""
    said = facts.words(value or "")
    if said is None:
        if name in _NEEDED:
            raise CannotBe(name, Flaw.MISSING)
        return None
    match name:
        case FactName.DEADLINE:
            return _deadline(said)
        case FactName.EVENT:
            return _event(said)
        case FactName.AMOUNT:
            return _amount(said)
        case FactName.TITLE | FactName.PLACE | FactName.ORGANISER:
            if len(said) > _LONGEST:
                raise CannotBe(name, Flaw.TOO_LONG, str(_LONGEST))
            return said
        case _:
            return _codes(name, said)


def _deadline(said: str) -> str | None:
    if said in _RULES:
        return said
    day, _, moment = said.partition("T")
    _day(FactName.DEADLINE, day)
    try:
        until = facts.until(said)
        zone = ZoneInfo(until.zone).key if until and until.zone else None
    except (ValueError, OSError, LookupError) as error:
        raise CannotBe(FactName.DEADLINE, Flaw.NO_TIME, moment) from error
    return facts.deadline(until.day, until.time, zone, "exact") if until else None


def _event(said: str) -> str | None:
    first, _, last = said.partition("/")
    start = _day(FactName.EVENT, first)
    end = _day(FactName.EVENT, last) if last else None
    if end is not None and end < start:
        raise CannotBe(FactName.EVENT, Flaw.END_BEFORE_START, said)
    return facts.days(start, end)


def _day(name: FactName, said: str) -> date:
    try:
        day = date.fromisoformat(said)
    except ValueError as error:
        raise CannotBe(name, Flaw.NO_DAY, said) from error
    if day.year not in _YEARS:
        raise CannotBe(name, Flaw.NO_DAY, said)
    return day


def _amount(said: str) -> str | None:
    try:
        low, high, currency = facts.sums(said)
    except InvalidOperation as error:
        raise CannotBe(FactName.AMOUNT, Flaw.NO_SUM, said) from error
    known = [number for number in (low, high) if number is not None]
    if not known or any(not number.is_finite() or not 0 <= number < _LARGEST for number in known):
        raise CannotBe(FactName.AMOUNT, Flaw.NO_SUM, said)
    if low is not None and high is not None and low > high:
        raise CannotBe(FactName.AMOUNT, Flaw.LEAST_ABOVE_MOST, said)
    if not (len(currency) == 3 and currency.isascii() and currency.isalpha() and currency.isupper()):
        raise CannotBe(FactName.AMOUNT, Flaw.UNKNOWN_CODE, currency)
    return facts.amount(low, high, currency)


def _codes(name: FactName, said: str) -> str | None:
    codes = said.split()
    for code in codes:
        if not _is_known(name, code):
            raise CannotBe(name, Flaw.UNKNOWN_CODE, code)
    if name in (FactName.KIND, FactName.STATUS) and len(codes) > 1:
        raise CannotBe(name, Flaw.UNKNOWN_CODE, said)
    return facts.codes(codes)


def _is_known(name: FactName, code: str) -> bool:
    if name == FactName.COUNTRY:
        return is_country(code)
    return code in _STATUS if name == FactName.STATUS else code in terms(name.value)
