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

_END = "END:VCALENDAR"


class Calendars:
    """Calendars in one language; what each opportunity adds to them is written once and kept."""

    def __init__(self, settings: MailSettings, language: str) -> None:
        """`language` is one of `templates.LANGUAGES`."""
        self._settings, self._words = settings, Wording(language)
        self._host = urlsplit(settings.base_url).hostname or "localhost"
        self._entries: dict[int, str] = {}
        self._empty = self._head()

    def of(self, views: Iterable[OpportunityView]) -> str:
        """All-day entries with the ids of the finder's own calendar, so that a program moves an entry and adds none.

        No ORGANIZER and no ATTENDEE: nobody is invited. Lines end with CRLF; empty without a dated deadline.
        """
        entries = "".join(self._entry(view) for view in views if view.deadline is not None)
        return self._empty.replace(_END, f"{entries}{_END}") if entries else ""

    def _head(self) -> str:
        made = Calendar()
        made.add("prodid", f"-//{clean(self._settings.office_name)}//Partnerpost//{self._words.language.upper()}")
        made.add("version", "2.0")
        made.add("calscale", "GREGORIAN")
        made.add("method", "PUBLISH")
        return str(made.to_ical(), "utf-8")

    def _entry(self, view: OpportunityView) -> str:
        if view.id not in self._entries:
            self._entries[view.id] = str(_entry(view, self._host, self._settings, self._words).to_ical(), "utf-8")
        return self._entries[view.id]


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
