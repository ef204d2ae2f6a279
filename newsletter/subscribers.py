"""Who reads: subscribing in two steps, leaving in one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlmodel import Session, col, delete, func, select, update

from aggregator.model import Consent, Facet, ReaderFacet, ReaderMail, Rhythm, Subscriber, SubscriberState
from aggregator.store.upsert import insert_new
from newsletter import consent, tokens
from newsletter.addresses import normal_address
from newsletter.consent import Circumstances, ConsentEvent, How

_ONE_LINE_A_DAY = timedelta(hours=24)
UNDO_FOR = timedelta(days=1)
"""So long who has left comes back with one button: longer and the link of a mail passed on would bring people back."""


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
    where: Circumstances = Circumstances(),  # noqa: B008 - it cannot be changed
    smtputf8: bool = False,
) -> Subscriber:
    """Ask for the newsletter: pending until confirmed. Who is confirmed already stays as they are.

    Raises AddressRefused. The caller answers the same in every case, so that nobody learns who is known here.
    """
    address = normal_address(address, smtputf8=smtputf8)
    reader = kept(session, address, language=language, municipality_ags=municipality_ags, rhythm=rhythm, now=now)
    if reader.state is SubscriberState.CONFIRMED:
        return reader
    choose(session, reader, countries=countries, topics=topics, audiences=audiences)
    words = consent.wording(ConsentEvent.REQUESTED, language)
    if not _said_lately(session, reader, words, now):
        consent.record(session, reader, ConsentEvent.REQUESTED, words, now=now, where=where)
    return reader


def kept(
    session: Session,
    address: str,
    *,
    language: str,
    municipality_ags: str | None,
    rhythm: Rhythm = Rhythm.WEEKLY,
    now: datetime,
) -> Subscriber:
    """The row of an address as `normal_address` writes it: pending, or as it stands where somebody has confirmed."""
    reader = known(session, address)
    if reader is not None and reader.state is SubscriberState.CONFIRMED:
        return reader
    if reader is None:
        row = Subscriber(address=address, created_at=now).model_dump(exclude={"id"})
        insert_new(session, Subscriber, [row], unique=("address",))  # two sign-ups may come in the same moment
        reader = session.exec(select(Subscriber).where(Subscriber.address == address)).one()
    reader.state, reader.language, reader.rhythm = SubscriberState.PENDING, language, rhythm
    reader.municipality_ags = municipality_ags
    session.add(reader)
    session.flush()
    return reader


def known(session: Session, address: str) -> Subscriber | None:
    """Who has this address, to the letter or, where nobody has, in another case: one letter box gets one newsletter."""
    exact = session.exec(select(Subscriber).where(Subscriber.address == address)).one_or_none()
    if exact is not None:
        return exact
    folded = select(Subscriber).where(func.lower(Subscriber.address) == address.lower()).order_by(col(Subscriber.id))
    return session.exec(folded).first()


def confirm(
    session: Session,
    token: str,
    *,
    secret: str,
    now: datetime,
    where: Circumstances = Circumstances(),  # noqa: B008 - it cannot be changed
) -> bool:
    """Second step: the button behind the link of the confirmation mail.

    False for a token that is not ours, too old (7 days), or whose reader is gone or has left since. A second time is
    True again and changes nothing, however old the link is by then.
    """
    reader = standing(session, token, secret=secret, now=now)
    if reader is None:
        return False
    if reader.state is SubscriberState.PENDING:
        reader.state, reader.ended_at = SubscriberState.CONFIRMED, None
        session.add(reader)
        words = consent.wording(ConsentEvent.CONFIRMED, reader.language)
        consent.record(session, reader, ConsentEvent.CONFIRMED, words, now=now, where=where)
    return True


def standing(session: Session, token: str, *, secret: str, now: datetime) -> Subscriber | None:
    """Who waits behind the link of a confirmation mail, or has confirmed; None where the link is good for nothing."""
    signed = tokens.read_confirm(token, secret=secret, now=now, max_age=timedelta(days=36_500))
    reader = reader_of(session, signed, secret)
    if reader is None or reader.state is SubscriberState.UNSUBSCRIBED:
        return None
    is_fresh = tokens.read_confirm(token, secret=secret, now=now) is not None
    return reader if is_fresh or reader.state is SubscriberState.CONFIRMED else None


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
    reader = kept(
        session,
        normal_address(address),
        language=language,
        municipality_ags=municipality_ags,
        rhythm=rhythm,
        now=now,
    )
    if reader.state is not SubscriberState.CONFIRMED:
        choose(session, reader, countries=countries, topics=topics, audiences=audiences)
    reader.state, reader.ended_at = SubscriberState.CONFIRMED, None
    session.add(reader)
    consent.record(session, reader, ConsentEvent.ADDED, basis.strip(), now=now)
    return reader


def unsubscribe_by_token(session: Session, token: str, *, secret: str, now: datetime, how: How = How.LINK) -> bool:
    """Leave at once. True also for who has left before; False for a token that is not ours or whose reader is gone."""
    reader = of_unsubscribe_token(session, token, secret=secret)
    if reader is None:
        return False
    leave(session, reader, consent.wording(how, reader.language), now=now)
    return True


def of_unsubscribe_token(session: Session, token: str, *, secret: str) -> Subscriber | None:
    """Whose link this is; links in mails to an address that the reader had before are theirs too."""
    return reader_of(session, tokens.read_unsubscribe(token, secret=secret), secret, formerly=True)


def leave(session: Session, reader: Subscriber, words: str, *, now: datetime) -> None:
    """End a subscription; `words` are kept as proof. Who has left before stays as they are."""
    if reader.state is SubscriberState.UNSUBSCRIBED:
        return
    reader.state, reader.ended_at, reader.paused_until = SubscriberState.UNSUBSCRIBED, now, None
    session.add(reader)
    consent.record(session, reader, ConsentEvent.UNSUBSCRIBED, words, now=now)


def come_back(session: Session, token: str, *, secret: str, now: datetime) -> bool:
    """Take back that somebody has left, within a day. False where it was longer ago or they never were a reader."""
    reader = of_unsubscribe_token(session, token, secret=secret)
    if reader is None:
        return False
    if reader.state is SubscriberState.CONFIRMED:
        return True
    if not may_come_back(session, reader, now=now):
        return False
    reader.state, reader.ended_at = SubscriberState.CONFIRMED, None
    session.add(reader)
    words = consent.wording(ConsentEvent.RESTORED, reader.language)
    consent.record(session, reader, ConsentEvent.RESTORED, words, now=now)
    return True


def may_come_back(session: Session, reader: Subscriber, *, now: datetime) -> bool:
    """Whether leaving can be taken back: it was within a day, and there had been a consent."""
    assert reader.id is not None
    if reader.state is not SubscriberState.UNSUBSCRIBED or reader.ended_at is None:
        return False
    given = {ConsentEvent.CONFIRMED.value, ConsentEvent.ADDED.value}
    return now - reader.ended_at <= UNDO_FOR and any(
        line.event in given for line in consent.history(session, reader.id)
    )


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
    session.execute(left.values(state=SubscriberState.UNSUBSCRIBED, ended_at=func.coalesce(Subscriber.ended_at, now)))
    gone = [number for number in session.exec(select(Subscriber.id).where(*pending)) if number is not None]
    for table in (ReaderFacet, ReaderMail, Consent):
        session.exec(delete(table).where(col(table.subscriber_id).in_(gone)))
    session.exec(delete(Subscriber).where(col(Subscriber.id).in_(gone)))
    return len(gone)


def reader_of(
    session: Session, signed: tokens.Signed | None, secret: str, *, formerly: bool = False
) -> Subscriber | None:
    """The reader a token was made for. With `formerly` their former addresses count as theirs."""
    reader = None if signed is None else session.get(Subscriber, signed.id)
    if reader is None or signed is None:
        return None
    marks = [tokens.address_mark(reader.address, secret), *(reader.former_marks if formerly else ())]
    return reader if signed.mark in marks else None


def choose(
    session: Session, reader: Subscriber, *, countries: Iterable[str], topics: Iterable[str], audiences: Iterable[str]
) -> None:
    """Keep what a reader cares for instead of what was kept so far."""
    assert reader.id is not None
    session.exec(delete(ReaderFacet).where(col(ReaderFacet.subscriber_id) == reader.id))
    session.add_all(facets_of(reader.id, countries=countries, topics=topics, audiences=audiences))
    session.flush()


def facets_of(
    subscriber_id: int, *, countries: Iterable[str], topics: Iterable[str], audiences: Iterable[str]
) -> list[ReaderFacet]:
    """What somebody cares for, as rows that are still to be added."""
    chosen = ((Facet.COUNTRY, countries), (Facet.TOPIC, topics), (Facet.AUDIENCE, audiences))
    return [
        ReaderFacet(subscriber_id=subscriber_id, facet=facet, value=value)
        for facet, values in chosen
        for value in sorted(set(values))
    ]


def _said_lately(session: Session, reader: Subscriber, words: str, now: datetime) -> bool:
    """Whether the proof holds these very words of today: a hundred sign-ups say no more than one."""
    assert reader.id is not None
    asked = [line for line in consent.history(session, reader.id) if line.event == ConsentEvent.REQUESTED.value]
    return bool(asked) and asked[-1].wording == words and asked[-1].at > now - _ONE_LINE_A_DAY
