from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from rich.console import Console

from aggregator.finding import Failure, FailureKind, RunOutcome, RunReport
from newsletter.delivery import Sent
from partnerpost.demo.telling import Telling, said_of_runs, said_of_sending

NOW = datetime(2027, 2, 10, 8, 0, tzinfo=UTC)
READ = RunReport("papierboot", NOW, NOW, RunOutcome.READ, statuses={"200": 2}, found=11)


def told(telling: Telling) -> str:
    output = io.StringIO()
    Console(file=output, width=100).print(telling.table())
    return output.getvalue()


def test_a_step_that_ended_well_has_its_line_and_a_full_bar() -> None:
    output = io.StringIO()
    telling = Telling(Console(file=output, width=100))
    with telling.step("collect", 5) as step:
        step.advance(2)
        step.said = "36 findings"
    assert "5/5" in output.getvalue()
    assert "36 findings" in told(telling)


def test_a_step_that_broke_has_no_line() -> None:
    output = io.StringIO()
    telling = Telling(Console(file=output, width=100))
    with pytest.raises(OSError, match="disk full"), telling.step("collect", 5) as step:
        step.reach(2, 5)
        raise OSError("disk full")
    assert "2/5" in output.getvalue()
    assert telling.steps == []


def test_runs_that_went_well_are_told_in_one_line() -> None:
    assert said_of_runs([READ, READ]) == "22 findings in 4 requests: papierboot 11, papierboot 11"


def test_a_source_that_failed_is_told_in_a_sentence_with_its_name() -> None:
    gone = Failure(FailureKind.GONE, "http://127.0.0.1:4001/feed.xml")
    failed = RunReport("agora", NOW, NOW, RunOutcome.FAILED, failure=gone, statuses={"404": 1})
    lines = said_of_runs([READ, failed]).splitlines()
    assert lines[0] == "11 findings in 3 requests: papierboot 11, agora 0"
    assert lines[1].startswith("agora: ")
    assert len(lines[1].split()) > 5


def test_messages_that_were_not_taken_are_told_by_what_became_of_them() -> None:
    assert said_of_sending(Sent(handed_over=5)).startswith("5 messages handed over to a mail server of our own")
    assert said_of_sending(Sent(handed_over=3, refused=1, deferred=2)).endswith(", 2 deferred, 1 refused")
    assert said_of_sending(Sent(paused="the mail server is away")).endswith("; the mail server is away")
