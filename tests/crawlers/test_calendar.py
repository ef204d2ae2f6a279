"""Calendars: whole days, times, rules, and events that are broken or share their names."""

from __future__ import annotations

from aggregator.finding import FailureKind, RunOutcome, RunReport, SourceKind
from tests.crawlers.conftest import Collect
from tests.crawlers.door import MemoryDoor
from tests.crawlers.hostile import Site

_EVENT = """BEGIN:VEVENT
UID:fest-1
SUMMARY:Fest der Städte\\, mit Musik
DTSTART;VALUE=DATE:20270501
DTEND;VALUE=DATE:20270504
LOCATION:Rathausplatz
DESCRIPTION:Alle Partnerstädte kommen. Mehr: https://stadt.example/fest
CREATED:20261101T080000Z
ORGANIZER;CN=Kulturamt:mailto:kultur@stadt.example
END:VEVENT
"""


def _calendar(*events: str, before: str = "") -> str:
    lines = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Stadt//DE\n{before}{''.join(events)}END:VCALENDAR\n"
    return lines.replace("\n", "\r\n")


def _collected(site: Site, collect: Collect, *events: str, before: str = "") -> RunReport:
    address = site.serve("/termine.ics", _calendar(*events, before=before), "text/calendar; charset=utf-8")
    return collect(address, SourceKind.CALENDAR)


def test_an_event_over_whole_days_ends_on_its_last_day(site: Site, collect: Collect, door: MemoryDoor) -> None:
    _collected(site, collect, _EVENT)

    (finding,) = door.of("source")
    assert (finding.key, finding.title, finding.url) == (
        "fest-1",
        "Fest der Städte, mit Musik",
        "https://stadt.example/fest",
    )
    assert finding.fields == {
        "event_start": "2027-05-01",
        "event_end": "2027-05-03",
        "place": "Rathausplatz",
        "organiser": "Kulturamt",
    }


def test_times_keep_their_zone_and_rules_are_not_expanded(site: Site, collect: Collect, door: MemoryDoor) -> None:
    event = """BEGIN:VEVENT
UID:abend
SUMMARY:Polnischer Abend
DTSTART;TZID=Europe/Berlin:20270112T190000
DURATION:PT2H
RRULE:FREQ=MONTHLY;BYDAY=2TU
STATUS:CANCELLED
END:VEVENT
"""
    report = _collected(site, collect, event)

    assert report.new == 1
    assert door.of("source")[0].fields == {
        "event_start": "2027-01-12T19:00:00+01:00",
        "event_end": "2027-01-12T21:00:00+01:00",
        "recurrence": "FREQ=MONTHLY;BYDAY=2TU",
        "status": "cancelled",
    }


def test_an_event_with_a_broken_day_is_kept_without_it_and_named(
    site: Site, collect: Collect, door: MemoryDoor
) -> None:
    broken = "BEGIN:VEVENT\nUID:kaputt\nSUMMARY:Kaputt\nDTSTART:gestern\nRRULE:nie\nLOCATION:Halle\nEND:VEVENT\n"

    report = _collected(site, collect, _EVENT, broken, _EVENT.replace("fest-1", "fest-2"))

    assert report.outcome is RunOutcome.PARTIAL
    assert [finding.key for finding in door.of("source")] == ["fest-1", "kaputt", "fest-2"]
    assert door.of("source")[1].fields == {"place": "Halle"}
    assert "event 2 of 3" in report.broken[0].detail


def test_an_event_that_cannot_be_read_at_all_takes_no_other_along(
    site: Site, collect: Collect, door: MemoryDoor
) -> None:
    broken = "BEGIN:VEVENT\nUID:kaputt\nSUMMARY:Kaputt\nBEGIN:VALARM\nEND:VEVENT\n"

    report = _collected(site, collect, _EVENT, broken, _EVENT.replace("fest-1", "fest-2"))

    assert [finding.key for finding in door.of("source")] == ["fest-1", "fest-2"]
    assert [(failure.kind, "event 2 of 3" in failure.detail) for failure in report.broken] == [
        (FailureKind.UNREADABLE, True)
    ]


def test_a_broken_time_zone_takes_no_event_along(site: Site, collect: Collect, door: MemoryDoor) -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:UTC\nTZID:Europe/Berlin\nEND:VTIMEZONE\n"
    timed = _EVENT.replace(";VALUE=DATE:20270501", ";TZID=Europe/Berlin:20270501T100000").replace(
        "DTEND;VALUE=DATE:20270504\n", ""
    )

    report = _collected(site, collect, timed, before=zone)

    assert report.outcome is RunOutcome.READ
    assert door.of("source")[0].fields["event_start"] == "2027-05-01T10:00:00+02:00"


def test_events_that_share_a_uid_are_all_kept(site: Site, collect: Collect, door: MemoryDoor) -> None:
    later = _EVENT.replace("20270501", "20270601").replace("20270504", "20270602")
    moved = _EVENT.replace("SUMMARY", "RECURRENCE-ID;VALUE=DATE:20270501\nSUMMARY").replace("Rathausplatz", "Halle")

    report = _collected(site, collect, _EVENT, later, moved)

    assert report.new == 3
    assert "fest-1#2027-05-01" in {finding.key for finding in door.of("source")}


def test_an_event_that_never_ends_is_named(site: Site, collect: Collect) -> None:
    report = _collected(site, collect, _EVENT, "BEGIN:VEVENT\nUID:offen\nSUMMARY:Offen\n")

    assert (report.outcome, report.new) == (RunOutcome.PARTIAL, 1)


def test_an_empty_calendar_fails_unless_it_may_be_empty(site: Site, collect: Collect) -> None:
    address = site.serve("/leer.ics", _calendar(), "text/calendar")

    refused = collect(address, SourceKind.CALENDAR)
    allowed = collect(address, SourceKind.CALENDAR, {"may_be_empty": True})

    assert refused.failure is not None and refused.failure.kind is FailureKind.NO_ENTRIES
    assert (allowed.outcome, allowed.found) == (RunOutcome.READ, 0)


def test_a_page_is_no_calendar(site: Site, collect: Collect) -> None:
    report = collect(site.serve("/termine", "<html><body>Termine</body></html>"), SourceKind.CALENDAR)

    assert report.failure is not None and report.failure.kind is FailureKind.NOT_A_FEED
