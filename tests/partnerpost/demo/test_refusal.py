"""A mail server that refuses one reader: told, counted, and nobody else waits for it."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from rich.console import Console
from sqlmodel import col, select

from aggregator.model import Delivery, DeliveryState
from newsletter.subscribers import add_confirmed
from partnerpost.demo import steps
from partnerpost.demo.run import opened_demo
from partnerpost.demo.summary import summary
from partnerpost.demo.telling import Telling
from partnerpost.settings import CONFIG_VARIABLE, Settings

TODAY = date(2027, 2, 10)
NOW = datetime(2027, 2, 10, 8, 0, tzinfo=UTC)


def test_a_reader_whom_the_mail_server_refuses_is_counted_as_failed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CONFIG_VARIABLE, str(tmp_path / "no-settings.toml"))
    console = Console(file=io.StringIO())
    with opened_demo(Settings(data=tmp_path), today=TODAY, now=lambda: NOW, console=console) as demo:
        with demo.office.store.writing() as session:
            add_confirmed(session, "nobody@example.org", language="de", topics=["youth"], basis="test", now=NOW)
        way = steps.Way(demo.office, demo.sites, demo.sink, Telling(console), TODAY, lambda: NOW)
        issue_id = steps.make_issue(way)
        composed = steps.make_editions(way, issue_id)
        sent = steps.send(way, issue_id, composed)
        with demo.office.store.reading() as session:
            refused = select(Delivery).where(col(Delivery.state) == DeliveryState.REFUSED)
            replies = [delivery.reply for delivery in session.exec(refused)]
    assert (sent.handed_over, sent.refused) == (composed.deliveries - 1, 1)
    assert demo.sink.refused == ["nobody@example.org"]
    assert "there is no mailbox of this name" in replies[0]
    assert summary(sources=0, reports=[], opportunities=0, accepted=0, composed=composed, sent=sent).failed == 1
