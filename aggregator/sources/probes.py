"""What a look at an address showed, kept with its source: as a document in the table, as a value everywhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlmodel import Session, select

from aggregator.finding import Failure, FailureKind, Probe, Robots, SourceKind, Way
from aggregator.model import Source, SourceAction
from aggregator.sources.shelf import UnknownSource
from aggregator.sources.tending import note

_LONGEST_TITLE = 300
_MOST_NAMED = 20


def keep_probe(session: Session, key: str, probe: Probe) -> None:
    """Write down what a look at a source showed; the one before is replaced. Raises UnknownSource."""
    source = _kept(session, key)
    source.probe, source.probed_at = to_document(probe), probe.at
    session.add(source)


def take_way(session: Session, key: str, way: Way, *, now: datetime) -> None:
    """Collect a source in another way from now on. Raises UnknownSource.

    What was said about its address is replaced by how the way was found; its state stays: only a run proves it.
    """
    source = _kept(session, key)
    before = _collected_by(source)
    source.kind, source.url, source.options = way.kind, way.url, dict(way.options)
    source.evidence = evidence_of(way, now)
    source.next_fetch_at = now
    after = _collected_by(source)
    note(session, source, SourceAction.CHANGE, person_id=None, now=now, before=before, after=after)


def _collected_by(source: Source) -> dict[str, Any]:
    return {"kind": source.kind.value, "url": source.url, "options": source.options}


def probe_of(source: Source) -> Probe | None:
    """What the last look at a source showed; None where there was none, or where a newer program wrote it."""
    if source.probe is None or source.probed_at is None:
        return None
    try:
        return from_document(source.probe, at=source.probed_at)
    except (KeyError, TypeError, ValueError):
        return None


def evidence_of(way: Way, at: datetime) -> str:
    """How the address is known, in the words of the catalogue."""
    return f"looked at on {at:%Y-%m-%d}: {way.found} entries, {way.dated} of the first {way.read} with a date"


def to_document(probe: Probe) -> dict[str, Any]:
    """The probe as JSON; its moment stands beside it."""
    told = asdict(probe)
    del told["at"]
    told["title"] = probe.title[:_LONGEST_TITLE]
    for name in ("feeds", "calendars", "structured"):
        told[name] = list(told[name][:_MOST_NAMED])
    told["ways"] = [asdict(way) | {"options": dict(way.options)} for way in probe.ways]
    return told


def from_document(told: Mapping[str, Any], *, at: datetime) -> Probe:
    """The probe a document holds. Raises KeyError, TypeError or ValueError for any other document."""
    failure = told["failure"]
    return Probe(
        url=told["url"],
        at=at,
        ways=tuple(Way(**{**way, "kind": SourceKind(way["kind"])}) for way in told["ways"]),
        failure=Failure(**{**failure, "kind": FailureKind(failure["kind"])}) if failure else None,
        robots=Robots(told["robots"]),
        delay=told["delay"],
        title=told["title"],
        language=told["language"],
        feeds=tuple(told["feeds"]),
        calendars=tuple(told["calendars"]),
        sitemap=told["sitemap"],
        wordpress=told["wordpress"],
        structured=tuple(told["structured"]),
        links=told["links"],
    )


def _kept(session: Session, key: str) -> Source:
    source = session.exec(select(Source).where(Source.key == key)).first()
    if source is None:
        raise UnknownSource(f"no source has the key {key!r}")
    return source
