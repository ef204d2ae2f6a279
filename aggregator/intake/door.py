"""The door through which findings come in: one transaction for each, the same one twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import structlog
from sqlalchemy import bindparam
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select
from structlog.contextvars import bound_contextvars

from aggregator.changes import Look
from aggregator.changes.facts import FactName
from aggregator.finding import Finding, RunReport, Taken
from aggregator.intake.cleaning import cleaned, content_hash, hash_of
from aggregator.intake.combining import Told, combine
from aggregator.intake.describing import describe
from aggregator.intake.documents import opened
from aggregator.intake.fingerprints import fingerprint_of
from aggregator.intake.firsts import add_finding, add_reading, add_sighting, columns_of
from aggregator.intake.holding import filled, hold, leaves_less_time, release, says_less, show_hidden
from aggregator.intake.keeping import add_opportunity
from aggregator.intake.ledger import forget_what_is_usual, write_run
from aggregator.intake.meeting import Met, met, noted
from aggregator.intake.reading import read_finding, today_at
from aggregator.intake.recognising import recognise, remember, renew
from aggregator.intake.relisting import settle_relisted
from aggregator.intake.splitting import may_list_several, parts_of
from aggregator.intake.status import is_withdrawn
from aggregator.intake.succeeding import put_away_if_succeeded
from aggregator.intake.telling import read_and_understood, told_before
from aggregator.intake.understanding import Understood, understand
from aggregator.model import KeptFinding, KeptReading, Opportunity, Sighting, Source, SourceAction
from aggregator.reading import Reading
from aggregator.sources import UnknownSource
from aggregator.sources.tending import note
from aggregator.store import Store

log = structlog.get_logger(__name__)

_ALL = frozenset(FactName)
_LETTERS = 12  # of an item's name in the log
_SOURCE = select(Source).where(Source.key == bindparam("key"))  # built once: every finding asks it


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
        """Write the ledger row of a run, keep its validators, judge it and say when the source is due again.

        After a sound run what was held back of it is taken in; after a doubtful one it stays held.
        """
        with self._store.writing() as session:
            source = _source(session, report.source_key)
            is_sound = write_run(session, source, report)
            settle_relisted(session, source, report, is_sound=is_sound)
            if is_sound:
                show_hidden(session, source, since=report.started_at)
                for kept, finding in release(session, source, since=report.started_at):
                    look = Look(finding.seen_at, kept.id, source.id, finding.snapshot)
                    _take_released(session, source, kept, finding, look)

    def trust(self, source_key: str, *, person_id: int | None) -> None:
        """A person says that what a source shows now is right: take in all that is held, and learn anew what is usual.

        Raises UnknownSource.
        """
        with self._store.writing() as session:
            source = _source(session, source_key)
            forget_what_is_usual(session, source, now=self._clock())
            note(session, source, SourceAction.TRUST, person_id=person_id, now=self._clock())
            show_hidden(session, source)
            for kept, finding in release(session, source):
                look = Look(self._clock(), kept.id, source.id, finding.snapshot, adopted=_ALL, person_id=person_id)
                _take_released(session, source, kept, finding, look)

    def _take(self, finding: Finding) -> Taken:
        with self._store.writing() as session:
            return take_into(session, finding, now=self._clock())


def take_into(session: Session, finding: Finding, *, now: datetime) -> Taken:
    """Take one finding in, fit for the store already (`cleaned`), within a transaction that others go on with."""
    known = met(session, finding)
    if known and not may_list_several(finding, known.kind, known.options) and noted(session, known, finding, now):
        return Taken.SAME
    source = _source(session, finding.source_key)
    taken = set()
    for part in parts_of(finding, source, today=today_at(now)):
        with bound_contextvars(source=part.source_key, item=item_name(part)):
            taken.add(_take_part(session, source, part, known if part is finding else met(session, part), now))
    return next(one for one in (Taken.NEW, Taken.CHANGED, Taken.SAME) if one in taken)


def item_name(finding: Finding) -> str:
    """What an item is called in the log, the same in every run: made of its source and its key there."""
    return hash_of(f"{finding.source_key} {finding.key}")[:_LETTERS]


def _take_part(session: Session, source: Source, finding: Finding, known: Met | None, now: datetime) -> Taken:
    if known is None and is_withdrawn(finding.fields):
        return Taken.SAME  # it was over before we ever saw it
    if known is None:
        _take_new(session, source, finding, now)
        return Taken.NEW
    if noted(session, known, finding, now):
        return Taken.SAME
    return _take_again(session, source, session.get_one(KeptFinding, known.finding_id), finding, now)


def _take_new(session: Session, source: Source, finding: Finding, now: datetime) -> None:
    assert source.id is not None
    reading, understood = read_and_understood(finding, source, now)
    finding_id = add_finding(session, source, finding, now=now)
    add_reading(session, finding_id, reading, filled(finding, understood, reading.text), now=now)
    told = Told(finding_id, source.id, source.rank, now, understood)
    recognised = recognise(session, fingerprint_of(finding, reading, understood), source)
    opportunity_id = recognised.opportunity_id
    if opportunity_id is None:
        opportunity_id = add_opportunity(session, combine([told]), now=now)
    else:
        row = session.get_one(Opportunity, opportunity_id)
        look = Look(now, finding_id, source.id, finding.snapshot, is_first=True)
        describe(session, row, [told, *told_before(session, row, now)], look)
    add_sighting(session, opportunity_id, finding_id, source, url=finding.url, reasons=recognised.reasons, now=now)
    remember(session, finding_id, recognised, source, title=finding.title, now=now)
    is_known = recognised.opportunity_id is not None
    log.info("new finding", finding=finding_id, opportunity=opportunity_id, recognised=is_known)


def _take_again(session: Session, source: Source, kept: KeptFinding, finding: Finding, now: datetime) -> Taken:
    sighting = session.exec(select(Sighting).where(Sighting.finding_id == kept.id)).one()
    row = session.get_one(Opportunity, sighting.opportunity_id)
    sighting.last_seen = row.checked_at = now
    sighting.missed, sighting.gone_at = 0, None
    if kept.content_hash == content_hash(finding):
        kept.last_seen = now  # the same words once more are what it waits for
        _, understood = read_and_understood(finding, source, now)
        _look_again(session, source, kept, row, understood, Look(now, kept.id, source.id, finding.snapshot))
        return Taken.SAME
    reading = read_finding(finding, now)
    said_before = session.get_one(KeptReading, kept.id)
    same = _says_the_same(kept, said_before, finding, reading)
    if same and not row.unsettled:
        _update(kept, finding, now)
        return Taken.SAME
    understood = understand(finding, reading, source, today=today_at(now))
    facts = filled(finding, understood, reading.text)
    holds = says_less(said_before.filled, facts) and not leaves_less_time(row, understood)
    held = holds and not is_withdrawn(finding.fields)
    log.info("finding says something else", finding=kept.id, opportunity=row.id, held=held)
    if held:
        hold(session, kept, finding, facts, now=now)
    else:
        look = Look(now, kept.id, source.id, finding.snapshot)
        _take_changed(session, source, kept, finding, reading, understood, look)
    return Taken.SAME if same else Taken.CHANGED


def _take_released(session: Session, source: Source, kept: KeptFinding, finding: Finding, look: Look) -> None:
    reading, understood = read_and_understood(finding, source, look.now)
    _take_changed(session, source, kept, finding, reading, understood, look)


def _take_changed(
    session: Session,
    source: Source,
    kept: KeptFinding,
    finding: Finding,
    reading: Reading,
    understood: Understood,
    look: Look,
) -> None:
    """Take a finding for what its source says now; where that is another thing, it is a new one."""
    report = fingerprint_of(finding, reading, understood)
    if put_away_if_succeeded(session, kept, report, now=look.now):
        _take_new(session, source, finding, look.now)
        return
    assert kept.id is not None
    sighting = session.exec(select(Sighting).where(Sighting.finding_id == kept.id)).one()
    row = session.get_one(Opportunity, sighting.opportunity_id)
    said = session.get_one(KeptReading, kept.id)
    _update(kept, finding, look.now)
    said.text, said.language, said.read_at = reading.text, reading.language, look.now
    said.filled = filled(finding, understood, reading.text)
    sighting.url = finding.url
    _look_again(session, source, kept, row, understood, look)
    renew(session, kept.id, report, source, title=finding.title, now=look.now)


def _look_again(
    session: Session, source: Source, kept: KeptFinding, row: Opportunity, understood: Understood, look: Look
) -> None:
    assert source.id is not None and kept.id is not None and row.id is not None
    told = Told(kept.id, source.id, source.rank, kept.first_seen, understood)
    others = told_before(session, row, look.now, leaving_out=kept.id)
    describe(session, row, [told, *others], look)


def _source(session: Session, key: str) -> Source:
    source = session.exec(_SOURCE, params={"key": key}).first()
    if source is None:
        raise UnknownSource(f"no source has the key {key!r}: add it before it is collected")
    return source


def _says_the_same(kept: KeptFinding, said_before: KeptReading, finding: Finding, reading: Reading) -> bool:
    """Whether only markup, blanks or boxes around the text differ."""
    words, before = reading.text.split(), said_before.text.split()
    return words == before and kept.title == finding.title and kept.fields == dict(finding.fields)


def _update(kept: KeptFinding, finding: Finding, now: datetime) -> None:
    for column, value in columns_of(finding, now=now).items():
        setattr(kept, column, value)
