"""Two weekly issues for 100,000 readers on both databases: choosing and grouping, then everything with its writing.

Readers have towns of the shipped register, larger ones more of them; the second issue shares a quarter of its entries
with the first, so that what was told counts. `BENCH_MOST=10000` takes fewer readers. All figures are in
`var/bench-editions.json`.
"""

from __future__ import annotations

import json
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import Text, cast
from sqlmodel import col, func, select

from aggregator.model import Edition, Rhythm
from aggregator.store import Store
from aggregator.store.migrate import upgrade
from newsletter.earlier import Earlier
from newsletter.editions import compose
from newsletter.grouping import Grouping
from newsletter.issues import existing, masthead
from newsletter.plates import Plates
from newsletter.pools import Pools
from newsletter.readers import confirmed_readers
from newsletter.rendering import render_edition
from tests.benchmarks import Measure
from tests.benchmarks._readers_made import READERS, add_issue, fill
from tests.databases import PostgresDatabases
from tests.newsletter.samples import NOW, TODAY, settings

RESULTS = Path("var/bench-editions.json")
_READERS = min(READERS, int(os.environ.get("BENCH_MOST", str(READERS))))
_KEPT = 15
_SECONDS, _PER_SECOND = 60.0, 300.0


@dataclass(frozen=True, slots=True)
class Figures:
    """One issue on one database: seconds, counts, megabytes."""

    database: str
    issue: int
    readers: int
    grouping_seconds: float
    editions: int
    deliveries: int
    compose_seconds: float
    edition_megabytes: float
    peak_megabytes: float


def measure() -> list[Measure]:
    """Choosing and grouping against a minute, editions set per second against what the machine must reach."""
    measures, figures = [], []
    for name, store in _stores():
        for number, week in ((1, 0), (2, 1)):
            figures.append(_issue(name, store, number, week))
        measures += _measures(figures[-1])
        if name == "SQLite":
            measures += _setting(store)
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps([asdict(one) for one in figures], indent=1))
    return measures


def _issue(name: str, store: Store, number: int, week: int) -> Figures:
    now, today = NOW + timedelta(weeks=week), TODAY + timedelta(weeks=week)
    with store.writing() as session:
        issue_id = add_issue(session, number, week=week, kept=_KEPT)
    with store.reading() as session:
        before = time.perf_counter()
        pools = Pools(session, existing(session, issue_id), settings(), today=today, now=now)
        earlier = Earlier(session, issue_id, pools.opportunity_ids)
        grouping = Grouping(pools, settings(), today=today)
        marks = set()
        for page in confirmed_readers(session, today=today, earlier=earlier):
            marks |= {grouping.circle(reader).mark for reader in page if pools.due(reader.rhythm)}
        grouped = time.perf_counter() - before
    with store.writing() as session:
        before = time.perf_counter()
        composed = compose(session, issue_id, settings(), today=today, now=now)
    composing = time.perf_counter() - before
    assert composed.editions == len(marks - {""})
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    return Figures(
        name,
        number,
        _READERS,
        grouped,
        composed.editions,
        composed.deliveries,
        composing,
        _stored(store, issue_id),
        peak,
    )


def _measures(found: Figures) -> list[Measure]:
    rate = found.editions / (found.compose_seconds - found.grouping_seconds)
    at_issue = f"{found.readers:,} readers, {found.editions:,} editions, {found.database}"
    return [
        Measure(f"choosing and grouping, {at_issue}", found.grouping_seconds, "s", "what we promise", _SECONDS),
        Measure(f"editions set and kept, {at_issue}", rate, "/s", "what we promise", _PER_SECOND),
    ]


def _setting(store: Store) -> list[Measure]:
    """Joined from plates and rendered as a whole, the same editions."""
    with store.reading() as session:
        pools = Pools(session, existing(session, 2), settings(), today=TODAY, now=NOW + timedelta(weeks=1))
        head, places = masthead(existing(session, 2)), pools.of(Rhythm.WEEKLY)
        readers = [one for one in next(confirmed_readers(session, today=TODAY)) if one.language == "de"][:300]
    grouping = Grouping(pools, settings(), today=TODAY)
    plates = Plates(head, places, settings(), language="de", today=TODAY)
    weekly = [(grouping.chosen(one), one.interest) for one in readers if one.rhythm is Rhythm.WEEKLY]
    before = time.perf_counter()
    for chosen, interest in weekly:
        plates.mail(plates.edition(chosen, interest))
    joined = len(weekly) / (time.perf_counter() - before)
    before = time.perf_counter()
    for chosen, interest in weekly[:50]:
        render_edition(head, chosen, interest, settings(), language="de", today=TODAY)
    whole = len(weekly[:50]) / (time.perf_counter() - before)
    return [Measure("editions joined from plates", joined, "/s", "rendered as a whole", whole)]


def _stored(store: Store, issue_id: int) -> float:
    with store.reading() as session:
        asked = select(func.sum(func.length(cast(col(Edition.pieces), Text)))).where(Edition.issue_id == issue_id)
        return float(session.exec(asked).one() or 0) / 1e6


def _stores() -> Iterator[tuple[str, Store]]:
    with tempfile.TemporaryDirectory() as folder, _filled(Store(f"sqlite:///{Path(folder) / 'store.sqlite'}")) as store:
        yield "SQLite", store
    postgres = PostgresDatabases()
    name = postgres.create()
    with _filled(Store(postgres.address(name).render_as_string(hide_password=False))) as store:
        yield "PostgreSQL", store
    postgres.drop(name)


@contextmanager
def _filled(store: Store) -> Iterator[Store]:
    upgrade(store)
    with store.writing() as session:
        fill(session, _READERS)
    with store.engine.begin() as connection:
        connection.exec_driver_sql("analyze")
    yield store
    store.close()
