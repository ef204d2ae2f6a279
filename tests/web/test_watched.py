"""Machines that watch this one learn whether the office works, and counts; nobody else learns even those."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

from aggregator import leases
from aggregator.store import Store
from newsletter import holding, subscribers
from tests.web.example import MAIL, NOW, SETTINGS, clock
from tests.web.serving import client, serving
from web.app import create_app
from web.settings import WebSettings

_TOKEN = "a long text that only the watcher knows"


def _app(store: Store) -> FastAPI:
    return create_app(store, SETTINGS.model_copy(update={"metrics_token": _TOKEN}), MAIL, clock=clock)


def _ticked(store: Store, *, ago: timedelta = timedelta()) -> None:
    with store.writing() as session:
        leases.acquire(session, leases.TICKER, "worker-1", now=NOW - ago, seconds=45)


def test_an_office_at_work_is_ready(office: Store, visitor: httpx.Client) -> None:
    _ticked(office)
    answer = visitor.get("/ready")
    assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, "ok\n", "no-store")


def test_an_office_without_a_worker_is_not_ready_and_says_what_to_start(office: Store, visitor: httpx.Client) -> None:
    answer = visitor.get("/ready")
    assert (answer.status_code, answer.text) == (503, "no worker is at work: partnerpost worker, or serve\n")
    _ticked(office, ago=timedelta(minutes=5))
    answer = visitor.get("/ready")
    assert answer.status_code == 503
    assert answer.text.startswith("no worker has been at work since 2026-11-23 07:25 UTC")
    assert visitor.get("/health").status_code == 200


def test_tables_of_another_version_are_not_ready(office: Store, visitor: httpx.Client) -> None:
    _ticked(office)
    with office.engine.begin() as connection:
        connection.execute(text("update alembic_version set version_num = '0001'"))
    answer = visitor.get("/ready")
    assert answer.status_code == 503
    assert "tables are of another version" in answer.text


def test_where_no_token_is_set_there_are_no_metrics(visitor: httpx.Client) -> None:
    assert visitor.get("/metrics", headers={"Authorization": "Bearer x"}).status_code == 404


def test_a_token_that_can_be_guessed_is_refused() -> None:
    with pytest.raises(ValueError, match="20 characters at least"):
        WebSettings(metrics_token="short")


@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer wrong", f"Basic {_TOKEN}", f"Bearer {_TOKEN}é"])
def test_metrics_are_for_whoever_sends_the_token(office: Store, sent: str) -> None:
    with serving(_app(office)) as address, client(address) as asker:
        answer = asker.get("/metrics", headers={b"Authorization": sent.encode()})
        assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_metrics_are_counts_without_names_and_addresses(office: Store) -> None:
    with office.writing() as session:
        subscribers.subscribe(session, "leserin@example.org", language="de", now=NOW)
        holding.hold(session, "restored from a backup")
    _ticked(office, ago=timedelta(minutes=5))
    with serving(_app(office)) as address, client(address) as asker:
        asker.get("/abmelden/a-secret-link")
        asker.get("/nix")
        asker.get("/desk/leser?q=leserin@example.org")
        answer = asker.get("/metrics", headers={"Authorization": f"Bearer {_TOKEN}"})
    assert answer.status_code == 200
    found = {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }
    assert found["partnerpost_sending_held",] == 1
    assert found["partnerpost_ticker_late_seconds",] == 300 - 45
    assert found["partnerpost_waiting", "decision"] > 0
    assert found["partnerpost_waiting", "letter"] >= 0
    assert sum(value for name, value in found.items() if name[0] == "partnerpost_sources") > 0
    assert found["partnerpost_store_bytes",] > 100_000
    assert found["partnerpost_request_seconds_count", "public", "4xx"] >= 1
    assert ("partnerpost_request_seconds_count", "desk", "3xx") in found
    for secret in ("leserin", "a-secret-link", "@"):
        assert secret not in answer.text
