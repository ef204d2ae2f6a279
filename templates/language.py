"""Dates, money and names as a language writes them, over Unicode CLDR."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from functools import cache

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal, format_percent


class Language(StrEnum):
    """The languages people are written to; German is the one everything falls back to."""

    DE = "de"
    FR = "fr"
    EN = "en"
    PL = "pl"

    @property
    def own_name(self) -> str:
        """What its speakers call it."""
        return {"de": "Deutsch", "fr": "Français", "en": "English", "pl": "Polski"}[self.value]


LANGUAGES: tuple[Language, ...] = tuple(Language)


@cache
def locale(language: str) -> Locale:
    """The CLDR locale; English is the British one, whose dates Europeans read without doubt."""
    return Locale.parse("en_GB" if language == "en" else language)


def long_date(day: date, language: str) -> str:
    """`Dienstag, 15. Dezember 2026`; in French the first of a month is `1er`, which CLDR leaves out."""
    written = format_date(day, "full", locale=locale(language))
    return written.replace(" 1 ", " 1er ", 1) if language == "fr" else written


def short_date(day: date, language: str) -> str:
    """`15.12.2026`: day before month, year in full."""
    pattern = {"fr": "dd/MM/yyyy", "en": "d MMM yyyy"}.get(language, "dd.MM.yyyy")
    return format_date(day, pattern, locale=locale(language))


def days_of_event(first: date, last: date | None, language: str) -> str:
    """`Fr., 11. Dez. – Sa., 12. Dez. 2026`: short, with the days of the week, for lines of events."""
    place = locale(language)
    if last is None or last <= first:
        return format_skeleton("yMMMEd", first, locale=place)
    begins = format_skeleton("MMMEd" if first.year == last.year else "yMMMEd", first, locale=place)
    return f"{begins} – {format_skeleton('yMMMEd', last, locale=place)}"


def month_and_year(day: date, language: str) -> str:
    """`Dezember 2026`, for headings."""
    return format_date(day, "LLLL yyyy", locale=locale(language))


def clock(moment: time | datetime, language: str) -> str:
    """`23:59`."""
    return format_time(moment, "HH:mm", locale=locale(language))


def number(value: float, language: str) -> str:
    """`0,8`: one decimal at most."""
    return format_decimal(round(value, 1), locale=locale(language))


def percent(share: float, language: str) -> str:
    """`40 %`, of a share from 0 to 1."""
    return format_percent(share, locale=locale(language))


def span(days: Iterable[date], language: str) -> str:
    """`01.05.2027 – 04.05.2027`, or one day alone."""
    return " – ".join(short_date(day, language) for day in days)


def sums(low: Decimal | None, high: Decimal | None, currency: str, language: str) -> str:
    """`500 € – 5.000 €`, or the one that is known; euros where no currency is named."""
    known = [number for number in (low, high) if number is not None]
    return " – ".join(money(number, currency or "EUR", language) for number in known)


def money(amount: Decimal | int, currency: str, language: str) -> str:
    """`4.500 €`: no cents where there are none."""
    pattern = None if amount % 1 else locale(language).currency_formats["standard"].pattern.replace(".00", "")
    return format_currency(amount, currency, format=pattern, locale=locale(language), currency_digits=False)
