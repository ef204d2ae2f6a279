"""A ministry that edits one page in place: three calls under their headings, one rolling, one dated, one extended."""

from __future__ import annotations

from datetime import date

from partnerpost.demo.sites.days import Day
from partnerpost.demo.sites.page import Letterhead, Site, always, html, midnight, robots
from partnerpost.demo.sites.stories import stories

KEY = "ministry"
PAGE = "/foerderung/begegnungen"

_HEAD = Letterhead(
    key="begegnungsministerium",
    name="Ministerium für Begegnung und Europa",
    motto="Land Mittelrhein",
    imprint="Ministerium für Begegnung und Europa. Ein Beispiel: Land, Ministerium und Aufrufe sind erfunden.",
    tint="#5c7c1a",
    menu=(("Förderung", PAGE),),
)


def ministry(today: date) -> Site:
    """The site on a day."""
    page = html(
        "standing.html",
        midnight(today),
        site=_HEAD,
        language="de",
        heading="Förderung internationaler Begegnungen",
        introduction="Auf dieser Seite finden Sie unsere Aufrufe. Wir halten sie an Ort und Stelle aktuell.",
        stories=stories(KEY, today),
        stand=f"Stand: {Day(today, 'de'):long}",
    )
    return Site(KEY, {"/": always(page), PAGE: always(page), "/robots.txt": robots(today)})
