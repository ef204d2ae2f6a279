"""The form of a reader's own page, read into choices; what is not understood is named and everything else kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from sqlmodel import Session

from aggregator import taxonomy
from aggregator.model import MailFormat, Rhythm
from aggregator.reading.typed import NoSuchDay, Unreadable, typed_days
from newsletter.readership.choices import Choices, countries_meant
from templates import LANGUAGES
from web.preferences.town import Named, read_town

_MOST = 100
_LONGEST_DAY = 100


class Often(StrEnum):
    """How often, as forms say it."""

    WEEKLY = "woechentlich"
    MONTHLY = "monatlich"
    DEADLINES = "fristen"


RHYTHMS = {Often.WEEKLY: Rhythm.WEEKLY, Often.MONTHLY: Rhythm.MONTHLY, Often.DEADLINES: Rhythm.DEADLINES}


@dataclass(frozen=True, slots=True)
class Typed:
    """What was sent: the choices as far as they were understood, and what of it was not, by the id of the field."""

    chosen: Choices
    town: Named
    pause: str
    faults: dict[str, str]


def often(rhythm: Rhythm) -> Often:
    """The word for a rhythm."""
    return next(word for word, meant in RHYTHMS.items() if meant is rhythm)


def read_typed(session: Session, sent: Sequence[tuple[str, str]], before: Choices, *, today: date) -> Typed:
    """Read a form that showed `before`."""
    given: dict[str, list[str]] = {}
    for name, value in sent:
        given.setdefault(name, []).append(value)

    def first(name: str) -> str:
        return given.get(name, [""])[0]

    named = read_town(session, first("ort"), picked=first("welche"))
    ags = named.town.ags if named.town else before.municipality_ags if named.typed else None
    ticked = tuple(code for code in given.get("land", ())[:_MOST] if taxonomy.is_country(code))
    language = first("sprache")
    chosen = Choices(
        language=language if language in [one.value for one in LANGUAGES] else before.language,
        format=MailFormat(first("form")) if first("form") in list(MailFormat) else before.format,
        rhythm=RHYTHMS[Often(first("wie_oft"))] if first("wie_oft") in list(Often) else before.rhythm,
        municipality_ags=ags,
        countries=countries_meant(session, ags, ticked, before=before.municipality_ags),
        topics=_known(given.get("thema", ()), lambda word: taxonomy.by_slug("topic", word)),
        audiences=_known(given.get("fuer", ()), lambda word: taxonomy.by_slug("audience", word)),
    )
    faults = {} if named.is_clear else {"ort": "which" if named.candidates else "unknown"}
    pause = first("pause").strip()[:_LONGEST_DAY]
    until = _day(pause, chosen.language, today)
    if pause and until is None:
        faults["pause"] = "unread"
    elif until is not None and until <= today:
        faults["pause"] = "past"
    return Typed(replace(chosen, paused_until=until), named, pause, faults)


def _day(text: str, language: str, today: date) -> date | None:
    """The one day that was typed, if it can be read."""
    if not text:
        return None
    try:
        days = typed_days(text, language, today=today)
    except (NoSuchDay, Unreadable):
        return None
    return days[0].day if len(days) == 1 else None


def _known(words: Sequence[str], meaning: Callable[[str], str | None]) -> tuple[str, ...]:
    found = (meaning(word) for word in words[:_MOST])
    return tuple(sorted({code for code in found if code is not None}))
