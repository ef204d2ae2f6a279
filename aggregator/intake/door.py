"""The door through which findings come in: one transaction for each, the same one twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from aggregator.finding import Finding, RunReport, Taken
from aggregator.intake.cleaning import cleaned, content_hash, hash_of
from aggregator.intake.combining import Told, combine
from aggregator.intake.holding import filled, hold, release, says_less, show_hidden
from aggregator.intake.keeping import add_opportunity, renew_opportunity
from aggregator.intake.ledger import forget_what_is_usual, write_run
from aggregator.intake.recognising import recognise, remember
from aggregator.intake.splitting import parts_of
from aggregator.intake.understanding import Understood, understand
from aggregator.model import KeptFinding, KeptReading, Opportunity, Sighting, Source, SourceAction
from aggregator.reading import Document, Reading, read
from aggregator.sources import UnknownSource
from aggregator.sources.tending import note
from aggregator.store import Store

_OFFICE_ZONE = ZoneInfo("Europe/Berlin")
_SHORT = 200  # characters; in longer texts the language is read from the words, a feed's own claim is often wrong


class Intake:
    """The aggregator as a crawl sees it. `clock` gives the present moment, aware."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime]) -> None:
        self._store = store
        self._clock = clock

    def take(self, finding: Finding) -> Taken:
        """Keep, read and identify one finding; raises UnknownSource where nobody keeps such a source.

        A page that lists several opportunities is taken as so many findings, all or none; it is as new as the newest.
        """
        finding = cleaned(finding)
        try:
            return self._take(finding)
        except IntegrityError:  # another writer kept the same finding between our question and our answer
            return self._take(finding)

    def close_run(self, report: RunReport) -> None:
        """Write the ledger row of a run, keep its validators, judge it and say when the source is due again.

        After a sound run what was held back of it is taken in; after a doubtful one it stays held.
        """
        with self._store.writing() as session:
            source = _source(session, report.source_key)
            run = write_run(session, source, report)
            if run.listed is not None and not run.quarantined:
                show_hidden(session, source, since=report.started_at)
                self._take_held(session, source, since=report.started_at)

    def trust(self, source_key: str, *, person_id: int | None) -> None:
        """A person says that what a source shows now is right: take in all that is held, and learn anew what is usual.

        Raises UnknownSource.
        """
        with self._store.writing() as session:
            source = _source(session, source_key)
            forget_what_is_usual(session, source, now=self._clock())
            note(session, source, SourceAction.TRUST, person_id=person_id, now=self._clock())
            show_hidden(session, source)
            self._take_held(session, source)

    def _take_held(self, session: Session, source: Source, *, since: datetime | None = None) -> None:
        for kept, finding in release(session, source, since=since):
            _renew(session, source, kept, finding, _read(finding, finding.seen_at), finding.seen_at)

    def _take(self, finding: Finding) -> Taken:
        now = self._clock()
        with self._store.writing() as session:
            source = _source(session, finding.source_key)
            taken = {_take_part(session, source, part, now) for part in parts_of(finding, source, today=_today(now))}
        return next(one for one in (Taken.NEW, Taken.CHANGED, Taken.SAME) if one in taken)


def _take_part(session: Session, source: Source, finding: Finding, now: datetime) -> Taken:
    kept = _kept(session, source, finding)
    if kept is None:
        _take_new(session, source, finding, now)
        return Taken.NEW
    return _take_again(session, source, kept, finding, now)


def _take_new(session: Session, source: Source, finding: Finding, now: datetime) -> None:
    assert source.id is not None
    reading = _read(finding, now)
    kept = KeptFinding(
        source_id=source.id, key=finding.key, key_hash=hash_of(finding.key), url="", title="", content_hash=""
    )
    kept.first_seen = now
    _update(kept, finding, now)
    session.add(kept)
    session.flush()
    assert kept.id is not None
    understood = understand(finding, reading, source, today=_today(now))
    said = KeptReading(finding_id=kept.id, text=reading.text, language=reading.language, read_at=now)
    said.filled = filled(finding, understood, reading.text)
    session.add(said)
    told = Told(kept.id, source.id, source.rank, now, understood)
    known = recognise(session, finding, understood, reading.text)
    if known is None:
        row = add_opportunity(session, combine([told]), now=now)
    else:
        row = known
        renew_opportunity(session, row, combine([told, *_told_before(session, row, now)]), now=now)
    assert row.id is not None
    remember(session, row.id, understood, is_new=known is None)
    session.add(
        Sighting(
            opportunity_id=row.id,
            finding_id=kept.id,
            source_id=source.id,
            url=finding.url,
            first_seen=now,
            last_seen=now,
        )
    )


def _take_again(session: Session, source: Source, kept: KeptFinding, finding: Finding, now: datetime) -> Taken:
    sighting = session.exec(select(Sighting).where(Sighting.finding_id == kept.id)).one()
    row = session.get_one(Opportunity, sighting.opportunity_id)
    sighting.last_seen = row.checked_at = now
    sighting.missed, sighting.gone_at = 0, None
    if kept.content_hash == content_hash(finding):
        kept.last_seen = now
        return Taken.SAME
    reading = _read(finding, now)
    said_before = session.get_one(KeptReading, kept.id)
    if _says_the_same(kept, said_before, finding, reading):
        _update(kept, finding, now)
        return Taken.SAME
    facts = filled(finding, understand(finding, reading, source, today=_today(now)), reading.text)
    if says_less(said_before.filled, facts):
        hold(session, kept, finding, facts, now=now)
    else:
        _renew(session, source, kept, finding, reading, now)
    return Taken.CHANGED


def _renew(
    session: Session, source: Source, kept: KeptFinding, finding: Finding, reading: Reading, now: datetime
) -> None:
    """Take a changed finding for what its source says now."""
    assert source.id is not None and kept.id is not None
    sighting = session.exec(select(Sighting).where(Sighting.finding_id == kept.id)).one()
    row = session.get_one(Opportunity, sighting.opportunity_id)
    said = session.get_one(KeptReading, kept.id)
    _update(kept, finding, now)
    sighting.url = finding.url
    understood = understand(finding, reading, source, today=_today(now))
    said.text, said.language, said.read_at = reading.text, reading.language, now
    said.filled = filled(finding, understood, reading.text)
    told = Told(kept.id, source.id, source.rank, kept.first_seen, understood)
    renew_opportunity(session, row, combine([told, *_told_before(session, row, now, leaving_out=kept.id)]), now=now)
    remember(session, sighting.opportunity_id, understood, is_new=False)


def _told_before(session: Session, row: Opportunity, now: datetime, *, leaving_out: int | None = None) -> list[Told]:
    """What the sources that reported it before tell, read again from what is kept."""
    # ix_sighting_opportunity_id; rarely more than a dozen
    question = (
        select(KeptFinding, Source)
        .join(Sighting, Sighting.finding_id == KeptFinding.id)  # type: ignore[arg-type]
        .join(Source, Source.id == KeptFinding.source_id)  # type: ignore[arg-type]
        .where(Sighting.opportunity_id == row.id, KeptFinding.id != leaving_out)
    )
    return [_told(kept, source, now) for kept, source in session.exec(question).all()]


def _told(kept: KeptFinding, source: Source, now: datetime) -> Told:
    assert kept.id is not None and source.id is not None
    finding = Finding(
        source_key=source.key,
        key=kept.key,
        url=kept.url,
        title=kept.title,
        seen_at=kept.last_seen,
        html=kept.html,
        text=kept.text,
        fields=kept.fields,
        published=kept.published,
        language=kept.language,
    )
    understood: Understood = understand(finding, _read(finding, now), source, today=_today(now))
    return Told(kept.id, source.id, source.rank, kept.first_seen, understood)


def _source(session: Session, key: str) -> Source:
    source = session.exec(select(Source).where(Source.key == key)).first()
    if source is None:
        raise UnknownSource(f"no source has the key {key!r}: add it before it is collected")
    return source


def _kept(session: Session, source: Source, finding: Finding) -> KeptFinding | None:
    # the unique index over (source_id, key_hash)
    question = select(KeptFinding).where(
        KeptFinding.source_id == source.id, KeptFinding.key_hash == hash_of(finding.key)
    )
    return session.exec(question).first()


def _read(finding: Finding, now: datetime) -> Reading:
    body = finding.text if finding.text is not None else finding.html or ""
    published = finding.published.astimezone(_OFFICE_ZONE).date() if finding.published else None
    today = _today(now)
    document = Document(
        title=finding.title,
        text=finding.text if finding.text is not None or finding.html is not None else "",
        html=finding.html,
        url=finding.url,
        language=finding.language if len(body) < _SHORT else None,
        published=published,
        fetched=today,
    )
    return read(document, today=today)


def _says_the_same(kept: KeptFinding, said_before: KeptReading, finding: Finding, reading: Reading) -> bool:
    """Whether only markup, blanks or boxes around the text differ."""
    words, before = reading.text.split(), said_before.text.split()
    return words == before and kept.title == finding.title and kept.fields == dict(finding.fields)


def _update(kept: KeptFinding, finding: Finding, now: datetime) -> None:
    kept.url = finding.url
    kept.title = finding.title
    kept.html = finding.html
    kept.text = finding.text
    kept.fields = dict(finding.fields)
    kept.published = finding.published
    kept.language = finding.language
    kept.snapshot = finding.snapshot
    kept.content_hash = content_hash(finding)
    kept.last_seen = now


def _today(now: datetime) -> date:
    return now.astimezone(_OFFICE_ZONE).date()
