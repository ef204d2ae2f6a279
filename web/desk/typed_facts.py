"""From what stands in the field of a form to a fact, and back: in the words and forms of the reader's language."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from aggregator.changes import FactName, facts
from aggregator.reading.typed import NoSuchDay, TypedDay, Unreadable, typed_days, typed_sum
from aggregator.review import CannotBe, Flaw
from aggregator.taxonomy import by_label, country_name, is_country, label
from templates import language as written
from web.desk.changed import amount
from web.wording import wording

IN_WORDS = frozenset({FactName.TITLE, FactName.PLACE, FactName.ORGANISER})
CHOSEN = frozenset({FactName.KIND, FactName.STATUS})
TICKED = frozenset({FactName.TOPIC, FactName.AUDIENCE})


class Instead(StrEnum):
    """What a second button of the form says in place of the field."""

    NOTHING = "nichts"
    ROLLING = "laufend"


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form brought: the words of its field or the boxes that were ticked, and the button if it was another."""

    words: tuple[str, ...] = ()
    instead: str = ""

    @property
    def text(self) -> str:
        """The one field, as it was typed."""
        return self.words[0] if self.words else ""


class NotUnderstood(ValueError):
    """The sentence says what is wrong with what was typed, and what to do."""


def understood(name: FactName, typed: Typed, language: str, *, today: date) -> str | None:
    """The fact in the normal form of `aggregator.changes.facts`; None: nothing is stated. Raises NotUnderstood."""
    if typed.instead == Instead.NOTHING:
        return None
    if typed.instead == Instead.ROLLING and name == FactName.DEADLINE:
        return "rolling"
    if name in TICKED:
        return facts.codes(typed.words)
    text = facts.words(typed.text)
    if text is None and name != FactName.STATUS:
        raise _empty(name, language)
    return _read(name, text, language, today) if text else None


def _empty(name: FactName, language: str) -> NotUnderstood:
    _ = wording(language)
    if name in (FactName.TITLE, FactName.KIND):
        return NotUnderstood(_("Hier muss etwas stehen."))
    return NotUnderstood(_("Hier steht nichts. Wenn es nirgends genannt ist, drücken Sie „Nicht genannt“."))


def _read(name: FactName, text: str, language: str, today: date) -> str | None:
    match name:
        case FactName.DEADLINE:
            value = _deadline(text, language, today)
        case FactName.EVENT:
            value = _event(text, language, today)
        case FactName.AMOUNT:
            value = _amount(text, language)
        case FactName.COUNTRY:
            value = _countries(text, language)
        case _:
            value = text
    return value


def as_typed(name: FactName, value: str | None, language: str) -> Typed:
    """What stands in the field at first, so that it would be read as the fact that counts."""
    if name in TICKED:
        return Typed(tuple((value or "").split()))
    if value is None:
        return Typed()
    match name:
        case FactName.DEADLINE:
            until = facts.until(value)
            said = _moment(TypedDay(until.day, until.time), language) if until else ""
        case FactName.EVENT:
            said = written.span(map(date.fromisoformat, value.split("/")), language)
        case FactName.AMOUNT:
            said = amount(value, language)
        case FactName.COUNTRY:
            said = ", ".join(label(name, code, language) for code in value.split())
        case _:
            said = value
    return Typed((said,))


def sentence_of(flaw: CannotBe, language: str) -> str:
    """Why a fact cannot be so, and what to do."""
    _ = wording(language)
    match flaw.flaw:
        case Flaw.END_BEFORE_START:
            first, last = (written.short_date(date.fromisoformat(day), language) for day in flaw.part.split("/"))
            return _("Das Ende (%(last)s) liegt vor dem Anfang (%(first)s).") % {"first": first, "last": last}
        case Flaw.LEAST_ABOVE_MOST:
            low, high, currency = facts.sums(flaw.part)
            least, most = (written.sums(number, None, currency, language) for number in (low, high))
            told = _("Der erste Betrag (%(least)s) ist größer als der zweite (%(most)s).")
            return told % {"least": least, "most": most}
        case Flaw.TOO_LONG:
            return _("Das ist zu lang: %(number)s Zeichen sind das Meiste.") % {"number": flaw.part}
        case _:
            said = {
                Flaw.UNCHANGED: _("So steht es schon da."),
                Flaw.MISSING: _("Hier muss etwas stehen."),
                Flaw.NO_DAY: _("Dieser Tag liegt zu weit weg. Stimmt das Jahr?"),
                Flaw.NO_SUM: _("So viel gibt niemand. Stimmt der Betrag?"),
            }
            return said.get(flaw.flaw, _("Bitte aus der Liste wählen."))


def _deadline(text: str, language: str, today: date) -> str | None:
    _ = wording(language)
    days = read_days(text, language, today)
    if len(days) > 1:
        raise NotUnderstood(_("Das sind mehrere Tage; die Frist ist nur der letzte, an dem es noch geht."))
    return facts.deadline(days[0].day, days[0].time, days[0].zone, "exact")


def _event(text: str, language: str, today: date) -> str | None:
    _ = wording(language)
    days = read_days(text, language, today)
    if len(days) > 2:
        raise NotUnderstood(_("Das sind mehr als zwei Tage. Bitte nur den ersten und den letzten nennen."))
    first, last = days[0].day, days[-1].day
    return facts.days(first, last) if first <= last else f"{first.isoformat()}/{last.isoformat()}"


def read_days(text: str, language: str, today: date) -> tuple[TypedDay, ...]:
    """The days that somebody typed. Raises NotUnderstood, with a sentence in their language."""
    _ = wording(language)
    try:
        return typed_days(text, language, today=today)
    except NoSuchDay as wrong:
        if wrong.nearest is None:
            raise NotUnderstood(_("Den Tag „%(day)s“ gibt es nicht.") % {"day": wrong.printed}) from None
        meant = written.short_date(wrong.nearest, language)
        told = _("Den Tag „%(day)s“ gibt es nicht. Meinten Sie %(meant)s?")
        raise NotUnderstood(told % {"day": wrong.printed, "meant": meant}) from None
    except Unreadable:
        example = date(2027, 3, 15)
        forms = {"text": text[:60], "short": written.short_date(example, language), "clock": "12:00"}
        told = _("„%(text)s“ lässt sich nicht als Tag lesen. Zum Beispiel: %(short)s oder %(short)s, %(clock)s.")
        raise NotUnderstood(told % forms) from None


def _amount(text: str, language: str) -> str | None:
    _ = wording(language)
    try:
        said = typed_sum(text)
    except Unreadable:
        low, high = (amount(value, language) for value in ("500/ EUR", "500/5000 EUR"))
        told = _("„%(text)s“ lässt sich nicht als Betrag lesen. Zum Beispiel: %(high)s oder %(low)s.")
        raise NotUnderstood(told % {"text": text[:60], "low": low, "high": high}) from None
    return facts.amount(said.least, said.most, said.currency)


def _countries(text: str, language: str) -> str | None:
    _ = wording(language)
    codes = []
    for part in filter(None, (one.strip() for one in text.replace(";", ",").split(","))):
        code = by_label("country", part)
        if code is None or not is_country(code):
            told = _(
                "Das Land „%(name)s“ kennen wir nicht. Länder stehen mit Komma getrennt, zum Beispiel: %(example)s."
            )
            example = ", ".join(country_name(code, language) for code in ("PL", "FR"))
            raise NotUnderstood(told % {"name": part[:60], "example": example})
        codes.append(code)
    return facts.codes(codes)


def _moment(day: TypedDay, language: str) -> str:
    said = written.short_date(day.day, language)
    return said if day.time is None else f"{said}, {written.clock(day.time, language)}"
