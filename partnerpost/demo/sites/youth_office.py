"""A youth office with an RSS feed, German and Polish: the feed carries the text, details lie behind the links."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from markupsafe import escape

from partnerpost.demo.sites.page import Answer, Letterhead, Page, Site, always, html, layouts, midnight, robots
from partnerpost.demo.sites.stories import Story, stories

KEY = "youth_office"
FOLDER = "/aktuelles/"
FEED = "/feed.xml"

_HEAD = Letterhead(
    key="papierboot",
    name="Jugendbüro Papierboot · Biuro Młodzieży „Papierowa Łódka”",
    motto="Begegnungen zwischen Deutschland, Polen und der Welt dahinter",
    imprint="Jugendbüro Papierboot e. V., Bootshaus am Wehr. Ein Beispiel: Verein und Ausschreibungen sind erfunden.",
    tint="#d9480f",
    menu=(("Aktuelles", "/"), ("RSS", FEED)),
    feed=FEED,
)
_WORDS = {"before": "Neuere", "after": "Ältere", "others": "Mehr aus dem Jugendbüro"}


def youth_office(today: date, addresses: Mapping[str, str]) -> Site:
    """The site on a day. `addresses` are the base addresses of all sites: one item belongs to the foundation."""
    told = stories(KEY, today, addresses)
    own = [story for story in told if "elsewhere" not in story.fields]
    answers: dict[str, Answer] = {
        "/": always(_front(own, today)),
        FEED: always(_feed(told, addresses[KEY], today)),
        "/robots.txt": robots(today),
    }
    for story in own:
        answers[FOLDER + story.slug] = always(_detail(story, own))
    return Site(KEY, answers)


def _front(own: list[Story], today: date) -> Page:
    return html(
        "listing.html",
        midnight(today),
        site=_HEAD,
        language="de",
        heading="Aktuelles",
        stories=own,
        folder=_folder,
        before=None,
        after=None,
        words=_WORDS,
    )


def _detail(story: Story, own: list[Story]) -> Page:
    others = [other for other in own if other.language == story.language and other is not story][:3]
    return html(
        "detail.html",
        story.published,
        site=_HEAD,
        language=story.language,
        heading=story.title,
        story=story,
        others=others,
        folder=_folder,
        words=_WORDS,
    )


def _feed(told: tuple[Story, ...], address: str, today: date) -> Page:
    entries = [(story, story.fields.get("elsewhere", f"{address}{FOLDER}{story.slug}")) for story in told]
    body = (
        layouts()
        .get_template("feed.xml")
        .render(site=_HEAD, address=address, entries=entries, modified=midnight(today), html=_description)
    )
    return Page(body.encode(), "application/rss+xml; charset=utf-8", midnight(today))


def _description(story: Story) -> str:
    return "".join(f"<p>{escape(paragraph)}</p>" for paragraph in story.paragraphs)


def _folder(_story: Story) -> str:
    return FOLDER
