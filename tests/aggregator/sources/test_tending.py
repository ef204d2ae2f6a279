"""What people do with sources, and that it is written down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from aggregator.finding import RunOutcome, RunReport, SourceKind, Validators
from aggregator.health import Health
from aggregator.model import Page, Source, SourceAction, SourceDecision, SourceState
from aggregator.sources import SourceDraft, SourceInvalid, UnknownSource, due_keys, tending
from tests.aggregator.office import Office

KEY = "jugendring"


def source(office: Office) -> Source:
    with office.store.reading() as session:
        return tending.source_of(session, KEY)


def due(office: Office) -> list[str]:
    with office.store.reading() as session:
        return due_keys(session, now=office.now)


def read_well(office: Office) -> None:
    pages = {source(office).url: Validators("tag")}
    office.intake.close_run(RunReport(KEY, office.now, office.now, RunOutcome.READ, found=3, new=3, pages=pages))


def described(office: Office, **parts: object) -> SourceDraft:
    kept = source(office)
    draft = SourceDraft(kept.key, kept.name, kept.url, kept.kind, rank=kept.rank, countries=tuple(kept.countries))
    return replace(draft, topics=tuple(kept.topics), **parts)  # type: ignore[arg-type]


def test_a_test_is_due_at_once_whatever_the_state_and_only_until_it_was_made(office: Office) -> None:
    assert due(office) == []
    with office.store.writing() as session:
        tending.test_now(session, KEY, person_id=None, now=office.now)
    assert due(office) == [KEY]
    read_well(office)
    assert due(office) == []


def test_a_paused_source_rests_until_it_is_resumed(office: Office) -> None:
    read_well(office)
    with office.store.writing() as session:
        tending.pause(session, KEY, person_id=None, now=office.now)
    office.wait(days=1)
    assert due(office) == []
    with office.store.writing() as session:
        tending.resume(session, KEY, person_id=None, now=office.now)
    assert source(office).state is SourceState.PROVEN
    assert due(office) == [KEY]


def test_a_source_that_was_never_read_well_is_unproven_again_after_a_pause(office: Office) -> None:
    with office.store.writing() as session:
        tending.pause(session, KEY, person_id=None, now=office.now)
        tending.resume(session, KEY, person_id=None, now=office.now)
    assert source(office).state is SourceState.UNPROVEN


def test_pausing_twice_is_written_down_once(office: Office) -> None:
    for _ in range(2):
        with office.store.writing() as session:
            tending.pause(session, KEY, person_id=None, now=office.now)
    with office.store.reading() as session:
        (row,) = session.exec(select(SourceDecision)).all()
    assert (row.action, row.before, row.after) == (SourceAction.PAUSE, {"state": "unproven"}, {"state": "paused"})


def test_a_new_name_leaves_everything_else_as_it_was(office: Office) -> None:
    read_well(office)
    with office.store.writing() as session:
        tending.change(session, KEY, described(office, name="Landesjugendring"), person_id=None, now=office.now)
    kept = source(office)
    assert (kept.name, kept.wanted_at) == ("Landesjugendring", None)
    with office.store.reading() as session:
        (row,) = session.exec(select(SourceDecision)).all()
        assert len(session.exec(select(Page)).all()) == 1
    assert (row.before, row.after) == ({"name": "Jugendring"}, {"name": "Landesjugendring"})


def test_a_new_address_is_read_at_once_and_from_the_beginning(office: Office) -> None:
    read_well(office)
    draft = described(office, url="https://jugendring.example.org/neu", kind=SourceKind.LISTING)
    with office.store.writing() as session:
        tending.change(session, KEY, draft, person_id=None, now=office.now)
    kept = source(office)
    assert (kept.kind, kept.wanted_at, kept.health) == (SourceKind.LISTING, office.now, Health.LEARNING)
    with office.store.reading() as session:
        assert session.exec(select(Page)).all() == []


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"url": "ftp://x"}, "no web address"),
        ({"countries": ("XX",)}, "no country code"),
        ({"options": {"expected": {"deadline": 7}}}, r"expected\.deadline"),
        ({"url": "https://stadtverband.example.org/feed"}, "collected already"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(office: Office, parts: dict[str, object], said: str) -> None:
    with office.store.writing() as session, pytest.raises(SourceInvalid, match=said):
        tending.change(session, KEY, described(office, **parts), person_id=None, now=office.now)
    assert source(office).url == f"https://{KEY}.example.org/feed"


def test_what_nobody_keeps_cannot_be_tended(office: Office) -> None:
    with office.store.writing() as session, pytest.raises(UnknownSource, match="nirgendwo"):
        tending.pause(session, "nirgendwo", person_id=None, now=office.now)


def test_at_most_so_many_are_due_at_once_and_those_asked_for_come_first(office: Office) -> None:
    with office.store.writing() as session:
        for row in session.exec(select(Source)):
            row.state, row.next_fetch_at = SourceState.PROVEN, office.now - timedelta(hours=1)
    with office.store.writing() as session:
        tending.test_now(session, "lokalblatt", person_id=None, now=office.now)
    with office.store.reading() as session:
        assert due_keys(session, now=office.now, limit=2) == ["lokalblatt", "jugendring"]
        assert due_keys(session, now=office.now) == ["lokalblatt", "jugendring", "stadtverband"]
