"""Which part of the journal an address asks for: whose acts, about what, from which day to which."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import Depends
from sqlmodel import Session, col, select

from aggregator.journal import LEDGERS, About, Place, Thing, Wanted, Whose, things
from aggregator.model import Opportunity, Person, Source
from aggregator.search import merged_into, standing_for
from web.desk.acts import kind_of
from web.desk.typed_facts import NotUnderstood, read_days
from web.numbers import NUMBER, as_number
from web.wording import wording

_PLACE = re.compile(rf"([0-9]{{8}}T[0-9]{{12}}Z)~([a-z_]{{1,32}})~({NUMBER})")
_MOMENT = "%Y%m%dT%H%M%S%fZ"
_LONGEST = 200

WHOSE: Mapping[str, Whose] = {"": Whose.ALL, "menschen": Whose.PEOPLE, "niemand": Whose.NOBODY}
SLUGS: Mapping[str, Thing] = {
    "eintraege": Thing.OPPORTUNITY,
    "quellen": Thing.SOURCE,
    "ausgaben": Thing.ISSUE,
    "buero": Thing.PERSON,
    "barrieren": Thing.BARRIER,
    "register": Thing.MUNICIPALITY,
    "leser": Thing.READER,
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The address as it came; what was typed stays typed."""

    wer: str = ""
    was: str = ""
    von: str = ""
    bis: str = ""
    eintrag: str = ""
    quelle: str = ""
    vor: str = ""

    def query(self, **other: str) -> str:
        """The query of a link that asks for the same, apart from what is named here."""
        asked = replace(self, **other)
        return urlencode({one.name: value for one in fields(asked) if (value := getattr(asked, one.name))})


def _asked(
    wer: str = "",
    was: str = "",
    von: str = "",
    bis: str = "",
    eintrag: str = "",
    quelle: str = "",
    vor: str = "",
) -> Asked:
    return Asked(*(one.replace("\x00", "").strip()[:_LONGEST] for one in (wer, was, von, bis, eintrag, quelle, vor)))


TheAsked = Annotated[Asked, Depends(_asked)]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for, as far as it was understood; `faults` are sentences by the name of their field.

    `only` is the one thing that is asked for, `people` and `kinds` are what can be chosen, with their names.
    """

    asked: Asked
    wanted: Wanted
    after: Place | None
    only: About | None
    people: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, str], ...]
    faults: Mapping[str, str] = field(default_factory=dict)


def read_wish(session: Session, asked: Asked, language: str, *, today: date, zone: ZoneInfo) -> Wish:
    """Understand an address; what cannot be understood is told and left out, the rest holds."""
    _ = wording(language)
    people = tuple(
        (str(one.id), one.name) for one in session.exec(select(Person).order_by(Person.name, col(Person.id)))
    )
    kinds = tuple((slug, kind_of(thing, language)) for slug, thing in SLUGS.items() if thing in things())
    faults: dict[str, str] = {}
    if asked.wer not in WHOSE and asked.wer not in dict(people):
        faults["wer"] = _("Diese Person gibt es nicht; gezeigt werden alle.")
    if asked.was and asked.was not in dict(kinds):
        faults["was"] = _("Das kennen wir nicht; gezeigt wird alles.")
    only, numbers = _only(session, asked)
    if only is None and (asked.eintrag or asked.quelle):
        faults["was"] = _("Was Sie suchen, gibt es nicht; gezeigt wird alles.")
    since, until = _days(asked, language, today, zone, faults)
    wanted = Wanted(
        by=WHOSE.get(asked.wer, int(asked.wer) if asked.wer in dict(people) else Whose.ALL),
        thing=only.thing if only else SLUGS[asked.was] if asked.was in dict(kinds) else None,
        numbers=numbers,
        since=since,
        until=until,
    )
    return Wish(asked, wanted, read_place(asked.vor), only, people, kinds, faults)


def read_day(text: str, language: str, *, today: date) -> date:
    """A day as it was typed; one without a year is the latest that is past. Raises NotUnderstood."""
    _ = wording(language)
    ago = {_("heute"): 0, _("gestern"): 1}.get(text.casefold())
    if ago is not None:
        return today - timedelta(days=ago)
    found = [read_days(text, language, since)[0].day for since in (today - timedelta(days=365), today)]
    return max((day for day in found if day <= today), default=found[0])


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins at the office."""
    return datetime.combine(day, time.min, tzinfo=zone)


def written_place(place: Place) -> str:
    """A place of the journal as it stands in an address."""
    return f"{place.at.astimezone(UTC):{_MOMENT}}~{place.ledger}~{place.id}"


def read_place(text: str) -> Place | None:
    """What `written_place` made; None for anything else, which leads to the newest lines."""
    found = _PLACE.fullmatch(text)
    if found is None or found[2] not in {ledger.name for ledger in LEDGERS}:
        return None
    try:
        at = datetime.strptime(found[1], _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return None
    return Place(at, found[2], int(found[3]))


def _only(session: Session, asked: Asked) -> tuple[About | None, frozenset[int]]:
    """One opportunity with all that were merged into it, or one source."""
    entry = as_number(asked.eintrag)
    if entry is not None:
        number = standing_for(session, [entry])[entry]
        row = session.get(Opportunity, number)
        if row is not None:
            return About(Thing.OPPORTUNITY, number, row.title, row.language), frozenset(merged_into(session, number))
    if asked.quelle:
        source = session.exec(select(Source).where(Source.key == asked.quelle)).first()
        if source is not None and source.id is not None:
            return About(Thing.SOURCE, source.id, source.name, key=source.key), frozenset({source.id})
    return None, frozenset()


def _days(
    asked: Asked, language: str, today: date, zone: ZoneInfo, faults: dict[str, str]
) -> tuple[datetime | None, datetime | None]:
    _ = wording(language)
    typed = dict(_typed(asked, language, today, faults))
    first, last = typed.get("von"), typed.get("bis")
    if first and last and last < first:
        faults["bis"] = _("Dieser Tag liegt vor dem ersten; gezeigt wird alles ab dem ersten.")
        last = None
    next_day = last + timedelta(days=1) if last and last < date.max else None
    return midnight(first, zone) if first else None, midnight(next_day, zone) if next_day else None


def _typed(asked: Asked, language: str, today: date, faults: dict[str, str]) -> Iterator[tuple[str, date]]:
    for name, text in (("von", asked.von), ("bis", asked.bis)):
        try:
            if text:
                yield name, read_day(text, language, today=today)
        except NotUnderstood as wrong:
            faults[name] = str(wrong)
