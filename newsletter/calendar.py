"""The deadlines of an edition as a calendar that a mail brings along (RFC 5545): read, never answered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from aggregator.search.views import OpportunityView
from newsletter.cleaning import clean
from newsletter.settings import MailSettings
from newsletter.wording import Wording, shortened


def calendar_of(views: Iterable[OpportunityView], settings: MailSettings, words: Wording) -> str:
    """All-day entries with the ids of the finder's own calendar, so that a program moves an entry and adds none.

    No ORGANIZER and no ATTENDEE: nobody is invited to anything. Lines end with CRLF; empty without a dated deadline.
    """
    made = Calendar()
    made.add("prodid", f"-//{clean(settings.office_name)}//Partnerpost//{words.language.upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    host = urlsplit(settings.base_url).hostname or "localhost"
    entries = [_entry(view, host, settings, words) for view in views if view.deadline is not None]
    for entry in entries:
        made.add_component(entry)
    return made.to_ical().decode() if entries else ""


def _entry(view: OpportunityView, host: str, settings: MailSettings, words: Wording) -> Event:
    assert view.deadline is not None
    title = shortened(clean(view.title), 140)
    entry = Event()
    entry.add("uid", f"angebot-{view.id}@{host}")
    entry.add("sequence", view.sequence)
    entry.add("dtstamp", view.updated_at)
    entry.add("dtstart", view.deadline)
    entry.add("dtend", view.deadline + timedelta(days=1))
    entry.add("summary", words.gettext("Frist: %(title)s", title=title))
    entry.add("url", settings.page(f"/angebot/{view.id}", words.language))
    entry.add("transp", "TRANSPARENT")
    return entry
