"""Who reads: subscribing in two steps, leaving in one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, select, update

from aggregator.model import Consent, Facet, ReaderFacet, Rhythm, Subscriber, SubscriberState
from newsletter import consent, tokens
from newsletter.addresses import normal_address
from newsletter.consent import ConsentEvent


def subscribe(  # noqa: PLR0913
    session: Session,
    address: str,
    *,
    language: str,
    municipality_ags: str | None = None,
    countries: Iterable[str] = (),
    topics: Iterable[str] = (),
    audiences: Iterable[str] = (),
    rhythm: Rhythm = Rhythm.WEEKLY,
    now: datetime,
) -> Subscriber:
    """Ask for the newsletter: pending until confirmed. Who is confirmed already stays as they are.

    Raises AddressRefused. The caller answers the same in every case, so that nobody learns who is known here.
    """
    address = normal_address(address)
    reader = session.exec(select(Subscriber).where(Subscriber.address == address)).one_or_none()
    if reader is not None and reader.state is SubscriberState.CONFIRMED:
        return reader
    if reader is None:
        reader = Subscriber(address=address, created_at=now)
    reader.state = SubscriberState.PENDING
    reader.language = language
    reader.rhythm = rhythm
    reader.municipality_ags = municipality_ags
    session.add(reader)
    session.flush()
    _choose(session, reader, countries=countries, topics=topics, audiences=audiences)
    words = consent.wording(ConsentEvent.REQUESTED, language)
    consent.record(session, reader, ConsentEvent.REQUESTED, words, now=now)
    return reader


def confirm(session: Session, token: str, *, secret: str, now: datetime) -> bool:
    """Second step: the button behind the link of the confirmation mail.

    False for a token that is not ours, too old (7 days), or whose reader is gone or has left since. A second time is
    True again and changes nothing.
    """
    signed = tokens.read_confirm(token, secret=secret, now=now)
    reader = _reader_of(session, signed, secret)
    if reader is None or reader.state is SubscriberState.UNSUBSCRIBED:
        return False
    if reader.state is SubscriberState.PENDING:
        reader.state = SubscriberState.CONFIRMED
        session.add(reader)
        words = consent.wording(ConsentEvent.CONFIRMED, reader.language)
        consent.record(session, reader, ConsentEvent.CONFIRMED, words, now=now)
    return True


def add_confirmed(  # noqa: PLR0913
    session: Session,
    address: str,
    *,
    language: str,
    municipality_ags: str | None = None,
    countries: Iterable[str] = (),
    topics: Iterable[str] = (),
    audiences: Iterable[str] = (),
    rhythm: Rhythm = Rhythm.WEEKLY,
    basis: str,
    now: datetime,
) -> Subscriber:
    """Add a reader whose consent exists elsewhere; `basis` states where and is kept as proof. Raises ValueError."""
    if not basis.strip():
        raise ValueError(
            "a legal basis must be stated for every imported reader, for example “list of 2024, paper form 17”"
        )
    reader = subscribe(
        session,
        address,
        language=language,
        municipality_ags=municipality_ags,
        countries=countries,
        topics=topics,
        audiences=audiences,
        rhythm=rhythm,
        now=now,
    )
    reader.state = SubscriberState.CONFIRMED
    session.add(reader)
    consent.record(session, reader, ConsentEvent.ADDED, basis.strip(), now=now)
    return reader


def unsubscribe_by_token(session: Session, token: str, *, secret: str, now: datetime) -> bool:
    """Leave at once. True also for who has left before; False for a token that is not ours or whose reader is gone."""
    reader = _reader_of(session, tokens.read_unsubscribe(token, secret=secret), secret)
    if reader is None:
        return False
    if reader.state is not SubscriberState.UNSUBSCRIBED:
        reader.state = SubscriberState.UNSUBSCRIBED
        session.add(reader)
        words = consent.wording(ConsentEvent.UNSUBSCRIBED, reader.language)
        consent.record(session, reader, ConsentEvent.UNSUBSCRIBED, words, now=now)
    return True


def delete_unconfirmed(session: Session, *, now: datetime, older_than: timedelta = timedelta(days=7)) -> int:
    """Delete who asked and never confirmed, with everything kept about it; how many that were. For a daily job."""
    last_asked = (
        select(Consent.subscriber_id)
        .where(Consent.event == ConsentEvent.REQUESTED.value)
        .group_by(col(Consent.subscriber_id))
        .having(func.max(col(Consent.at)) < now - older_than)
    )
    pending = (col(Subscriber.state) == SubscriberState.PENDING, col(Subscriber.id).in_(last_asked))
    once = [ConsentEvent.CONFIRMED.value, ConsentEvent.ADDED.value]
    proven = select(Consent.subscriber_id).where(col(Consent.event).in_(once))
    # who was a reader before keeps the proof of that, and is as before: not one any more
    left = update(Subscriber).where(*pending, col(Subscriber.id).in_(proven))
    session.execute(left.values(state=SubscriberState.UNSUBSCRIBED))
    gone = [number for number in session.exec(select(Subscriber.id).where(*pending)) if number is not None]
    for table in (ReaderFacet, Consent):
        session.exec(delete(table).where(col(table.subscriber_id).in_(gone)))
    session.exec(delete(Subscriber).where(col(Subscriber.id).in_(gone)))
    return len(gone)


def _reader_of(session: Session, signed: tokens.Signed | None, secret: str) -> Subscriber | None:
    if signed is None:
        return None
    reader = session.get(Subscriber, signed.id)
    if reader is None or tokens.address_mark(reader.address, secret) != signed.mark:
        return None
    return reader


def _choose(
    session: Session, reader: Subscriber, *, countries: Iterable[str], topics: Iterable[str], audiences: Iterable[str]
) -> None:
    assert reader.id is not None
    session.exec(delete(ReaderFacet).where(col(ReaderFacet.subscriber_id) == reader.id))
    for facet, values in ((Facet.COUNTRY, countries), (Facet.TOPIC, topics), (Facet.AUDIENCE, audiences)):
        session.add_all(ReaderFacet(subscriber_id=reader.id, facet=facet, value=value) for value in sorted(set(values)))
    session.flush()
