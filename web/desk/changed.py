"""Changes in words: what a fact was and is, for people who know no codes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from aggregator import taxonomy
from aggregator.changes import FactName, facts
from aggregator.changes.history import Line
from aggregator.model import ChangeState
from aggregator.search import shortened
from templates import language as written
from web.site import Site
from web.wording import wording

_LONGEST = 300  # characters of a title, a place or an organiser; the store keeps all of it


@dataclass(frozen=True, slots=True)
class Told:
    """A change as it is shown: the fact, what changed, before and after in words, days of the office."""

    line: Line
    fact: str
    what: str
    before: str
    after: str
    seen: date
    told: date | None

    @property
    def is_open(self) -> bool:
        """Whether somebody can take it over."""
        return self.line.state in (ChangeState.PENDING, ChangeState.FLAPPING)


def in_words(line: Line, site: Site, language: str) -> Told:
    """One line of the history in the reader's language."""
    return Told(
        line=line,
        fact=labels(language).get(FactName(line.field), line.field),
        what=_of(line.type.value, wording(language)),
        before=said(line.field, line.before, language),
        after=said(line.field, line.after, language),
        seen=site.local(line.seen_at).date(),
        told=site.local(line.at).date() if line.at else None,
    )


def amount(value: str, language: str) -> str:
    """`bis 5.000 €`, `ab 500 €`, `500 € – 5.000 €`."""
    _ = wording(language)
    low, high, currency = facts.sums(value)
    said = written.sums(low, high, currency, language)
    if low is None:
        return _("bis %(amount)s") % {"amount": said}
    return said if high is not None else _("ab %(amount)s") % {"amount": said}


def labels(language: str) -> dict[FactName, str]:
    """What the facts are called on the page."""
    _ = wording(language)
    return {
        FactName.TITLE: _("Titel"),
        FactName.KIND: _("Art"),
        FactName.DEADLINE: _("Frist"),
        FactName.EVENT: _("Termin"),
        FactName.AMOUNT: _("Betrag"),
        FactName.AUDIENCE: _("Für wen"),
        FactName.COUNTRY: _("Länder"),
        FactName.TOPIC: _("Themen"),
        FactName.PLACE: _("Ort"),
        FactName.ORGANISER: _("Anbieter"),
        FactName.STATUS: _("Stand"),
    }


def _of(meaning: str, _: Callable[[str], str]) -> str:
    return {
        "deadline_moved_later": _("Frist verlängert"),
        "deadline_moved_earlier": _("Frist vorverlegt"),
        "deadline_set": _("Frist genannt"),
        "deadline_dropped": _("Frist nicht mehr genannt"),
        "opened": _("geöffnet"),
        "closed": _("geschlossen"),
        "reopened": _("wieder offen"),
        "withdrawn": _("zurückgezogen"),
        "amount_changed": _("Betrag geändert"),
        "event_moved": _("Termin geändert"),
    }.get(meaning, _("Angabe geändert"))


def said(field: str, value: str | None, language: str) -> str:
    """A value of `aggregator.changes.facts` as people write it; one of an unknown form as it is."""
    _ = wording(language)
    if not value:
        return _("nicht genannt")
    try:
        return _by_field(field, value, language, _)
    except (ValueError, ArithmeticError):
        return value


def _by_field(field: str, value: str, language: str, _: Callable[[str], str]) -> str:
    match field:
        case FactName.DEADLINE:
            words = _deadline(value, language, _)
        case FactName.EVENT:
            words = written.span(map(date.fromisoformat, value.split("/")), language)
        case FactName.AMOUNT:
            words = amount(value, language)
        case FactName.COUNTRY | FactName.TOPIC | FactName.AUDIENCE | FactName.KIND:
            words = ", ".join(taxonomy.label(field, code, language) for code in value.split())
        case FactName.STATUS:
            names = {"announced": _("angekündigt"), "open": _("offen"), "closed": _("geschlossen")}
            words = names.get(value, _("zurückgezogen"))
        case _:
            words = shortened(value, _LONGEST)
    return words


def _deadline(value: str, language: str, _: Callable[[str], str]) -> str:
    until = facts.until(value)
    if until is None:
        rules = {"rolling": _("laufend möglich"), "recurring": _("kehrt jedes Jahr wieder")}
        return rules.get(value, _("Frist hängt vom Vorhaben ab"))
    day = written.short_date(until.day, language)
    if until.time is None:
        return day
    clock = _("{time} Uhr").format(time=written.clock(until.time, language))
    return f"{day}, {clock}" + (f" ({until.zone.replace('_', ' ')})" if until.zone else "")
