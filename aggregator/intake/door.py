"""The door through which findings come in: one transaction for each, the same one twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from aggregator.finding import Finding, RunReport, Taken
from aggregator.intake.cleaning import cleaned, content_hash, hash_of
from aggregator.intake.combining import Told, combine
from aggregator.intake.keeping import add_opportunity, renew_opportunity
from aggregator.intake.ledger import write_run
from aggregator.intake.reading import read_finding, today_at
from aggregator.intake.recognising import recognise, remember
from aggregator.intake.splitting import parts_of
from aggregator.intake.understanding import Understood, understand
from aggregator.model import KeptFinding, KeptReading, Opportunity, Sighting, Source
from aggregator.reading import Reading
from aggregator.sources import UnknownSource
from aggregator.store import Store


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
        """Write the ledger row of a run, keep its validators and say when the source is due again."""
        with self._store.writing() as session:
            write_run(session, _source(session, report.source_key), report)

    def _take(self, finding: Finding) -> Taken:
        now = self._clock()
        with self._store.writing() as session:
            source = _source(session, finding.source_key)
            taken = {_take_part(session, source, part, now) for part in parts_of(finding, source, today=today_at(now))}
        return next(one for one in (Taken.NEW, Taken.CHANGED, Taken.SAME) if one in taken)


def _take_part(session: Session, source: Source, finding: Finding, now: datetime) -> Taken:
    kept = _kept(session, source, finding)
    if kept is None:
        _take_new(session, source, finding, now)
        return Taken.NEW
    return _take_again(session, source, kept, finding, now)


def _take_new(session: Session, source: Source, finding: Finding, now: datetime) -> None:
    assert source.id is not None
    reading = read_finding(finding, now)
    kept = KeptFinding(
        source_id=source.id, key=finding.key, key_hash=hash_of(finding.key), url="", title="", content_hash=""
    )
    kept.first_seen = now
    _update(kept, finding, now)
    session.add(kept)
    session.flush()
    assert kept.id is not None
    session.add(KeptReading(finding_id=kept.id, text=reading.text, language=reading.language, read_at=now))
    understood = understand(finding, reading, source, today=today_at(now))
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
    if kept.content_hash == content_hash(finding):
        kept.last_seen = now
        return Taken.SAME
    reading = read_finding(finding, now)
    said_before = session.get_one(KeptReading, kept.id)
    same = _says_the_same(kept, said_before, finding, reading)
    _update(kept, finding, now)
    if same:
        return Taken.SAME
    said_before.text, said_before.language, said_before.read_at = reading.text, reading.language, now
    sighting.url = finding.url
    understood = understand(finding, reading, source, today=today_at(now))
    assert source.id is not None and kept.id is not None
    told = Told(kept.id, source.id, source.rank, kept.first_seen, understood)
    renew_opportunity(session, row, combine([told, *_told_before(session, row, now, leaving_out=kept.id)]), now=now)
    remember(session, sighting.opportunity_id, understood, is_new=False)
    return Taken.CHANGED


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
    understood: Understood = understand(finding, read_finding(finding, now), source, today=today_at(now))
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
