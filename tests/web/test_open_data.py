"""All that is public comes as files that programs read, with licence and source."""

from __future__ import annotations

import csv
import io
import json

import httpx
import pytest

from aggregator.store import Store
from tests.web.example import EXAMPLES, SETTINGS, accept, number_of
from web.duties.exported import FIELDS


@pytest.mark.parametrize("ending", ["csv", "json", "jsonl"])
def test_every_file_holds_the_same_opportunities(published: Store, visitor: httpx.Client, ending: str) -> None:
    answer = visitor.get(f"/daten/angebote.{ending}")
    rows: list[dict[str, object]]
    if ending == "csv":
        rows = list(csv.DictReader(io.StringIO(answer.text, newline="")))
    elif ending == "json":
        rows = answer.json()["items"]
    else:
        rows = [json.loads(line) for line in answer.text.splitlines()]
    assert sorted(str(row["title"]) for row in rows) == sorted(one.title for one in EXAMPLES)
    assert all(list(row) == list(FIELDS) for row in rows)


def test_a_record_has_its_proof_and_its_source(published: Store, visitor: httpx.Client) -> None:
    lines = [json.loads(line) for line in visitor.get("/daten/angebote.jsonl").text.splitlines()]
    (found,) = [line for line in lines if line["title"].startswith("Jugendbegegnungen mit")]
    assert found["deadline"] == "2026-12-02"
    assert "bis zum 2. Dezember 2026" in found["evidence"]
    assert (found["amount_max"], found["currency"], found["countries"]) == ("4500.00", "EUR", ["DE", "PL"])
    assert found["source"] == "Jugendbüro Musterstadt"
    assert found["url"] == f"{SETTINGS.base_url}/angebot/{number_of(published, 'Jugendbegegnungen mit')}"


def test_only_what_is_accepted_is_given_away(office: Store, visitor: httpx.Client) -> None:
    assert visitor.get("/daten/angebote.jsonl").text == ""
    assert visitor.get("/daten/angebote.json").json()["items"] == []
    accept(office, "Concours")
    assert len(visitor.get("/daten/angebote.json").json()["items"]) == 1


def test_a_file_that_has_not_changed_is_not_sent_again(office: Store, visitor: httpx.Client) -> None:
    accept(office, "Concours")
    first = visitor.get("/daten/angebote.csv")
    assert first.headers["last-modified"] == "Mon, 23 Nov 2026 07:30:00 GMT"
    known = {"If-None-Match": first.headers["etag"]}
    assert visitor.get("/daten/angebote.csv", headers=known).status_code == 304
    assert visitor.get("/daten/angebote.json", headers=known).status_code == 200
    accept(office, "Jugendbegegnungen")
    assert visitor.get("/daten/angebote.csv", headers=known).status_code == 200


def test_the_licence_stands_on_the_page_in_the_file_and_in_the_head(published: Store, visitor: httpx.Client) -> None:
    assert SETTINGS.data_licence in visitor.get("/daten").text
    answer = visitor.get("/daten/angebote.json")
    assert answer.json()["licence_url"] == SETTINGS.data_licence_url
    assert answer.headers["link"] == f'<{SETTINGS.data_licence_url}>; rel="license"'


def test_every_field_is_explained(published: Store, visitor: httpx.Client) -> None:
    page = visitor.get("/en/daten").text
    for name in FIELDS:
        assert f"<code>{name}</code>" in page


def test_portals_read_what_there_is(published: Store, visitor: httpx.Client) -> None:
    described = visitor.get("/daten/katalog.jsonld").json()
    (dataset,) = described["dcat:dataset"]
    for one in dataset["dcat:distribution"]:
        path = one["dcat:downloadURL"]["@id"].removeprefix(SETTINGS.base_url)
        assert visitor.head(path).status_code == 200
        assert one["dct:license"]["@id"] == SETTINGS.data_licence_url


def test_there_is_no_other_file(visitor: httpx.Client) -> None:
    for ending in ("exe", "csv.gz", "", "JSON"):
        assert visitor.get(f"/daten/angebote.{ending}").status_code == 404
