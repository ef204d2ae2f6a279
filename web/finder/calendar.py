"""Deadlines as a calendar: all-day entries that every program shows on the right day (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vDuration

from aggregator import taxonomy
from aggregator.search.views import OpportunityView
from templates.language import clock
from web.finder.quoting import is_web_address
from web.language import in_language
from web.numbers import as_number
from web.plain import plain
from web.settings import WebSettings
from web.wording import wording

MEDIA_TYPE = "text/calendar; charset=utf-8"
REMINDERS = (1, 3, 7, 14)
"""Days before a deadline on which a program can remind of it."""
_MORNING = timedelta(hours=9)
_SHOWN = timedelta(minutes=30)  # an entry at a time of day needs some length to be seen


@dataclass(frozen=True, slots=True)
class Options:
    """How somebody wants the entries: a reminder so many days before, and times of day as such."""

    remind: int | None = None
    timed: bool = False

    def parameters(self) -> str:
        """The same as it stands in an address."""
        pairs = [("erinnerung", str(self.remind))] if self.remind else []
        pairs += [("uhrzeit", "1")] if self.timed else []
        return urlencode(pairs)


def read_options(given: Mapping[str, str]) -> Options:
    """From `erinnerung=7&uhrzeit=1`; what is none of `REMINDERS` asks for no reminder."""
    days = as_number(given.get("erinnerung", ""))
    return Options(days if days in REMINDERS else None, given.get("uhrzeit") == "1")


def calendar_of(
    views: Iterable[OpportunityView],
    settings: WebSettings,
    language: str,
    name: str,
    options: Options = Options(),
) -> bytes:
    """One calendar of all dated deadlines (and of events without one), in the order given. Bytes are UTF-8, CRLF."""
    made = Calendar()
    made.add("prodid", f"-//{plain(settings.office_name) or 'Partnerpost'}//Partnerpost//{language.upper()}")
    made.add("version", "2.0")
    made.add("calscale", "GREGORIAN")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", plain(name))
    made.add("x-wr-timezone", settings.zone)
    made.add("refresh-interval", vDuration(timedelta(hours=12)), parameters={"VALUE": "DURATION"})
    for view in views:
        if has_day(view):
            made.add_component(_entry(view, settings, language, options))
    made.add_missing_timezones()
    body: bytes = made.to_ical()
    return body


def has_day(view: OpportunityView) -> bool:
    """Whether there is a day to put into a calendar."""
    return view.deadline is not None or view.event_start is not None


def _entry(view: OpportunityView, settings: WebSettings, language: str, options: Options) -> Event:
    """UID stays, SEQUENCE grows when day or status changes: programs move the entry instead of adding a second one."""
    _ = wording(language)
    title = plain(view.title)
    address = f"{settings.base_url}{in_language(language, f'/angebot/{view.id}')}"
    begins, ends = _span(view, settings, options)
    entry = Event()
    entry.add("uid", f"angebot-{view.id}@{settings.host}")
    entry.add("sequence", view.sequence)
    entry.add("dtstamp", view.updated_at)
    entry.add("last-modified", view.updated_at)
    entry.add("dtstart", begins)
    entry.add("dtend", ends)
    entry.add("summary", _("Frist: {title}").format(title=title) if view.deadline else title)
    entry.add("description", _description(view, language, address))
    entry.add("url", address)
    entry.add("transp", "TRANSPARENT")
    if view.status == "withdrawn":
        entry.add("status", "CANCELLED")
    if view.topics:
        entry.add("categories", [taxonomy.label("topic", topic, language) for topic in view.topics])
    if view.place and view.deadline is None:
        entry.add("location", plain(view.place))
    if options.remind and view.status != "withdrawn":
        entry.add_component(_alarm(options.remind, title, all_day=not isinstance(begins, datetime)))
    return entry


def _span(view: OpportunityView, settings: WebSettings, options: Options) -> tuple[date, date]:
    """From when to when. The end of an all-day entry is the first day after it (RFC 5545, 3.6.1)."""
    if view.deadline is None:
        assert view.event_start is not None
        return view.event_start, max(view.event_end or view.event_start, view.event_start) + timedelta(days=1)
    if options.timed and view.deadline_time is not None:
        zone = ZoneInfo(view.deadline_zone or settings.zone)
        ends = datetime.combine(view.deadline, view.deadline_time, tzinfo=zone)
        return ends - _SHOWN, ends
    return view.deadline, view.deadline + timedelta(days=1)


def _alarm(days: int, title: str, *, all_day: bool) -> Alarm:
    """A reminder so many days before, of all-day entries at nine in the morning instead of at midnight."""
    alarm = Alarm()
    alarm.add("action", "DISPLAY")
    alarm.add("description", title)
    alarm.add("trigger", (_MORNING if all_day else timedelta()) - timedelta(days=days))
    return alarm


def _description(view: OpportunityView, language: str, address: str) -> str:
    _ = wording(language)
    proof = view.proof_of("deadline")
    lines = [
        plain(view.summary),
        _("Uhrzeit: {time}").format(time=clock(view.deadline_time, language)) if view.deadline_time else "",
        f"„{plain(proof.quote)}“" if proof else "",
        _("Alle Angaben: {address}").format(address=address),
        _("Zur Quelle: {address}").format(address=view.url) if is_web_address(view.url) else "",
    ]
    return "\n".join(line for line in lines if line)
