"""A town's events calendar as one ICS file: whole days, times with their zone, and an evening that comes back."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event, Timezone, vRecur

from partnerpost.demo.sites.page import Letterhead, Page, Site, always, html, midnight, robots
from partnerpost.demo.sites.stories import Story, stories

KEY = "town"
CALENDAR = "/veranstaltungen.ics"
FOLDER = "/veranstaltungen/"

_ZONE = ZoneInfo("Europe/Berlin")
_HEAD = Letterhead(
    key="wiesenfurt",
    name="Stadt Wiesenfurt",
    motto="Veranstaltungen rund um unsere Partnerstädte",
    imprint="Stadt Wiesenfurt, Amt für Begegnung. Ein Beispiel: Stadt und Veranstaltungen sind erfunden.",
    tint="#862e9c",
    menu=(("Veranstaltungen", "/"), ("Kalender", CALENDAR)),
)


def town(today: date, address: str) -> Site:
    """The site on a day, at its base address."""
    told = stories(KEY, today)
    front = html(
        "standing.html",
        midnight(today),
        site=_HEAD,
        language="de",
        heading="Veranstaltungen",
        introduction="Alle Termine gibt es auch als Kalender zum Abonnieren.",
        stories=told,
        stand="Änderungen vorbehalten.",
    )
    answers = {
        "/": always(front),
        CALENDAR: always(_calendar(told, address, today)),
        "/robots.txt": robots(today),
    }
    return Site(KEY, {**answers, **{FOLDER + story.slug: always(_detail(story)) for story in told}})


def _detail(story: Story) -> Page:
    return html("detail.html", story.published, site=_HEAD, language="de", heading=story.title, story=story, others=())


def _calendar(told: tuple[Story, ...], address: str, today: date) -> Page:
    calendar = Calendar()
    calendar.add("prodid", "-//Stadt Wiesenfurt//Veranstaltungen//DE")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", "Veranstaltungen in Wiesenfurt")
    calendar.add_component(Timezone.from_tzinfo(_ZONE, first_date=today, last_date=today + timedelta(days=400)))
    for story in told:
        calendar.add_component(_event(story, address))
    return Page(calendar.to_ical(), "text/calendar; charset=utf-8", midnight(today))


def _event(story: Story, address: str) -> Event:
    event = Event()
    event.add("uid", f"{story.slug}@wiesenfurt.example")
    event.add("dtstamp", story.published)
    event.add("last-modified", story.published)
    event.add("summary", story.title)
    event.add("description", "\n\n".join(story.paragraphs))
    event.add("location", story.fields["place"])
    event.add("categories", story.fields["categories"].split(","))
    event.add("url", f"{address}{FOLDER}{story.slug}")
    first, last = _span(story)
    event.add("dtstart", first)
    event.add("dtend", last)
    if story.fields["when"] == "monthly":
        event.add("rrule", vRecur(freq="MONTHLY", byday=_which_wednesday(first), count=6))
    return event


def _span(story: Story) -> tuple[date, date]:
    """First and last moment as ICS wants them: the end of whole days is the day after, exclusive."""
    start, end = story.days["start"], story.days.get("end", story.days["start"])
    if story.fields["when"] == "all_day":
        return start, end + timedelta(days=1)
    return _at(start, story.fields["from"]), _at(end, story.fields["to"])


def _which_wednesday(day: date) -> str:
    """`2WE` for the second of its month; a fifth one counts as the last, which every month has."""
    number = (day.day + 6) // 7
    return "-1WE" if number == 5 else f"{number}WE"


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), _ZONE)
