"""Deadlines as a calendar: all-day entries that every program shows on the right day (RFC 5545)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from icalendar import Calendar, Event, vDuration

from aggregator import taxonomy
from aggregator.search.views import OpportunityView
from templates.language import clock
from web.finder.quoting import is_web_address
from web.language import in_language
from web.plain import plain
from web.settings import WebSettings
from web.wording import wording

MEDIA_TYPE = "text/calendar; charset=utf-8"


def calendar_of(views: Iterable[OpportunityView], settings: WebSettings, language: str, name: str) -> bytes:
    """One calendar of all dated deadlines (and of events without one), in the order given. Bytes are UTF-8, CRLF."""
    made = Calendar()
    made.add("prodid", f"-//{plain(settings.office_name) or 'Partnerpost'}//Partnerpost//{language.upper()}")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", plain(name))
    made.add("refresh-interval", vDuration(timedelta(hours=12)), parameters={"VALUE": "DURATION"})
    for view in views:
        if has_day(view):
            made.add_component(_entry(view, settings, language))
    body: bytes = made.to_ical()
    return body


def has_day(view: OpportunityView) -> bool:
    """Whether there is a day to put into a calendar."""
    return view.deadline is not None or view.event_start is not None


def _entry(view: OpportunityView, settings: WebSettings, language: str) -> Event:
    """UID stays, SEQUENCE grows when day or status changes: programs move the entry instead of adding a second one."""
    _ = wording(language)
    first, last = _days(view)
    title = plain(view.title)
    address = f"{settings.base_url}{in_language(language, f'/angebot/{view.id}')}"
    entry = Event()
    entry.add("uid", f"angebot-{view.id}@{settings.host}")
    entry.add("sequence", view.sequence)
    entry.add("dtstamp", view.updated_at)
    entry.add("last-modified", view.updated_at)
    entry.add("dtstart", first)
    # the end of an all-day entry is the first day after it (RFC 5545, 3.6.1)
    entry.add("dtend", last + timedelta(days=1))
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
    return entry


def _days(view: OpportunityView) -> tuple[date, date]:
    if view.deadline is not None:
        return view.deadline, view.deadline
    assert view.event_start is not None
    return view.event_start, max(view.event_end or view.event_start, view.event_start)


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
