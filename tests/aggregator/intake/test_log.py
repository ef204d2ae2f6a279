"""One item has one name in the log, from the door to the opportunity, and in every later run."""

from __future__ import annotations

from datetime import timedelta

from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from aggregator.finding import Finding, SourceKind
from aggregator.intake import Intake
from aggregator.sources import SourceDraft, add_source
from aggregator.store import Store
from tests.web.example import NOW


def _finding(title: str, key: str = "1", days: int = 0) -> Finding:
    return Finding(
        source_key="amt",
        key=key,
        url=f"https://amt.example/{key}",
        seen_at=NOW + timedelta(days=days),
        title=title,
        text=f"{title}. Anträge bis zum 15. März 2027 an das Amt, gefördert werden Begegnungen.",
    )


def test_an_item_keeps_its_name_through_the_rooms_and_the_runs(store: Store) -> None:
    with store.writing() as session:
        add_source(session, SourceDraft("amt", "Amt", "https://amt.example/feed", SourceKind.FEED), now=NOW)
    intake = Intake(store, clock=lambda: NOW)
    with capture_logs(processors=[merge_contextvars]) as lines:
        intake.take(_finding("Zuschüsse für Begegnungen"))
        intake.take(_finding("Ein ganz anderer Wettbewerb", key="2"))
        intake.take(_finding("Zuschüsse für Begegnungen der Jugend", days=1))
    told = [line for line in lines if "item" in line]
    assert [line["event"] for line in told] == ["new finding", "new finding", "finding says something else"]
    first, other, again = told
    assert first["item"] == again["item"] != other["item"]
    assert (first["source"], first["finding"], first["opportunity"]) == ("amt", again["finding"], again["opportunity"])
