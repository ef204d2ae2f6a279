"""Deadlines in calendars: the right day, one entry for ever, moved instead of doubled."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import httpx
import pytest
from icalendar import Calendar, Event

from aggregator.model import Opportunity
from aggregator.store import Store
from tests.web.example import EXAMPLES, move, number_of


def events(body: bytes) -> list[Event]:
    """The entries of a calendar."""
    calendar = Calendar.from_ical(body)
    assert isinstance(calendar, Calendar)
    return calendar.events


def day(number: int) -> date:
    """A day counted from the first of December 2026."""
    return date(2026, 12, 1) + timedelta(days=number - 1)


def test_a_deadline_is_an_all_day_entry_that_ends_the_next_day(published: Store, visitor: httpx.Client) -> None:
    number = number_of(published, "Jugendbegegnungen")
    answer = visitor.get(f"/angebot/{number}.ics")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert b"DTSTART;VALUE=DATE:20261202" in answer.content
    (entry,) = events(answer.content)
    begins, ends = entry.DTSTART, entry.DTEND
    assert (begins, ends) == (day(2), day(3))


def test_a_moved_deadline_keeps_its_uid_and_raises_its_sequence(published: Store, visitor: httpx.Client) -> None:
    first = EXAMPLES[0]
    path = f"/angebot/{number_of(published, first.title)}.ics"
    (before,) = events(visitor.get(path).content)
    move(published, first, 40)
    (after,) = events(visitor.get(path).content)
    assert after.uid == before.uid
    assert after.sequence > before.sequence
    begins = after.DTSTART
    assert begins == day(33)


def test_a_query_is_a_calendar_of_its_own(published: Store, visitor: httpx.Client) -> None:
    assert len(events(visitor.get("/fristen.ics").content)) == 5
    assert len(events(visitor.get("/fristen.ics?bis=4w").content)) == 2


def test_what_has_no_day_has_no_entry(published: Store, visitor: httpx.Client) -> None:
    answer = visitor.get(f"/angebot/{number_of(published, 'Reisekosten')}.ics")
    assert answer.status_code == 404
    assert "Für den Kalender fehlt ein Tag." in answer.text


def test_the_summary_speaks_the_language_of_the_address(published: Store, visitor: httpx.Client) -> None:
    number = number_of(published, "Jugendbegegnungen")
    (entry,) = events(visitor.get(f"/pl/angebot/{number}.ics").content)
    assert entry.summary == "Termin: Jugendbegegnungen mit Partnerkommunen in Polen"


def test_a_reminder_comes_in_the_morning_so_many_days_before(published: Store, visitor: httpx.Client) -> None:
    path = f"/angebot/{number_of(published, 'Jugendbegegnungen')}.ics"
    assert b"VALARM" not in visitor.get(path).content
    assert b"VALARM" not in visitor.get(f"{path}?erinnerung=5").content
    (entry,) = events(visitor.get(f"{path}?erinnerung=7").content)
    (alarm,) = entry.walk("VALARM")
    assert alarm.decoded("trigger") == timedelta(hours=9) - timedelta(days=7)


@pytest.fixture
def at_noon(published: Store) -> str:
    """The calendar of a deadline at a time of day."""
    number = number_of(published, "Jugendbegegnungen")
    with published.writing() as session:
        row = session.get_one(Opportunity, number)
        row.deadline_time, row.deadline_zone = time(12, 0), "Europe/Warsaw"
    return f"/angebot/{number}.ics"


def test_a_time_of_day_is_told_but_moves_nothing(at_noon: str, visitor: httpx.Client) -> None:
    body = visitor.get(at_noon).content
    assert b"VTIMEZONE" not in body
    (entry,) = events(body)
    assert day(2) == entry.DTSTART
    assert "Uhrzeit: 12:00" in entry.description


def test_times_of_day_come_with_their_zone_on_request(at_noon: str, visitor: httpx.Client) -> None:
    body = visitor.get(f"{at_noon}?uhrzeit=1").content
    assert body.count(b"BEGIN:VTIMEZONE") == 1
    assert b"TZID:Europe/Warsaw" in body
    (entry,) = events(body)
    ends = entry.DTEND
    assert isinstance(ends, datetime)
    assert ends.astimezone(UTC) == datetime(2026, 12, 2, 11, 0, tzinfo=UTC)
    assert ends > entry.DTSTART


def test_what_was_withdrawn_is_cancelled_everywhere(published: Store, visitor: httpx.Client) -> None:
    number = number_of(published, "Jugendbegegnungen")
    with published.writing() as session:
        session.get_one(Opportunity, number).status = "withdrawn"
    for path in (f"/angebot/{number}.ics", "/fristen.ics", "/fristen.ics?bis=4w"):
        cancelled = [entry for entry in events(visitor.get(path).content) if entry.get("status") == "CANCELLED"]
        assert [entry.uid for entry in cancelled] == [f"angebot-{number}@127.0.0.1"]
    assert "Jugendbegegnungen" not in visitor.get("/fristen.rss").text


_ONCE = ("UID", "DTSTAMP", "DTSTART", "DTEND", "SEQUENCE", "SUMMARY", "URL", "LAST-MODIFIED")


@pytest.mark.parametrize("options", ["", "?erinnerung=7&uhrzeit=1"])
def test_a_calendar_keeps_to_the_standard(at_noon: str, visitor: httpx.Client, options: str) -> None:
    body = visitor.get(f"/fristen.ics{options}").content
    calendar = Calendar.from_ical(body)
    assert isinstance(calendar, Calendar)
    assert [calendar[name] for name in ("VERSION", "METHOD", "CALSCALE")] == ["2.0", "PUBLISH", "GREGORIAN"]
    assert calendar["PRODID"]
    assert b"\r\n" in body
    assert b"\n" not in body.replace(b"\r\n", b"")
    seen = [entry.uid for entry in calendar.events]
    assert len(seen) == len(set(seen)) == 5
    for entry in calendar.events:
        assert entry.errors == []
        assert all(not isinstance(entry[name], list) for name in _ONCE)
        assert type(entry.DTSTART) is type(entry.DTEND)
        assert entry.DTSTART < entry.DTEND
        for alarm in entry.walk("VALARM"):
            assert {"ACTION", "TRIGGER", "DESCRIPTION"} <= set(alarm)
    used = {entry["DTSTART"].params.get("TZID") for entry in calendar.events} - {None}
    assert used == {str(zone["TZID"]) for zone in calendar.walk("VTIMEZONE")}


def test_lines_are_folded_at_75_bytes(published: Store, visitor: httpx.Client) -> None:
    assert all(len(line) <= 75 for line in visitor.get("/fristen.ics").content.split(b"\r\n"))
