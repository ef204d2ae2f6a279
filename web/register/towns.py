"""Find a municipality; one municipality with its partners and what is open for their countries."""

from __future__ import annotations

from collections import Counter
from urllib.parse import urlencode

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.responses import RedirectResponse

from aggregator.folding import fold
from aggregator.model import TwinningStatus
from aggregator.register import (
    HOME,
    count_states,
    in_state,
    links_of,
    lookup,
    municipality,
    state_by_slug,
    states,
    with_partner,
)
from aggregator.search import Query, find
from aggregator.taxonomy import country_name
from web.language import language_of
from web.plain import plain
from web.register.addresses import key_in, state_path, town_path
from web.register.europe import tile_map
from web.register.pages import register_page
from web.rendering import frame
from web.site import TheSite

router = APIRouter()

_OPEN_SHOWN = 4
_FOUND = 30
_LONGEST = 100


@router.api_route("/staedte", methods=["GET", "HEAD"])
def towns(request: Request, site: TheSite, q: str = "") -> Response:
    """Search by name of the municipality or of its partner; all states with counts."""
    text = plain(q)[:_LONGEST]
    with site.store.reading() as session:
        found = lookup(session, text, limit=_FOUND)
        partners = with_partner(session, text)
        counted = count_states(session)
    in_order = [counted[code] for code in states() if code in counted]
    return register_page(request, "staedte.html", q=text, found=found, partners=partners, states=in_order)


@router.api_route("/staedte/{place}", methods=["GET", "HEAD"])
def town(request: Request, site: TheSite, place: str) -> Response:
    """One municipality. The key decides; under another name it leads to the one address."""
    ags = key_in(place)
    with site.store.reading() as session:
        here = municipality(session, ags) if ags else None
        if here is None:
            raise HTTPException(404)
        if f"/staedte/{place}" != town_path(here):
            return RedirectResponse(frame(request).link(town_path(here)), status_code=308)
        language = language_of(request)
        links = sorted(links_of(session, here.ags), key=lambda link: fold(country_name(link.country, language)))
        abroad = [link for link in links if link.country != HOME and link.status is not TwinningStatus.ENDED]
        counted = Counter(link.country for link in abroad)
        countries = tuple(code for code, _ in counted.most_common())
        asked = Query(countries=countries)
        found = find(session, asked, today=site.today(), per_page=_OPEN_SHOWN) if countries else None
    return register_page(
        request,
        "stadt.html",
        town=here,
        abroad=abroad,
        at_home=[link for link in links if link.country == HOME and link.status is not TwinningStatus.ENDED],
        ended=[link for link in links if link.status is TwinningStatus.ENDED],
        map=tile_map(counted) if countries else None,
        found=found,
        finder=urlencode([("land", code) for code in countries]),
    )


@router.api_route("/bundeslaender/{slug}", methods=["GET", "HEAD"])
def state(request: Request, site: TheSite, slug: str) -> Response:
    """All municipalities of a state that have links abroad."""
    code = state_by_slug(slug)
    if code is None:
        raise HTTPException(404)
    if f"/bundeslaender/{slug}" != state_path(code):
        return RedirectResponse(frame(request).link(state_path(code)), status_code=308)
    with site.store.reading() as session:
        linked = in_state(session, code)
    counted = Counter(link.country for one in linked for link in one.links)
    return register_page(
        request, "bundesland.html", code=code, linked=linked, counted=counted.most_common(), map=tile_map(counted)
    )
