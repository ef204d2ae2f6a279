"""The index follows whoever writes: intake, decisions, corrections, mergers, and hands that write into the database."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect, text
from sqlmodel import Session, col, select

from aggregator import review
from aggregator.changes import FactName
from aggregator.model import Indexed, Opportunity, OpportunityFacet, Posting
from aggregator.search import Query, find, keeping
from aggregator.search.keeping import rebuild
from aggregator.store import Store
from aggregator.store.migrate import downgrade, upgrade
from tests.aggregator.office import Office
from tests.aggregator.search.in_step import assert_in_step
from tests.aggregator.search.test_find import publish, titles


def test_what_is_accepted_comes_in_and_what_is_rejected_goes(office: Office, anna: int) -> None:
    office.take("Chortreffen", "Singen.", fields={"deadline": "2027-02-02"})
    assert assert_in_step(office.store) == 0
    (view,) = office.views()
    with office.store.writing() as session:
        review.accept(session, view.id, person_id=anna, now=office.now)
    assert assert_in_step(office.store) == 1
    assert titles(office, Query(words="chor")) == ["Chortreffen"]
    with office.store.writing() as session:
        review.undo(session, person_id=anna, now=office.now)
    assert assert_in_step(office.store) == 0
    assert titles(office, Query(words="chor")) == []


@pytest.mark.parametrize(
    ("field", "value", "query"),
    [
        (FactName.TITLE, "Orgelnacht", Query(words="orgel")),
        (FactName.PLACE, "Zakopane", Query(words="zakopane")),
        (FactName.KIND, "training", Query(kinds=("training",))),
        (FactName.COUNTRY, "UA", Query(countries=("UA",))),
        (FactName.TOPIC, "sport", Query(topics=("sport",))),
        (FactName.DEADLINE, None, Query(words="chor", undated=True)),
        (FactName.STATUS, "closed", Query(words="chor", past=True)),
    ],
)
def test_a_correction_counts_and_is_taken_back(
    office: Office, anna: int, field: FactName, value: str | None, query: Query
) -> None:
    number = publish(office, "Chortreffen", deadline="2027-02-02", countries="PL", topics="youth")
    with office.store.writing() as session:
        made = review.correct(session, number, field, value, person_id=anna, now=office.now)
    assert assert_in_step(office.store) == 1
    assert len(titles(office, query)) == 1
    with office.store.writing() as session:
        review.take_back(session, made.id or 0, person_id=anna, now=office.now)
    assert assert_in_step(office.store) == 1


def test_what_a_source_changes_is_found_as_it_is_now(office: Office) -> None:
    office.take(fields={"deadline": "2027-03-15"})
    with office.store.writing() as session:
        review.accept(session, office.views()[0].id, person_id=None, now=office.now)
    office.take_twice(fields={"deadline": "2027-04-30"})
    assert office.views()[0].deadline is not None
    assert assert_in_step(office.store) == 1


def test_mergers_and_their_undoing_are_followed(office: Office, anna: int) -> None:
    one, other = publish(office, "Chor in Lyon", deadline="2027-02-02"), publish(office, "Orgel", deadline="2027-05-05")
    with office.store.writing() as session:
        review.merge(session, one, other, person_id=anna, now=office.now)
    assert assert_in_step(office.store) == 1
    with office.store.writing() as session:
        review.undo(session, person_id=anna, now=office.now)
    assert assert_in_step(office.store) == 2


def test_hands_that_write_into_the_database_are_followed(office: Office) -> None:
    number = publish(office, "Chor", deadline="2027-02-02", countries="PL")
    with office.store.engine.begin() as connection:  # not by way of the store
        connection.execute(text("update opportunity set title = 'Orgel' where id = :number"), {"number": number})
        connection.execute(text("delete from opportunity_facet"))
    with office.store.writing():
        pass
    assert assert_in_step(office.store) == 1
    assert titles(office, Query(words="orgel")) == ["Orgel"]


def test_a_transaction_that_fails_leaves_the_index_as_it_was(office: Office) -> None:
    number = publish(office, "Chor", deadline="2027-02-02")

    def fail() -> None:
        with office.store.writing() as session:
            session.get_one(Opportunity, number).title = "Orgel"
            session.flush()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert assert_in_step(office.store) == 1
    assert titles(office, Query(words="chor")) == ["Chor"]


def test_a_transaction_that_touches_nothing_shown_indexes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = publish(office, "Chor", deadline="2027-02-02")
    indexed: list[int] = []
    monkeypatch.setattr(keeping, "index", lambda _session, ids: indexed.extend(ids))
    with office.store.writing() as session:
        session.get_one(Opportunity, number).checked_at = office.now
    office.take("Noch nicht angenommen", url="https://jugendring.example.org/x")
    assert indexed == []


def test_a_store_from_before_the_index_gets_it_with_the_tables(office: Office) -> None:
    publish(office, "Chor", deadline="2027-02-02", countries="PL")
    downgrade(office.store, "0013")
    upgrade(office.store)
    assert assert_in_step(office.store) == 1


def test_rules_of_another_version_are_applied_anew(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    publish(office, "Chor", deadline="2027-02-02")
    with office.store.writing() as session:
        _forget(session)
    assert titles(office, Query(words="chor")) == []
    assert rebuild(office.store) == 1
    assert titles(office, Query(words="chor")) == ["Chor"]
    assert rebuild(office.store) == 0
    monkeypatch.setattr(keeping, "RULES", 2)
    assert rebuild(office.store) == 1


def _forget(session: Session) -> None:
    for row in session.exec(select(Posting)):
        session.delete(row)
    for kept in session.exec(select(Indexed)):
        kept.tokens, kept.rules = b"", 0


def test_facets_of_what_is_not_shown_are_not_noted(office: Office) -> None:
    office.take("Nicht angenommen", fields={"countries": "PL"})
    with office.store.engine.begin() as connection:
        connection.execute(text("delete from opportunity_facet"))
        assert connection.execute(text("select count(*) from unindexed")).scalar() == 0
    with office.store.reading() as session:
        assert session.exec(select(col(OpportunityFacet.value))).all() == []
        assert find(session, Query(), today=office.today).total == 0


def test_the_triggers_stand_at_the_last_revision(store: Store) -> None:
    """A revision that makes the tables anew loses them on SQLite: it has to make them again."""
    question = (
        "select name from sqlite_master where type = 'trigger'"
        if store.is_sqlite
        else "select distinct trigger_name from information_schema.triggers"
    )
    with store.engine.connect() as connection:
        assert "posting" in inspect(connection).get_table_names()
        names = set(connection.execute(text(question)).scalars())
    facets = {"added", "changed", "removed"} if store.is_sqlite else {"told"}
    assert {f"opportunity_{one}" for one in ("added", "changed", "removed")} <= names
    assert {f"opportunity_facet_{one}" for one in facets} <= names
