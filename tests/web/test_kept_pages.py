"""A public page is made once in some seconds, whoever asks; what is private is never kept."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from aggregator.store import Store
from tests.web.example import MAIL, SETTINGS, accept, login_token
from tests.web.serving import PATIENCE, serving
from tests.web.staff import Clock
from web.app import create_app


@pytest.fixture
def reader(office: Store, moving: Clock) -> Iterator[httpx.Client]:
    """A visitor of a site that keeps its pages for ten seconds."""
    kept = SETTINGS.model_copy(update={"keep_pages_seconds": 10})
    with serving(create_app(office, kept, MAIL, clock=moving)) as address:
        headers = {"Sec-Fetch-Site": "same-origin"}
        with httpx.Client(base_url=address, headers=headers, timeout=PATIENCE) as client:
            yield client


def test_what_changed_is_seen_after_some_seconds(office: Store, reader: httpx.Client, moving: Clock) -> None:
    first = reader.get("/fristen")
    accept(office, "Jugendbegegnungen")
    again = reader.get("/fristen")
    assert again.content == first.content
    assert dict(again.headers) | {"date": ""} == dict(first.headers) | {"date": ""}
    moving.on(seconds=10)
    assert "Jugendbegegnungen" in reader.get("/fristen").text


def test_every_language_and_question_is_kept_for_itself(office: Store, reader: httpx.Client) -> None:
    accept(office)
    for _ in range(2):
        assert '<html lang="fr">' in reader.get("/fr/fristen").text
        assert '<html lang="de">' in reader.get("/fristen").text
        assert "Konkurs" not in reader.get("/fristen?bis=2w").text
        assert "Konkurs" in reader.get("/fristen").text


def test_who_has_it_already_gets_304_from_memory_too(reader: httpx.Client) -> None:
    etag = reader.get("/impressum").headers["etag"]
    answer = reader.get("/impressum", headers={"If-None-Match": etag})
    assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", etag)


def test_a_head_after_it_has_no_body(reader: httpx.Client) -> None:
    reader.get("/impressum")
    assert reader.head("/impressum").content == b""


def test_forms_and_the_desk_are_made_anew_each_time(office: Store, reader: httpx.Client) -> None:
    assert reader.get("/barriere-melden").text != reader.get("/barriere-melden").text
    stranger = reader.get("/desk/", follow_redirects=False).status_code
    reader.post(f"/desk/anmelden/{login_token(office)}")
    assert (stranger, reader.get("/desk/").status_code) == (303, 200)


def test_what_is_not_there_is_not_kept(office: Store, reader: httpx.Client) -> None:
    assert reader.get("/angebot/1").status_code == 404
    accept(office)
    assert reader.get("/angebot/1").status_code == 200
