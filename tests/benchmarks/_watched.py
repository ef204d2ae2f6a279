"""How long it takes to recognise new calls in a stock, what comes of it, and how full their buckets are."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean, median, quantiles

from sqlmodel import select

from aggregator.identity import fingerprint
from aggregator.intake.recognising import Recognised, recognise, remember
from aggregator.model import Source
from aggregator.resemblances import MOST_QUESTIONS
from aggregator.store import Store
from tests.benchmarks._made import Call
from tests.benchmarks._prepared import finding_id
from tests.benchmarks._stocked import SEEN, Stock

_WARM = 50


@dataclass(slots=True)
class Watched:
    """Of many new calls. Seconds without and with making the fingerprint, CPU of our process among them; counts."""

    taken: list[float] = field(default_factory=list)
    made: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)
    buckets: list[int] = field(default_factory=list)
    full: list[int] = field(default_factory=list)
    candidates: list[int] = field(default_factory=list)

    @property
    def milliseconds(self) -> float:
        """The median without making the fingerprint."""
        return median(self.taken) * 1000

    def share(self, what: str, of: str) -> float:
        """One count in percent of another; 0 where there is none."""
        return 100 * self.counts[what] / self.counts[of] if self.counts[of] else 0.0

    def figures(self) -> dict[str, float]:
        """All of it as numbers: milliseconds, percent, counts for each new call."""
        found = {
            "median ms": self.milliseconds,
            "p95 ms": percentile(self.taken) * 1000,
            "median ms with making": median(self.made) * 1000,
            "p95 ms with making": percentile(self.made) * 1000,
            "median ms of CPU": median(self.busy) * 1000,
            "buckets": fmean(self.buckets),
            "full buckets %": 100 * sum(self.full) / sum(self.buckets),
            "candidates": fmean(self.candidates),
            "questions": self.counts["questions"] / len(self.buckets),
            "copies": self.counts["copies"],
            "merges": self.counts["merges"],
            "wrong merges %": self.share("wrong merges", "merges"),
        }
        kinds = sorted(name.partition(": ")[2] for name in self.counts if name.startswith("copies: "))
        for kind in ("", *kinds):
            part = f": {kind}" if kind else ""
            for what in ("met", "same", "same or unsure"):
                found[f"{what}{part} %"] = self.share(f"{what}{part}", f"copies{part}")
        return found


def percentile(seconds: Sequence[float]) -> float:
    """What 95 of 100 stay under."""
    return quantiles(seconds, n=20)[-1]


def watch(stock: Stock, calls: Sequence[Call]) -> Watched:
    """Recognise new calls one by one, each in a transaction of its own, and keep what they are recognised by."""
    watched = Watched()
    # what is kept before anything is recognised: the finding, and what it is counted to
    stock.announce((finding_id(call.number), finding_id(call.original), call.source + 1) for call in calls)
    with stock.opened() as store:
        with store.reading() as session:
            sources = {source.key: source for source in session.exec(select(Source))}
        for place, call in enumerate(calls):
            recognised = _timed(store, call, sources[call.source_key], watched if place >= _WARM else Watched())
            _count(watched, call, recognised)
    return watched


def _timed(store: Store, call: Call, source: Source, watched: Watched) -> Recognised:
    item = call.item
    before = time.perf_counter()
    report = fingerprint(item)
    made, busy = time.perf_counter(), time.thread_time()
    with store.writing() as session:
        recognised = recognise(session, report, source)
        remember(session, finding_id(call.number), recognised, source, title=call.title, now=SEEN)
    after = time.perf_counter()
    watched.taken.append(after - made)
    watched.made.append(after - before)
    watched.busy.append(time.thread_time() - busy)
    return recognised


def _count(watched: Watched, call: Call, recognised: Recognised) -> None:
    watched.buckets.append(len(recognised.met.free) + len(recognised.met.full))
    watched.full.append(len(recognised.met.full))
    watched.candidates.append(len(recognised.met.candidates))
    asked = list(dict.fromkeys(likeness.opportunity_id for likeness in recognised.likenesses))[:MOST_QUESTIONS]
    watched.counts["questions"] += len(asked)
    right = finding_id(call.original)
    if recognised.opportunity_id is not None:
        watched.counts["merges"] += 1
        watched.counts["wrong merges"] += recognised.opportunity_id != right
    if call.kind is None:
        return
    met = right in {candidate.opportunity_id for candidate in recognised.met.candidates}
    same = recognised.opportunity_id == right
    for part in ("", f": {call.kind}"):
        watched.counts[f"copies{part}"] += 1
        watched.counts[f"met{part}"] += met
        watched.counts[f"same{part}"] += same
        watched.counts[f"same or unsure{part}"] += same or right in asked
