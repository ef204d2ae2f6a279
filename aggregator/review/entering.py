"""A person enters something by hand: it comes in through the door as a finding, and its facts stand as their word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from aggregator.changes import FactName, facts
from aggregator.finding import Finding
from aggregator.intake import take_into
from aggregator.intake.belongings import kept_facets
from aggregator.intake.cleaning import cleaned, content_hash
from aggregator.intake.comparing import kept_facts
from aggregator.intake.joining import findings_of
from aggregator.intake.meeting import Met, met
from aggregator.model import Correction, OpportunityState, SourceAction
from aggregator.review.correcting import correct
from aggregator.review.deciding import accept
from aggregator.review.rows import locked
from aggregator.sources.own import own_source
from aggregator.sources.tending import note
from aggregator.store import Store

_LISTS = {FactName.COUNTRY: "countries", FactName.TOPIC: "topics", FactName.AUDIENCE: "audiences"}


@dataclass(frozen=True, slots=True)
class Entry:
    """What a person enters. `key` is that of the form they filled in: one form makes one entry, however often it comes.

    `facts` are checked already and written as in `aggregator.changes.facts`, with a title and a kind; what is left open
    is not among them. `url` is "" where there is no page to lead to.
    """

    key: str
    facts: Mapping[FactName, str]
    text: str
    language: str
    url: str = ""


@dataclass(frozen=True, slots=True)
class Entered:
    """Where an entry stands now. `is_new`: nobody had reported it before; else it was put to what was known."""

    opportunity_id: int
    is_new: bool


class FormUsed(Exception):
    """The same form brought something else before, which stands at `opportunity_id`: nothing was changed."""

    def __init__(self, opportunity_id: int) -> None:
        super().__init__(f"this form was sent before and made opportunity {opportunity_id}: correct that one")
        self.opportunity_id = opportunity_id


def enter(
    store: Store, entry: Entry, *, office: str, person_id: int, now: datetime, accepted: bool, again: bool = True
) -> Entered:
    """Keep an entry, in one transaction; `accepted`: show it to the public at once. `office` names the source.

    It is compared with all that is known, as any other finding: what is surely the same is put together, what may be is
    asked at the desk. The same form once more changes nothing. Raises FormUsed.
    """
    try:
        with store.writing() as session:
            return _enter(session, entry, office, person_id, now, accepted)
    except IntegrityError:  # the same form came twice at one moment, or two people entered the very first thing
        if not again:
            raise
        return enter(store, entry, office=office, person_id=person_id, now=now, accepted=accepted, again=False)


def _enter(session: Session, entry: Entry, office: str, person_id: int, now: datetime, accepted: bool) -> Entered:
    source = own_source(session, name=office, now=now)
    finding = cleaned(_finding(source.key, entry, now))
    known = met(session, finding)
    if known is not None:
        if known.content_hash != content_hash(finding):
            raise FormUsed(known.opportunity_id)
        return Entered(known.opportunity_id, _is_alone(session, known))
    take_into(session, finding, now=now)
    taken = met(session, finding)
    assert taken is not None
    entered = Entered(taken.opportunity_id, _is_alone(session, taken))
    _stand_by(session, entered, entry.facts, person_id, now)
    row = locked(session, entered.opportunity_id)
    if accepted and row.state != OpportunityState.ACCEPTED:
        accept(session, entered.opportunity_id, person_id=person_id, now=now)
    said = {"opportunity": entered.opportunity_id, **{name.value: value for name, value in entry.facts.items()}}
    note(session, source, SourceAction.ENTER, person_id=person_id, now=now, after=said)
    return entered


def _is_alone(session: Session, taken: Met) -> bool:
    return findings_of(session, taken.opportunity_id) == [taken.finding_id]


def _stand_by(session: Session, entered: Entered, said: Mapping[FactName, str], person_id: int, now: datetime) -> None:
    """Let the facts count as the person's word, whatever is read or reported later.

    Countries, topics and audiences need none: they are joined with those that others report, so none of them is lost.
    """
    for name, value in said.items():
        if name in _LISTS:
            continue
        row = locked(session, entered.opportunity_id)
        counting = kept_facts(row, kept_facets(session, entered.opportunity_id)).get(name)
        if counting != value:
            correct(session, entered.opportunity_id, name, value, person_id=person_id, now=now)
            continue
        correction = Correction(
            opportunity_id=entered.opportunity_id,
            field=name,
            value=value,
            machine_value=value,
            person_id=person_id,
            at=now,
        )
        session.add(correction)
    session.flush()


def _finding(source_key: str, entry: Entry, now: datetime) -> Finding:
    name = f"urn:uuid:{entry.key}"
    return Finding(
        source_key=source_key,
        key=name,
        url=entry.url or name,
        title=entry.facts[FactName.TITLE],
        seen_at=now,
        text=entry.text,
        fields=dict(_fields(entry.facts)),
        language=entry.language,
    )


def _fields(said: Mapping[FactName, str]) -> Iterator[tuple[str, str]]:
    """The facts in the fields in which sources state theirs."""
    yield "kind", said[FactName.KIND]
    for name in (FactName.PLACE, FactName.ORGANISER):
        if name in said:
            yield name.value, said[name]
    for name, plural in _LISTS.items():
        if name in said:
            yield plural, said[name].replace(" ", ";")
    if FactName.DEADLINE in said:
        yield "deadline", _deadline(said[FactName.DEADLINE])
    if FactName.EVENT in said:
        first, _, last = said[FactName.EVENT].partition("/")
        yield "event_start", first
        yield "event_end", last or first
    if FactName.AMOUNT in said:
        low, high, currency = facts.sums(said[FactName.AMOUNT])
        yield "currency", currency
        yield from (
            (field, str(number)) for field, number in (("amount_min", low), ("amount_max", high)) if number is not None
        )


def _deadline(said: str) -> str:
    """ISO 8601; a time in a zone of its own with its offset."""
    until = facts.until(said)
    if until is None or until.time is None:
        return said
    if until.zone is None:
        return f"{until.day.isoformat()}T{until.time.isoformat('minutes')}"
    return until.moment.astimezone(ZoneInfo(until.zone)).isoformat()
