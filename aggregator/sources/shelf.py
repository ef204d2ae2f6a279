"""The kept sources: adding one, listing them with their last run, and what a crawl has to visit."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from aggregator.finding import Again, SourceKind, Validators, Visit
from aggregator.model import CrawlRun, Page, Source, SourceState
from aggregator.sources.again import again
from aggregator.sources.draft import SourceDraft
from aggregator.sources.faults import SourceFault, SourceInvalid

_IS_COLLECTED = col(Source.kind) != SourceKind.BY_HAND
MOST_DUE = 200
"""Sources queued at one tick: more are there at the next, and the queue stays short enough to be stopped."""


class UnknownSource(LookupError):
    """No source has this key; the message names it."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """A source with the last run over it; None where it was never collected."""

    source: Source
    last_run: CrawlRun | None


def add_source(session: Session, draft: SourceDraft, *, now: datetime) -> Source:
    """Keep a source, unproven until a run over it ends well; from then on it is due by itself.

    Raises SourceInvalid where the draft is wrong or its key or address is kept already.
    """
    draft.require_valid()
    taken = session.exec(select(Source).where((Source.key == draft.key) | (Source.url == draft.url))).first()
    if taken is not None and taken.key == draft.key:
        raise SourceInvalid(SourceFault.KEY_TAKEN, key=repr(taken.key), url=taken.url)
    if taken is not None and taken.kind == draft.kind and taken.options == dict(draft.options):
        raise SourceInvalid(SourceFault.ADDRESS_TAKEN, key=repr(taken.key), name=taken.name)
    source = Source(
        key=draft.key,
        name=draft.name,
        url=draft.url,
        kind=draft.kind,
        rank=draft.rank,
        language=draft.language,
        countries=list(draft.countries),
        topics=list(draft.topics),
        kinds=list(draft.kinds),
        priority=draft.priority,
        evidence=draft.evidence,
        options=dict(draft.options),
        notes=draft.notes,
        next_fetch_at=now,
        created_at=now,
    )
    session.add(source)
    session.flush()
    return source


def due_keys(session: Session, *, now: datetime, limit: int = MOST_DUE) -> list[str]:
    """The sources to be visited now, at most `limit`: those a person asked for, then the proven ones that are due.

    Longest due first. An unproven source is tried by a person first; paused ones wait.
    """
    # ix_source_wanted_at, then ix_source_due: as many entries are read as are given, however many sources there are
    wanted = select(Source.key).where(col(Source.wanted_at).is_not(None)).order_by(col(Source.wanted_at)).limit(limit)
    due = (
        select(Source.key)
        .where(Source.state == SourceState.PROVEN, col(Source.next_fetch_at) <= now)
        .order_by(col(Source.next_fetch_at), col(Source.id))
        .limit(limit)
    )
    return list(dict.fromkeys([*session.exec(wanted), *session.exec(due)]))[:limit]


def visits(session: Session, *, keys: Sequence[str] | None = None, now: datetime | None = None) -> list[Visit]:
    """What to collect: the named sources, else all that are not paused. What people enter by hand is none of them.

    `now` decides which accepted calls are read again besides; without it none is. Raises UnknownSource for a key that
    no source has.
    """
    # ix_source_key; the pages of all of them come in one more question
    question = select(Source).where(_IS_COLLECTED).order_by(col(Source.next_fetch_at), col(Source.id))
    if keys is not None:
        question = question.where(col(Source.key).in_(keys))
    else:
        question = question.where(Source.state != SourceState.PAUSED)
    sources = session.exec(question).all()
    if keys is not None:
        _require_known(session, keys, sources)
    pages = _pages(session, [source.id for source in sources if source.id is not None])
    entries = again(session, sources, now=now) if now else {}
    return [visit_of(source, pages[source.id or 0], entries.get(source.id or 0, ())) for source in sources]


def list_sources(session: Session) -> list[SourceLine]:
    """All sources that are collected, by name, each with its last run."""
    # ix_crawl_run_source_started answers "the last run of each"
    last = (
        select(CrawlRun.source_id, func.max(CrawlRun.started_at).label("at"))
        .group_by(col(CrawlRun.source_id))
        .subquery()
    )
    newest = (col(CrawlRun.source_id) == last.c.source_id) & (col(CrawlRun.started_at) == last.c.at)
    runs = {run.source_id: run for run in session.exec(select(CrawlRun).join(last, newest).order_by(col(CrawlRun.id)))}
    sources = session.exec(select(Source).where(_IS_COLLECTED).order_by(func.lower(Source.name), col(Source.id))).all()
    return [SourceLine(source, runs.get(source.id or 0)) for source in sources]


def _require_known(session: Session, keys: Sequence[str], found: Sequence[Source]) -> None:
    missing = sorted(set(keys) - {source.key for source in found})
    if missing:
        some = session.exec(select(Source.key).order_by(Source.key).limit(8)).all()
        known = (
            f"known are {', '.join(some)} …" if some else "there are none yet: add one with `partnerpost sources add`"
        )
        raise UnknownSource(f"no source has the key {', '.join(missing)}; {known}")


def _pages(session: Session, source_ids: Sequence[int]) -> dict[int, dict[str, Validators]]:
    pages: dict[int, dict[str, Validators]] = defaultdict(dict)
    for page in session.exec(select(Page).where(col(Page.source_id).in_(source_ids))):
        pages[page.source_id][page.url] = Validators(
            page.etag, page.last_modified, page.body_hash, page.fetched_at, page.trusted, page.ttl_minutes
        )
    return pages


def visit_of(source: Source, pages: Mapping[str, Validators], entries: tuple[Again, ...]) -> Visit:
    """The visit to a source with what is known of its pages, and the entries that are to be read again."""
    return Visit(
        source_key=source.key,
        kind=source.kind,
        url=source.url,
        language=source.language,
        options=source.options,
        pages=pages,
        again=entries,
    )
