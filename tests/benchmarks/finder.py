"""The finder with 10,000, 100,000 and a million accepted opportunities on both databases: a list, its counts, a part
of compounds, typing errors, and what it costs to keep the index in step.

Beside it, in the same stores, what it was before (`LIKE` and `EXISTS`) and a full-text search that ranks and then
leaves out. Half of the deadlines are over; of the others 77,000 of a million lie in the eight weeks that are asked for.
`BENCH_MOST=100000` (or `10000`) stops before the million. All figures are in `var/bench-finder.json`.
"""

from __future__ import annotations

import json
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlmodel import Session, insert

from aggregator.model import Opportunity
from aggregator.search import Query, counts, suggested
from aggregator.search.finding import numbers
from aggregator.store import Store
from tests.benchmarks import Measure
from tests.benchmarks._finder_made import COUNTRIES, TODAY, TOPICS, rare_parts, vocabulary
from tests.benchmarks._finder_stocked import PostgresStock, SqliteStock, Stock
from tests.databases import PostgresDatabases
from tests.web.example import NOW

RESULTS = Path("var/bench-finder.json")
SIZES = tuple(size for size in (10_000, 100_000, 1_000_000) if size <= int(os.environ.get("BENCH_MOST", "1000000")))
_ROUNDS, _QUERIES, _SLOW_QUERIES = 5, 200, 7
_KEPT = 2_000
_EIGHT_WEEKS = TODAY + timedelta(weeks=8)
_FITTING = (
    "o.state = 'accepted' and o.deadline between :first and :last and o.status not in ('closed', 'withdrawn')"
    " and exists (select 1 from opportunity_facet f where f.opportunity_id = o.id and f.facet = 'country'"
    " and f.value = :country)"
    " and exists (select 1 from opportunity_facet f where f.opportunity_id = o.id and f.facet = 'topic'"
    " and f.value = :topic)"
)
_NAIVE = f"select o.id from opportunity o where {_FITTING} and o.folded like '%' || :word || '%'"
_NAIVE += " order by o.deadline, o.id limit 20"


@dataclass(frozen=True, slots=True)
class Figures:
    """One store: milliseconds, items per second, megabytes."""

    database: str
    opportunities: int
    list_p50: float
    list_p99: float
    counts_p50: float
    counts_p99: float
    start_counts_p50: float
    part_p50: float
    part_p99: float
    suggestion_p50: float
    suggestion_most: float
    kept_per_second: float
    kept_one_by_one_per_second: float
    naive_p50: float
    ranked_p50: float
    index_megabytes: float


def measure() -> list[Measure]:
    """Every store's figures beside their limits and the two other ways."""
    figures = []
    for stock, words in _stocks():
        figures.append(_figures(stock, words))
        RESULTS.parent.mkdir(exist_ok=True)
        RESULTS.write_text(json.dumps([asdict(one) for one in figures], indent=1), encoding="utf-8")
    return [line for one in figures for line in _lines(one, figures)]


def _stocks() -> Iterator[tuple[Stock, list[str]]]:
    words = vocabulary()
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            stock = SqliteStock(Path(folder), size, words)
            yield stock, words
            stock.store.close()
        databases = PostgresDatabases()
        in_postgres = PostgresStock(databases, size, words)
        yield in_postgres, words
        in_postgres.drop()


def _figures(stock: Stock, words: list[str]) -> Figures:
    queries = _queries(words)
    parts = [Query(words=part, until=_EIGHT_WEEKS) for part in rare_parts(words, _QUERIES)]
    wrong = [Query(words=part[:3] + part[4:]) for part in rare_parts(words, _SLOW_QUERIES * 3)]
    lists = _timed(stock.store, queries, _list)
    counted = _timed(stock.store, queries[:60], _count)
    start = _timed(stock.store, [Query()] * 10, _count)
    compounds = _timed(stock.store, parts, _list)
    mended = _timed(stock.store, wrong, _mend)
    naive = _timed(stock.store, queries[:_SLOW_QUERIES], _said(_NAIVE), rounds=3)
    ranked = _timed(stock.store, queries[:_SLOW_QUERIES], _said(stock.ranking().format(fitting=_FITTING)), rounds=3)
    size = stock.index_bytes() / 1e6
    together, alone = _kept(stock.store, words, 200), _kept(stock.store, words, 1)
    return Figures(
        stock.name,
        _size_of(stock.store) - 2 * _KEPT,
        *(lists[0], lists[1], counted[0], counted[1], start[0], compounds[0], compounds[1], mended[0], mended[1]),
        *(together, alone, naive[0], ranked[0], size),
    )


def _queries(words: list[str]) -> list[Query]:
    """Countries, topics and words as often as texts have them, but for the words that almost all or hardly any has."""
    chance = random.Random(3)

    def one_of(codes: Sequence[str], first: int = 1) -> str:
        return codes[int(first * (len(codes) / first) ** chance.random()) - 1]

    return [
        Query(
            countries=(one_of(COUNTRIES),),
            topics=(one_of(TOPICS),),
            until=_EIGHT_WEEKS,
            words=one_of(words[:20_000], 10),
        )
        for _ in range(_QUERIES)
    ]


def _list(session: Session, query: Query) -> None:
    numbers(session, query, today=TODAY, start=0, most=20)


def _count(session: Session, query: Query) -> None:
    counts(session, query, today=TODAY)


def _mend(session: Session, query: Query) -> None:
    suggested(session, query, today=TODAY)


def _said(statement: str) -> Callable[[Session, Query], None]:
    def ask(session: Session, query: Query) -> None:
        values = {"first": TODAY, "last": query.until, "country": query.countries[0], "topic": query.topics[0]}
        session.connection().execute(text(statement), {**values, "word": query.words}).all()

    return ask


def _timed(
    store: Store, queries: Sequence[Query], ask: Callable[[Session, Query], None], *, rounds: int = _ROUNDS
) -> tuple[float, float]:
    """Milliseconds of the middle question and of one in a hundred; each question is worth the median of its rounds."""
    taken: list[list[float]] = [[] for _ in queries]
    with store.reading() as session:
        for query in queries[:20] if rounds > 1 else queries[:1]:
            ask(session, query)
        for _ in range(rounds):
            for query, its in zip(queries, taken, strict=True):
                before = time.perf_counter()
                ask(session, query)
                its.append((time.perf_counter() - before) * 1000)
    ordered = sorted(map(statistics.median, taken))
    return ordered[len(ordered) // 2], ordered[min(len(ordered) - 1, int(len(ordered) * 0.99))]


def _kept(store: Store, words: list[str], at_once: int) -> float:
    """Items per second that are accepted and indexed in transactions of so many, by the median transaction."""
    chance = random.Random(at_once)
    first = _size_of(store) + 1
    taken = []
    rows = [_row(number, words, chance) for number in range(first, first + _KEPT)]
    with store.engine.begin() as connection:
        connection.execute(insert(Opportunity), rows)
    accepted = text("update opportunity set state = 'accepted' where id between :first and :last")
    for start in range(first, first + _KEPT, at_once):
        before = time.perf_counter()
        with store.writing() as session:
            session.connection().execute(accepted, {"first": start, "last": start + at_once - 1})
        taken.append(time.perf_counter() - before)
    return at_once / statistics.median(taken)


def _row(number: int, words: list[str], chance: random.Random) -> dict[str, Any]:
    its = " ".join(words[int(len(words) ** chance.random()) - 1] for _ in range(24))
    deadline = TODAY + timedelta(days=chance.randint(1, 365))
    text_of = {"title": its[:60], "summary": its, "folded": its, "language": "de", "url": "https://a.example"}
    moments = dict.fromkeys(("created_at", "updated_at", "checked_at"), NOW)
    return {"id": number, "kind": "call", "source_id": 1, "finding_id": 1, "deadline": deadline, **text_of, **moments}


def _size_of(store: Store) -> int:
    with store.reading() as session:
        return int(session.connection().execute(text("select max(id) from opportunity")).scalar() or 0)


def _lines(one: Figures, every: list[Figures]) -> Iterator[Measure]:
    where = f"{one.opportunities:,} opportunities, {one.database}"
    yield Measure(f"8 weeks, topic, country, word, p50: {where}", one.list_p50, "ms", "at most", 2)
    yield Measure(f"8 weeks, topic, country, word, p99: {where}", one.list_p99, "ms", "at most", 20)
    yield Measure(f"… beside LIKE and EXISTS: {where}", one.list_p50, "ms", "LIKE", one.naive_p50)
    yield Measure(f"… beside rank, then filter: {where}", one.list_p50, "ms", "ranked", one.ranked_p50)
    least = next(few for few in every if few.database == one.database)
    yield Measure(f"… beside {least.opportunities:,}: {where}", one.list_p50, "ms", "fewest", least.list_p50)
    yield Measure(f"counts beside a list, p99: {where}", one.counts_p99, "ms", "at most", 20)
    yield Measure(f"counts of the start page: {where}", one.start_counts_p50, "ms", "at most", 20)
    yield Measure(f"part of compounds, p99: {where}", one.part_p99, "ms", "at most", 30)
    yield Measure(f"suggestion, slowest: {where}", one.suggestion_most, "ms", "at most", 300)
    yield Measure(f"accepted and indexed, 200 at once: {where}", one.kept_per_second, "/s", "at least", 1000)
    yield Measure(f"… one by one: {where}", one.kept_one_by_one_per_second, "/s", "at least", 1000)
