"""The kept sources and what a crawl has to visit."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from aggregator.finding import RunOutcome, RunReport, SourceKind, Validators
from aggregator.model import Source, SourceState
from aggregator.sources import SourceDraft, SourceInvalid, UnknownSource, add_source, due_keys, list_sources, visits
from tests.aggregator.office import Office


def report(office: Office, **parts: object) -> RunReport:
    return RunReport("jugendring", office.now, office.now, RunOutcome.READ, found=1, **parts)  # type: ignore[arg-type]


def test_a_new_source_is_unproven_and_visited_only_when_a_person_asks(office: Office) -> None:
    with office.store.reading() as session:
        assert session.exec(select(Source.state)).all() == [SourceState.UNPROVEN] * 3
        assert due_keys(session, now=office.now + timedelta(days=30)) == []
        asked_for = [visit.source_key for visit in visits(session)]
        assert asked_for == ["jugendring", "stadtverband", "lokalblatt"]
        assert [visit.source_key for visit in visits(session, keys=["stadtverband"])] == ["stadtverband"]


def test_a_source_keeps_what_the_catalogue_says_of_it(office: Office) -> None:
    office.add("preise", kinds=("competition", "call"), priority=1, evidence="linked on jugendring.example.org")
    with office.store.reading() as session:
        kept = session.exec(select(Source).where(Source.key == "preise")).one()
    assert (kept.kinds, kept.priority) == (["competition", "call"], 1)
    assert kept.evidence == "linked on jugendring.example.org"


def test_after_a_run_it_is_due_again_when_its_kind_says(office: Office) -> None:
    office.intake.close_run(report(office))
    with office.store.reading() as session:
        soon, late = office.now + timedelta(hours=2), office.now + timedelta(hours=4)
        assert "jugendring" not in due_keys(session, now=soon)
        assert "jugendring" in due_keys(session, now=late)


def test_a_visit_knows_the_validators_of_every_page_as_the_server_sent_them(office: Office) -> None:
    page = "https://jugendring.example.org/feed"
    seen = Validators('W/"a1"', "Mon, 11 Jan 2027 08:00:00 GMT", "0" * 64, office.now)
    office.intake.close_run(report(office, pages={page: seen}))
    with office.store.reading() as session:
        assert visits(session, keys=["jugendring"])[0].pages == {page: seen}


def test_a_page_that_must_be_read_anew_is_forgotten(office: Office) -> None:
    page = "https://jugendring.example.org/feed"
    office.intake.close_run(report(office, pages={page: Validators('"1"', "gestern", "0" * 64)}))
    office.intake.close_run(report(office, pages={page: Validators()}))

    with office.store.reading() as session:
        kept = visits(session, keys=["jugendring"])[0].pages[page]
    assert (kept.etag, kept.last_modified, kept.body_hash) == (None, None, None)


def test_a_paused_source_is_visited_only_when_named(office: Office) -> None:
    with office.store.writing() as session:
        source = session.exec(select(Source).where(Source.key == "lokalblatt")).one()
        source.state = SourceState.PAUSED
        session.add(source)
    with office.store.reading() as session:
        assert "lokalblatt" not in [visit.source_key for visit in visits(session)]
        assert [visit.source_key for visit in visits(session, keys=["lokalblatt"])] == ["lokalblatt"]


def test_an_unknown_key_is_answered_with_the_known_ones(office: Office) -> None:
    with office.store.reading() as session, pytest.raises(UnknownSource, match=r"jugendrign; known are jugendring"):
        visits(session, keys=["jugendrign", "lokalblatt"])


@pytest.mark.parametrize(
    ("key", "url", "said"),
    [
        ("jugendring", "https://neu.example.org/", "another key"),
        ("neu", "https://jugendring.example.org/feed", "collected already"),
        ("neu", "ftp://neu.example.org/", "no web address"),
    ],
)
def test_a_source_is_not_kept_twice_nor_wrong(office: Office, key: str, url: str, said: str) -> None:
    draft = SourceDraft(key=key, name="Neu", url=url, kind=SourceKind.FEED)
    with office.store.writing() as session, pytest.raises(SourceInvalid, match=said):
        add_source(session, draft, now=office.now)


def test_sources_are_listed_by_name_with_their_last_run(office: Office) -> None:
    office.intake.close_run(report(office, received_bytes=10))
    office.wait(days=1)
    office.intake.close_run(report(office, received_bytes=20))
    with office.store.reading() as session:
        lines = list_sources(session)
    assert [line.source.key for line in lines] == ["jugendring", "lokalblatt", "stadtverband"]
    assert lines[0].last_run is not None
    assert lines[0].last_run.received_bytes == 20
    assert lines[1].last_run is None
