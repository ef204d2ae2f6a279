"""The figures of one run of the demo."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass

from aggregator.finding import RunOutcome, RunReport
from newsletter.delivery import Sent
from newsletter.editions import Composed


@dataclass(frozen=True, slots=True)
class Summary:
    """What came out: `deliveries` were handed over; `failed` counts sources and deliveries that went wrong."""

    sources: int
    findings: int
    opportunities: int
    accepted: int
    editions: int
    deliveries: int
    failed: int

    def as_json(self) -> str:
        """One line, for machines."""
        return json.dumps(asdict(self), separators=(",", ":"))


def summary(
    *, sources: int, reports: Sequence[RunReport], opportunities: int, accepted: int, composed: Composed, sent: Sent
) -> Summary:
    """Add up what the steps reported. A source of which some entries were kept has not failed."""
    broken = sum(report.outcome is RunOutcome.FAILED for report in reports) + sources - len(reports)
    return Summary(
        sources=sources,
        findings=sum(report.found for report in reports),
        opportunities=opportunities,
        accepted=accepted,
        editions=composed.editions,
        deliveries=sent.handed_over,
        failed=broken + composed.deliveries - sent.handed_over,
    )
