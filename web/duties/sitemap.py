"""The map for search engines: an index, a part with standing pages, one with towns and countries, then opportunities.

A part covers a fixed range of numbers, so that what is new touches the last part alone (sitemaps.org 0.9).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.sax.saxutils import escape

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import StreamingResponse
from sqlmodel import Session

from aggregator import public, register
from templates import LANGUAGES
from web.duties.standing import marks, unchanged
from web.language import in_language
from web.numbers import as_number
from web.register.addresses import country_path, state_path, town_path
from web.rendering import cached
from web.site import TheSite

router = APIRouter()

PER_PART = 5_000
"""Opportunities in a part; in four languages 20,000 addresses and some 15 MB: 50,000 and 50 MB are allowed."""
_AT_ONCE = 200
_LAST_PART = 2**31 // PER_PART - 1  # numbers of opportunities have 32 bits
_XML = "application/xml"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_STANDING = (
    *(
        "/",
        "/fristen",
        "/kalender",
        "/benachrichtigen",
        "/ausgaben",
        "/staedte",
        "/daten",
        "/hilfe",
        "/leichte-sprache",
    ),
    *("/partnerlaender", "/register/statistik", "/register/weimarer-dreieck", "/einbetten/anleitung"),
    *("/impressum", "/datenschutz", "/barrierefreiheit"),
)


@router.api_route("/sitemap.xml", methods=["GET", "HEAD"])
def index(request: Request, site: TheSite) -> Response:
    """Which parts there are, and when something in them changed last."""
    with site.store.reading() as session:
        found = public.parts(session, PER_PART)
    base = escape(site.settings.base_url)
    lines = [f"<sitemap><loc>{base}/sitemap/{part}.xml</loc></sitemap>\n" for part in ("seiten", "orte")]
    lines += [
        f"<sitemap><loc>{base}/sitemap/{part.index}.xml</loc><lastmod>{part.changed:%Y-%m-%dT%H:%M:%SZ}</lastmod></sitemap>\n"
        for part in found
    ]
    body = f"{_HEAD}<sitemapindex {_SPACE}>\n{''.join(lines)}</sitemapindex>\n"
    return cached(request, body.encode(), _XML)


@router.api_route("/sitemap/{part}.xml", methods=["GET", "HEAD"])
def part(request: Request, site: TheSite, part: str) -> Response:
    """One part, each page in four languages that name each other."""
    base = site.settings.base_url
    if part == "seiten":
        shown = [path for path in _STANDING if path in request.app.state.paths]
        if not site.settings.archive:
            shown.remove("/ausgaben")
        body = "".join(_written(_entry(base, path) for path in shown))
        return cached(request, body.encode(), _XML)
    if part == "orte":
        with site.store.reading() as session:
            paths = _places(session)
        return cached(request, "".join(_written(_entry(base, path) for path in paths)).encode(), _XML)
    number = as_number(part)
    if number is None or str(number) != part or number > _LAST_PART:
        raise HTTPException(404)
    with site.store.reading() as session:
        headers = marks(site, public.extent(session), f"sitemap {part}")
        rows = public.numbers(session, number, PER_PART)
    if not rows:
        raise HTTPException(404)
    known = unchanged(request, headers)
    if known is not None:
        return known
    entries = (_entry(base, f"/angebot/{one}", changed.date()) for one, changed in rows)
    body_in_pieces = _written(entries) if request.method == "GET" else iter(())
    return StreamingResponse(body_in_pieces, media_type=_XML, headers=headers)


def _places(session: Session) -> list[str]:
    """The pages of the register: states, partner countries, and the municipalities that have a link."""
    states = [state_path(code) for code in register.count_states(session)]
    countries = [country_path(code) for code in register.count_countries(session)]
    return [*states, *countries, *map(town_path, register.linked(session))]


def _written(entries: Iterator[str]) -> Iterator[str]:
    """The whole file in pieces of some hundred pages: each piece costs a turn between threads."""
    yield f'{_HEAD}<urlset {_SPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    gathered: list[str] = []
    for entry in entries:
        gathered.append(entry)
        if len(gathered) == _AT_ONCE:
            yield "".join(gathered)
            gathered.clear()
    yield "".join(gathered) + "</urlset>\n"


def _entry(base: str, path: str, changed: date | None = None) -> str:
    """A page in all its languages: each is a page of its own, and all name all (Google's rule for hreflang)."""
    written = {language.value: escape(base + in_language(language, path)) for language in LANGUAGES}
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{language}" href="{address}"/>' for language, address in written.items()
    )
    others += f'<xhtml:link rel="alternate" hreflang="x-default" href="{written["de"]}"/>'
    dated = f"<lastmod>{changed}</lastmod>" if changed else ""
    return "".join(f"<url><loc>{address}</loc>{dated}{others}</url>\n" for address in written.values())
