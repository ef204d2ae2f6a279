"""What falls to a reader: by their rhythm, and by what earlier issues told them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar
from sqlmodel import col, select

from aggregator.model import (
    Delivery,
    DeliveryState,
    Edition,
    Entry,
    Issue,
    IssueState,
    Opportunity,
    OpportunityState,
    Rhythm,
    Subscriber,
)
from aggregator.store import Store
from newsletter.delivery.letters import letter
from newsletter.editions import Composed, compose
from newsletter.issues.readership import expected
from newsletter.sections import Section
from tests.newsletter.samples import NOW, TODAY, opportunity, settings
from tests.newsletter.stocking import add_opportunity, add_reader, stock

WEEK = timedelta(days=7)


def _reader(store: Store, rhythm: Rhythm = Rhythm.WEEKLY, address: str = "a@example.org", **choices: object) -> None:
    with store.writing() as session:
        add_reader(session, address, rhythm=rhythm, **choices)


def _send(store: Store, ids: Iterable[int], now: datetime = NOW, state: IssueState = IssueState.RELEASED) -> Composed:
    """An issue with these entries, composed on its day."""
    with store.writing() as session:
        issue = Issue(title="Ausgabe", state=IssueState.RELEASED, created_at=now, released_at=now)
        session.add(issue)
        session.flush()
        assert issue.id is not None
        for place, number in enumerate(ids):
            session.add(Entry(issue_id=issue.id, opportunity_id=number, section=Section.FUNDING.value, position=place))
        session.flush()
        composed = compose(session, issue.id, settings(), today=now.date(), now=now)
        issue.state = state
        session.add(issue)
    return composed


def _told(store: Store, address: str = "a@example.org") -> list[list[int]]:
    """What each mail to a reader told, in the order of the mails."""
    with store.reading() as session:
        asked = (
            select(Edition.opportunity_ids)
            .join(Delivery, col(Delivery.edition_id) == Edition.id)
            .join(Subscriber, col(Subscriber.id) == Delivery.subscriber_id)
            .where(Subscriber.address == address)
        )
        return [sorted(ids) for ids in session.exec(asked.order_by(col(Delivery.id)))]


def _stocked(store: Store, *deadlines: date) -> list[int]:
    stock(store, ())
    return [
        add_opportunity(store, opportunity(number, deadline=day, deadline_time=None))
        for number, day in enumerate(deadlines, start=1)
    ]


def _moved(store: Store, number: int, day: date) -> None:
    with store.writing() as session:
        row = session.get(Opportunity, number)
        assert row is not None
        row.deadline = day
        session.add(row)


FAR = date(2027, 3, 1)


def test_nothing_is_told_twice_though_it_stands_in_two_issues(store: Store) -> None:
    first, second = _stocked(store, FAR, FAR)
    _reader(store)
    _send(store, [first])
    _send(store, [first, second], NOW + WEEK)
    _send(store, [first, second], NOW + 2 * WEEK)
    assert _told(store) == [[first], [second]]


def test_what_moved_since_is_told_again_with_its_news(store: Store) -> None:
    [number] = _stocked(store, FAR)
    _reader(store)
    _send(store, [number])
    _moved(store, number, date(2027, 3, 31))
    _send(store, [number], NOW + WEEK)
    with store.reading() as session:
        latest = session.exec(select(Edition).order_by(col(Edition.id).desc())).first()
        assert latest is not None
        assert "Frist verlängert, vorher 01.03.2027" in letter(session, latest).text


def test_of_several_mails_the_latest_counts(store: Store) -> None:
    [number] = _stocked(store, FAR)
    _reader(store)
    for week, day in enumerate((FAR, date(2027, 3, 31), FAR, FAR)):
        _moved(store, number, day)
        _send(store, [number], NOW + week * WEEK)
    assert len(_told(store)) == 3


def test_who_came_later_is_told_what_others_know(store: Store) -> None:
    [number] = _stocked(store, FAR)
    _reader(store)
    _send(store, [number])
    _reader(store, address="b@example.org")
    assert _send(store, [number], NOW + WEEK) == Composed(editions=1, deliveries=1, skipped=1)
    assert _told(store, "b@example.org") == [[number]]


def test_what_was_told_of_one_that_was_merged_since_counts_for_the_one_it_became(store: Store) -> None:
    first, second = _stocked(store, FAR, FAR)
    _reader(store)
    _send(store, [first])
    with store.writing() as session:
        row = session.get(Opportunity, first)
        assert row is not None
        row.state, row.merged_into = OpportunityState.MERGED, second
        session.add(row)
    assert _send(store, [second], NOW + WEEK).deliveries == 0


@pytest.mark.parametrize(
    ("issue", "delivery", "mails"),
    [
        (IssueState.FINISHED, DeliveryState.HANDED_OVER, 1),
        (IssueState.FINISHED, DeliveryState.REFUSED, 2),
        (IssueState.FINISHED, DeliveryState.SKIPPED, 2),
        (IssueState.CANCELLED, DeliveryState.HANDED_OVER, 1),
        (IssueState.CANCELLED, DeliveryState.UNCERTAIN, 1),
        (IssueState.CANCELLED, DeliveryState.WAITING, 2),
    ],
)
def test_only_what_may_have_arrived_counts_as_told(
    store: Store, issue: IssueState, delivery: DeliveryState, mails: int
) -> None:
    [number] = _stocked(store, FAR)
    _reader(store)
    _send(store, [number], state=issue)
    with store.writing() as session:
        row = session.exec(select(Delivery)).one()
        row.state = delivery
        session.add(row)
    _send(store, [number], NOW + WEEK)
    assert len(_told(store)) == mails


def test_readers_with_equal_interest_and_another_past_that_leaves_the_same_share_an_edition(store: Store) -> None:
    first, second = _stocked(store, FAR, FAR)
    _reader(store)
    _send(store, [first])
    _reader(store, address="b@example.org")
    assert _send(store, [second], NOW + WEEK) == Composed(editions=1, deliveries=2, skipped=0)


def test_who_reads_monthly_gets_with_the_first_issue_of_a_month_what_came_since_the_last(store: Store) -> None:
    numbers = _stocked(store, FAR, FAR, FAR, FAR)
    _reader(store, Rhythm.MONTHLY)
    for number, day in zip(numbers, (-21, -14, 7, 14), strict=True):  # 2, 9 and 30 November, 7 December
        _send(store, [number], NOW + timedelta(days=day))
    assert _told(store) == [[numbers[0]], numbers[1:]]


def test_the_desk_says_how_many_an_issue_reaches_at_most(store: Store) -> None:
    (one,) = _stocked(store, date(2026, 12, 20))
    _reader(store, Rhythm.WEEKLY, "weekly@example.org")
    _reader(store, Rhythm.MONTHLY, "monthly@example.org")
    with store.writing() as session:
        add_reader(session, "paused@example.org").paused_until = TODAY + timedelta(days=1)
    # the first issue of the month is for both, the second for who reads each, and the pause ends with its day
    assert _expected(store, NOW) == 2
    _send(store, [one])
    assert _expected(store, NOW + timedelta(hours=1)) == 1
    assert _expected(store, NOW + timedelta(days=1)) == 2


def _expected(store: Store, now: datetime) -> int:
    draft = Issue(id=99, title="Entwurf", state=IssueState.DRAFT, created_at=now)
    with store.reading() as session:
        return expected(session, draft, day=now.date(), now=now, zone=settings().zone).readers


def test_who_changes_from_weekly_to_monthly_is_told_nothing_twice(store: Store) -> None:
    first, second = _stocked(store, FAR, FAR)
    _reader(store)
    _send(store, [first])
    with store.writing() as session:
        reader = session.exec(select(Subscriber)).one()
        reader.rhythm = Rhythm.MONTHLY
        session.add(reader)
    _send(store, [second], datetime(2026, 12, 7, 7, tzinfo=UTC))
    assert _told(store) == [[first], [second]]


def test_who_wants_deadlines_alone_is_reminded_once_when_a_day_is_near_however_old_the_issue(store: Store) -> None:
    near, far = _stocked(store, TODAY + timedelta(days=30), FAR)
    stock_free = add_opportunity(store, opportunity(9, deadline=None, certainty="rolling"))
    _reader(store, Rhythm.DEADLINES)
    _send(store, [near, far, stock_free])
    assert _told(store) == []
    for week in (1, 2, 3):
        _send(store, [], NOW + week * WEEK)
    assert _told(store) == [[near]]


def test_a_reminder_says_so_and_brings_its_deadlines_as_a_calendar(store: Store) -> None:
    [number] = _stocked(store, TODAY + timedelta(days=14))
    _reader(store, Rhythm.DEADLINES)
    _reader(store, Rhythm.WEEKLY, "b@example.org")
    _send(store, [number])
    with store.reading() as session:
        weekly, reminder = sorted(session.exec(select(Edition)).all(), key=lambda edition: edition.calendar)
    assert reminder.subject == "Ausgabe: 1 Frist rückt näher, nächste Frist 07.12.2026"
    [event] = Calendar.from_ical(reminder.calendar).walk("VEVENT")
    assert event.decoded("DTSTART") == TODAY + timedelta(days=14)
    assert weekly.calendar == ""
