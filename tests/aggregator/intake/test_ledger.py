"""What is written down at the end of a run."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import select

from aggregator.finding import COLLECTED, Failure, FailureKind, RunOutcome, RunReport, SourceKind, Validators
from aggregator.intake.failures import moved, sentence
from aggregator.intake.when import interval
from aggregator.model import CrawlRun, Page, Source, SourceState
from aggregator.sources import UnknownSource, visits
from tests.aggregator.office import Office

PAGE = "https://jugendring.example.org/feed"


def run(office: Office, outcome: RunOutcome = RunOutcome.READ, **parts: object) -> None:
    office.intake.close_run(RunReport("jugendring", office.now, office.now, outcome, **parts))  # type: ignore[arg-type]


def source(office: Office) -> Source:
    with office.store.reading() as session:
        return session.exec(select(Source).where(Source.key == "jugendring")).one()


def test_a_run_is_written_with_all_its_counts(office: Office) -> None:
    broken = (Failure(FailureKind.UNREADABLE, f"{PAGE}#3", "entry 3\x00 ends in the middle"),)
    run(office, RunOutcome.PARTIAL, statuses={"200": 1}, found=3, new=2, same=1, received_bytes=900, broken=broken)
    with office.store.reading() as session:
        kept = session.exec(select(CrawlRun)).one()
    assert (kept.outcome, kept.found, kept.new, kept.same, kept.received_bytes) == (RunOutcome.PARTIAL, 3, 2, 1, 900)
    assert kept.statuses == {"200": 1}
    assert kept.broken == [{"kind": "unreadable", "url": f"{PAGE}#3", "detail": "entry 3 ends in the middle"}]


def test_the_first_good_run_proves_a_source_and_an_empty_or_failed_one_does_not(office: Office) -> None:
    run(office, RunOutcome.FAILED, failure=Failure(FailureKind.DNS, PAGE))
    run(office, RunOutcome.READ, found=0)
    assert source(office).state == SourceState.UNPROVEN
    run(office, RunOutcome.READ, found=2)
    assert source(office).state == SourceState.PROVEN


def test_a_source_that_may_be_empty_is_proven_by_a_run_that_finds_nothing(office: Office) -> None:
    office.add("selten", options={"may_be_empty": True})
    office.intake.close_run(RunReport("selten", office.now, office.now, RunOutcome.READ, found=0))
    with office.store.reading() as session:
        assert session.exec(select(Source.state).where(Source.key == "selten")).one() == SourceState.PROVEN


def test_validators_are_replaced_by_newer_ones(office: Office) -> None:
    run(office, pages={PAGE: Validators("one", None, "a" * 64)})
    run(office, pages={PAGE: Validators("two", None, "b" * 64)})
    with office.store.reading() as session:
        assert [page.etag for page in session.exec(select(Page))] == ["two"]


def test_a_source_that_is_gone_is_tried_daily_then_weekly_but_never_given_up(office: Office) -> None:
    waits = []
    for _ in range(10):
        run(office, RunOutcome.FAILED, failure=Failure(FailureKind.GONE, PAGE))
        due = source(office).next_fetch_at
        assert due is not None
        waits.append((due - office.now) / timedelta(hours=1))
        office.wait(days=1)
    assert all(21.6 <= hours <= 24 for hours in waits[:6])
    assert all(151.2 <= hours <= 168 for hours in waits[6:])


def test_a_server_that_stumbles_is_tried_again_the_same_day(office: Office) -> None:
    run(office, RunOutcome.FAILED, failure=Failure(FailureKind.HTTP_ERROR, PAGE))
    due = source(office).next_fetch_at
    assert due is not None
    assert due <= office.now + timedelta(hours=3)


def test_a_good_answer_ends_the_waiting(office: Office) -> None:
    for _ in range(8):
        run(office, RunOutcome.FAILED, failure=Failure(FailureKind.GONE, PAGE))
    run(office, RunOutcome.UNCHANGED)
    due = source(office).next_fetch_at
    assert due is not None
    assert due <= office.now + timedelta(hours=3)


def test_a_source_is_not_due_before_the_moment_it_asks_for(office: Office) -> None:
    run(office, not_before=office.now + timedelta(hours=30))
    assert source(office).next_fetch_at == office.now + timedelta(hours=30)
    run(office, not_before=office.now + timedelta(minutes=1))
    due = source(office).next_fetch_at
    assert due is not None
    assert office.now + timedelta(hours=2) < due <= office.now + timedelta(hours=3)


def test_how_far_a_page_is_believed_is_kept_for_the_next_visit(office: Office) -> None:
    known = Validators("one", None, "a" * 64, fetched_at=office.now, trusted=4, ttl_minutes=90)
    run(office, pages={PAGE: known})
    with office.store.reading() as session:
        (visit,) = visits(session, keys=["jugendring"])
    assert visit.pages == {PAGE: known}


def test_where_a_source_has_moved_to_is_written_down(office: Office) -> None:
    run(office, moved_to="https://neu.example.org/feed")
    with office.store.reading() as session:
        assert session.exec(select(CrawlRun.moved_to)).one() == "https://neu.example.org/feed"


@pytest.mark.parametrize("kind", COLLECTED)
def test_every_kind_of_source_is_due_within_a_day(kind: SourceKind) -> None:
    assert timedelta(0) < interval(kind, ()) <= timedelta(days=1)


def test_a_run_over_no_known_source_is_refused(office: Office) -> None:
    report = RunReport("nirgendwo", office.now, office.now, RunOutcome.READ)
    with pytest.raises(UnknownSource, match="nirgendwo"):
        office.intake.close_run(report)


@pytest.mark.parametrize("language", ["de", "fr", "en", "pl"])
@pytest.mark.parametrize("failure", FailureKind)
def test_every_failure_has_a_sentence_in_every_language(failure: FailureKind, language: str) -> None:
    said = sentence(failure, url="https://jugendring.example.org/feed", language=language)
    assert "jugendring.example.org" in said
    assert said.endswith(".")
    assert "{" not in said
    if language != "de":
        assert said != sentence(failure, url="https://jugendring.example.org/feed", language="de")


@pytest.mark.parametrize("language", ["de", "fr", "en", "pl"])
def test_that_a_source_has_moved_is_said_in_every_language(language: str) -> None:
    said = moved("https://neu.example.org/feed", language)
    assert "https://neu.example.org/feed" in said and said.endswith(".")
    assert language == "de" or said != moved("https://neu.example.org/feed", "de")


def test_the_technicians_detail_follows_in_brackets_and_is_short() -> None:
    said = sentence(FailureKind.TLS, url=PAGE, language="en", detail="certificate\nhas expired " * 50)
    assert "(certificate has expired" in said
    assert said.endswith("…)")
    assert len(said) < 500


def test_an_unknown_language_is_answered_in_german_and_a_broken_address_does_no_harm() -> None:
    assert sentence(FailureKind.GONE, url="https://[kaputt", language="xx").startswith("Die Seite https://[kaputt")
