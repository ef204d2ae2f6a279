"""A run over a source, told in one line."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from aggregator.finding import RunReport
from aggregator.intake.failures import moved, sentence


@dataclass(frozen=True, slots=True)
class RunLine:
    """What a command says about one run."""

    source: str
    outcome: str
    found: int
    new: int
    changed: int
    sentence: str
    detail: str = ""
    """What a technician wants to know; not for the table, as what follows."""
    unchanged: int = 0
    pagination: str = ""

    def as_dict(self) -> dict[str, object]:
        """For `--json`."""
        return asdict(self)


def run_line(report: RunReport, language: str) -> RunLine:
    """The line of a run, with a sentence a non-technical person understands where something went wrong."""
    problem = report.failure or (report.broken[0] if report.broken else None)
    said = sentence(problem.kind, url=problem.url, language=language) if problem else ""
    if not report.failure and len(report.broken) > 1:
        said += f" (+{len(report.broken) - 1})"
    if report.moved_to:
        said = f"{said} {moved(report.moved_to, language)}".strip()
    return RunLine(
        source=report.source_key,
        outcome=report.outcome.value,
        found=report.found,
        new=report.new,
        changed=report.changed,
        sentence=said,
        detail=problem.detail if problem else "",
        unchanged=report.unchanged,
        pagination=report.pagination.value,
    )
