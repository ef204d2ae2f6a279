"""Nobody keeps the pages from others by asking too much; who is refused reads why and for how long."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from aggregator.store import Store
from tests.web.example import MAIL, SETTINGS
from tests.web.serving import serving
from tests.web.staff import Clock
from web.app import create_app
from web.duties.buckets import Buckets, client_of

_LIMITED = SETTINGS.model_copy(update={"requests_per_minute": 60, "requests_at_once": 5})


@pytest.fixture
def asker(store: Store, moving: Clock) -> Iterator[httpx.Client]:
    """A client of a site that allows five requests at once and one a second."""
    app = create_app(store, _LIMITED, MAIL, clock=moving)
    with serving(app) as address, httpx.Client(base_url=address) as client:
        yield client


def exhaust(asker: httpx.Client) -> None:
    for _ in range(5):
        assert asker.get("/impressum").status_code == 200


def test_who_asks_too_much_is_told_to_wait_and_may_go_on_then(asker: httpx.Client, moving: Clock) -> None:
    exhaust(asker)
    refused = asker.get("/impressum")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert "Das waren sehr viele Abrufe auf einmal." in refused.text
    moving.on(seconds=1)
    assert asker.get("/impressum").status_code == 200
    assert asker.get("/impressum").status_code == 429


def test_it_is_said_in_the_language_and_form_that_was_asked_for(asker: httpx.Client) -> None:
    exhaust(asker)
    assert '<html lang="fr">' in asker.get("/fr/fristen").text
    feed = asker.get("/pl/fristen.rss")
    assert feed.headers["content-type"].startswith("text/plain")
    assert "<html" not in feed.text
    api = asker.get("/api/v1/deadlines")
    assert api.headers["content-type"] == "application/problem+json"
    assert (api.status_code, api.json()["status"], api.headers["retry-after"]) == (429, 429, "1")
    for answer in (feed, api):
        assert "content-security-policy" in answer.headers


def test_who_has_it_already_asks_for_little(asker: httpx.Client) -> None:
    known = {"If-None-Match": asker.get("/fristen.rss").headers["etag"]}
    answers = [asker.get("/fristen.rss", headers=known).status_code for _ in range(12)]
    assert answers == [304] * 12


def test_our_own_files_cost_little(asker: httpx.Client) -> None:
    found = re.search(r"/static/[^\"]+\.css", asker.get("/impressum").text)
    assert found is not None
    assert {asker.get(found[0]).status_code for _ in range(30)} == {200}


def test_the_watching_machine_and_the_desk_are_always_answered(asker: httpx.Client) -> None:
    exhaust(asker)
    for _ in range(10):
        assert asker.get("/health").status_code == 200
        assert asker.get("/desk/anmelden").status_code == 200


def test_nothing_of_a_client_is_kept_once_it_may_ask_for_all_again() -> None:
    buckets = Buckets(size=10, per_second=1)
    for number in range(100):
        buckets.take(f"client {number}", 5, now=float(number))
    assert len(buckets) <= 12
    buckets.take("another", 1, now=1000.0)
    assert len(buckets) == 1


def test_there_is_room_for_so_many_clients_and_no_more() -> None:
    buckets = Buckets(size=10, per_second=0.001, most=50)
    for number in range(500):
        buckets.take(f"client {number}", 1, now=float(number))
    assert len(buckets) == 50


@given(st.lists(st.tuples(st.floats(0, 20), st.floats(0, 5)), max_size=60))
def test_nobody_gets_more_than_was_saved_and_refilled(steps: list[tuple[float, float]]) -> None:
    buckets, now, taken = Buckets(size=10, per_second=2), 0.0, 0.0
    for cost, pause in steps:
        now += pause
        wait = buckets.take("one", cost, now)
        taken += 0 if wait else min(cost, 10)
        assert wait >= 0
        assert taken <= 10 + now * 2 + 1e-6


@given(st.floats(0.1, 10))
def test_who_waits_as_long_as_told_is_served(cost: float) -> None:
    buckets = Buckets(size=10, per_second=2)
    buckets.take("one", 10, 0.0)
    wait = buckets.take("one", cost, 0.0)
    assert buckets.take("one", cost, wait + 1e-6) == 0


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.1", "192.0.2.1", True),
        ("192.0.2.1", "192.0.2.2", False),
        ("fe80::1%eth0", "fe80::2", True),
        ("", "unix", False),
    ],
)
def test_a_household_is_one_client(one: str, other: str, same: bool) -> None:
    assert (client_of(one) == client_of(other)) is same
