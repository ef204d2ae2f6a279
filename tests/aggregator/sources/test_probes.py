"""What a look showed is kept with its source, and a source is taken after a look."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from aggregator.finding import Failure, FailureKind, Probe, Robots, RunOutcome, RunReport, SourceKind, Way
from aggregator.model import Source, SourceState
from aggregator.sources import (
    SourceInvalid,
    UnknownSource,
    adopt,
    due_keys,
    keep_probe,
    note_for_technicians,
    probe_of,
    take_way,
    visits,
)
from aggregator.sources.probes import from_document, to_document
from tests.aggregator.office import MORNING, Office

WAY = Way(
    SourceKind.LISTING,
    "https://amt.example.org/aufrufe",
    {"link": "/aufrufe/."},
    found=7,
    read=5,
    dated=4,
    characters=900,
)
PROBE = Probe(
    url="https://amt.example.org/aufrufe",
    at=MORNING,
    ways=(WAY, Way(SourceKind.STANDING, "https://amt.example.org/aufrufe")),
    robots=Robots.ALLOWS,
    delay=2.5,
    title="Aufrufe",
    language="de",
    feeds=("https://amt.example.org/feed",),
    sitemap="https://amt.example.org/sitemap.xml",
    structured=("Event",),
    links=7,
)
FAILED = Probe("https://amt.example.org/", MORNING, failure=Failure(FailureKind.LOGIN, "https://amt.example.org/", "x"))


def source(office: Office, key: str) -> Source:
    with office.store.reading() as session:
        return session.exec(select(Source).where(Source.key == key)).one()


@pytest.mark.parametrize("probe", [PROBE, FAILED])
def test_a_probe_is_kept_with_its_source_and_comes_back_whole(office: Office, probe: Probe) -> None:
    with office.store.writing() as session:
        keep_probe(session, "jugendring", probe)
    assert probe_of(source(office, "jugendring")) == probe


def test_a_source_that_was_never_looked_at_has_no_probe(office: Office) -> None:
    assert probe_of(source(office, "jugendring")) is None


def test_a_probe_written_by_a_newer_program_is_none(office: Office) -> None:
    with office.store.writing() as session:
        kept = session.exec(select(Source).where(Source.key == "jugendring")).one()
        kept.probe, kept.probed_at = to_document(PROBE) | {"robots": "asks for money"}, MORNING
    assert probe_of(source(office, "jugendring")) is None


def test_a_document_is_plain_json_and_gives_the_probe_again() -> None:
    assert from_document(to_document(PROBE), at=MORNING) == PROBE


def test_a_probe_of_nobody_is_refused(office: Office) -> None:
    with office.store.writing() as session, pytest.raises(UnknownSource):
        keep_probe(session, "niemand", PROBE)


def test_another_way_is_taken_with_what_is_known_of_it(office: Office) -> None:
    with office.store.writing() as session:
        take_way(session, "jugendring", WAY, now=office.now)
    taken = source(office, "jugendring")
    assert (taken.kind, taken.url, taken.options) == (WAY.kind, WAY.url, WAY.options)
    assert taken.evidence == "looked at on 2027-01-11: 7 entries, 4 of the first 5 with a date"
    assert taken.state == SourceState.UNPROVEN


def test_a_source_taken_after_a_look_is_visited_at_once_though_it_is_not_proven(office: Office) -> None:
    with office.store.writing() as session:
        adopt(session, WAY, name="Amt Süd", language="de", probe=PROBE, person_id=None, now=office.now)
    with office.store.reading() as session:
        assert due_keys(session, now=office.now) == ["amt-sud"]
    assert source(office, "amt-sud").state == SourceState.UNPROVEN
    assert probe_of(source(office, "amt-sud")) == PROBE


def test_after_its_first_run_it_is_visited_only_if_it_proved_itself(office: Office) -> None:
    with office.store.writing() as session:
        adopt(session, WAY, name="Amt", language=None, probe=None, person_id=None, now=office.now)
    failure = Failure(FailureKind.GONE, WAY.url)
    office.intake.close_run(RunReport("amt", office.now, office.now, RunOutcome.FAILED, failure=failure))
    with office.store.reading() as session:
        assert due_keys(session, now=office.now + timedelta(days=90)) == []


def test_the_key_of_a_taken_source_is_free_and_the_same_way_is_not_taken_twice(office: Office) -> None:
    with office.store.writing() as session:
        adopt(session, WAY, name="Jugendring", language=None, probe=None, person_id=None, now=office.now)
    assert source(office, "jugendring-2").url == WAY.url
    with office.store.writing() as session, pytest.raises(SourceInvalid):
        adopt(session, WAY, name="Anders", language=None, probe=None, person_id=None, now=office.now)


def test_a_note_for_the_technicians_is_kept_and_never_visited(office: Office) -> None:
    with office.store.writing() as session:
        note_for_technicians(
            session,
            FAILED.url,
            name="Amt West",
            said="Ayşe: nur mit Anmeldung",
            probe=FAILED,
            person_id=None,
            now=office.now,
        )
    kept = source(office, "amt-west")
    assert (kept.state, kept.notes) == (SourceState.PAUSED, "Ayşe: nur mit Anmeldung")
    with office.store.reading() as session:
        assert "amt-west" not in [visit.source_key for visit in visits(session)]
