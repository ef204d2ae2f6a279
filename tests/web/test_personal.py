"""G-05: what is kept about people stands on a page, and no table is forgotten."""

from __future__ import annotations

import csv
import io

import httpx
import pytest
from sqlalchemy import Table
from sqlmodel import SQLModel

from aggregator.store import Store
from web.desk.personal import Circle, as_table, kept

# names of columns that hold something of a person, whoever the table belongs to
_OF_PEOPLE = {"address", "address_hash", "person_id", "subscriber_id", "ip", "phone", "user_agent"}
_PEOPLE = {"person.id", "subscriber.id"}


def holds_data_of_people(table: Table) -> bool:
    """Whether a table points at a person or reader, or has a column that is about one."""
    points_at = {key.target_fullname for key in table.foreign_keys}
    return bool(points_at & _PEOPLE or _OF_PEOPLE & set(table.columns.keys()))


def listed() -> list[str]:
    return [name for one in kept("de") for name in one.tables]


def test_every_table_with_data_of_people_is_listed() -> None:
    found = {name for name, table in SQLModel.metadata.tables.items() if holds_data_of_people(table)}
    assert {"person", "decision", "subscriber", "suppression"} <= found
    assert found - set(listed()) == set()


def test_every_listed_table_exists_and_is_listed_once() -> None:
    assert set(listed()) <= SQLModel.metadata.tables.keys()
    assert len(listed()) == len(set(listed()))


@pytest.mark.parametrize("language", ["de", "fr", "en", "pl"])
def test_everything_is_said_in_every_language(language: str) -> None:
    for german, one in zip(kept("de"), kept(language), strict=True):
        for part in ("name", "what", "why", "how_long"):
            assert getattr(one, part)
            assert language == "de" or getattr(one, part) != getattr(german, part) or part == "name"


def test_the_page_shows_all_of_it(office: Store, desk: httpx.Client) -> None:
    page = desk.get("/desk/daten").text
    for one in kept("de"):
        assert one.name in page
        assert one.how_long in page
        assert ", ".join(one.tables) in page
    assert "datenschutz@example.org" in page


def test_the_same_comes_as_a_table(office: Store, desk: httpx.Client) -> None:
    answer = desk.get("/desk/daten.csv")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert len(rows) == len(kept("de")) + 1
    assert rows[0][0] == "Wessen Daten"
    assert as_table(kept("de"), "de") == answer.content.decode("utf-8-sig")


def test_there_is_something_of_everybody() -> None:
    assert {one.about for one in kept("de")} == set(Circle)
