"""The list on other sites: a page that may be framed anywhere, how to put it there, and oEmbed (https://oembed.com)."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import JSONResponse

from aggregator.search import find
from templates import LANGUAGES
from web.api.deadlines import OPEN_TO_PAGES
from web.finder.pages import published
from web.finder.place import Placed, asked_for
from web.language import in_language, language_of
from web.numbers import as_number
from web.rendering import public_page
from web.security.headers import framed_anywhere
from web.site import Site, TheSite
from web.wording import wording

router = APIRouter()

LENGTHS = (5, 10, 20)
_HEIGHT, _PER_ITEM = 170, 112  # pixels: head and foot, and one item of two lines at 600 pixels


@router.api_route("/einbetten", methods=["GET", "HEAD"])
def embedded(request: Request, site: TheSite) -> Response:
    """The next deadlines of a query for the page of a municipality: no cookie, no script, framed by anybody."""
    today, number = site.today(), length(request.query_params.get("anzahl", ""))
    with site.store.reading() as session:
        asked = asked_for(session, request.query_params.multi_items())
        found = find(session, asked.wish.at(1).query(today), today=today, per_page=number)
    headers = {"Content-Security-Policy": framed_anywhere(), "X-Robots-Tag": "noindex"}
    return public_page(request, "einbetten.html", found=found, asked=asked.wish.query_string, headers=headers)


@router.api_route("/einbetten/anleitung", methods=["GET", "HEAD"])
def instructions(request: Request, site: TheSite) -> Response:
    """How to put the list on another site: the lines to copy."""
    number = length(request.query_params.get("anzahl", ""))
    with site.store.reading() as session:
        asked = asked_for(session, request.query_params.multi_items())
    language = language_of(request)
    return public_page(
        request,
        "einbetten-anleitung.html",
        asked=asked.wish.query_string,
        wish=asked.wish,
        number=number,
        lengths=LENGTHS,
        snippet=snippet(site, language, asked, number),
        preview=_path(asked, number),
    )


@router.api_route("/oembed", methods=["GET", "HEAD"])
def oembed(request: Request, site: TheSite) -> Response:
    """What a content management system needs to show a list or an opportunity whose address was pasted."""
    if request.query_params.get("format", "json") != "json":
        raise HTTPException(501)
    language, path, query = _own(request.query_params.get("url", ""), site)
    described = _opportunity(site, path) if path.startswith("/angebot/") else None
    if described is None and path != "/fristen":
        raise HTTPException(404)
    answer = described or _list(request, site, language, query)
    provider = {"provider_name": site.settings.office_name or "Partnerpost", "provider_url": site.settings.base_url}
    return JSONResponse({"version": "1.0", **provider, "cache_age": 3600, **answer}, headers=OPEN_TO_PAGES)


def length(typed: str) -> int:
    """How many items are shown: what was asked for, between 1 and the most there are."""
    return min(max(as_number(typed) or LENGTHS[0], 1), LENGTHS[-1])


def snippet(site: Site, language: str, asked: Placed, number: int, *, width: str = "100%") -> str:
    """The lines that show the list on another page. Our own address and title, escaped for HTML."""
    _ = wording(language)
    address = site.settings.base_url + in_language(language, _path(asked, number))
    title = _("Fristen für Städtepartnerschaften")
    return (
        f'<iframe src="{escape(address)}" title="{escape(title)}" width="{width}" height="{height(number)}"\n'
        '  style="border: 1px solid #ccd8d5" loading="lazy"></iframe>'
    )


def height(number: int) -> int:
    """Pixels that so many items need."""
    return _HEIGHT + _PER_ITEM * number


def _list(request: Request, site: Site, language: str, query: str) -> dict[str, object]:
    with site.store.reading() as session:
        asked = asked_for(session, parse_qsl(query))
    most = as_number(request.query_params.get("maxheight", "")) or height(LENGTHS[0])
    number = min(max((most - _HEIGHT) // _PER_ITEM, 1), LENGTHS[-1])
    width = min(as_number(request.query_params.get("maxwidth", "")) or 600, 1000)
    title = wording(language)("Fristen für Städtepartnerschaften")
    html = snippet(site, language, asked, number, width=str(width))
    return {"type": "rich", "title": title, "html": html, "width": width, "height": height(number)}


def _opportunity(site: Site, path: str) -> dict[str, object]:
    with site.store.reading() as session:
        view = published(session, path.removeprefix("/angebot/"))
    return {"type": "link", "title": view.title}


def _own(url: str, site: Site) -> tuple[str, str, str]:
    """Language, path and query of an address of ours; 404 for those of others."""
    base = site.settings.base_url
    if not url.startswith((f"{base}/", f"{base}?")):
        raise HTTPException(404)
    path, _, query = url.removeprefix(base).partition("#")[0].partition("?")
    first, _, rest = path.lstrip("/").partition("/")
    return (first, f"/{rest}", query) if first in {one.value for one in LANGUAGES} else ("de", path, query)


def _path(asked: Placed, number: int) -> str:
    return "/einbetten?" + urlencode([*asked.wish.pairs(page=1), ("anzahl", str(number))])
