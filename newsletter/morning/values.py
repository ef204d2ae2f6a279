"""What a fact was and is, as `aggregator.changes.facts` writes it down, in words."""

from __future__ import annotations

from datetime import date

from aggregator.changes import FactName, facts
from newsletter.wording import N_, Wording
from templates import language as written

NAMES = {
    FactName.DEADLINE: N_("Frist"),
    FactName.EVENT: N_("Termin"),
    FactName.AMOUNT: N_("Betrag"),
    FactName.STATUS: N_("Ausschreibung"),
}
"""The facts whose changes are reported, by the names that people know."""
_RULES = {
    "rolling": N_("laufend möglich"),
    "recurring": N_("kehrt jedes Jahr wieder"),
    "relative": N_("hängt vom Vorhaben ab"),
}
_STATUS = {
    "announced": N_("angekündigt"),
    "open": N_("offen"),
    "closed": N_("geschlossen"),
    "withdrawn": N_("zurückgezogen"),
}


def in_words(name: FactName, value: str | None, words: Wording) -> str:
    """A value as people write it; one of an unknown form as it is."""
    if not value:
        return words.gettext("nicht genannt")
    try:
        return _by_name(name, value, words)
    except (ValueError, ArithmeticError):
        return value


def _by_name(name: FactName, value: str, words: Wording) -> str:
    language = words.language
    match name:
        case FactName.DEADLINE:
            until = facts.until(value)
            if until is None:
                return words.gettext(_RULES[value]) if value in _RULES else value
            day = written.short_date(until.day, language)
            if until.time is None:
                return day
            return words.gettext("%(day)s, %(time)s Uhr", day=day, time=written.clock(until.time, language))
        case FactName.EVENT:
            return written.span(map(date.fromisoformat, value.split("/")), language)
        case FactName.AMOUNT:
            return written.sums(*facts.sums(value), language)
        case _:
            return words.gettext(_STATUS[value]) if value in _STATUS else value
