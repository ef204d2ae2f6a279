"""On paper: the list on A4, and one opportunity as a notice for the wall of a club. Both with a QR code."""

from __future__ import annotations

import segno
from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from aggregator.search import find
from web.finder.listing import by_month
from web.finder.pages import published, shown, to_standing
from web.finder.place import asked_for
from web.language import in_language, language_of
from web.rendering import public_page
from web.site import Site, TheSite

router = APIRouter()

PRINTED = 100
"""Items on one printed list; who needs more asks for less."""


@router.api_route("/fristen/druck", methods=["GET", "HEAD"])
def printed_list(request: Request, site: TheSite) -> Response:
    """The list of a query for A4."""
    today = site.today()
    with site.store.reading() as session:
        asked = asked_for(session, request.query_params.multi_items())
        found = find(session, asked.wish.at(1).query(today), today=today, per_page=PRINTED)
    path = f"/fristen{asked.wish.query_string}"
    return public_page(
        request,
        "druck.html",
        asked=asked,
        found=found,
        months=by_month(found.items),
        path=path,
        code=qr_code(request, site, path),
    )


@router.api_route("/angebot/{number}/aushang", methods=["GET", "HEAD"])
def notice(request: Request, site: TheSite, number: str) -> Response:
    """One opportunity as a notice."""
    with site.store.reading() as session:
        view = published(session, number)
    if view.id != int(number):
        return to_standing(request, f"/angebot/{view.id}/aushang")
    path = f"/angebot/{view.id}"
    return public_page(request, "aushang.html", item=shown(view, site), path=path, code=qr_code(request, site, path))


def qr_code(request: Request, site: Site, path: str) -> Markup:
    """The address of a page of ours, drawn as SVG; hidden from screen readers, since the address stands beside it."""
    address = site.settings.base_url + in_language(language_of(request), path)
    drawn = segno.make(address, micro=False, error="m").svg_inline(border=2, dark="#000", light="#fff", omitsize=True)
    return Markup(drawn.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1))  # noqa: S704 - our own drawing
