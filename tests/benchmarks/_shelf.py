"""A door that keeps findings as they were seen and no more: collecting is measured without reading and comparing."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime
from typing import Any

from sqlmodel import insert, select

from aggregator.finding import Finding, RunReport, Taken
from aggregator.intake.cleaning import cleaned, content_hash, hash_of
from aggregator.intake.ledger import write_run
from aggregator.model import KeptFinding, Source
from aggregator.store import Store

_KEEP = insert(KeptFinding)


class Shelf:
    """Writes the findings of a run, its validators and its row of the ledger in one transaction as the run ends.

    The tables, the cleaning before the store and the ledger are those of the house.
    """

    def __init__(self, store: Store) -> None:
        self._store = store
        self._taken: dict[str, list[dict[str, Any]]] = defaultdict(list)

    def take(self, finding: Finding) -> Taken:
        """Keep a finding until its run ends."""
        now = datetime.now(UTC)
        finding = cleaned(finding)
        self._taken[finding.source_key].append(
            {
                "key": finding.key,
                "key_hash": hash_of(finding.key),
                "url": finding.url,
                "title": finding.title,
                "html": finding.html,
                "text": finding.text,
                "fields": dict(finding.fields),
                "published": finding.published,
                "language": finding.language,
                "snapshot": finding.snapshot,
                "content_hash": content_hash(finding),
                "first_seen": now,
                "last_seen": now,
            }
        )
        return Taken.NEW

    def close_run(self, report: RunReport) -> None:
        """Write everything down."""
        rows = self._taken.pop(report.source_key, [])
        with self._store.writing() as session:
            source = session.exec(select(Source).where(Source.key == report.source_key)).one()
            write_run(session, source, report)
            if rows:
                session.connection().execute(_KEEP, [{"source_id": source.id, **row} for row in rows])
