"""The door for entries that are read again because a person wanted it: their source is none the wiser."""

from __future__ import annotations

from sqlmodel import select

from aggregator.finding import Finding, RunReport, Taken
from aggregator.intake.door import Intake
from aggregator.intake.listing import note_rereading
from aggregator.model import Source
from aggregator.store import Store


class Rereading:
    """Takes findings as the intake does; of the run it keeps how it went with each entry, and no row in the ledger."""

    def __init__(self, store: Store, intake: Intake) -> None:
        self._store = store
        self._intake = intake

    def take(self, finding: Finding) -> Taken:
        """See `Intake.take`."""
        return self._intake.take(finding)

    def close_run(self, report: RunReport) -> None:
        """Write down which entries were read, and why others could not be."""
        with self._store.writing() as session:
            source = session.exec(select(Source).where(Source.key == report.source_key)).one()
            note_rereading(session, source, report)
