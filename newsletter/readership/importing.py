"""A table of readers taken in: looked at first, then each line as far as its evidence goes (R21)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlmodel import Session, col, select

from aggregator.model import ReaderAction, ReaderFile, ReaderMail, ReaderMailKind, Subscriber, SubscriberState
from newsletter import consent, subscribers
from newsletter.consent import ConsentEvent
from newsletter.readership.choices import change
from newsletter.readership.office import note
from newsletter.readership.table import Fault, Row, read_table
from newsletter.settings import MailSettings
from newsletter.suppression import suppressed

_BATCH = 400


class Verdict(StrEnum):
    """What becomes of a line."""

    CONFIRMED = "confirmed"
    """There is evidence of a consent: they are a reader at once."""
    ASKED = "asked"
    """There is none: they get one mail that asks, and are forgotten after seven days without an answer."""
    KNOWN = "known"
    """They are a reader, or were asked already: nothing changes."""
    LEFT = "left"
    """They have left: a table brings nobody back."""
    BLOCKED = "blocked"
    """The address must get no mail."""


_COMING = frozenset({Verdict.CONFIRMED, Verdict.ASKED})


@dataclass(frozen=True, slots=True)
class DryRun:
    """What a table would do."""

    rows: tuple[tuple[Verdict, Row], ...]
    faults: tuple[Fault, ...]

    def of(self, verdict: Verdict) -> list[Row]:
        """The lines of one verdict."""
        return [row for said, row in self.rows if said is verdict]

    @property
    def coming(self) -> int:
        """How many would come in."""
        return len(self.of(Verdict.CONFIRMED)) + len(self.of(Verdict.ASKED))


def dry_run(session: Session, text: str, settings: MailSettings, *, today: date) -> DryRun:
    """Look at a table beside the readers there are; changes nothing. Raises TableUnreadable."""
    rows, faults = read_table(session, text, today=today, smtputf8=settings.international_addresses)
    states = _states(session)
    barred = {
        address
        for start in range(0, len(rows), _BATCH)
        for address in suppressed(
            session, [row.address for row in rows[start : start + _BATCH]], secret=settings.secret
        )
    }
    return DryRun(tuple((_verdict(row, states, barred), row) for row in rows), tuple(faults))


def take(session: Session, file: ReaderFile, settings: MailSettings, *, by: int, today: date, now: datetime) -> DryRun:
    """Take a table in, as it looks at this moment, and forget the file."""
    run = dry_run(session, file.content, settings, today=today)
    known = _states(session).keys()
    coming = [(verdict, row) for verdict, row in run.rows if verdict in _COMING]
    for _, row in coming:
        if row.address.lower() in known:
            _confirm(session, row, now)
    new = [(verdict, row) for verdict, row in coming if row.address.lower() not in known]
    for start in range(0, len(new), _BATCH):
        _add(session, new[start : start + _BATCH], now)
    note(session, ReaderAction.IMPORTED, by=by, reason=file.name, rows=run.coming, now=now)
    session.delete(file)
    return run


def _confirm(session: Session, row: Row, now: datetime) -> None:
    """Of those who are known only who waits for a confirmation comes in, by the evidence of their line."""
    reader = subscribers.known(session, row.address)
    if reader is not None:
        change(session, reader, row.choices)
        reader.state, reader.ended_at = SubscriberState.CONFIRMED, None
        session.add(reader)
        consent.record(session, reader, ConsentEvent.ADDED, _evidence(row), now=now)


def _add(session: Session, rows: Sequence[tuple[Verdict, Row]], now: datetime) -> None:
    """Some hundred new readers, each kind of row at once."""
    readers = [_reader(row, verdict, now) for verdict, row in rows]
    session.add_all(readers)
    session.flush()
    for reader, (verdict, row) in zip(readers, rows, strict=True):
        assert reader.id is not None
        chosen = row.choices
        session.add_all(
            subscribers.facets_of(
                reader.id, countries=chosen.countries, topics=chosen.topics, audiences=chosen.audiences
            )
        )
        if verdict is Verdict.CONFIRMED:
            session.add(consent.line(reader, ConsentEvent.ADDED, _evidence(row), now=now))
            continue
        session.add(consent.line(reader, ConsentEvent.REQUESTED, row.basis, now=now))
        kind = ReaderMailKind.CONFIRMATION
        session.add(ReaderMail(subscriber_id=reader.id, kind=kind, due_at=now, made_at=now))
    session.flush()


def _reader(row: Row, verdict: Verdict, now: datetime) -> Subscriber:
    chosen = row.choices
    return Subscriber(
        address=row.address,
        language=chosen.language,
        format=chosen.format,
        rhythm=chosen.rhythm,
        municipality_ags=chosen.municipality_ags,
        state=SubscriberState.CONFIRMED if verdict is Verdict.CONFIRMED else SubscriberState.PENDING,
        created_at=now,
    )


def _evidence(row: Row) -> str:
    assert row.confirmed_on is not None
    return f"{row.basis} · {row.evidence} · {row.confirmed_on.isoformat()}"


def _verdict(row: Row, states: dict[str, SubscriberState], barred: set[str]) -> Verdict:
    if row.address in barred:
        return Verdict.BLOCKED
    match states.get(row.address.lower()):
        case SubscriberState.UNSUBSCRIBED:
            return Verdict.LEFT
        case SubscriberState.CONFIRMED:
            return Verdict.KNOWN
        case SubscriberState.PENDING if row.confirmed_on is None:
            return Verdict.KNOWN
        case _:
            return Verdict.CONFIRMED if row.confirmed_on else Verdict.ASKED


def _states(session: Session) -> dict[str, SubscriberState]:
    """How everybody stands, by address: one question, whatever the size of the table."""
    found = session.exec(select(Subscriber.address, Subscriber.state).order_by(col(Subscriber.id)))
    return {address.lower(): SubscriberState(state) for address, state in found}
