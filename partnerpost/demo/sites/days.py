"""Days that move with today: a text says `{deadline:long}`, its file says `deadline: "+34"`, and neither goes stale."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import yaml
from babel.dates import format_date

_RULE = re.compile(r"(?P<offset>[+-]\d+)(?P<weekday>mo|tu|we|th|fr|sa|su)?(?P<more>[+-]\d+)?")
_WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")
# Month and day on which no office takes applications.
_CLOSED = frozenset({(1, 1), (5, 1), (10, 3), (12, 24), (12, 25), (12, 26), (12, 31)})


class DayRuleError(ValueError):
    """A file of the example sites says a day in a way nobody understands."""


@dataclass(frozen=True, slots=True)
class Day:
    """A calendar day that formats itself in the language of the text it stands in.

    Styles are those of `days.yaml`, and `iso` and `year`.
    """

    date: date
    language: str

    def __format__(self, style: str) -> str:
        if style in {"", "iso"}:
            return self.date.isoformat()
        if style == "year":
            return str(self.date.year)
        pattern = _patterns()[self.language].get(style)
        if pattern is None:
            raise DayRuleError(f"{style!r} is no style of a day: use iso, year or one of {self.language} in days.yaml")
        if self.language == "fr" and self.date.day == 1:
            pattern = pattern.replace("d MMMM", "'1er' MMMM")
        return format_date(self.date, pattern, locale=self.language)


def day(rule: str, today: date) -> date:
    """The day a rule means.

    `+34` is 34 days from today, moved on to the next day on which offices work (`-34`: back to the last one); `+34sa`
    is the first Saturday from then on that is no holiday, `+34fr+2` two days after such a Friday. Raises DayRuleError.
    """
    match = _RULE.fullmatch(rule)
    if match is None:
        raise DayRuleError(f"{rule!r} is no day: write +34, -10, +34sa or +34fr+2")
    offset = int(match["offset"])
    found = today + timedelta(days=offset)
    wanted = {_WEEKDAYS.index(match["weekday"])} if match["weekday"] else set(range(5))
    while found.weekday() not in wanted or (found.month, found.day) in _CLOSED:
        found += timedelta(days=-1 if offset < 0 else 1)
    return found + timedelta(days=int(match["more"] or 0))


def days(rules: Mapping[str, str], today: date, language: str) -> dict[str, Day]:
    """All days of one text by their names, `today` among them."""
    named = {name: Day(day(rule, today), language) for name, rule in rules.items()}
    return {"today": Day(today, language), **named}


@cache
def _patterns() -> dict[str, dict[str, str]]:
    loaded: dict[str, dict[str, str]] = yaml.safe_load((Path(__file__).parent / "days.yaml").read_text("utf-8"))
    return loaded
