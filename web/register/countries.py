"""Partner countries: all of them on the map, and each with the municipalities that have partners there."""

from __future__ import annotations

from itertools import groupby

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from aggregator.register import HOME, count_countries, with_country
from aggregator.search import Query, find
from aggregator.taxonomy import is_country, terms
from web.register.addresses import country_path
from web.register.europe import tile_map
from web.register.pages import register_page
from web.rendering import frame
from web.site import TheSite

router = APIRouter()

_OPEN_SHOWN = 3
_ISO = 2  # letters of a country; longer codes are our groups


@router.api_route("/partnerlaender", methods=["GET", "HEAD"])
def countries(request: Request, site: TheSite) -> Response:
    """All countries with partners, most first."""
    with site.store.reading() as session:
        counted = count_countries(session)
    return register_page(request, "partnerlaender.html", counted=counted, map=tile_map(counted))


@router.api_route("/partnerlaender/{code}", methods=["GET", "HEAD"])
def country(request: Request, site: TheSite, code: str) -> Response:
    """Who has partners in a country, by state; and what is open for it."""
    known = code.upper()
    if len(known) != _ISO or known == HOME or known in terms("country") or not is_country(known):
        raise HTTPException(404)
    if f"/partnerlaender/{code}" != country_path(known):
        return RedirectResponse(frame(request).link(country_path(known)), status_code=308)
    with site.store.reading() as session:
        linked = with_country(session, known)
        found = find(session, Query(countries=(known,)), today=site.today(), per_page=_OPEN_SHOWN)
    by_state = [(state, list(towns)) for state, towns in groupby(linked, key=lambda one: one.town.state)]
    return register_page(
        request,
        "partnerland.html",
        code=known,
        by_state=by_state,
        towns=len(linked),
        links=sum(len(one.links) for one in linked),
        found=found,
    )
