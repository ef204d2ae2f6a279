"""A person points at a day, a sum or a country in the text of a source: that is what the fact is, and its proof."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from functools import lru_cache

from sqlmodel import Session

from aggregator.changes import FactName, Facts, facts
from aggregator.intake.belongings import kept_facets
from aggregator.intake.comparing import kept_facts
from aggregator.intake.joining import findings_of
from aggregator.intake.proving import Pointed
from aggregator.intake.reading import today_at
from aggregator.intake.sentences import Sentences
from aggregator.model import Correction, KeptFinding, KeptReading
from aggregator.reading.named import Named, NamedCountry, NamedDay, NamedSum, find_named
from aggregator.review.checking import CannotBe, Flaw
from aggregator.review.correcting import correct, is_proven
from aggregator.review.rows import LARGEST_ID, locked


class Sets(StrEnum):
    """What a day in the text is taken for."""

    DEADLINE = "deadline"
    EVENT = "event"  # of a span both of its days
    FIRST = "first"
    LAST = "last"


class NothingThere(LookupError):
    """No day, sum or country stands at the place any more: the text was read anew since it was shown."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the text of a finding as it was shown: characters, end exclusive; `mark` is that of the text."""

    finding_id: int
    start: int
    end: int
    mark: str


def mark_of(text: str) -> str:
    """Twelve characters by which a text is known again."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def named_in(finding: KeptFinding, reading: KeptReading, *, now: datetime) -> tuple[Named, ...]:
    """What can be pointed at in the text of a finding, its days completed as they were when it was read."""
    published = today_at(finding.published) if finding.published else None
    return _named(reading.text, reading.language, published, today_at(reading.read_at), today_at(now))


@lru_cache(maxsize=32)  # a page is shown, a button pressed, the page shown again
def _named(text: str, language: str, published: date | None, fetched: date, today: date) -> tuple[Named, ...]:
    return find_named(text, language, published=published, fetched=fetched, today=today)


def point(
    session: Session,
    opportunity_id: int,
    place: Place,
    sets: Sets = Sets.DEADLINE,
    *,
    person_id: int | None,
    now: datetime,
    version: int | None = None,
) -> Correction:
    """Correct a fact by what stands at a place; a country that counts already is taken out.

    Raises NothingThere, and what `correct` raises; CannotBe with UNCHANGED where the place proves the fact already.
    """
    row = locked(session, opportunity_id)
    named, reading = _at(session, opportunity_id, place, now)
    kept = kept_facts(row, kept_facets(session, opportunity_id))
    name, value, proves = taken_for(named, sets, kept)
    quote = reading.text[named.start : named.end]
    sentence = Sentences(reading.text).around(named.start, named.end) or quote
    pointed = Pointed(place.finding_id, named.start, named.end, quote, sentence, proves) if proves else None
    if pointed and value == kept.get(name) and is_proven(session, opportunity_id, name, pointed):
        raise CannotBe(name, Flaw.UNCHANGED, value or "")  # pressed twice, whatever became of the rest meanwhile
    return correct(session, opportunity_id, name, value, person_id=person_id, now=now, version=version, pointed=pointed)


def taken_for(named: Named, sets: Sets, kept: Facts) -> tuple[FactName, str | None, str]:
    """The fact, its value, and the part of it that the place proves ("" for none): see `aggregator.changes.facts`."""
    match named:
        case NamedSum():
            value = facts.amount(named.least, named.most, named.currency)
            return FactName.AMOUNT, value, value or ""
        case NamedCountry():
            codes = set((kept.get(FactName.COUNTRY) or "").split())
            proves = "" if named.code in codes else named.code
            return FactName.COUNTRY, facts.codes(codes ^ {named.code}), proves
        case NamedDay() if sets is Sets.DEADLINE:
            until = facts.deadline(named.day, named.time, named.zone, "exact")
            return FactName.DEADLINE, until, named.day.isoformat()
    span = _span(named, sets, kept.get(FactName.EVENT))
    return FactName.EVENT, span, span if sets is Sets.EVENT else named.day.isoformat()


def _span(named: NamedDay, sets: Sets, event: str | None) -> str:
    """The days of the event; where its other end would lie on the wrong side, it is the one day alone."""
    first, last = named.first, named.last
    if sets is not Sets.EVENT:
        days = [date.fromisoformat(day) for day in event.split("/")] if event else [named.day]
        first, last = (named.day, days[-1]) if sets is Sets.FIRST else (days[0], named.day)
    span = facts.days(first, last) if first <= last else facts.days(named.day, None)
    assert span is not None
    return span


def _at(session: Session, opportunity_id: int, place: Place, now: datetime) -> tuple[Named, KeptReading]:
    finding = session.get(KeptFinding, place.finding_id) if 0 < place.finding_id <= LARGEST_ID else None
    reading = session.get(KeptReading, place.finding_id) if finding else None
    if finding is None or reading is None or mark_of(reading.text) != place.mark:
        raise NothingThere("the text was read anew")
    if place.finding_id not in findings_of(session, opportunity_id):
        raise NothingThere("the text is that of another opportunity")
    for named in named_in(finding, reading, now=now):
        if (named.start, named.end) == (place.start, place.end):
            return named, reading
    raise NothingThere("nothing that can be pointed at stands there")
