"""Pages of our own to be looked at: a list with details, a standing page, and what stands in the way of reading."""

from __future__ import annotations

from collections.abc import Sequence

from tests.crawlers.hostile import Site
from tests.crawlers.texts import three

HTML = "text/html; charset=utf-8"
CALLS = (
    ("Jugendbegegnungen an der Oder", "15. Januar 2027"),
    ("Chöre singen über Grenzen", "22. Januar 2027"),
    ("Werkstatt der Partnerstädte", "5. Februar 2027"),
    ("Schulen schreiben sich Briefe", "12. Februar 2027"),
)
_FILLER = (
    "Das Programm wendet sich an Vereine, Schulen und Kommunen, die mit ihren Partnerstädten etwas vorhaben. "
    "Gefördert werden Reisen, Unterkunft und Verpflegung, dazu die Arbeit mit Sprachmittlerinnen und Sprachmittlern. "
    "Wer schon einmal gefördert wurde, kann sich wieder bewerben; die Auswahl trifft eine Jury aus drei Ländern. "
    "Fragen beantwortet das Büro montags bis donnerstags am Vormittag gern auch am Telefon. "
)


def page(main: str, *, title: str = "Brückenbüro", head: str = "", around: str = "") -> str:
    """A page of an ordinary site: menu above, legal notes below."""
    menu = '<nav><a href="/">Start</a> <a href="/ueber-uns">Über uns</a> <a href="/kontakt">Kontakt</a></nav>'
    foot = '<footer><a href="/impressum">Impressum</a> <a href="/datenschutz">Datenschutz</a></footer>'
    return (
        f'<!doctype html><html lang="de"><head><title>{title}</title>{head}</head>'
        f"<body>{menu}{around}<main>{main}</main>{foot}</body></html>"
    )


def slug(title: str) -> str:
    """The title as it stands in an address."""
    return title.lower().replace("ö", "oe").replace("ä", "ae").replace("ü", "ue").replace(" ", "-")


def listing(calls: Sequence[tuple[str, str]] = CALLS, *, folder: str = "/aufrufe", head: str = "") -> str:
    """A list of calls as boxes alike: headline, teaser, and a link that says nothing."""
    boxes = "".join(
        f'<div class="box"><h3><a href="{folder}/{slug(title)}">{title}</a></h3>'
        f'<p>Neu im Programm.</p><a href="{folder}/{slug(title)}">weiterlesen</a></div>'
        for title, _ in calls
    )
    return page(f"<h1>Aufrufe</h1>{boxes}", title="Aufrufe – Brückenbüro", head=head)


def detail(title: str, day: str) -> str:
    """The page of one call."""
    return page(f"<h1>{title}</h1><p>{_FILLER}</p><p>Bewerbungsschluss ist der {day}.</p>", title=title)


def standing() -> str:
    """A page edited in place, with two calls on it."""
    parts = (
        f"<h2>Kleine Reisen</h2><p>{_FILLER}</p><p>Einsendeschluss ist der 1. März 2027.</p>"
        f"<h2>Große Reisen</h2><p>{_FILLER}</p><p>Einsendeschluss ist der 1. April 2027.</p>"
    )
    return page(f"<h1>Förderung</h1>{parts}", title="Förderung – Brückenbüro")


def build_listing(site: Site, *, head: str = "", folder: str = "/aufrufe") -> str:
    """Put a list and its details on a site; gives the address of the list."""
    for title, day in CALLS:
        site.serve(f"{folder}/{slug(title)}", detail(title, day), HTML)
    return site.serve(folder, listing(head=head, folder=folder), HTML)


def build_feed(site: Site, path: str = "/feed.xml") -> str:
    """Put a feed of three calls on a site; gives its address."""
    return site.serve(path, three(), "application/rss+xml; charset=utf-8")
