"""The door through which findings come in: one transaction for each, the same one twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from aggregator.changes import Look, note_contradictions
from aggregator.finding import Finding, RunReport, Taken
from aggregator.intake.cleaning import cleaned, content_hash, hash_of
from aggregator.intake.combining import Told, combine
from aggregator.intake.comparing import contradictions
from aggregator.intake.documents import opened
from aggregator.intake.keeping import add_opportunity, renew_opportunity
from aggregator.intake.ledger import write_run
from aggregator.intake.reading import read_finding, today_at
from aggregator.intake.recognising import recognise, remember
from aggregator.intake.splitting import parts_of
from aggregator.intake.status import is_withdrawn
from aggregator.intake.telling import told_before
from aggregator.intake.understanding import understand
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

        A PDF is taken by its text; raises FindingRefused for one that has none.

        A page that lists several opportunities is taken as so many findings, all or none; it is as new as the newest.
        """
        finding = cleaned(opened(finding))
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
    if kept is None and is_withdrawn(finding.fields):
        return Taken.SAME  # it was over before we ever saw it
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
        look = Look(now, kept.id, source.id, kept.snapshot, is_first=True)
        _renew(session, row, [told, *told_before(session, row, now)], look)
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
        if row.unsettled:  # the same words once more are what it waits for
            _look_again(session, source, kept, row, finding, read_finding(finding, now), now)
        return Taken.SAME
    reading = read_finding(finding, now)
    said_before = session.get_one(KeptReading, kept.id)
    same = _says_the_same(kept, said_before, finding, reading)
    _update(kept, finding, now)
    if same and not row.unsettled:
        return Taken.SAME
    said_before.text, said_before.language, said_before.read_at = reading.text, reading.language, now
    sighting.url = finding.url
    _look_again(session, source, kept, row, finding, reading, now)
    return Taken.SAME if same else Taken.CHANGED


def _look_again(
    session: Session,
    source: Source,
    kept: KeptFinding,
    row: Opportunity,
    finding: Finding,
    reading: Reading,
    now: datetime,
) -> None:
    assert source.id is not None and kept.id is not None and row.id is not None
    understood = understand(finding, reading, source, today=today_at(now))
    told = Told(kept.id, source.id, source.rank, kept.first_seen, understood)
    others = told_before(session, row, now, leaving_out=kept.id)
    _renew(session, row, [told, *others], Look(now, kept.id, source.id, kept.snapshot))
    remember(session, row.id, understood, is_new=False)


def _renew(session: Session, row: Opportunity, told: list[Told], look: Look) -> None:
    combined = combine(told)
    renew_opportunity(session, row, combined, look, today=today_at(look.now))
    if len(told) > 1:
        found = list(contradictions(told, combined.finding_id, combined.understood))
        note_contradictions(session, row, found, look)


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
