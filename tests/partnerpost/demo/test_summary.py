from __future__ import annotations

from datetime import UTC, datetime

from aggregator.finding import RunOutcome, RunReport
from newsletter.delivery import Sent
from newsletter.editions import Composed
from partnerpost.demo.summary import Summary, summary

NOW = datetime(2027, 2, 10, 8, 0, tzinfo=UTC)


def report(outcome: RunOutcome, found: int = 0) -> RunReport:
    return RunReport("papierboot", NOW, NOW, outcome, found=found)


def summed(*reports: RunReport, sources: int = 2, sent: Sent | None = None) -> Summary:
    return summary(
        sources=sources,
        reports=reports,
        opportunities=30,
        accepted=20,
        composed=Composed(editions=4, deliveries=5, skipped=1),
        sent=sent or Sent(handed_over=5),
    )


def test_findings_are_those_of_all_sources() -> None:
    assert summed(report(RunOutcome.READ, 11), report(RunOutcome.READ, 7)).findings == 18


def test_a_source_that_could_not_be_read_has_failed() -> None:
    assert summed(report(RunOutcome.FAILED), report(RunOutcome.READ)).failed == 1


def test_a_source_with_some_broken_entries_has_not_failed() -> None:
    assert summed(report(RunOutcome.PARTIAL), report(RunOutcome.READ)).failed == 0


def test_a_source_that_was_never_visited_has_failed() -> None:
    assert summed(report(RunOutcome.READ)).failed == 1


def test_a_delivery_that_was_not_handed_over_has_failed() -> None:
    refused = summed(report(RunOutcome.READ), report(RunOutcome.READ), sent=Sent(handed_over=3, refused=1, deferred=1))
    assert (refused.deliveries, refused.failed) == (3, 2)


def test_a_reader_whom_nothing_concerns_has_not_failed() -> None:
    assert summed(report(RunOutcome.READ), report(RunOutcome.READ)).failed == 0
