"""Which entries are read again at their own address."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from aggregator import review
from aggregator.finding import Again, FailureKind, RunOutcome, RunReport, SourceKind
from aggregator.model import Sighting, Source
from aggregator.sources import visits
from tests.aggregator.office import Office

URL = "https://jugendring.example.org/aufruf/begegnung"


@pytest.fixture
def listing(office: Office) -> Office:
    """The youth council is a list; its one call, open until 15 March, is accepted."""
    with office.store.writing() as session:
        session.exec(select(Source).where(Source.key == "jugendring")).one().kind = SourceKind.LISTING
    office.take()
    with office.store.writing() as session:
        review.accept(session, 1, person_id=None, now=office.now)
    return office


def asked(office: Office, after: timedelta) -> tuple[Again, ...]:
    with office.store.reading() as session:
        (visit,) = visits(session, keys=["jugendring"], now=office.now + after)
    return visit.again


def close(office: Office, at: datetime, **parts: object) -> None:
    office.intake.close_run(RunReport("jugendring", at, at, RunOutcome.READ, found=1, **parts))  # type: ignore[arg-type]


def test_an_accepted_open_call_is_read_again_after_a_week(listing: Office) -> None:
    assert asked(listing, timedelta(days=6)) == ()
    assert asked(listing, timedelta(days=7)) == (Again(URL, URL),)


def test_in_the_last_ten_days_it_is_read_every_day(listing: Office) -> None:
    listing.now = listing.now.replace(month=3, day=6)
    listing.take()
    assert asked(listing, timedelta(hours=12)) == ()
    assert asked(listing, timedelta(days=1)) == (Again(URL, URL),)


def test_nothing_is_asked_after_the_deadline(listing: Office) -> None:
    assert asked(listing, timedelta(days=100)) == ()


def test_what_nobody_accepted_is_not_read_again(listing: Office) -> None:
    with listing.store.writing() as session:
        review.reject(session, 1, person_id=None, now=listing.now)
    assert asked(listing, timedelta(days=7)) == ()


def test_a_page_that_could_not_be_read_is_not_tried_at_every_visit(listing: Office) -> None:
    at = listing.now + timedelta(days=8)
    close(listing, at, again={URL: FailureKind.TIMEOUT})
    assert asked(listing, timedelta(days=9)) == ()
    assert asked(listing, timedelta(days=15)) == (Again(URL, URL),)


def test_of_a_feed_only_what_it_does_not_show_any_more_is_read_at_its_own_address(listing: Office) -> None:
    with listing.store.writing() as session:
        session.exec(select(Source).where(Source.key == "jugendring")).one().kind = SourceKind.FEED
    assert asked(listing, timedelta(days=8)) == ()
    with listing.store.writing() as session:
        session.exec(select(Sighting)).one().missed = 1
    assert asked(listing, timedelta(days=8)) == (Again(URL, URL),)
