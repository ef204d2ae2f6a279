"""An office of the first version, with rows in all its tables, comes up to the present one and is worked with."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from typing import Any

from sqlalchemy import JSON, Column, MetaData, Table, insert, text
from sqlmodel import select as ask

from aggregator.model import Consent, Delivery, Opportunity, Source, Subscriber
from aggregator.store import Store
from aggregator.store.migrate import require_current, upgrade
from tests.every_table import rows_of

_AT = datetime(2026, 11, 23, 8)  # noqa: DTZ001 - as the tables keep it
_WORDS: dict[tuple[str, str], str] = {
    ("issue", "state"): "released",
    ("person", "role"): "technician",
    ("source", "kind"): "feed",
    ("source", "state"): "proven",
    ("source", "rank"): "original",
    ("crawl_run", "outcome"): "read",
    ("crawl_run", "failure"): "gone",
    ("suppression", "reason"): "bounced",
    ("subscriber", "rhythm"): "weekly",
    ("subscriber", "state"): "confirmed",
    ("consent", "event"): "confirmed",
    ("delivery", "state"): "waiting",
    ("opportunity", "kind"): "funding",
    ("opportunity", "state"): "accepted",
    ("opportunity", "certainty"): "exact",
    ("deadline", "certainty"): "exact",
    ("decision", "action"): "accept",
    ("change", "field"): "deadline",
    ("change", "before"): "2027-03-15",
    ("change", "after"): "2027-04-30",
    ("opportunity_facet", "facet"): "country",
    ("reader_facet", "facet"): "country",
    ("evidence", "field"): "deadline",
    ("twinning", "kind"): "suspended",
}
# what became something else
_GONE = {"identity_key"}


def test_an_office_of_the_first_version_comes_up_whole(bare_store: Store) -> None:
    upgrade(bare_store, "0001")
    former = _fill(bare_store)
    upgrade(bare_store)
    require_current(bare_store)
    found = {name: len(rows) for name, rows in rows_of(bare_store).items()}
    assert {name: found[name] for name in former if name not in _GONE} == dict.fromkeys(former - _GONE, 1)


def test_what_came_up_is_worked_with(bare_store: Store) -> None:
    upgrade(bare_store, "0001")
    _fill(bare_store)
    upgrade(bare_store)
    with bare_store.writing() as session:
        row = session.exec(ask(Opportunity)).one()
        assert (row.title, row.deadline, row.amount_max) == ("title", date(2027, 1, 1), Decimal(1))
        row.title = "Neuer Titel"
        for table in (Source, Subscriber, Consent, Delivery):
            assert session.exec(ask(table)).one() is not None
    with bare_store.engine.connect() as connection:
        marks = connection.execute(text("select marks from indexed")).scalar_one()
        assert "kind:funding" in marks
        assert connection.execute(text("select count(*) from word where stem like 'neu%'")).scalar_one() == 1


def _fill(store: Store) -> set[str]:
    """One row in every table there is; gives their names."""
    there = MetaData()
    there.reflect(store.engine)
    names = set()
    with store.engine.begin() as connection:
        for table in there.sorted_tables:
            if table.name != "alembic_version":
                connection.execute(insert(table).values(_row(table)))
                names.add(table.name)
    return names


def _row(table: Table) -> dict[str, Any]:
    return {column.name: _WORDS.get((table.name, column.name), _value(column)) for column in table.columns}


def _value(column: Column[Any]) -> Any:
    for link in column.foreign_keys:
        return _value(link.column)
    if isinstance(column.type, JSON):
        return {}
    kind = column.type.python_type
    made: dict[type, Any] = {int: 1, float: 1.0, datetime: _AT, date: date(2027, 1, 1), time: time(12)}
    if kind in made:
        return made[kind]
    return column.name[: getattr(column.type, "length", None) or 99] if kind is str else 1
