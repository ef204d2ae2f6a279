"""A door that keeps findings in memory: the protocol in full, without a store behind it."""

from __future__ import annotations

from dataclasses import replace

from aggregator.finding import Finding, RunReport, Taken, Validators, Visit


class MemoryDoor:
    """Keeps the newest finding of each key and every report."""

    def __init__(self) -> None:
        self.findings: dict[tuple[str, str], Finding] = {}
        self.reports: list[RunReport] = []
        self._pages: dict[str, dict[str, Validators]] = {}

    def take(self, finding: Finding) -> Taken:
        """NEW for a new key, SAME for the same content, else CHANGED."""
        place = (finding.source_key, finding.key)
        held = self.findings.get(place)
        if held is None:
            self.findings[place] = finding
            return Taken.NEW
        if replace(finding, seen_at=held.seen_at, snapshot=held.snapshot) == held:
            return Taken.SAME
        self.findings[place] = finding
        return Taken.CHANGED

    def close_run(self, report: RunReport) -> None:
        """Keep the report and its validators."""
        self.reports.append(report)
        self._pages.setdefault(report.source_key, {}).update(report.pages)

    def of(self, source_key: str) -> list[Finding]:
        """The findings of one source, in the order in which they were first seen."""
        return [finding for (key, _), finding in self.findings.items() if key == source_key]

    def next_visit(self, visit: Visit) -> Visit:
        """The visit with everything known from the runs before."""
        return replace(visit, pages=self._pages.get(visit.source_key, {}))
