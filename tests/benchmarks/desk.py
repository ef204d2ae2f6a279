"""The desk with 10,000 and 100,000 opportunities on both databases: each page's time and size, and 60 decisions by key.

Pages are found by walking the routes: a new one is measured without being told. Their time is the server's and what
loopback adds, median of some visits; that of a decision is what the person waits, in a real browser: from the key until
the row is told as done and the next one has the focus. All lines are in `var/bench-desk.json`.
"""

from __future__ import annotations

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
from sqlmodel import col, select
from starlette.routing import Route

from aggregator.model import Opportunity as Row
from aggregator.model import OpportunityState, Resemblance
from aggregator.store import Store
from aggregator.store.migrate import upgrade
from tests.benchmarks import Measure
from tests.benchmarks._desk_keys import Run, decided_by_key
from tests.benchmarks._desk_stocked import fill
from tests.databases import PostgresDatabases
from tests.web.example import MAIL, SETTINGS, clock, login_token
from tests.web.serving import serving
from web.app import ROUTERS, create_app

RESULTS = Path("var/bench-desk.json")
SIZES = (10_000, 100_000)
DECISIONS = 60
_VISITS = 15
_MOST_MS, _MOST_KB = 150.0, 100.0
# what is asked for beyond the bare addresses of the desk
_MORE = (
    "/",
    "/fristen",
    "/desk/eingang?ansicht=dringend",
    "/desk/eingang?ansicht=meldungen",
    "/desk/eingang?ansicht=spaeter",
    "/desk/eingang?seite=5",
    "/desk/gleich?seite=9",
    "/desk/quellen?q=quelle&seite=2",
    "/fristen?land=PL&thema=jugend",
    "/fristen?q=jugendaustausch",
)
_ENTRANCES = ("/desk/anmelden", "/desk/beitreten")


@dataclass(frozen=True, slots=True)
class Visit:
    """One page with so many opportunities: milliseconds and kilobytes (1,000 bytes)."""

    database: str
    opportunities: int
    path: str
    median_ms: float
    fastest_ms: float
    kilobytes: float


def measure() -> list[Measure]:
    """The slowest and the largest page of each store, and the decisions over the larger one."""
    visits: list[Visit] = []
    runs: dict[str, Run] = {}
    for name, opportunities, store in _stores():
        with serving(create_app(store, SETTINGS, MAIL, clock=clock)) as address:
            visits += _visited(store, address, name, opportunities)
            if opportunities == SIZES[-1]:
                runs[name] = decided_by_key(address, login_token(store), DECISIONS)
    _write(visits, runs)
    return [*_slowest(visits), *_by_key(runs)]


def _stores() -> Iterator[tuple[str, int, Store]]:
    for opportunities in SIZES:
        with (
            tempfile.TemporaryDirectory() as folder,
            _filled(f"sqlite:///{Path(folder) / 'store.sqlite'}", opportunities) as store,
        ):
            yield "SQLite", opportunities, store
        postgres = PostgresDatabases()
        database = postgres.create()
        address = postgres.address(database).render_as_string(hide_password=False)
        with _filled(address, opportunities) as store:
            yield "PostgreSQL", opportunities, store
        postgres.drop(database)


@contextmanager
def _filled(address: str, opportunities: int) -> Iterator[Store]:
    store = Store(address)
    upgrade(store)
    fill(store, opportunities)
    yield store
    store.close()


def _visited(store: Store, address: str, name: str, opportunities: int) -> Iterator[Visit]:
    with httpx.Client(base_url=address, headers={"Sec-Fetch-Site": "same-origin"}, timeout=60) as client:
        assert client.post(f"/desk/anmelden/{login_token(store)}").status_code == 303
        for path in _paths(store):
            taken, body = [], b""
            for _ in range(_VISITS):
                before = time.perf_counter()
                answer = client.get(path, follow_redirects=False)
                taken.append((time.perf_counter() - before) * 1000)
                body = answer.content
                assert answer.status_code < 500, (path, answer.status_code)
            median = sorted(taken)[len(taken) // 2]
            yield Visit(name, opportunities, path, median, min(taken), len(body) / 1000)


def _paths(store: Store) -> list[str]:
    """Every page of the desk that is opened by its address, with something real in each place that is left open."""
    open_places = _places(store)
    found = []
    for route in (route for router in ROUTERS for route in router.routes):
        if not isinstance(route, Route) or "GET" not in (route.methods or ()) or not _is_desk(route.path):
            continue
        places = open_places | ({"number": _question(store)} if "/gleich/" in route.path else {})
        found.append(route.path.format_map(places))
    return [*sorted(set(found)), *_MORE]


def _is_desk(path: str) -> bool:
    return path.startswith("/desk") and not path.startswith(_ENTRANCES) and "{ending}" not in path


def _places(store: Store) -> dict[str, str]:
    with store.reading() as session:
        waiting = select(Row.id).where(Row.state == OpportunityState.ACCEPTED, col(Row.deadline).is_not(None))
        number = session.exec(waiting.order_by(col(Row.deadline).desc()).limit(1)).one()
    return {"number": str(number), "key": "quelle-3", "verb": "annehmen", "what": "partnersuche"}


def _question(store: Store) -> str:
    with store.reading() as session:
        return str(session.exec(select(Resemblance.id).order_by(col(Resemblance.id).desc()).limit(1)).one())


def _slowest(visits: list[Visit]) -> Iterator[Measure]:
    for name in dict.fromkeys(visit.database for visit in visits):
        for size in SIZES:
            those = [visit for visit in visits if (visit.database, visit.opportunities) == (name, size)]
            slow, big = max(those, key=lambda one: one.median_ms), max(those, key=lambda one: one.kilobytes)
            where = f"{size:,} opportunities, {name}"
            yield Measure(f"{slow.path}, slowest page: {where}", slow.median_ms, "ms", "at most", _MOST_MS)
            yield Measure(f"{big.path}, largest page: {where}", big.kilobytes, "kB", "at most", _MOST_KB)


def _by_key(runs: dict[str, Run]) -> Iterator[Measure]:
    for name, run in runs.items():
        yield Measure(f"{DECISIONS} decisions by key, {name}", run.seconds, "s", "at most", 10)
        yield Measure(f"a decision by key, median, {name}", run.share(0.5), "ms", "at most", 100)
        yield Measure(f"a decision by key, p95, {name}", run.share(0.95), "ms", "at most", 100)


def _write(visits: list[Visit], runs: dict[str, Run]) -> None:
    """A line for each page: its times with each number of opportunities, and how they grew."""
    lines = []
    by_page = {(one.database, one.path, one.opportunities): one for one in visits}
    for database, path in dict.fromkeys((one.database, one.path) for one in visits):
        few, many = (by_page.get((database, path, size)) for size in (SIZES[0], SIZES[-1]))
        if few is None or many is None:  # a number that one store has and the other has not
            continue
        lines.append(
            {
                "database": database,
                "path": path,
                "ms": [round(few.median_ms, 1), round(many.median_ms, 1)],
                "fastest_ms": [round(few.fastest_ms, 1), round(many.fastest_ms, 1)],
                "ratio": round(many.median_ms / few.median_ms, 2),
                "kB": [round(few.kilobytes, 1), round(many.kilobytes, 1)],
            }
        )
    decisions = {name: {"seconds": run.seconds, "ms": [round(one, 1) for one in run.ms]} for name, run in runs.items()}
    RESULTS.parent.mkdir(exist_ok=True)
    RESULTS.write_text(json.dumps({"pages": lines, "decisions": decisions}, indent=1), encoding="utf-8")
