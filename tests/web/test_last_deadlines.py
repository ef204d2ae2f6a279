"""When the store cannot be read, the next deadlines are still there, and it is said that they are old."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from sqlalchemy import text

from aggregator.store import Store
from tests.web.staff import Clock


@pytest.fixture
def reader(published: Store, browsers: Callable[..., httpx.Client]) -> httpx.Client:
    """Somebody at a site whose clock moves."""
    return browsers()


def close(store: Store) -> None:
    """The store is gone: the file is no database any more."""
    store.close()
    for name in ("", "-wal", "-shm"):
        Path(f"{store.engine.url.database}{name}").unlink(missing_ok=True)
    Path(str(store.engine.url.database)).write_bytes(b"no database at all " * 300)


@pytest.mark.parametrize(("prefix", "said"), [("", "Die Suche geht gerade nicht."), ("/pl", "Wyszukiwarka chwilowo")])
def test_the_list_answers_from_memory(published: Store, reader: httpx.Client, prefix: str, said: str) -> None:
    assert reader.get("/fristen").status_code == 200
    close(published)
    for path in ("/fristen", "/fristen?thema=jugend", "/"):
        answer = reader.get(prefix + path)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
        assert said in answer.text
        assert "Jugendbegegnungen mit Partnerkommunen in Polen" in answer.text
        assert answer.headers["cache-control"] == "no-store"


def test_what_is_over_meanwhile_is_not_in_it(published: Store, reader: httpx.Client, moving: Clock) -> None:
    reader.get("/fristen")
    close(published)
    moving.on(days=10)
    page = reader.get("/fristen").text
    assert "Jugendbegegnungen mit Partnerkommunen in Polen" not in page
    assert "Kleinprojekte deutsch-französischer Partnerschaften" in page


def test_pages_that_need_no_store_go_on_and_others_say_whose_fault_it_is(
    published: Store, reader: httpx.Client
) -> None:
    reader.get("/")
    close(published)
    assert reader.get("/impressum").status_code == 200
    assert reader.get("/leichte-sprache").status_code == 200
    assert reader.get("/angebot/1").status_code == 500
    assert reader.get("/fristen.rss").status_code == 500


def test_the_memory_is_as_young_as_the_last_good_answer(published: Store, reader: httpx.Client, moving: Clock) -> None:
    reader.get("/fristen")
    with published.writing() as session:
        session.execute(text("update opportunity set title = 'Ganz neuer Titel' where title like 'Jugendbegegnungen%'"))
    moving.on(minutes=6)
    reader.get("/fristen")
    close(published)
    assert "Ganz neuer Titel" in reader.get("/fristen").text
