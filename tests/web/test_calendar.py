"""Deadlines in calendars: the right day, one entry for ever, moved instead of doubled."""

from __future__ import annotations

from datetime import date, timedelta

import httpx
from icalendar import Calendar, Event

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


def test_lines_are_folded_at_75_bytes(published: Store, visitor: httpx.Client) -> None:
    assert all(len(line) <= 75 for line in visitor.get("/fristen.ics").content.split(b"\r\n"))
